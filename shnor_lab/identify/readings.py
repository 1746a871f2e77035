"""The answers of the 30 % rule under other readings of its settings, each table of results read as rarely as possible.

The cells of a school depend on its own rows and those of its branches only. So the cells of the longest window are read
once for all thresholds, minima, windows and modes of criterion 2; a setting that chooses other rows reads anew the
schools that have such rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ..ground.cells import Grid
from ..ground.schools import heads, open_schools
from ..params import ListEdition
from .rule import Tables
from .rules.regional_30 import Answer, Regional30Settings, answer, cells, judged

Reading = tuple[str, Any]
"""A setting and one of its options."""

LISTED, NOT_LISTED, NO_ANSWER = 1, 0, -1
LONGEST = 3
"""Years of the longest window."""

OTHER_ROWS = ("year_basis", "branch", "unreliable")
"""Settings that choose other rows of ``results``."""


@dataclass(frozen=True)
class Readings:
    """Answers of every open school under the settings of the study and under each other reading.

    Parameters
    ----------
    schools : ndarray of str
        Open schools, sorted.
    chosen : ndarray of int
        Answers under the settings of the study: ``LISTED``, ``NOT_LISTED`` or ``NO_ANSWER``; a branch counted with its
        head school has no answer of its own.
    other : dict
        (setting, option) -> answers in the same order, one setting changed at a time.
    """

    schools: np.ndarray
    chosen: np.ndarray
    other: dict[Reading, np.ndarray]


def read_otherwise(
    tables: Tables, edition: ListEdition, settings: Regional30Settings, pairs: Sequence[Reading]
) -> Readings:
    """Return the answers under each of these (setting, option) pairs, the other settings as in the study."""
    register = open_schools(tables, edition.result_years[0])
    schools = register["school_id"]
    longest = cells(tables, edition, settings.model_copy(update={"window": LONGEST}))
    chosen = _codes(judged(_first_years(longest, settings.window), tables, settings), schools)
    other = {}
    for name, option in pairs:
        tried = settings.model_copy(update={name: option})
        if name not in OTHER_ROWS:
            other[name, option] = _codes(judged(_first_years(longest, tried.window), tables, tried), schools)
            continue
        codes = chosen.copy()
        touched = schools.isin(_touched(tables, register, name, longest.years)).to_numpy()
        if touched.any():
            codes[touched] = _codes(answer(_only(tables, schools[touched]), edition, tried), schools[touched])
        other[name, option] = codes
    return Readings(schools.to_numpy(dtype=object), chosen, other)


def _first_years(grid: Grid, count: int) -> Grid:
    if count == len(grid.years):
        return grid
    arrays = ("state", "n", "n_low", "n_high", "mean", "unreliable", "past", "marks")
    return replace(grid, years=grid.years[:count], **{name: getattr(grid, name)[:, :count] for name in arrays})


def _touched(tables: Tables, register: pd.DataFrame, setting: str, years: Sequence[int]) -> np.ndarray:
    """Return the schools whose cells may differ under another option of a setting, with branches and heads."""
    to_head = heads(register)
    if setting == "branch":
        return np.union1d(to_head.index.to_numpy(dtype=object), to_head.to_numpy(dtype=object))
    results = tables["results"]
    used = results["year"].between(min(years), max(years) + 1).to_numpy(dtype=bool, na_value=False)
    special = results["round"] == "autumn" if setting == "year_basis" else results["reliable"] == False  # noqa: E712
    found = results.loc[used & special.fillna(False).to_numpy(dtype=bool), "school_id"]
    return np.union1d(found.to_numpy(dtype=object), found.map(to_head).dropna().to_numpy(dtype=object))


def _only(tables: Tables, schools: pd.Series) -> dict[str, pd.DataFrame]:
    """Return the tables the rule reads, of some schools and their branches."""
    register = tables["schools"]
    to_head = heads(register)
    kept = {*schools, *to_head.index[to_head.isin(schools)]}
    found = {"schools": register[register["school_id"].isin(kept)]}
    for name in ("results", "school_years", "tasks"):
        table = tables.get(name)
        if table is not None:
            found[name] = table[table["school_id"].isin(kept)]
    return found


def _codes(found: Answer, schools: pd.Series) -> np.ndarray:
    code = pd.Series(
        np.where(found.yes, LISTED, np.where(found.possible, NO_ANSWER, NOT_LISTED)), index=found.grid.schools
    )
    return code.reindex(schools).fillna(NO_ANSWER).to_numpy(dtype="int8")
