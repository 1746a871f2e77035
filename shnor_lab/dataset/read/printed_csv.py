"""A CSV as text: its encoding and separator found out, its lines split into cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ...errors import DeliveryError
from ...language import text as _
from .book import HEAD, Sheet
from .printed import as_text

SEPARATORS = ("\t", ";", ",", "|")
"""Separators tried; the earlier one wins where two split the first lines equally well."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Utf8Watch:
    """Says, after all chunks of a file were fed, whether they are UTF-8."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.broken = False

    def feed(self, chunk: bytes, final: bool = False) -> None:
        """Take the next bytes; plain ASCII after a whole character costs nothing."""
        if self.broken or (chunk.isascii() and not final and not self._decoder.getstate()[0]):
            return
        try:
            self._decoder.decode(chunk, final)
        except UnicodeDecodeError:
            self.broken = True


def encoding_of(start: bytes, utf8: bool) -> str:
    """Return the encoding of a text file from its first bytes and whether the whole of it is UTF-8.

    A file without a mark that is not UTF-8 is taken for Windows Cyrillic, the only other encoding met in deliveries.
    """
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    return "utf-8" if utf8 else "cp1251"


def separator_of(lines: list[str]) -> str:
    """Return the separator that splits the first lines into the same number of cells, two at least."""

    def evenness(separator: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
        if not widths:
            return 0, 0
        width, rows = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        return rows, width

    scores = {separator: evenness(separator)[0] for separator in SEPARATORS}
    best = max(scores.values())
    if not best:
        return ";"
    return next(separator for separator in SEPARATORS if scores[separator] == best)


def cells(path: Path, encoding: str, separator: str) -> Iterator[list[str]]:
    """Yield the lines of a CSV as lists of cells, untouched but for quotes."""
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.reader(file, delimiter=separator)


def open_csv(path: Path, name: str, encoding: str) -> tuple[Sheet, str]:
    """Return the one sheet of a CSV and its separator; only the first lines are read until rows are asked for.

    Raises
    ------
    DeliveryError
        The file cannot be read as text.
    """
    csv.field_size_limit(10_000_000)
    try:
        with path.open(encoding=encoding, newline="") as file:
            start = list(islice(file, HEAD * 2))
    except UnicodeDecodeError:
        raise _unreadable(name) from None
    if any("\0" in line for line in start):
        raise _unreadable(name)
    separator = separator_of(start)
    rows = csv.reader(io.StringIO("".join(start), newline=""), delimiter=separator)
    head = [[as_text(cell) for cell in row] for row in islice(rows, HEAD)]

    def load() -> list[list[object]]:
        return [list(row) for row in cells(path, encoding, separator)]

    return Sheet(name="", head=head, load=load), separator


def _unreadable(name: str) -> DeliveryError:
    return DeliveryError(
        _("The file is neither a table nor a text."),
        where=name,
        todo=_("save it as XLSX or CSV and send it again"),
    )
