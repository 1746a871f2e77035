"""Which rows below a header hold facts, which are told as skipped, which are set aside: every filled row is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from ...language import text as _
from ..findings import Finding
from .book import Book, Sheet
from .delivery import REFERENCES
from .footers import is_footer, is_total
from .headers import every_heading
from .printed import as_number, as_text, is_empty, plain

NAMING = ("name", "municipality", "school_id", *REFERENCES)
TERRITORY = ("ref_municipality", "municipality")
FEW = 3
"""Up to so many columns a row with one filled cell is a row like any other."""


@dataclass(frozen=True)
class RowKinds:
    """The rows of a sheet by kind, as masks over its frame; a row of none of them holds nothing.

    Parameters
    ----------
    facts : ndarray of bool
        Rows to hand over.
    told : ndarray of bool
        Totals, repeated headings, footers, names of districts above their schools.
    aside : ndarray of bool
        Rows that say nothing that can be read.
    groups : ndarray of bool
        Rows, among those told, whose municipality is that of the rows below.
    second : int or None
        Position of the row in which another table begins.
    """

    facts: np.ndarray
    told: np.ndarray
    aside: np.ndarray
    groups: np.ndarray
    second: int | None = None


def row_kinds(
    frame: pd.DataFrame,
    headings: Mapping[str, str],
    beside: Mapping[int, Sequence[str]],
    *,
    groups: bool,
) -> RowKinds:
    """Sort the rows of a sheet.

    Parameters
    ----------
    frame : DataFrame
        Rows below the header as printed, with columns of ``headings``.
    headings : mapping of str to str
        Column -> its heading as printed.
    beside : mapping of int to sequence of str
        Position of a row without any known cell -> its other filled cells.
    groups : bool
        Whether a municipality that stands alone in its row is that of the rows below.
    """
    filled = np.zeros(len(frame), dtype=np.int16)
    for name in headings:
        filled += frame[name].notna().to_numpy()
    total = np.zeros(len(frame), dtype=bool)
    for name in NAMING:
        if name in headings:
            total |= _where(frame[name], is_total)
    repeated, second = _header_rows(frame, headings, filled)
    told = (total | repeated) & (filled > 0)
    aside, group = np.zeros_like(told), np.zeros_like(told)
    territory = next((name for name in TERRITORY if name in headings), None) if groups else None
    if len(headings) > FEW:
        for at in np.flatnonzero((filled == 1) & ~told).tolist():
            name = next(name for name in headings if not pd.isna(frame[name].iat[at]))
            below = (
                at + 1 < len(frame) and name == territory and pd.isna(frame[name].iat[at + 1]) and filled[at + 1] > 1
            )
            group[at] = below
            (told if below or is_footer(frame[name].iat[at]) else aside)[at] = True
    for at, cells in beside.items():
        (told if is_footer(cells[0]) or all(as_number(cell) is not None for cell in cells) else aside)[at] = True
    return RowKinds((filled > 0) & ~told & ~aside, told, aside, group, second)


def said_of(kinds: RowKinds, numbers: np.ndarray, odd: Sequence[int], book: Book, sheet: Sheet) -> list[Finding]:
    """Return the findings about rows that are not handed over.

    Parameters
    ----------
    kinds : RowKinds
    numbers : ndarray of int
        Printed numbers of the rows of the frame.
    odd : sequence of int
        Printed numbers of further rows that were skipped.
    book : Book
    sheet : Sheet
    """
    findings = []
    skipped = sorted([*_numbers(numbers, kinds.told & ~kinds.groups), *odd])
    groups = _numbers(numbers, kinds.groups)
    for rows, rule, message in (
        (skipped, "total_rows_skipped", _("Rows with totals, repeated headings or footers were skipped.")),
        (groups, "group_rows_skipped", _("Rows with nothing but a municipality name the rows below them.")),
    ):
        if rows:
            findings.append(Finding("note", rule, message, "", book.name, sheet.name, rows=tuple(rows)))
    if kinds.aside.any():
        findings.append(
            Finding(
                "row",
                "lonely_cell",
                _("Rows with one filled cell, which is neither a total nor a note, were not read."),
                _("fill the other cells of the row, or delete it, and deliver the file again"),
                book.name,
                sheet.name,
                rows=_numbers(numbers, kinds.aside),
            )
        )
    if kinds.second is not None:
        findings.append(_second_table(book, sheet, int(numbers[kinds.second])))
    return findings


def _second_table(book: Book, sheet: Sheet, row: int) -> Finding:
    """Return the refusal of a sheet with another table below or beside the first."""
    return Finding(
        "error",
        "second_table",
        _("A second table begins in row {row}: one sheet holds one table.", row=row),
        _("put every table on a sheet of its own, with its own headings, and deliver the file again"),
        book.name,
        sheet.name,
        rows=(row,),
    )


def without_heading(book: Book, sheet: Sheet, top: int, printed: Sequence[str]) -> list[Finding]:
    """Return what is said of cells under no heading: another table, or something that was not read."""
    rows = []
    for number, row in enumerate(sheet.rows[top + 1 :], start=top + 2):
        cells = [cell for place, cell in enumerate(row) if place >= len(printed) or not printed[place]]
        if _header_like(cells):
            return [_second_table(book, sheet, number)]
        if not is_empty(cells):
            rows.append(number)
    if not rows:
        return []
    return [
        Finding(
            "note",
            "cells_without_heading",
            _("Cells in columns without a heading were not read."),
            file=book.name,
            sheet=sheet.name,
            rows=tuple(rows),
        )
    ]


def _header_like(cells: Sequence[object]) -> bool:
    """Return whether most filled cells of a row, three at least, are headings of some table."""
    texts = [text for cell in cells if (text := as_text(cell))]
    known = sum(_is_heading(text) for text in texts)
    return known >= 3 and known * 2 > len(texts)


def _is_heading(cell: object) -> bool:
    """Return whether a cell is a heading of any table."""
    return isinstance(cell, str) and not cell.isdigit() and plain(cell) in every_heading()


def _header_rows(frame: pd.DataFrame, headings: Mapping[str, str], filled: np.ndarray) -> tuple[np.ndarray, int | None]:
    """Return which rows repeat the header, and where the header of another table stands.

    Columns with few values are asked first: where too few hold a heading, the many names of schools need not be read.
    """
    own = np.zeros(len(frame), dtype=np.int16)
    foreign = np.zeros(len(frame), dtype=np.int16)
    words = {name: distinct_of(frame[name]) for name in headings if not is_numeric_dtype(frame[name].dtype)}
    met, left = 0, len(words)
    for name in sorted(words, key=lambda name: len(words[name][1])):
        if met + left < (2 if len(words) == len(headings) else 3):
            break
        codes, distinct = words[name]
        known = _spread(codes, [_is_heading(value) for value in distinct])
        same = _spread(codes, [isinstance(value, str) and plain(value) == plain(headings[name]) for value in distinct])
        own += same
        foreign += known & ~same
        met += bool((known | same).any())
        left -= 1
    repeated = (own >= min(2, len(headings))) & (own * 2 > filled)
    others = np.flatnonzero(~repeated & (foreign + own >= 3) & ((foreign + own) * 2 > filled))
    return repeated, int(others[0]) if len(others) else None


def distinct_of(values: pd.Series) -> tuple[np.ndarray, list[object]]:
    """Return a column as codes into its distinct values; code -1 is missing."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), values.cat.categories.tolist()
    codes, distinct = pd.factorize(values)
    return codes, list(distinct)


def _where(values: pd.Series, asked: Callable[[object], bool]) -> np.ndarray:
    """Return where a column holds a value of the kind asked; asked once per distinct value."""
    codes, distinct = distinct_of(values)
    return _spread(codes, [asked(value) for value in distinct])


def _spread(codes: np.ndarray, answers: list[bool]) -> np.ndarray:
    return np.array([*answers, False])[codes] if any(answers) else np.zeros(len(codes), dtype=bool)


def _numbers(numbers: np.ndarray, mask: np.ndarray) -> tuple[int, ...]:
    return tuple(map(int, numbers[mask]))
