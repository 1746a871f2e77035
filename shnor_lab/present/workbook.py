"""XLSX of a table: frozen header, filter, widths, numbers as numbers, a sheet that explains the columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..language import text as _
from ..spreadsheet import DATE, WRAPPED, Shape, Sheet, spreadsheet
from .files import FileColumn, file_columns

if TYPE_CHECKING:
    from .table import Table

_WIDEST = 60
_SHAPES: dict[str, Shape] = {
    "text": WRAPPED,
    "count": {"num_format": "0", "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "date": {**DATE, "valign": "top"},
}


def write_xlsx(table: Table, path: Path) -> Path:
    """Write all rows of a table and the sheet of columns; equal tables give equal bytes. Return the path.

    Parameters
    ----------
    table : Table
        Its rows go in the order of the index, whatever order a page shows.
    path : Path
        Final name; the file appears under it whole.
    """
    columns = file_columns(table.in_row_order())
    rows = len(table.frame)
    with spreadsheet(path, title=table.heading[:250]) as book:
        sheet = book.sheet(_("Table"))
        for place, column in enumerate(columns):
            sheet.head(place, column.title)
            sheet.width(place, _width(column))
            sheet.fill(place, column.values, shape=_shape(column))
            if column.shown.choices:
                sheet.offer(place, rows, column.shown.choices)
        sheet.freeze(1, 1)
        if columns:
            sheet.sift(rows, len(columns))
        _explain(book.sheet(_("Columns")), table, columns)
    return path


def _shape(column: FileColumn) -> Shape:
    if column.kind == "number":
        return {"num_format": "0." + "0" * column.decimals if column.decimals else "0", "valign": "top"}
    return _SHAPES[column.kind]


def _width(column: FileColumn) -> int:
    longest = max((len(str(value)) for value in column.values if isinstance(value, str)), default=0)
    return min(max(longest + 2, min(len(column.title), 24) + 2, 10), _WIDEST)


def _explain(sheet: Sheet, table: Table, columns: list[FileColumn]) -> None:
    top = [line for line in (table.heading, table.note) if line]
    sheet.fill(0, top, row=0)
    sheet.table(
        (_("Column"), _("Definition"), _("Unit"), _("Source")),
        (32, 70, 16, 50),
        [
            (
                column.title,
                column.shown.definition,
                column.shown.unit or ("%" if column.kind == "share" else ""),
                column.shown.source,
            )
            for column in columns
        ],
        row=len(top) + 1 if top else 0,
        cells=WRAPPED,
    )
