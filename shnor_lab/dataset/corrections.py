"""The journal of corrections: one cell each, applied where the cell still holds what the journal says it held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..errors import DeliveryError
from ..language import text as _
from .cells import Unreadable
from .clean import clean, read_one
from .findings import Finding
from .issues import Issue, as_findings, broken
from .read import recognise
from .read.open import open_book
from .read.printed import as_text, plain
from .schema import TABLES, Column, Table
from .validate import validate

FILE = "corrections.xlsx"


@dataclass(frozen=True)
class Correction:
    """One line of the journal: where, what was there, what is right, on what ground."""

    table: Table
    column: Column
    key: str
    was: str
    value: Any
    ground: str
    row: int

    def rows(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the positions of the rows with the key of this correction."""
        names, parts = self.table.key_names, self.key.split("|")
        if len(names) != len(parts) or not set(names) <= set(frame.columns):
            return np.empty(0, dtype=np.int64)
        mask = np.ones(len(frame), dtype=bool)
        for name, part in zip(names, parts, strict=True):
            try:
                value = read_one(part.strip(), self.table.by_name[name], self.table)
            except Unreadable:
                return np.empty(0, dtype=np.int64)
            mask &= (frame[name] == value).fillna(False).to_numpy(dtype=bool)
        return np.flatnonzero(mask)

    def holds(self, cell: object) -> bool:
        """Return whether a cell holds what the journal says it held."""
        if plain(cell) == plain(self.was):
            return True
        try:
            return _equal(read_one(self.was, self.column, self.table), cell)
        except Unreadable:
            return False

    def done(self, cell: object) -> bool:
        """Return whether a cell holds the corrected value already."""
        return _equal(self.value, cell)


@dataclass(frozen=True)
class Journal:
    """All corrections of a dataset and what was wrong with the file itself."""

    entries: tuple[Correction, ...] = ()
    findings: tuple[Finding, ...] = ()

    def of(self, table: str) -> list[Correction]:
        """Return the corrections of one table."""
        return [entry for entry in self.entries if entry.table.key == table]


def read_journal(folder: Path) -> Journal:
    """Return the journal of a dataset folder; empty when the user has not made one.

    Raises
    ------
    DeliveryError
        The file cannot be read, or is no journal.
    """
    file = folder / FILE
    if not file.is_file():
        return Journal()
    try:
        book = open_book(file)[0]
        printed = recognise(book).read(book).tables["corrections"]
    except DeliveryError as error:
        raise _unreadable(error.what) from None
    except KeyError:
        raise _unreadable(_("The file is not a journal of corrections.")) from None
    table = TABLES["corrections"]
    cleaned = clean(printed, table)
    issues = cleaned.issues + validate(
        cleaned.frame.assign(**_absent(cleaned.frame, table)), table, schools=pd.DataFrame()
    )
    findings = as_findings(issues, cleaned.frame, file=FILE, personal=False)
    entries = []
    for row in cleaned.frame[~broken(issues, len(cleaned.frame))].to_dict("records"):
        try:
            entries.append(_entry(row))
        except Unreadable as error:
            findings.append(replace(_unusable(str(error)), rows=(int(row["source_row"]),), examples=(str(row["key"]),)))
    return Journal(tuple(entries), tuple(findings))


def correct(
    frame: pd.DataFrame, entries: Sequence[Correction], *, printed: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, list[tuple[int, str]]]:
    """Return the frame with the corrections whose ``was`` still stands, and the cells (position, column) changed.

    Parameters
    ----------
    frame : DataFrame
        Cleaned rows with their keys.
    entries : sequence of Correction
    printed : DataFrame, optional
        The same rows as delivered: there ``was`` may be what could not be read.
    """
    changed: list[tuple[int, str]] = []
    for entry in entries:
        name = entry.column.name
        for position in entry.rows(frame).tolist() if name in frame else ():
            cell = (
                printed[name].iloc[position] if printed is not None and name in printed else frame[name].iloc[position]
            )
            if entry.holds(cell) and not entry.done(frame[name].iloc[position]):
                frame = _with_cell(frame, position, entry)
                changed.append((position, name))
    return frame, changed


def correct_stored(
    frame: pd.DataFrame, entries: Sequence[Correction], schools: pd.DataFrame
) -> tuple[pd.DataFrame, list[Finding], list[bool]]:
    """Apply corrections to a stored table.

    Returns
    -------
    DataFrame
    list of Finding
        A correction without its row, with another ``was``, or that breaks a rule.
    list of bool
        Whether each correction stands in the table now.
    """
    findings: list[Finding] = []
    stands = dict.fromkeys(range(len(entries)), False)
    for places in _by_row(entries, frame).values():
        made, told = _together(frame, entries, places, schools)
        if told and len(places) > 1:
            told = []
            for place in places:
                made, found = _together(made, entries, [place], schools)
                stands[place] = not found
                told += found
        else:
            stands |= dict.fromkeys(places, not told)
        frame = made
        findings += told
    return frame, findings, list(stands.values())


