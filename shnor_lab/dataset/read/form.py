"""Layout: a form of the laboratory, filled by a region; needs no mapping."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from ...errors import DeliveryError
from ...language import plural as _n
from ...language import text as _
from ..findings import Finding
from ..schema import TABLES
from .book import Book, Sheet
from .delivery import Delivery
from .form_columns import BASE, EXPLANATION, WIDE, WORDS, FormColumn, form_columns
from .merged import merged_downwards
from .printed import as_number, as_text, is_empty, plain

KEY = "form"
TITLE = "Форма лаборатории"

ANSWERS = {"да": 1.0, "нет": 0.0}


def recognise(book: Book) -> list[str]:
    """Return the reasons: the sheet of explanations beside that of a table, or a CSV with a form's header.

    A filled CSV of a long table is left to the long-table layout, which reads it the fast way.
    """
    if book.kind == "csv":
        return [
            _("The header is that of the form «{title}».", title=TABLES[key].title)
            for sheet in book.sheets
            if (key := _by_header(sheet)) is not None and (key in WIDE or all(is_empty(row) for row in sheet.head[1:]))
        ]
    if EXPLANATION not in {sheet.name.strip() for sheet in book.sheets}:
        return []
    return [_("Sheet «{name}» of a form of the laboratory.", name=sheet.name) for sheet, _key in _filled(book)]


def read(book: Book) -> Delivery:
    """Return the tables of the form as delivered; wide sheets become one row per school, year and indicator.

    Raises
    ------
    DeliveryError
        When no sheet holds a filled row.
    """
    tables: dict[str, pd.DataFrame] = {}
    findings: list[Finding] = []
    rows_in = 0
    for sheet, key in _filled(book):
        frame, seen = _read_sheet(book, sheet, key)
        findings += seen
        if frame.empty:
            continue
        rows_in += len(frame)
        if key in WIDE:
            frame = _melt(key, frame)
        tables[key] = frame if key not in tables else pd.concat([tables[key], frame], ignore_index=True)
    if not rows_in and not any(finding.level == "error" for finding in findings):
        raise DeliveryError(
            _("The form is blank: it has a header and no filled row."),
            where=book.name,
            todo=_("fill the form and deliver it again"),
        )
    return Delivery(KEY, tables, tuple(findings), rows_in)


def _filled(book: Book) -> Iterator[tuple[Sheet, str]]:
    titles = {plain(table.title): key for key, table in TABLES.items()}
    for sheet in book.sheets:
        if sheet.name.strip() in (EXPLANATION, WORDS):
            continue
        key = titles.get(plain(sheet.name)) or _by_header(sheet)
        if key is not None:
            yield sheet, key


def _by_header(sheet: Sheet) -> str | None:
    """Return the table whose form has exactly the headers of the first row."""
    header = {plain(cell) for cell in sheet.head[0]} - {""} if sheet.head else set()
    for key in TABLES:
        if header and header == {plain(column.header) for column in form_columns(key)}:
            return key
    return None


def _read_sheet(book: Book, sheet: Sheet, key: str) -> tuple[pd.DataFrame, list[Finding]]:
    columns = {plain(column.header): column for column in form_columns(key)}
    rows = sheet.rows
    top = next((number for number, row in enumerate(rows) if sum(plain(cell) in columns for cell in row) >= 2), None)
    if top is None:
        return pd.DataFrame(), [] if all(is_empty(row) for row in rows) else [_no_header(book, sheet)]
    header = [plain(cell) for cell in rows[top]]
    findings = []
    unknown = [as_text(cell) for cell, name in zip(rows[top], header, strict=True) if name and name not in columns]
    if unknown:
        findings.append(
            Finding(
                "note",
                "unknown_column",
                _("The form has columns that the laboratory does not know; they were not read."),
                file=book.name,
                sheet=sheet.name,
                examples=tuple(unknown),
                count=len(unknown),
            )
        )
    absent = [column.header for name, column in columns.items() if column.required and name not in header]
    if absent:
        findings.append(
            Finding(
                "error",
                "required_column_missing",
                _n(
                    len(absent),
                    "The form needs the column {columns}, and it was not found.",
                    "The form needs the columns {columns}, and they were not found.",
                    columns=", ".join(f"«{header}»" for header in absent),
                ),
                todo=_(
                    "give the columns their names back, or take the form anew with the command template "
                    "and copy the data into it"
                ),
                file=book.name,
                sheet=sheet.name,
                count=len(absent),
            )
        )
        return pd.DataFrame(), findings
    here = [(position, columns[name]) for position, name in enumerate(header) if name in columns]
    body, shared = sheet.below(top, len(header))
    findings += merged_downwards(shared, book, sheet)
    records = [
        {_name(column): row[position] if position < len(row) else None for position, column in here}
        | {"source_sheet": sheet.name, "source_row": number}
        for number, row in enumerate(body, start=top + 2)
        if not is_empty(row)
    ]
    return pd.DataFrame(records, dtype=object), findings


def _no_header(book: Book, sheet: Sheet) -> Finding:
    return Finding(
        "error",
        "required_column_missing",
        _("The header of the form was not found on the sheet."),
        todo=_("take the form anew with the command template and copy the data into it"),
        file=book.name,
        sheet=sheet.name,
    )


def _name(column: FormColumn) -> str:
    return column.name + ("|risk" if column.risk else "")


def _melt(key: str, wide: pd.DataFrame) -> pd.DataFrame:
    """Return one row per school, year and indicator that has a value or a risk mark."""
    columns = form_columns(key)
    ids = [name for name in wide.columns if not any(name == _name(c) for c in columns if c.indicator or c.risk)]
    value, base = WIDE[key], BASE.get(key)
    made = []
    for name in (column.name for column in columns if column.indicator):
        if name not in wide:
            continue
        part = wide[ids].assign(indicator=name)
        part[value] = wide[name].map(_answer) if key == "resources" else wide[name]
        marks = [part[value]]
        if key == "resources":
            part["risk"] = wide.get(f"{name}|risk")
            marks.append(part["risk"])
        elif name != base and base in wide:
            part["base"] = wide[base]
        given = pd.concat([mark.map(as_text) != "" for mark in marks], axis=1).any(axis=1)
        made.append(part[given])
    return pd.concat(made, ignore_index=True) if made else pd.DataFrame()


def _answer(cell: object) -> object:
    """Return 1 or 0 for «да» or «нет», any other cell as it stands."""
    if isinstance(cell, dt.date) or as_number(cell) is not None:
        return cell
    return ANSWERS.get(plain(cell), cell)
