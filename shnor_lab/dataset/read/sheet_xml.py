"""One pass over the XML of an XLSX sheet: its typed cells, its errors, and its formulas without a result."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from xml.parsers import expat

from .contents import CELLS, Contents, Place, TooManyCells, check_room
from .number_formats import value_of

Chunks = Iterator[bytes]

_WIDEST = 16_384
_KNOWN = 100_000
_LONGEST = 1 << 20
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RANGE = re.compile(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")


class BadSheet(Exception):
    """The XML of a workbook says what no spreadsheet writes."""


def parsed(chunks: Chunks, parser: expat.XMLParserType) -> None:
    """Feed a parser in pieces that end with a tag, so that a number is handed over whole."""
    parser.StartDoctypeDeclHandler = _no_doctype
    rest = b""
    for chunk in chunks:
        rest += chunk
        end = rest.rfind(b">") + 1 or (len(rest) if len(rest) > _LONGEST else 0)
        parser.Parse(rest[:end], False)
        rest = rest[end:]
    parser.Parse(rest, True)


def parser_of(start: Callable[[str, list[str]], None], end: Callable[[str], None] | None = None) -> expat.XMLParserType:
    """Return a parser that hands over local names; attributes come as a list of names and values in turn."""
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True

    def root(name: str, attributes: list[str]) -> None:
        """See whether the document writes a prefix before its names."""
        if ":" in name:
            parser.StartElementHandler = lambda named, given: start(named.rpartition(":")[2], given)
            if end:
                parser.EndElementHandler = lambda named: end(named.rpartition(":")[2])
        else:
            parser.StartElementHandler = start
            parser.EndElementHandler = end

    parser.StartElementHandler = root
    return parser


def read_strings(chunks: Chunks) -> list[str | None]:
    """Return the shared strings of a workbook, None for blank ones; phonetic guides are left out."""
    strings: list[str | None] = []
    parts: list[str] = []
    listening = guide = False

    def start(name: str, _attributes: list[str]) -> None:
        nonlocal listening, guide
        if name == "si":
            parts.clear()
        elif name == "rPh":
            guide = True
        listening = name == "t" and not guide

    def end(name: str) -> None:
        nonlocal listening, guide
        listening = False
        if name == "si":
            strings.append(text_of(parts))
        elif name == "rPh":
            guide = False

    def data(text: str) -> None:
        if listening:
            parts.append(text)

    parser = parser_of(start, end)
    parser.CharacterDataHandler = data
    parsed(chunks, parser)
    return strings


def text_of(parts: Sequence[str]) -> str | None:
    """Return the text of a cell, None for a blank one."""
    text = "".join(parts)
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text if text and not text.isspace() else None


def read_sheet(
    chunks: Chunks, strings: Sequence[str | None], formats: Mapping[str, str], since_1904: bool, room: int = CELLS
) -> tuple[Contents, int]:
    """Return a sheet and the number of its filled cells.

    Parameters
    ----------
    chunks : iterator of bytes
        The XML.
    strings : sequence of str or None
        Shared strings.
    formats : mapping of str to str
        Number of a cell's style, as printed in the file -> what it makes of a number, see ``number_formats``.
    since_1904 : bool
        How the workbook counts its days.
    room : int
        Filled cells that may still be read.

    Raises
    ------
    BadSheet
        The XML cannot be a sheet.
    FarCell, TooManyCells
        The sheet would take too much room.
    """
    # The callbacks run once or more per cell: what they share is held in variables, not in attributes of an object.
    found = Contents()
    rows: dict[int, list[object]] = {}
    numbers: dict[str, float] = {}
    columns: dict[str, int] = {}
    zeros: dict[int, tuple[Place, bool]] = {}
    parts: list[str] = []
    row: list[object] = []
    outside = row
    kind: str | None = None
    style: str | None = None
    number = place = -1
    cut = filled = spanned = 0
    listening = formula = saved = guide = False
    result: object = None

    def start(name: str, attributes: list[str]) -> None:
        nonlocal kind, style, place, formula, listening, saved, guide, result
        if name == "v":
            listening = saved = True
        elif name == "c":
            if formula:
                settle()
            listening = saved = False
            result = kind = style = None
            given = len(attributes)
            if given == 6 and attributes[2] == "s" and attributes[4] == "t":
                letters, style, kind = attributes[1], attributes[3], attributes[5]
            elif given == 4 and attributes[2] == "t":
                letters, kind = attributes[1], attributes[3]
            elif given == 4 and attributes[2] == "s":
                letters, style = attributes[1], attributes[3]
            elif given == 2 and attributes[0] == "r":
                letters = attributes[1]
            else:
                named = dict(zip(attributes[::2], attributes[1::2], strict=True))
                letters, style, kind = named.get("r", ""), named.get("s"), named.get("t")
            letters = letters[:cut] if cut else letters.rstrip("0123456789")
            place = columns.get(letters, -1) if letters else place + 1
            if place < 0:
                place = columns[letters] = column_of(letters)
            if kind in ("str", "inlineStr"):
                parser.EndElementHandler = end
            elif kind == "e":
                found.errors.append(((number, place), ""))
        elif name == "t":
            listening = not guide
        elif name == "f":
            formula = True
        elif name == "row":
            next_row(attributes)
        elif name == "rPh":
            guide = True
        elif name == "mergeCell" and (merged := _RANGE.fullmatch(attributes[attributes.index("ref") + 1])):
            first = int(merged[2]) - 1, column_of(merged[1])
            last = (int(merged[4]) - 1, column_of(merged[3])) if merged[3] else first
            found.merged.append((first, last))

    def end(name: str) -> None:
        """Close a cell with text of its own; called for such cells only."""
        nonlocal guide, listening
        name = name.rpartition(":")[2]
        if name == "c":
            parser.EndElementHandler = None
            keep(text_of(parts))
            parts.clear()
        elif name == "rPh":
            guide = False
        listening = False

    def data(text: str) -> None:
        nonlocal listening
        if not listening:
            return
        if kind is None or kind == "n":
            listening = False
            value: object = numbers.get(text)
            if value is None:
                value = number_of(text)
            if style is not None and style in formats and isinstance(value, float):
                value = value_of(value, formats[style], since_1904)
        elif kind == "s":
            listening = False
            value = strings[int(text)]
            if value is None:
                return
        elif kind in ("str", "inlineStr"):
            parts.append(text)
            return
        elif kind == "e":
            listening = False
            found.errors[-1] = (number, place), text
            value = text
        elif kind == "b":
            listening = False
            value = text.strip() not in ("0", "false")
        else:
            listening = False
            value = _moment(text) if kind == "d" else text
        keep(value)

    def keep(value: object) -> None:
        nonlocal filled, spanned, result
        if value is None:
            return
        result = value
        filled += 1
        gap = place - len(row)
        if gap == 0:
            row.append(value)
        elif gap > 0:
            spanned += gap
            row.extend([None] * gap)
            row.append(value)
        else:
            row[place] = value

    def number_of(text: str) -> float | str | None:
        """Return a number, the text itself where it is none that can be counted with."""
        if text.isspace():
            return None
        value = float(text)
        if not math.isfinite(value):
            found.errors.append(((number, place), text))
            return text
        if len(numbers) < _KNOWN:
            numbers[text] = value
        return value

    def settle() -> None:
        """See what the formula of the last cell left behind."""
        nonlocal formula
        formula = False
        if result is None:
            if not (saved and kind == "str"):
                found.uncalculated.append((number, place))
        elif type(result) is float:
            first, all_zero = zeros.get(place, ((number, place), True))
            zeros[place] = first, all_zero and not result

    def next_row(attributes: list[str]) -> None:
        nonlocal row, number, place, cut
        if formula:
            settle()
        if filled > room:
            raise TooManyCells
        if len(row) and spanned > filled:
            check_room(number, len(row) - 1, filled)
        printed = attributes[attributes.index("r") + 1] if "r" in attributes else ""
        number = int(printed) - 1 if printed else number + 1
        if number < 0:
            raise ValueError(printed)
        cut, place = -len(printed), -1
        row = rows.setdefault(number, [])

    parser = parser_of(start)
    parser.CharacterDataHandler = data
    try:
        parsed(chunks, parser)
        if formula:
            settle()
    except (expat.ExpatError, ValueError, IndexError) as error:
        raise BadSheet(str(error)) from error
    if outside:
        raise BadSheet("cells outside rows")
    if filled > room:
        raise TooManyCells
    width = max((len(row) for row in rows.values()), default=0)
    height = max((number for number, row in rows.items() if row), default=-1) + 1
    check_room(height - 1, width - 1, filled)
    for line in rows.values():
        line.extend([None] * (width - len(line)))
    found.rows = [rows.get(number) or [None] * width for number in range(height)]
    found.zeros = [first for first, all_zero in zeros.values() if all_zero]
    return found, filled


def column_of(letters: str) -> int:
    """Return the column, from zero, that letters name."""
    column = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        column = 26 * column + ord(letter) - 64
    if not 1 <= column <= _WIDEST:
        raise ValueError(letters)
    return column - 1


def _moment(text: str) -> object:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return text


def _no_doctype(*_declared: Any) -> None:
    raise BadSheet("document type")
