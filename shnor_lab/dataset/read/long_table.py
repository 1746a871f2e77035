"""Long tables with Russian or English headings, one fact per row: CSV the fast way, workbooks cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...language import text as _
from ..findings import Finding
from ..schema import TABLES
from . import form
from .book import Book, Sheet
from .delivery import HEADINGS, Delivery
from .footers import is_footer, is_total
from .form_columns import form_columns
from .headers import Header, find_headers, meaning, meanings
from .long_csv import NULLS, Lines, as_cell, read_csv
from .merged import merged_downwards
from .needed import empty_columns, heading_findings
from .printed import as_text, plain
from .row_kinds import TERRITORY, RowKinds, row_kinds, said_of, without_heading

KEY = "long_table"
TITLE = "Длинная таблица с заголовками столбцов"


@dataclass(frozen=True)
class _Sheet:
    """What one sheet hands over: facts, findings, rows with content, rows told as skipped."""

    facts: pd.DataFrame
    findings: list[Finding]
    filled: int
    skipped: int


def recognise(book: Book) -> list[str]:
    """Return which table stands on which sheet; empty when no header row is known or the book is a form."""
    if form.recognise(book):
        return []
    return [
        _("table «{table}», header in row {row}", table=TABLES[header.table].title, row=header.row + 1)
        for header in find_headers(book).values()
    ]


def read(book: Book) -> Delivery:
    """Return the rows of every sheet whose header row is known, values as printed."""
    parts: dict[str, list[pd.DataFrame]] = {}
    findings: list[Finding] = []
    rows_in = skipped = 0
    for position, header in find_headers(book).items():
        sheet = book.sheets[position]
        found = _rows(book, sheet, header)
        frame = found.facts
        findings += found.findings
        rows_in += found.filled
        skipped += found.skipped
        if header.unused:
            findings.append(
                Finding(
                    "note",
                    "columns_not_used",
                    _("Columns that the table does not have were not read."),
                    file=book.name,
                    sheet=sheet.name,
                    examples=header.unused,
                    count=len(header.unused),
                )
            )
        frame["source_sheet"] = pd.Categorical.from_codes(np.zeros(len(frame), np.int8), [sheet.name])
        parts.setdefault(header.table, []).append(frame)
    tables = {key: frames[0] if len(frames) == 1 else _joined(frames) for key, frames in parts.items()}
    return Delivery(KEY, tables, tuple(findings), rows_in, skipped)


def _rows(book: Book, sheet: Sheet, header: Header) -> _Sheet:
    table = TABLES[header.table]
    lines = read_csv(book, header, table) if book.kind == "csv" else None
    shared: list[int] = []
    if lines is None:
        lines, shared = _from_cells(book, sheet, header)
    frame, printed = lines.frame, sheet.head[header.row]
    headings = {name: printed[place] for place, name in enumerate(header.names) if name}
    kinds = row_kinds(frame, headings, lines.beside, groups=True)
    skipped, aside = _odd(lines.odd, printed)
    numbers = frame["source_row"].to_numpy()
    findings = [
        *merged_downwards(shared, book, sheet),
        *_carry_down(frame, kinds, book, sheet),
        *said_of(kinds, numbers, skipped, book, sheet),
    ]
    if aside:
        findings.append(
            Finding(
                "row",
                "cells_out_of_place",
                _("Lines have more or fewer cells than the header and were not read."),
                _("correct the lines: one cell per column, the separator inside a cell only within quotes"),
                file=book.name,
                sheet=sheet.name,
                rows=tuple(aside),
            )
        )
    filled = int((kinds.facts | kinds.told | kinds.aside).sum()) + len(skipped) + len(aside)
    facts = frame if kinds.facts.all() else _without_unused(frame[kinds.facts].reset_index(drop=True))
    meant = [meaning(plain(cell), meanings(header.table)) for cell in printed]
    if book.kind != "csv":
        findings += without_heading(book, sheet, header.row, printed)
    findings += heading_findings(printed, meant, meanings(header.table), table, header.row, book, sheet)
    if not any(finding.level == "error" for finding in findings):
        findings += empty_columns(facts, headings, table, book, sheet, tell=not _is_form(header.table, printed))
    facts.attrs[HEADINGS] = headings
    return _Sheet(facts, findings, filled, int(kinds.told.sum()) + len(skipped))


def _is_form(key: str, printed: list[str]) -> bool:
    """Return whether the header has all columns of the form of the table, which nobody must fill all."""
    return {plain(column.header) for column in form_columns(key)} <= {plain(heading) for heading in printed}


def _odd(lines: list[tuple[int, list[str]]], printed: list[str]) -> tuple[list[int], list[int]]:
    """Return which lines of other widths are totals, footers or repeated headings, and which are set aside."""
    skipped: list[int] = []
    aside: list[int] = []
    own = {plain(heading) for heading in printed if heading}
    for number, cells in lines:
        filled = [cell for cell in cells if as_cell(cell)]
        repeats = len(filled) > 1 and all(plain(cell) in own for cell in filled)
        told = repeats or any(map(is_total, filled)) or (len(filled) == 1 and is_footer(filled[0]))
        (skipped if told else aside).append(number)
    return skipped, aside


def _without_unused(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose categoricals know only the values that are left."""
    used = {
        name: frame[name].cat.remove_unused_categories()
        for name in frame.columns
        if isinstance(frame[name].dtype, pd.CategoricalDtype)
    }
    return frame.assign(**used)


