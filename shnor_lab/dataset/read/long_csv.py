"""The fast way of a long CSV: typed columns as they are, texts as distinct values, no cell touched in Python."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..schema import Table
from .book import Book
from .headers import Header

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import csv as arrow

NULLS = ["", "-", "–", "—", "н/д", "Н/Д", "NaN", "nan", "NA", "NULL"]
"""Cells that are empty whatever the column; words that depend on the kind of column are left to ``clean``."""

_NUMERIC = ("count", "year", "number", "share")
_ODD_ROWS = 5000


def read_csv(book: Book, header: Header, table: Table) -> tuple[pd.DataFrame, list[int]] | None:
    """Return the rows below the header with their printed numbers, and the numbers of lines with odd cell counts.

    Texts come as categoricals, whole numbers without foreign cells as ``Int32``, other numbers as ``float64``.
    None when the file has cells over several lines or lines of many widths: then it is read cell by cell.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    odd: list = []

    def skip(row: arrow.InvalidRow) -> str:
        if len(odd) <= _ODD_ROWS:
            odd.append((row.number, row.text))
        return "skip"

    lines = _lines_above(book, header)

    def read(threads: bool) -> pa.Table:
        return arrow.read_csv(
            book.path,
            read_options=arrow.ReadOptions(
                use_threads=threads,
                skip_rows=lines,
                column_names=[f"c{i}" for i in range(len(header.names))],
                encoding=book.encoding.removesuffix("-sig"),
            ),
            parse_options=arrow.ParseOptions(
                delimiter=book.separator,
                ignore_empty_lines=False,
                invalid_row_handler=skip,
            ),
            convert_options=_conversion(book, header, table),
        )

    try:
        found = read(threads=True)
        if odd:
            if len(odd) > _ODD_ROWS or any('"' in text for _, text in odd):
                return None
            odd.clear()
            found = read(threads=False)
    except pa.ArrowInvalid:
        return None
    # Arrow numbers lines from the first one of the file, header and skipped lines included.
    taken = sorted(number for number, _ in odd)
    numbers = np.arange(lines + 1, lines + 1 + found.num_rows + len(taken), dtype=np.int32)
    if taken:
        numbers = numbers[~np.isin(numbers, np.array(taken, dtype=np.int32))]
    frame = _frame(found, header, table)
    frame["source_row"] = numbers
    return frame, taken


def _conversion(book: Book, header: Header, table: Table) -> arrow.ConvertOptions:
    import pyarrow as pa
    from pyarrow import csv as arrow

    kinds = {f"c{i}": _kind(table, name) for i, name in enumerate(header.names) if name}
    text = pa.dictionary(pa.int32(), pa.string())
    return arrow.ConvertOptions(
        include_columns=list(kinds),
        column_types={name: text for name, kind in kinds.items() if kind not in _NUMERIC},
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
