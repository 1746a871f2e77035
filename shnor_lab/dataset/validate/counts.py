"""Counts of conditions, surveys and tasks that cannot stand together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from ...language import text as _
from ..issues import Issue, of_rows
from ..schema import TABLES

PARTS = {
    "passport": (("count", "base"),),
    "staff": (("count", "base"),),
    "surveys": (("n_answered", "n_asked"), ("n_positive", "n_answered")),
    "tasks": (("n_zero", "n"), ("n_full", "n")),
    "results": (
        ("n_low", "n"), ("n_high", "n"), ("n_2", "n"), ("n_3", "n"), ("n_4", "n"), ("n_5", "n"),
    ),
}  # fmt: skip
"""Table -> pairs of columns, the first counted out of the second."""


def counted(frame: pd.DataFrame, name: str) -> np.ndarray:
    """Return a count as float64, missing as NaN."""
    return frame[name].to_numpy("float64", na_value=np.nan)


def check_counts(frame: pd.DataFrame, table: str) -> list[Issue]:
    """Return the rows where a part is larger than its whole."""
    issues: list[Issue] = []
    for part, whole in PARTS.get(table, ()):
        above = (frame[part] > frame[whole]).to_numpy(bool, na_value=False)
        columns = TABLES[table].by_name
        issues += of_rows(
            above,
            "row",
            f"{part}_above_{whole}",
            _("«{part}» is more than «{whole}».", part=columns[part].title, whole=columns[whole].title),
            _("correct the cell in the journal of corrections, or deliver the file again"),
            part,
            examples=_above(frame[part], frame[whole]),
        )
    return issues


def _above(part: pd.Series, whole: pd.Series) -> Callable[[np.ndarray], Iterator[str]]:
    return lambda at: (f"{part.iloc[row]} > {whole.iloc[row]}" for row in at[:5])
