"""Writes the forms a region fills: XLSX with explanations and drop-down lists, or CSV for Russian Excel."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...language import text as _
from ...writing import whole
from ..schema import TABLES
from .form_columns import EXPLANATION, TEMPLATE, WIDE, WORDS, FormColumn, form_columns

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CREATED = dt.datetime(2020, 1, 1)
"""Creation date in every workbook, fixed so that equal forms are equal byte for byte."""

SPARE = 2000
"""Rows below the delivered ones that already have drop-down lists and text format."""


def write_form(path: Path, tables: Mapping[str, pd.DataFrame | None], *, encoding: str = "utf-8-sig") -> Path:
    """Write tables as a form; ``None`` leaves the sheet of that table blank.

    Parameters
    ----------
    path : Path
        ``.xlsx`` takes any number of tables, one sheet each; ``.csv`` exactly one.
    tables : mapping of str to DataFrame or None
        Table key -> rows at the grain of the table, passport, staff and resources too (one row per school,
        year and indicator). Columns: names of the schema; ``ref_code``, ``ref_name``, ``ref_municipality``
        (for ``schools`` also ``ref_fis``, ``ref_ogrn``) in place of ``school_id``; others stay blank.
    encoding : str
        Of a CSV: ``utf-8-sig`` or ``cp1251``.

    Returns
    -------
    Path
        The written file. Equal tables give equal bytes.

    Raises
    ------
    ValueError
        When a CSV is asked for several tables.
    """
    path = Path(path)
    cells = {key: _cells(key, frame) for key, frame in tables.items()}
    if path.suffix == ".csv":
        if len(cells) != 1:
            raise ValueError("a CSV form holds one table")
        ((key, rows),) = cells.items()
        content = _csv(form_columns(key), rows).encode(encoding)
    else:
        content = _xlsx(cells)
    return whole(path, content)


def template(folder: Path) -> list[Path]:
    """Write a blank form of every table a region fills, XLSX and below ``csv`` CSV; return the files."""
    return [write_form(file, {key: None}) for key in TEMPLATE for file in _of_table(Path(folder), key)]


def blank_forms(folder: Path) -> list[Path]:
    """Return the files that ``template`` writes into a folder."""
    return [file for key in TEMPLATE for file in _of_table(folder, key)]


def _of_table(folder: Path, key: str) -> tuple[Path, Path]:
    title = TABLES[key].title
    return folder / f"{title}.xlsx", folder / "csv" / f"{title}.csv"


def _cells(key: str, frame: pd.DataFrame | None) -> list[list[object]]:
    """Return the rows of the sheet: values of the schema in the words of the form."""
    if frame is None or frame.empty:
        return []
    columns = form_columns(key)
    if key in WIDE:
        frame = _widen(key, frame, columns)
    names = [column.name + ("|risk" if column.risk else "") for column in columns]
    by_code = [{code: word for word, code in reversed(column.words.items())} for column in columns]
    made = []
    values = {name: frame[name].tolist() for name in names if name in frame.columns}
    for position in range(len(frame)):
        made.append(
            [
                _cell(column, values[name][position], words) if name in values else None
                for column, name, words in zip(columns, names, by_code, strict=True)
            ]
        )
    return made


def _widen(key: str, frame: pd.DataFrame, columns: tuple[FormColumn, ...]) -> pd.DataFrame:
    school = [column.name for column in columns if not column.indicator and not column.risk and column.name in frame]
    value = WIDE[key]
    wide = frame.pivot(index=school, columns="indicator", values=value)
    if key == "resources" and "risk" in frame:
        risk = frame.pivot(index=school, columns="indicator", values="risk").add_suffix("|risk")
        wide = wide.join(risk)
    return wide.reset_index()


def _cell(column: FormColumn, value: Any, words: dict[str, str]) -> object:
    import pandas as pd

    if value is None or pd.isna(value) or value == "":
        return None
    if column.kind == "flag":
        return "да" if value else "нет"
    if column.kind in ("count", "year"):
        return int(value)
    if column.kind in ("number", "share"):
        return float(value)
    if column.kind == "date":
        return dt.date.fromisoformat(value)
    return words.get(value, str(value))


def _csv(columns: tuple[FormColumn, ...], rows: list[list[object]]) -> str:
    def printed(value: object) -> str:
        if isinstance(value, float):
            return repr(value).replace(".", ",") if not value.is_integer() else str(int(value))
        if isinstance(value, dt.date):
            return value.strftime("%d.%m.%Y")
        return "" if value is None else str(value)

    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.header for column in columns])
    writer.writerows([[printed(value) for value in row] for row in rows])
    return text.getvalue()


def _xlsx(cells: Mapping[str, list[list[object]]]) -> bytes:
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "needed": book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E6E6E6"}
            ),
            "text": book.add_format({"num_format": "@"}),
            "date": book.add_format({"num_format": "dd.mm.yyyy"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        sheets = {key: book.add_worksheet(TABLES[key].title) for key in cells}
        explanation = book.add_worksheet(EXPLANATION)
        lists = book.add_worksheet(WORDS)
        lists.hide()
        placed = 0
        for key, rows in cells.items():
            placed = _sheet(sheets[key], form_columns(key), rows, formats, lists, placed)
        _explain(explanation, list(cells), formats)
    return content.getvalue()


def _sheet(
    sheet: Worksheet,
    columns: tuple[FormColumn, ...],
    rows: list[list[object]],
    formats: Mapping[str, Format],
    lists: Worksheet,
    placed: int,
) -> int:
    """Fill one sheet; return the next free column of the sheet with the lists."""
    last = len(rows) + SPARE
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 45)
    for position, column in enumerate(columns):
        form = {"code": formats["text"], "text": formats["text"], "date": formats["date"]}.get(column.kind)
        sheet.set_column(position, position, min(max(len(column.header) // 2 + 4, 12), 40), form)
        sheet.write_string(0, position, column.header, formats["needed" if column.required else "head"])
        words = ["да", "нет"] if column.kind == "flag" else list(column.words)
        if words:
            lists.write_column(0, placed, words)
            sheet.data_validation(
                1,
                position,
                last,
                position,
                {
                    "validate": "list",
                    "source": f"='{WORDS}'!{_range(placed, len(words))}",
                    "error_type": "warning" if column.open_list else "stop",
                    "error_title": column.header[:32],
                    "error_message": _("Choose a word from the list."),
                },
            )
            placed += 1
        for number, row in enumerate(rows, start=1):
            value = row[position]
            if value is None:
                continue
            if isinstance(value, dt.date):
                sheet.write_datetime(number, position, dt.datetime(value.year, value.month, value.day), form)
            elif isinstance(value, str):
                sheet.write_string(number, position, value, form)
            else:
                sheet.write_number(number, position, value)
    return placed


def _range(column: int, length: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    return xl_range_abs(0, column, length - 1, column)


def _explain(sheet: Worksheet, keys: list[str], formats: Mapping[str, Format]) -> None:
    titles = [
        _("Table"),
        _("Column"),
        _("Needed"),
        _("What it is"),
        _("Unit"),
        _("Allowed words"),
        _("Source"),
    ]
    sheet.freeze_panes(1, 0)
    for position, width in enumerate((22, 34, 12, 60, 18, 60, 30)):
        sheet.set_column(position, position, width, formats["wrap"])
        sheet.write_string(0, position, titles[position], formats["head"])
    number = 1
    for key in keys:
        table = TABLES[key]
        for column in form_columns(key):
            words = _("yes, no") if column.kind == "flag" else "; ".join(column.words)
            cells = (
                table.title,
                column.header,
                _("yes") if column.required else "",
                column.note or kinds()[column.kind],
                column.unit,
                words,
                column.source,
            )
            for position, value in enumerate(cells):
                sheet.write_string(number, position, value)
            number += 1
        sheet.write_string(number, 0, table.title)
        sheet.write_string(number, 1, _("one row of the form"))
        sheet.write_string(number, 3, _("school and year, a column per indicator") if key in WIDE else table.grain)
        number += 1


def kinds() -> dict[str, str]:
    """Return the word for each kind of value, in the language in use."""
    return {
        "code": _("code or word"),
        "text": _("text"),
        "count": _("whole number"),
        "year": _("year"),
        "number": _("number"),
        "share": _("share from 0 to 1"),
        "flag": _("yes or no"),
        "date": _("date"),
    }
