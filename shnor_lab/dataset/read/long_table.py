"""Long tables with Russian or English headings, one fact per row: CSV the fast way, workbooks cell by cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...language import text as _
from ..findings import Finding
from ..schema import TABLES, Table
from . import form
from .book import Book, Sheet
from .delivery import Delivery
from .headers import REFERENCES, Header, find_headers
from .long_csv import read_csv
from .merged import merged_downwards
from .printed import TOTAL, as_text, plain

KEY = "long_table"
TITLE = "Длинная таблица с заголовками столбцов"

_NAMING = ("name", "municipality", "school_id", *REFERENCES)


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
    rows_in = 0
    for position, header in find_headers(book).items():
        sheet = book.sheets[position]
        frame, found = _rows(book, sheet, header, TABLES[header.table])
        findings += found
        rows_in += len(frame)
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
    return Delivery(KEY, tables, tuple(findings), rows_in)


def _rows(book: Book, sheet: Sheet, header: Header, table: Table) -> tuple[pd.DataFrame, list[Finding]]:
    read_fast = read_csv(book, header, table) if book.kind == "csv" else None
    odd: list[int] = []
    shared: list[int] = []
    if read_fast is not None:
        frame, odd = read_fast
    else:
        frame, shared = _from_cells(sheet, header)
    naming = [name for name in _NAMING if name in frame]
    headings = {plain(name) for name in sheet.head[header.row]}
    total = np.zeros(len(frame), dtype=bool)
    for name in naming:
        total |= _says(frame[name], headings)
    filled = np.zeros(len(frame), dtype=np.int16)
    for name in frame.columns.drop("source_row"):
        filled += frame[name].notna().to_numpy()
    total |= (filled == 1) & (frame.shape[1] > 3)
    keep = ~total & (filled > 0)
    findings = [*merged_downwards(shared, book, sheet), *_carry_down(frame, total, keep, book, sheet)]
    if (total & (filled > 0)).any():
        rows = frame["source_row"].to_numpy()[total & (filled > 0)]
        findings.append(
            Finding(
                "note",
                "total_rows_skipped",
                _("Rows with totals, repeated headings or footers were skipped."),
                file=book.name,
                sheet=sheet.name,
                rows=tuple(map(int, rows)),
            )
        )
    if odd:
        findings.append(
            Finding(
                "row",
                "cells_out_of_place",
                _("Lines have more or fewer cells than the header and were not read."),
                _("correct the lines: one cell per column, the separator inside a cell only within quotes"),
                file=book.name,
                sheet=sheet.name,
                rows=tuple(odd),
            )
        )
    return (frame if keep.all() else frame[keep].reset_index(drop=True)), findings


def _carry_down(frame: pd.DataFrame, total: np.ndarray, keep: np.ndarray, book: Book, sheet: Sheet) -> list[Finding]:
    """Give rows with an empty municipality the one that stands above them; totals hand nothing down."""
    carried = np.zeros(len(frame), dtype=bool)
    for name in ("ref_municipality", "municipality"):
        if name in frame and frame[name].hasnans:
            empty = frame[name].isna().to_numpy()
            named = total & _says(frame[name], set())
            above = frame[name].where(~named).ffill()
            frame[name] = above
            carried |= empty & keep & above.notna().to_numpy()
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


def _says(values: pd.Series, headings: set[str]) -> np.ndarray:
    """Return where a naming column holds a word of totals or repeats a heading; asked once per distinct value."""
    codes, distinct = _distinct(values)
    told = np.array([_is_total(value, headings) for value in distinct] + [False])
    return told[codes] if told.any() else np.zeros(len(codes), dtype=bool)


def _is_total(value: object, headings: set[str]) -> bool:
    if isinstance(value, str) and value.isascii():
        return value.strip().lower() in headings
    return bool(TOTAL.match(as_text(value))) or plain(value) in headings


def _distinct(values: pd.Series) -> tuple[np.ndarray, list[object]]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), values.cat.categories.tolist()
    codes, distinct = pd.factorize(values)
    return codes, list(distinct)


def _from_cells(sheet: Sheet, header: Header) -> tuple[pd.DataFrame, list[int]]:
    """Return the rows below the header as columns of cells, and the printed numbers of those with merged cells."""
    body, shared = sheet.below(header.row, len(header.names))
    columns = {
        name: pd.Series([_cell(row, place) for row in body], dtype=object)
        for place, name in enumerate(header.names)
        if name
    }
    frame = pd.DataFrame(columns)
    frame["source_row"] = np.arange(header.row + 2, header.row + 2 + len(body), dtype=np.int32)
    return frame, shared


def _cell(row: list[object], place: int) -> object:
    value = row[place] if place < len(row) else None
    return None if isinstance(value, str) and not value.strip() else value


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([frame.astype(object) for frame in frames], ignore_index=True)
