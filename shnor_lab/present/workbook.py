"""XLSX of a table: frozen header, filter, widths, numbers as numbers, a sheet that explains the columns."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import TYPE_CHECKING

from ..language import text as _
from ..writing import whole
from .files import FileColumn, file_columns

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from .table import Table

_CREATED = datetime.datetime(2000, 1, 1)
_WIDEST = 60
_FORMATS = {"count": "0", "share": "0.0%", "date": "dd.mm.yyyy"}


def write_xlsx(table: Table, path: Path) -> Path:
    """Write all rows of a table and the sheet of columns; equal tables give equal bytes. Return the path."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": _CREATED, "title": table.caption[:250]})
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    columns = file_columns(table)
    sheet = book.add_worksheet(_("Table"))
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.title, header)
        sheet.set_column(place, place, _width(column))
        _write(
            sheet,
            place,
            column,
            wrapped if column.kind == "text" else book.add_format(_number_format(column)),
        )
        if column.shown.choices:
            offered = {"validate": "list", "source": list(column.shown.choices), "ignore_blank": True}
            sheet.data_validation(1, place, max(len(table.frame), 1), place, offered)
    sheet.freeze_panes(1, 1)
    if columns:
        sheet.autofilter(0, 0, len(table.frame), len(columns) - 1)
    _explain(book.add_worksheet(_("Columns")), table, columns, header, wrapped)
    book.close()
    return whole(path, out.getvalue())


def _number_format(column: FileColumn) -> dict[str, str]:
    if column.kind == "number":
        return {"num_format": "0." + "0" * column.decimals if column.decimals else "0", "valign": "top"}
    return {"num_format": _FORMATS[column.kind], "valign": "top"}


def _write(sheet: Worksheet, place: int, column: FileColumn, shape: Format) -> None:
    for row, value in enumerate(column.values, start=1):
        if value is None:
            continue
        if isinstance(value, datetime.date):
            sheet.write_datetime(row, place, datetime.datetime(value.year, value.month, value.day), shape)
        elif isinstance(value, str):
            sheet.write_string(row, place, value, shape)
        else:
            sheet.write_number(row, place, value, shape)


def _width(column: FileColumn) -> int:
    longest = max((len(str(value)) for value in column.values if isinstance(value, str)), default=0)
    return min(max(longest + 2, min(len(column.title), 24) + 2, 10), _WIDEST)


def _explain(sheet: Worksheet, table: Table, columns: list[FileColumn], header: Format, wrapped: Format) -> None:
    top = [line for line in (table.caption, table.note) if line]
    for row, line in enumerate(top):
        sheet.write_string(row, 0, line)
    first = len(top) + 1 if top else 0
    titles = (_("Column"), _("Definition"), _("Unit"), _("Source"))
    for place, (title, width) in enumerate(zip(titles, (32, 70, 16, 50), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(first, place, title, header)
    for row, column in enumerate(columns, start=first + 1):
        unit = column.shown.unit or ("%" if column.kind == "share" else "")
        for place, words in enumerate((column.title, column.shown.definition, unit, column.shown.source)):
            sheet.write_string(row, place, words, wrapped)
