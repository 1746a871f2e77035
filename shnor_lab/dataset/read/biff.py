"""What an XLS of Excel 97 says of its cells beyond their values: errors, formulas never computed, per cents."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from .contents import Contents, FarCell, Place, check_room
from .number_formats import kind_of

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BOF, _EOF, _BOUNDSHEET, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_FILEPASS = 0x002F
_FORMULA, _BOOLERR, _MULRK = (0x0006, 0x0206, 0x0406), 0x0205, 0x00BD
_VALUES = {0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6}
_NUMBERS = {0x0203, 0x027E}
_NO_TEXT = b"\x03\0\0\0\0\0\xff\xff"
_NOT_EXCEL = 0x0DBB
"""The build of Excel 97 that programs which compute nothing name as their own."""


class BadStream(Exception):
    """The file is no workbook of Excel 97 that is whole."""


class Locked(Exception):
    """The workbook is under a password."""


@dataclass
class BiffSheet:
    """One sheet: what it says of its cells, the number of filled ones, the places formatted as per cent."""

    contents: Contents = field(default_factory=Contents)
    filled: int = 0
    row: int = -1
    column: int = -1
    percents: list[Place] = field(default_factory=list)

    def take(self, row: int, column: int, percent: bool) -> None:
        """Count one filled cell."""
        self.filled += 1
        self.row, self.column = max(self.row, row), max(self.column, column)
        if percent:
            self.percents.append((row, column))


def biff_sheets(content: bytes) -> list[BiffSheet]:
    """Return the sheets of an XLS in the order of its list of sheets.

    Raises
    ------
    BadStream
        The file is not whole.
    Locked
        It is under a password.
    FarCell
        A sheet spans far more places than it fills.
    """
    try:
        stream = _workbook_stream(content)
        starts: list[int] = []
        codes: dict[int, str] = {}
        styles: list[int] = []
        for kind, data in _records(stream, 0):
            if kind == _FILEPASS:
                raise Locked
            if kind == _BOUNDSHEET:
                starts.append(struct.unpack_from("<I", data)[0])
            elif kind == _FORMAT:
                number, text = struct.unpack_from("<H", data)[0], data[5:]
                codes[number] = text.decode("utf-16-le" if len(data) > 4 and data[4] & 1 else "latin-1", "replace")
            elif kind == _XF:
                styles.append(struct.unpack_from("<H", data, 2)[0])
        percents = {place for place, number in enumerate(styles) if kind_of(number, codes.get(number)) == "percent"}
        computed = struct.unpack_from("<H", stream, 8)[0] != _NOT_EXCEL
        found = []
        for number, start in enumerate(starts, 1):
            try:
                found.append(_sheet(stream, start, percents, computed))
            except FarCell as far:
                far.sheet = str(number)
                raise
        return found
    except (struct.error, IndexError) as error:
        raise BadStream(str(error)) from error


def _sheet(stream: bytes, start: int, percents: set[int], computed: bool) -> BiffSheet:
    sheet = BiffSheet()
    zeros: dict[int, tuple[Place, bool]] = {}
    for kind, data in _records(stream, start):
        if kind in _VALUES:
            row, column, style = struct.unpack_from("<3H", data)
            sheet.take(row, column, kind in _NUMBERS and style in percents)
        elif kind == _MULRK:
            row, first = struct.unpack_from("<2H", data)
            for number in range((len(data) - 6) // 6):
                style = struct.unpack_from("<H", data, 4 + 6 * number)[0]
                sheet.take(row, first + number, style in percents)
        elif kind == _BOOLERR:
            row, column, _style, value, is_error = struct.unpack_from("<3H2B", data)
            sheet.take(row, column, False)
            if is_error:
                sheet.contents.errors.append(((row, column), _ERRORS.get(value, "#")))
        elif kind in _FORMULA:
            _formula(data, sheet, zeros, percents, computed)
    sheet.contents.zeros = [place for place, all_zero in zeros.values() if all_zero]
    check_room(sheet.row, sheet.column, sheet.filled)
    return sheet


def _formula(
    data: bytes, sheet: BiffSheet, zeros: dict[int, tuple[Place, bool]], percents: set[int], computed: bool
) -> None:
    """Take a formula: its result is a number, or the last two bytes say of which kind it is."""
    row, column, style = struct.unpack_from("<3H", data)
    result, flags = data[6:14], struct.unpack_from("<H", data, 14)[0]
    number = result[6:] != b"\xff\xff"
    sheet.take(row, column, number and style in percents)
    on_opening = bool(flags & 3) or not computed
    if result[0] == 2 and not number:
        sheet.contents.errors.append(((row, column), _ERRORS.get(result[2], "#")))
    elif result == _NO_TEXT and on_opening:
        sheet.contents.uncalculated.append((row, column))
    elif number and on_opening:
        first, all_zero = zeros.get(column, ((row, column), True))
        zeros[column] = first, all_zero and struct.unpack("<d", result)[0] == 0


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of the stream; charts within a sheet are passed over."""
    depth = 0
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, start)
        if kind & 0xFF == 0x09 and kind <= _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, stream[start + 4 : start + 4 + size]
        start += 4 + size
    raise BadStream("cut off")


def _workbook_stream(content: bytes) -> bytes:
    """Return the stream «Workbook» of the compound file that an XLS is."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    mini = 1 << struct.unpack_from("<H", content, 32)[0]
    first_directory, cutoff, first_mini = (struct.unpack_from("<I", content, at)[0] for at in (48, 56, 60))
    following, extra = struct.unpack_from("<2I", content, 68)
    listed = list(struct.unpack_from("<109I", content, 76))
    for _more in range(min(extra, len(content) // size)):
        *places, following = struct.unpack_from(f"<{size // 4}I", content, (following + 1) * size)
        listed += places
    table: list[int] = []
    for sector in listed:
        if sector < 0xFFFFFFFA:
            table += struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
    directory = _chain(content, table, first_directory, size, size)
    entries = dict(_entry(directory[at : at + 128]) for at in range(0, len(directory) - 127, 128))
    found = entries.get("Workbook") or entries.get("Book")
    if found is None:
        raise BadStream("no stream")
    first, length = found
    if length >= cutoff:
        return _chain(content, table, first, size, size)[:length]
    small = _chain(content, table, first_mini, size, size)
    chain = list(struct.unpack(f"<{len(small) // 4}I", small[: len(small) // 4 * 4]))
    root = _chain(content, table, entries["Root Entry"][0], size, size) if "Root Entry" in entries else b""
    return _chain(root, chain, first, mini, 0)[:length]


def _entry(entry: bytes) -> tuple[str, tuple[int, int]]:
    """Return name, first sector and length of an entry of the directory."""
    first, length = struct.unpack_from("<2I", entry, 116)
    return entry[: struct.unpack_from("<H", entry, 64)[0]].decode("utf-16-le", "replace").rstrip("\0"), (first, length)


def _chain(content: bytes, table: list[int], sector: int, size: int, offset: int) -> bytes:
    """Return the sectors of a chain, joined."""
    parts = []
    while sector < 0xFFFFFFFA:
        parts.append(content[offset + sector * size : offset + (sector + 1) * size])
        if len(parts) > len(table):
            raise BadStream("a chain without an end")
        sector = table[sector]
    return b"".join(parts)
