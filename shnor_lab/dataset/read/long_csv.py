"""The fast way of a long CSV: typed columns as they are, texts as distinct values, no cell touched in Python."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..schema import Table
from .book import Book
from .headers import Header
from .quotes import quoted_breaks

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import csv as arrow

NULLS = ["", "-", "–", "—", "н/д", "Н/Д", "NaN", "nan", "NA", "NULL"]
"""Cells that are empty whatever the column; words that depend on the kind of column are left to ``clean``."""

_NUMERIC = ("count", "year", "number", "share")
_ODD_ROWS = 5000


@dataclass(frozen=True)
class Lines:
    """The lines below a header.

    Parameters
    ----------
    frame : DataFrame
        Known columns and ``source_row``, the printed number: 1 is the first record of the file.
    odd : list of (int, list of str)
        Printed number and cells of the lines that have more or fewer cells than the header; empty ones left out.
    beside : dict of int to list of str
        Position of a row without any known cell -> its other filled cells.
    """

    frame: pd.DataFrame
    odd: list[tuple[int, list[str]]]
    beside: dict[int, list[str]]


def read_csv(book: Book, header: Header, table: Table) -> Lines | None:
    """Return the lines below the header, read the fast way.

    Texts come as categoricals, whole numbers without foreign cells as ``Int32``, other numbers as ``float64``.
    None when cells go over several lines, or lines end with empty cells that the header does not have now and then:
    then the file is read cell by cell.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    odd: list = []

    def skip(row: arrow.InvalidRow) -> str:
        if len(odd) <= _ODD_ROWS:
            odd.append((row.number, row.text))
        return "skip"

    above = _lines_above(book, header)
    if any(cell.line > above for cell in quoted_breaks(book.path, book.encoding, book.separator)):
        return None
    width = _width(book, header)

    def read(*, threads: bool = True, as_text: frozenset[str] = frozenset(), unread: bool = False) -> pa.Table:
        odd.clear()
        return arrow.read_csv(
            book.path,
            read_options=arrow.ReadOptions(
                use_threads=threads,
                skip_rows=above,
                column_names=[f"c{i}" for i in range(width)],
                encoding=book.encoding.removesuffix("-sig"),
            ),
            parse_options=arrow.ParseOptions(
                delimiter=book.separator,
                ignore_empty_lines=False,
                invalid_row_handler=skip,
            ),
            convert_options=_conversion(book, header, table, width, as_text, unread),
        )

    try:
        written = frozenset(_numeric(header, table)) if _has_hex(book) else frozenset()
        found = read(as_text=written)
        strange = _strange(found, header, table)
        if odd or strange:
            if len(odd) > _ODD_ROWS or any('"' in text for _, text in odd):
                return None
            found = read(threads=not odd, as_text=written | strange)
        lines = [(number, next(csv.reader([text], delimiter=book.separator), [])) for number, text in sorted(odd)]
        if any(len(cells) > width and not any(map(as_cell, cells[width:])) for _, cells in lines):
            return None
        frame = _frame(found, header, table)
        blank = _blank(found)
        beside = _beside(read(threads=not odd, unread=True), blank) if len(blank) and width > frame.shape[1] else {}
    except pa.ArrowInvalid:
        return None
    # Arrow numbers lines from the first one of the file, header and skipped lines included.
    first = header.row + 2
    numbers = np.arange(first, first + found.num_rows + len(lines), dtype=np.int32)
    shift = header.row + 1 - above
    if lines:
        numbers = numbers[~np.isin(numbers, np.array([number + shift for number, _ in lines], dtype=np.int32))]
    frame["source_row"] = numbers
    return Lines(frame, [(number + shift, cells) for number, cells in lines if any(map(as_cell, cells))], beside)


def as_cell(text: str) -> str:
    """Return a cell without blanks, and without what some programs put behind the last line."""
    return text.strip(" \t\r\n\x1a\0")


