"""Writes the forms a region fills: XLSX with explanations and drop-down lists, or CSV for Russian Excel."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...language import text as _
from ...spreadsheet import DATE, FORM_CREATED, HEAD, WRAPPED, Shape, Sheet, spreadsheet
from ...writing import whole
from ..schema import TABLES
from .form_columns import EXPLANATION, TEMPLATE, WIDE, WORDS, FormColumn, form_columns

if TYPE_CHECKING:
    import pandas as pd

SPARE = 2000
"""Rows below the delivered ones that already have drop-down lists and text format."""

_NEEDED: Shape = {**HEAD, "bg_color": "#E6E6E6"}
_TEXT: Shape = {"num_format": "@"}
_SHAPES = {"code": _TEXT, "text": _TEXT, "date": DATE}


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
        return whole(path, _csv(form_columns(key), rows).encode(encoding))
    _write_xlsx(path, cells)
    return path


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


def _write_xlsx(path: Path, cells: Mapping[str, list[list[object]]]) -> None:
    with spreadsheet(path, created=FORM_CREATED) as book:
        sheets = {key: book.sheet(TABLES[key].title) for key in cells}
        explanation = book.sheet(EXPLANATION)
        lists = book.sheet(WORDS, hidden=True)
        placed = 0
        for key, rows in cells.items():
            placed = _sheet(sheets[key], form_columns(key), rows, lists, placed)
        _explain(explanation, list(cells))


def _sheet(sheet: Sheet, columns: tuple[FormColumn, ...], rows: list[list[object]], lists: Sheet, placed: int) -> int:
    """Fill one sheet; return the next free column of the sheet with the lists."""
    sheet.freeze(1)
    sheet.height(0, 45)
    for place, column in enumerate(columns):
        sheet.width(place, min(max(len(column.header) // 2 + 4, 12), 40), _SHAPES.get(column.kind))
        sheet.head(place, column.header, shape=_NEEDED if column.required else HEAD)
        words = ["да", "нет"] if column.kind == "flag" else list(column.words)
        if words:
            lists.fill(placed, words, row=0)
            sheet.offer(
                place,
                len(rows) + SPARE,
                lists.where(placed, len(words)),
                error_type="warning" if column.open_list else "stop",
                error_title=column.header[:32],
                error_message=_("Choose a word from the list."),
            )
            placed += 1
        sheet.fill(place, (row[place] for row in rows))
    return placed


def _explain(sheet: Sheet, keys: list[str]) -> None:
    titles = (
        _("Table"),
        _("Column"),
        _("Needed"),
        _("What it is"),
        _("Unit"),
        _("Allowed words"),
        _("Source"),
    )
    rows: list[tuple[str | None, ...]] = []
    for key in keys:
        table = TABLES[key]
        for column in form_columns(key):
            rows.append(
                (
                    table.title,
                    column.header,
                    _("yes") if column.required else "",
                    column.note or kinds()[column.kind],
                    column.unit,
                    _("yes, no") if column.kind == "flag" else "; ".join(column.words),
                    column.source,
                )
            )
        grain = _("school and year, a column per indicator") if key in WIDE else table.grain
        rows.append((table.title, _("one row of the form"), None, grain))
    sheet.freeze(1)
    sheet.table(titles, (22, 34, 12, 60, 18, 60, 30), rows, columns=WRAPPED)


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