def _together(
    frame: pd.DataFrame, entries: Sequence[Correction], places: list[int], schools: pd.DataFrame
) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the frame with all of these corrections of one row, or the frame as it is and why not."""
    tried = frame
    for place in places:
        tried, found = _tried(tried, entries[place])
        if found:
            return frame, found
    return _valid(frame, tried, [entries[place] for place in places], schools)


def _by_row(entries: Sequence[Correction], frame: pd.DataFrame) -> dict[int, list[int]]:
    """Return which corrections are of the same row: these are tried together first, then one by one."""
    found: dict[int, list[int]] = {}
    for place, entry in enumerate(entries):
        rows = entry.rows(frame)
        found.setdefault(int(rows[0]) if len(rows) else -1 - place, []).append(place)
    return found


def _tried(frame: pd.DataFrame, entry: Correction) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the frame with one correction, or why it does not fit what stands there."""
    rows = entry.rows(frame)
    if not len(rows):
        return frame, [_about(entry, "correction_without_row", _("There is no row with the key of the correction."))]
    position = int(rows[0])
    cell = frame[entry.column.name].iloc[position]
    if entry.done(cell):
        return frame, []
    if entry.holds(cell):
        return _with_cell(frame, position, entry), []
    message = _("The cell holds neither the old nor the corrected value.")
    return frame, [_about(entry, "correction_not_matching", message, as_text(None if pd.isna(cell) else cell))]


def _valid(
    before: pd.DataFrame, after: pd.DataFrame, entries: Sequence[Correction], schools: pd.DataFrame
) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the corrected frame, or the one before and the rule that the corrected row breaks."""
    if after is before:
        return before, []
    position = int(entries[0].rows(after)[0])
    row = after.iloc[[position]].reset_index(drop=True)
    issues: list[Issue] = [issue for issue in validate(row, entries[0].table, schools=schools) if issue.level != "note"]
    if not issues:
        return after, []
    return before, [_about(entry, "correction_breaks_rule", issues[0].message) for entry in entries]


def as_table(entries: Sequence[Correction], stands: Sequence[bool]) -> pd.DataFrame:
    """Return the journal as the table ``corrections``."""
    table = TABLES["corrections"]
    rows = [
        [e.table.key, e.key, e.column.name, e.was, as_text(e.value), e.ground, done, "", e.row]
        for e, done in zip(entries, stands, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=table.names)
    frame["source_id"] = None
    return frame.astype({column.name: column.dtype for column in table.columns})


def _entry(row: dict[str, Any]) -> Correction:
    table = TABLES.get(row["table"])
    if table is None:
        raise Unreadable("table")
    names = {plain(word): column for column in table.columns for word in (column.name, column.title)}
    column = names.get(plain(row["column"]))
    if column is None or column.key:
        raise Unreadable("column")
    was, value = (None if pd.isna(row.get(name)) else row.get(name) for name in ("was", "is"))
    return Correction(
        table,
        column,
        str(row["key"]),
        as_text(was),
        read_one(value, column, table),
        str(row["ground"]),
        int(row["source_row"]),
    )


def _with_cell(frame: pd.DataFrame, position: int, entry: Correction) -> pd.DataFrame:
    values = frame[entry.column.name].copy()
    if (
        isinstance(values.dtype, pd.CategoricalDtype)
        and entry.value is not None
        and entry.value not in values.cat.categories
    ):
        values = values.cat.add_categories([entry.value])
    values.iloc[position] = entry.value if entry.value is not None else None
    return frame.assign(**{entry.column.name: values})


def _equal(value: object, cell: object) -> bool:
    if value is None or pd.isna(cell):  # type: ignore[call-overload]
        return value is None and bool(pd.isna(cell))  # type: ignore[call-overload]
    return bool(value == cell)


def _absent(frame: pd.DataFrame, table: Table) -> dict[str, Any]:
    return {
        name: pd.Series(None, index=frame.index, dtype=table.by_name[name].dtype)
        for name in table.names
        if name not in frame
    }


def _unreadable(cause: str) -> DeliveryError:
    return DeliveryError(
        _("The journal of corrections cannot be read, so nothing was taken in."),
        where=FILE,
        examples=[cause],
        todo=_("mend the file, or move it out of the folder of the dataset, and repeat the command"),
    )


def _unusable(part: str) -> Finding:
    said = {
        "table": _("The correction names no table of the dataset."),
        "column": _("The correction names no column of the table, or a part of its key."),
    }
    return Finding(
        "row", "correction_unusable", said.get(part, _("The corrected value does not fit its column.")), file=FILE
    )


def _about(entry: Correction, rule: str, message: str, cell: str = "") -> Finding:
    examples = tuple(filter(None, (entry.key, cell)))
    return Finding(
        "note",
        rule,
        message,
        _("check the line of the journal of corrections"),
        FILE,
        "",
        entry.column.name,
        (entry.row,),
        examples,
    )