def _carry_down(frame: pd.DataFrame, kinds: RowKinds, book: Book, sheet: Sheet) -> list[Finding]:
    """Give rows with an empty municipality the one that stands above them; totals hand nothing down."""
    carried = np.zeros(len(frame), dtype=bool)
    for name in TERRITORY:
        if name in frame and frame[name].hasnans:
            empty = frame[name].isna().to_numpy()
            above = frame[name].where(kinds.facts | kinds.groups).ffill()
            frame[name] = above
            carried |= empty & kinds.facts & above.notna().to_numpy()
    if not carried.any():
        return []
    return [
        Finding(
            "note",
            "municipality_carried_down",
            _("Rows with an empty municipality took the one that stands above them."),
            file=book.name,
            sheet=sheet.name,
            rows=tuple(map(int, frame["source_row"].to_numpy()[carried])),
        )
    ]


def _from_cells(book: Book, sheet: Sheet, header: Header) -> tuple[Lines, list[int]]:
    """Return the rows below the header, and the printed numbers of those with merged cells."""
    width = len(header.names)
    body, shared = sheet.below(header.row, width)
    numbered = list(enumerate(body, start=header.row + 2))
    odd: list[tuple[int, list[str]]] = []
    if book.kind == "csv":
        odd = [(number, [as_text(cell) for cell in row]) for number, row in numbered if _is_odd(row, width)]
        numbered = [(number, row) for number, row in numbered if not _is_odd(row, width)]
        odd = [(number, row) for number, row in odd if any(map(as_cell, row))]
    columns = {
        name: pd.Series([_cell(row, place) for _number, row in numbered], dtype=object)
        for place, name in enumerate(header.names)
        if name
    }
    frame = pd.DataFrame(columns)
    beside = {}
    for at in np.flatnonzero(frame.isna().all(axis=1).to_numpy()):
        cells = [text for cell in numbered[at][1] if (text := as_cell(as_text(cell)))]
        if cells:
            beside[int(at)] = cells
    frame["source_row"] = np.array([number for number, _row in numbered], dtype=np.int32)
    return Lines(frame, odd, beside), shared


def _is_odd(row: list[object], width: int) -> bool:
    """Return whether a line has fewer cells than the header, or more and one of them filled."""
    return len(row) < width or any(as_cell(as_text(cell)) for cell in row[width:])


def _cell(row: list[object], place: int) -> object:
    value = row[place] if place < len(row) else None
    return None if isinstance(value, str) and value.strip() in NULLS else value


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([frame.astype(object) for frame in frames], ignore_index=True)
