"""What of a table goes into files, and CSV: all rows, numbers as numbers."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from ..language import text as _
from ..writing import whole
from . import numbers, sentences
from .column import TableColumn
from .table import Table

_EXCEL_WOULD_CHANGE = re.compile(
    r"[=+\-@\t].*"  # a formula
    r"|0\d+|\d{12,}"  # zeros lost, digits lost
    r"|\d+[.,]?\d*[eе][+-]?\d+"  # an exponent
    r"|\d{4}[-./](0?[1-9]|1[0-2])([-./]\d{1,2})?"  # a date that begins with the year
    r"|\d{1,2}[-./](\d{1,2}([-./]\d{2,4})?|\d{4})",  # another date
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_FORMULA = 250


@dataclass(frozen=True)
class FileColumn:
    """One column of a file; a shown column becomes one to three of them.

    ``kind`` is text, count, number, share (0-1) or date; ``values`` are plain Python values, None where
    absent, text where a word stands instead of a number.
    """

    title: str
    kind: str
    values: list
    shown: TableColumn
    decimals: int = 0


def file_columns(table: Table) -> list[FileColumn]:
    """Return the columns of the files of a table, in order."""
    return [made for column in table.columns for made in _columns(table, column)]


def write_csv(table: Table, path: Path) -> Path:
    """Write a table as UTF-8 with BOM, ``;``, decimal comma; shares as per cent; return the path.

    A text that Excel would turn into a number, a date or a formula is written as ``="text"``, so that
    leading zeros survive a double click.

    Parameters
    ----------
    table : Table
        Its rows go in the order of the index, whatever order a page shows.
    path : Path
        Final name; the file appears under it whole.
    """
    columns = file_columns(table.in_row_order())
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_header(column) for column in columns])
    writer.writerows(zip(*([_csv_cell(column, value) for value in column.values] for column in columns), strict=True))
    return whole(path, b"\xef\xbb\xbf" + out.getvalue().encode("utf-8"))


def _csv_header(column: FileColumn) -> str:
    return _("{title}, %", title=column.title) if column.kind == "share" else column.title


def _csv_cell(column: FileColumn, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _protected(value)
    if column.kind == "share":
        return _decimal(float(value) * 100, 1)  # type: ignore[arg-type]
    if column.kind == "number":
        return _decimal(float(value), column.decimals)  # type: ignore[arg-type]
    return numbers.date(value) if column.kind == "date" else str(value)


def _decimal(value: float, places: int) -> str:
    return f"{value:.{places}f}".replace(".", ",")


def _protected(text: str) -> str:
    if not _EXCEL_WOULD_CHANGE.fullmatch(text):
        return text
    if len(text) > _LONGEST_FORMULA:
        return f" {text}"
    doubled = text.replace('"', '""')
    return f'="{doubled}"'


def _columns(table: Table, column: TableColumn) -> list[FileColumn]:
    title, kind = column.title, column.kind
    values = _values(table, column.name)
    if kind == "counted":
        made = [
            FileColumn(_("{title}: count", title=title), "count", _worded(table, column, values), column),
            FileColumn(_("{title}: of how many", title=title), "count", _values(table, column.base), column),
        ]
        if column.mark:
            flags = [None if value is None else sentences.answer(value) for value in _values(table, column.mark)]
            made.append(FileColumn(f"{title}: {table.mark_words}", "text", flags, column))
        return made
    if kind == "interval":
        low, high = _enough(table, column, values), _enough(table, column, _values(table, column.upper))
        return [
            FileColumn(_("{title}, from", title=title), "share", low, column),
            FileColumn(_("{title}, to", title=title), "share", high, column),
        ]
    if kind == "share":
        return [FileColumn(title, "share", _worded(table, column, _enough(table, column, values)), column)]
    if kind == "points":
        differences = [None if value is None else float(value) * 100 for value in values]
        return [FileColumn(_("{title}, pp", title=title), "number", differences, column, decimals=1)]
    if kind == "date":
        days = [None if value is None else numbers.iso(value) for value in values]
        return [FileColumn(title, "date", _worded(table, column, days), column)]
    if kind in ("count", "number"):
        return [FileColumn(title, kind, _worded(table, column, values), column, decimals=column.decimals)]
    if kind in ("text", "id"):
        words = [column.missing or None if value is None else str(value) for value in values]
        return [FileColumn(title, "text", words, column)]
    words = [None if cell == numbers.NOTHING else cell for cell in column.printed(table.frame)]
    return [FileColumn(title, "text", words, column)]


def _values(table: Table, name: str) -> list:
    return [None if numbers.absent(value) else value for value in table.frame[name].tolist()]


def _worded(table: Table, column: TableColumn, values: list) -> list:
    if not column.state:
        return [column.missing or None if value is None else value for value in values]
    states = _values(table, column.state)
    return [
        sentences.state(state) if value is None and state is not None and state != "delivered" else value
        for value, state in zip(values, states, strict=True)
    ]


def _enough(table: Table, column: TableColumn, values: list) -> list:
    bases = _values(table, column.base)
    return [
        value if value is not None and base is not None and base >= numbers.PERCENT_FROM else None
        for value, base in zip(values, bases, strict=True)
    ]
