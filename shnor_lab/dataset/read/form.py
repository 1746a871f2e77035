"""Layout: a form of the laboratory, filled by a region; needs no mapping."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from ...errors import DeliveryError
from ...language import plural as _n
from ...language import text as _
from ..findings import Finding
from ..schema import TABLES
from .book import HEAD, Book, Sheet
from .delivery import HEADINGS, Delivery
from .form_columns import BASE, EXPLANATION, WIDE, WORDS, FormColumn, form_columns
from .headers import meaning, meanings
from .merged import merged_downwards
from .needed import empty_columns, heading_findings
from .printed import as_number, as_text, is_empty, plain
from .row_kinds import row_kinds, said_of, without_heading

KEY = "form"
TITLE = "Форма лаборатории"

ANSWERS = {"да": 1.0, "нет": 0.0}


@dataclass(frozen=True)
class _Sheet:
    """What one sheet hands over: facts, headings as printed, findings, rows with content, rows told as skipped."""

    facts: pd.DataFrame = field(default_factory=pd.DataFrame)
    headings: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    filled: int = 0
    skipped: int = 0


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

    ``rows_in`` counts printed rows: a row of a wide sheet is one, however many indicators it has.

    Raises
    ------
    DeliveryError
        When no sheet holds a filled row.
    """
    tables: dict[str, pd.DataFrame] = {}
    findings: list[Finding] = []
    rows_in = skipped = 0
    for sheet, key in _filled(book):
        found = _read_sheet(book, sheet, key)
        findings += found.findings
        rows_in += found.filled
        skipped += found.skipped
        if found.facts.empty:
            continue
        frame = _melt(key, found.facts) if key in WIDE else found.facts
        frame.attrs[HEADINGS] = found.headings
        tables[key] = frame if key not in tables else pd.concat([tables[key], frame], ignore_index=True)
    if not rows_in and not any(finding.level == "error" for finding in findings):
        raise DeliveryError(
            _("The form is blank: it has a header and no filled row."),
            where=book.name,
            todo=_("fill the form and deliver it again"),
        )
    return Delivery(KEY, tables, tuple(findings), rows_in, skipped)


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


def _read_sheet(book: Book, sheet: Sheet, key: str) -> _Sheet:
    known = _headings(key)
    columns = {_name(column): column for column in form_columns(key)}
    rows = sheet.rows
    meant = [[meaning(plain(cell), known) if as_text(cell) else None for cell in row] for row in rows[:HEAD]]
    top = next((number for number, names in enumerate(meant) if len(set(names) - {None}) >= 2), None)
    if top is None:
        return _Sheet(findings=[] if all(is_empty(row) for row in rows) else [_no_header(book, sheet)])
    printed, names = [as_text(cell) for cell in rows[top]], meant[top]
    findings = heading_findings(printed, names, known, TABLES[key], top, book, sheet)
    unknown = [heading for heading, name in zip(printed, names, strict=True) if heading and name is None]
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
    absent = [column.header for name, column in columns.items() if column.required and name not in names]
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
        return _Sheet(findings=findings)
    here = {name: names.index(name) for name in dict.fromkeys(names) if name}
    return _facts(book, sheet, key, top, here, printed, findings)


def _facts(
    book: Book, sheet: Sheet, key: str, top: int, here: dict[str, int], printed: list[str], findings: list[Finding]
) -> _Sheet:
    """Return the rows below the header of a form, sorted by kind."""
    body, shared = sheet.below(top, len(printed))
    frame = pd.DataFrame(
        {name: pd.Series([_filled_cell(row, place) for row in body], dtype=object) for name, place in here.items()}
    )
    beside = {
        at: [as_text(cell) for cell in body[at] if as_text(cell)]
        for at in np.flatnonzero(frame.isna().all(axis=1).to_numpy()).tolist()
        if not is_empty(body[at])
    }
    headings = {name: printed[place] for name, place in here.items()}
    kinds = row_kinds(frame, headings, beside, groups=False)
    numbers = np.arange(top + 2, top + 2 + len(body))
    findings = [
        *findings,
        *merged_downwards(shared, book, sheet),
        *said_of(kinds, numbers, (), book, sheet),
        *without_heading(book, sheet, top, printed),
    ]
    facts = frame.assign(source_sheet=sheet.name, source_row=numbers)[kinds.facts].reset_index(drop=True)
    if key not in WIDE and not any(finding.level == "error" for finding in findings):
        findings += empty_columns(facts, headings, TABLES[key], book, sheet, tell=False)
    filled = int((kinds.facts | kinds.told | kinds.aside).sum())
    return _Sheet(facts.astype(object), headings, findings, filled, int(kinds.told.sum()))


def _filled_cell(row: list[object], place: int) -> object:
    value = row[place] if place < len(row) else None
    return value if as_text(value) else None


@cache
def _headings(key: str) -> dict[str, str]:
    """Return every heading of a form in plain form -> column; the form's own come first, then other wordings."""
    known = {plain(column.header): _name(column) for column in form_columns(key)}
    if key not in WIDE:
        names = set(known.values())
        for heading, name in meanings(key).items():
            if name in names and not heading.isascii():
                known.setdefault(heading, name)
    return known


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
