"""Issues: rows of one table that broke a rule, by position; they become findings and quarantined rows together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .findings import Finding, Level

ROWS_KEPT = 10_000
"""Row numbers kept in one finding; its count is always whole."""


@dataclass(frozen=True)
class Issue:
    """One rule broken by rows of a frame.

    Parameters
    ----------
    level : {"error", "row", "note"}
    rule, column : str
    at : ndarray of int
        Positions of the rows in the frame; empty for an issue of the frame as a whole.
    message, todo : str
    examples : tuple of str
        Values met.
    """

    level: Level
    rule: str
    message: str
    todo: str = ""
    column: str = ""
    at: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    examples: tuple[str, ...] = ()


def of_rows(
    where: np.ndarray,
    level: Level,
    rule: str,
    message: str,
    todo: str = "",
    column: str = "",
    *,
    examples: Callable[[np.ndarray], Iterable[str]] | None = None,
) -> list[Issue]:
    """Return the issue of the marked rows; no issue where none is marked.

    Parameters
    ----------
    where : ndarray of bool
        Which rows break the rule.
    level, rule, message, todo, column
        As in `Issue`.
    examples : callable, optional
        Gives the values met at positions of the frame.
    """
    at = np.flatnonzero(where)
    if not len(at):
        return []
    return [Issue(level, rule, message, todo, column, at, tuple(examples(at)) if examples else ())]


def broken(issues: Iterable[Issue], rows: int) -> np.ndarray:
    """Return which of ``rows`` rows break a rule of level row."""
    mask = np.zeros(rows, dtype=bool)
    for issue in issues:
        if issue.level == "row":
            mask[issue.at] = True
    return mask


def rules_by_row(issues: Iterable[Issue], rows: int) -> np.ndarray:
    """Return the rules of level row that each row breaks, joined by ", "; "" where none."""
    rules = np.full(rows, "", dtype=object)
    for issue in issues:
        if issue.level == "row":
            first = rules[issue.at] == ""
            rules[issue.at[first]] = issue.rule
            rules[issue.at[~first]] += ", " + issue.rule
    return rules


def as_findings(issues: Sequence[Issue], frame: pd.DataFrame, *, file: str, personal: bool) -> list[Finding]:
    """Return issues as findings with printed row numbers, one per sheet.

    Parameters
    ----------
    issues : sequence of Issue
    frame : DataFrame
        The rows that positions point into, with ``source_sheet`` and ``source_row`` where known.
    file : str
    personal : bool
        True leaves out every example.
    """
    made = []
    for issue in issues:
        for sheet, at in _by_sheet(issue.at, frame):
            rows = frame["source_row"].iloc[at[:ROWS_KEPT]].dropna() if "source_row" in frame else ()
            made.append(
                Finding(
                    issue.level,
                    issue.rule,
                    issue.message,
                    issue.todo,
                    file,
                    sheet,
                    issue.column,
                    tuple(int(row) for row in rows),
                    () if personal else issue.examples[:5],
                    len(at),
                )
            )
    return made


def _by_sheet(at: np.ndarray, frame: pd.DataFrame) -> list[tuple[str, np.ndarray]]:
    if "source_sheet" not in frame or not len(at):
        return [("", at)]
    sheets = frame["source_sheet"].iloc[at].astype(str)
    return [(str(sheet), at[places]) for sheet, places in sheets.groupby(sheets).indices.items()]