def _width(book: Book, header: Header) -> int:
    """Return the number of cells in a line: that of the header, more where all first lines end with empty ones."""
    below = [row for row in book.sheets[0].head[header.row + 1 :] if any(row)]
    least = min(map(len, below), default=0)
    width = len(header.names)
    return least if least > width and not any(any(row[width:]) for row in below) else width


def _has_hex(book: Book) -> bool:
    """Return whether a number may be written as 0x10, which Arrow reads and nobody means."""
    if book.encoding.startswith("utf-16"):
        return True
    end = b""
    with book.path.open("rb") as file:
        while chunk := file.read(1 << 20):
            data = end + chunk
            if any(letter in data and b"0" + letter in data for letter in (b"x", b"X")):
                return True
            end = chunk[-1:]
    return False


def _numeric(header: Header, table: Table) -> list[str]:
    return [f"c{i}" for i, name in enumerate(header.names) if name and _kind(table, name) in _NUMERIC]


def _strange(found: pa.Table, header: Header, table: Table) -> frozenset[str]:
    """Return the columns that are better read as text: counts with a fraction or an exponent, and «inf»."""
    import pyarrow as pa
    from pyarrow import compute

    strange = set()
    for name in _numeric(header, table):
        column = found.column(name)
        if pa.types.is_floating(column.type):
            own = header.names[int(name[1:])] or ""
            if _kind(table, own) in ("count", "year") or compute.any(compute.is_inf(column)).as_py():
                strange.add(name)
    return frozenset(strange)


def _blank(found: pa.Table) -> np.ndarray:
    """Return the positions of the rows that have nothing in any column read."""
    if not all(column.null_count for column in found.columns):
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(np.all([column.is_null().to_numpy() for column in found.columns], axis=0))


def _beside(unread: pa.Table, blank: np.ndarray) -> dict[int, list[str]]:
    """Return the filled cells of some rows in the columns that the table does not have."""
    rows = unread.take(blank).to_pylist()
    cells = [[text for value in row.values() if value is not None and (text := as_cell(value))] for row in rows]
    return {int(at): filled for at, filled in zip(blank, cells, strict=True) if filled}


def _conversion(
    book: Book, header: Header, table: Table, width: int, as_text: frozenset[str], unread: bool
) -> arrow.ConvertOptions:
    import pyarrow as pa
    from pyarrow import csv as arrow

    kinds = {f"c{i}": _kind(table, name) for i, name in enumerate(header.names) if name}
    text = pa.dictionary(pa.int32(), pa.string())
    if unread:
        kinds = {f"c{i}": "text" for i in range(width) if f"c{i}" not in kinds}
        text = pa.string()
    return arrow.ConvertOptions(
        include_columns=list(kinds),
        column_types={name: text for name, kind in kinds.items() if kind not in _NUMERIC or name in as_text},
        null_values=NULLS,
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
        auto_dict_encode=True,
        auto_dict_max_cardinality=1_000_000,
        timestamp_parsers=["never"],
        decimal_point="," if book.separator == ";" else ".",
    )


def _frame(found: pa.Table, header: Header, table: Table) -> pd.DataFrame:
    import pyarrow as pa

    columns = {}
    for name, array in zip(found.column_names, found.unify_dictionaries().columns, strict=True):
        own = header.names[int(name[1:])]
        assert own is not None
        if _kind(table, own) in ("count", "year") and pa.types.is_integer(array.type):
            try:
                array = array.cast(pa.int32())
            except pa.ArrowInvalid:
                array = array.cast(pa.string()).dictionary_encode()
        elif not (pa.types.is_floating(array.type) or pa.types.is_dictionary(array.type)):
            array = array.cast(pa.string()).dictionary_encode()
        columns[own] = array.to_pandas(types_mapper={pa.int32(): pd.Int32Dtype()}.get)
    return pd.DataFrame(columns, copy=False)


def _kind(table: Table, name: str) -> str:
    column = table.by_name.get(name)
    return column.kind if column else "code"


def _lines_above(book: Book, header: Header) -> int:
    """Return the number of physical lines up to the end of the header row."""
    with book.path.open(encoding=book.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=book.separator)
        for _ in range(header.row + 1):
            next(reader)
        return reader.line_num
