"""Who came onto a list and who left it, and how many would have without any change in the schools."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..ground.cells import DELIVERED, Grid
from ..ground.measured import Measured
from ..params import ListEdition
from .criteria import chance_regional_30
from .low import chances, least_count
from .rule import Tables
from .rules.regional_30 import Regional30Settings, answer

MOVEMENTS = ("enter", "stay", "exit", "absent", "unknown")


@dataclass(frozen=True)
class Expected:
    """Movement expected of unchanged schools.

    Parameters
    ----------
    listed_before, not_listed_before : int
        Schools of the earlier edition with a known answer and a known chance: those the expectations speak
        of.
    exits, entries : float
        Expected numbers.
    exits_range, entries_range : tuple of int
        Central 90 % range of the number, schools independent of each other.
    unknown : int
        Schools of the earlier edition without an answer or a chance, left out.
    """

    listed_before: int
    not_listed_before: int
    exits: float
    entries: float
    exits_range: tuple[int, int]
    entries_range: tuple[int, int]
    unknown: int


def transitions(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return how each school moved between two editions of one rule or of the order, one row per school.

    Parameters
    ----------
    now, before : DataFrame
        Decisions with ``school_id`` and ``listed``, one row per school each.

    Returns
    -------
    DataFrame
        ``school_id, before, now`` (boolean, NA also where a school is in one edition only) and ``movement``:
        enter, stay, exit (True to False, both known), absent (listed in neither), unknown (either is NA).
    """
    was = before.set_index("school_id")["listed"].astype("boolean")
    is_ = now.set_index("school_id")["listed"].astype("boolean")
    schools = was.index.union(is_.index).sort_values()
    was, is_ = was.reindex(schools), is_.reindex(schools)
    code = np.select(
        [(was.isna() | is_.isna()).to_numpy(dtype=bool), was.fillna(False).to_numpy(dtype=bool)],
        [4, np.where(is_.fillna(False).to_numpy(dtype=bool), 1, 2)],
        np.where(is_.fillna(False).to_numpy(dtype=bool), 0, 3),
    )
    return pd.DataFrame(
        {
            "school_id": pd.array(schools, dtype="str"),
            "before": was.array,
            "now": is_.array,
            "movement": pd.Categorical.from_codes(code, categories=list(MOVEMENTS)),
        }
    )


def expected_by_chance(before: pd.DataFrame, *, chance: pd.Series | None = None) -> Expected:
    """Return how many exits and entries unchanged schools would show at the next edition.

    Parameters
    ----------
    before : DataFrame
        Decisions of the earlier edition, one row per school (a slice of them gives the answer for a
        municipality).
    chance : Series, optional
        Chance by ``school_id`` to be listed next time, from `chance_of_next`. Without it ``p_listed`` is
        taken, for editions that share no result year.

    Notes
    -----
    ``exits = sum over listed of (1 - p)``, ``entries = sum over not listed of p``. The chances come from
    shrunken estimates, so the pull of chosen schools towards the mean is in them. Not in them: growth or
    decline of the whole region, other tasks, pupils who come and go. How near sums and ranges come:
    ``validation/README.md``. It says what noise alone would do, not what any one school did.
    """
    p = before["p_listed"] if chance is None else before["school_id"].map(chance)
    p = p.astype("float64").to_numpy()
    known = before["listed"].notna().to_numpy() & ~np.isnan(p)
    listed = before["listed"].fillna(False).to_numpy(dtype=bool)
    leave, come = 1 - p[known & listed], p[known & ~listed]
    return Expected(
        len(leave),
        len(come),
        float(leave.sum()),
        float(come.sum()),
        _range(leave),
        _range(come),
        int((~known).sum()),
    )


def chance_of_next(tables: Tables, before: ListEdition, settings: Regional30Settings) -> pd.Series:
    """Return the chance that the 30 % rule lists a school at the next edition, were the school unchanged.

    Parameters
    ----------
    tables : mapping
        As in `decide_all`.
    before : ListEdition
        The edition that is known; asked is the one after it.
    settings : Regional30Settings
        Of the 30 % rule.

    Returns
    -------
    Series
        Chance 0-1 by ``school_id``; NaN where the rule has no answer for ``before``.

    Notes
    -----
    The next edition keeps the latest year of this one as its year before, and that year has been seen; only the new
    year is uncertain: ``P = P(N >= 2) + P(N = 1) * [the years seen have low results]``, with one and the same procedure
    accordingly. The new year is taken to hold the papers of the latest year with as many participants. What a school
    keeps is taken from the pooled model of the window (`measure.pooled`), all its years and procedures together: one
    year or one procedure alone would overstate how many leave by chance. In a region too small for the model, or
    with one year of counts, the latest year is taken as it stands.
    """
    found = answer(tables, before, settings)
    grid, seen = found.grid, found.low.yes[:, : settings.window - 1].astype("float64").swapaxes(0, 1)
    chance = chance_regional_30(_next_chances(tables, grid, settings), seen, settings.c2_mode)
    decided = ~(found.possible & ~found.yes)
    return pd.Series(np.where(decided, chance, np.nan), index=grid.schools, name="chance")


def _next_chances(tables: Tables, grid: Grid, settings: Regional30Settings) -> np.ndarray:
    pooled = Measured.of(tables).fitted(grid, unreliable=settings.unreliable)
    latest = (grid.state[:, 0] == DELIVERED) & (grid.n[:, 0] >= max(settings.n_min, 1))
    n = np.where(latest, grid.n[:, 0], 0.0)
    if pooled.state == "fitted":
        return np.nan_to_num(pooled.chance_next(0, n, least_count(n, settings.threshold_percent)))
    return chances(grid, threshold_percent=settings.threshold_percent, n_min=settings.n_min)[:, 0]


def _range(events: np.ndarray) -> tuple[int, int]:
    """Return the central 90 % range of a sum of independent yes/no events, by exact convolution."""
    expected = events.sum()
    top = int(min(len(events), expected + 10 * np.sqrt(expected + 1) + 10))
    mass = np.zeros(top + 1)
    mass[0] = 1.0
    for p in events:
        mass[1:] = mass[1:] * (1 - p) + mass[:-1] * p
        mass[0] *= 1 - p
    reached = np.cumsum(mass)
    return int(np.searchsorted(reached, 0.05)), min(int(np.searchsorted(reached, 0.95)), top)
