"""Place of a school within the region, procedure by procedure, on whatever measure was delivered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from ..ground.cells import DELIVERED, NO_COUNTS, Grid

Side = Literal["low", "high"]


def percentile_ranks(grid: Grid, year: int, *, n_min: int, side: Side) -> np.ndarray:
    """Return percentile ranks of schools in every procedure of one year (its place in ``grid.years``).

    Parameters
    ----------
    n_min : int
        Schools with fewer participants are not ranked.
    side : {"low", "high"}
        Which end is near 1: low = greatest share of low results, high = greatest share of high results.

    Returns
    -------
    ndarray
        Shape (schools, procedures), 0-1, NaN where not ranked.

    Notes
    -----
    ``(r - 1/2) / m`` with ``r`` the mean rank among the ``m`` schools ranked. The measure is one for all
    schools of a procedure: the share of low (high) results where at least half of the schools with results
    delivered it, else the mean result. Schools that lack the measure of their procedure are not ranked in it.
    """
    from scipy.stats import rankdata

    ranks = np.full((len(grid.schools), len(grid.procedures)), np.nan)
    counted = grid.n_low if side == "low" else grid.n_high
    sign = -1.0 if side == "low" else 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        share = counted[:, year] / grid.n[:, year]
    ready = np.isin(grid.state[:, year], (DELIVERED, NO_COUNTS)) & (grid.n[:, year] >= n_min)
    for place in range(len(grid.procedures)):
        here, mean = ready[:, place], sign * grid.mean[:, year, place]
        value = share[:, place] if 2 * (~np.isnan(share[here, place])).sum() >= here.sum() else mean
        ranked = here & ~np.isnan(value)
        if ranked.any():
            ranks[ranked, place] = (rankdata(value[ranked]) - 0.5) / ranked.sum()
    return ranks


def mean_rank(ranks: np.ndarray, *, at_least: int) -> np.ndarray:
    """Return the mean over procedures per school, NaN with fewer than ``at_least`` ranked procedures.

    Rounded to 12 decimals, so that equal means of different ranks stay a tie.

    Examples
    --------
    >>> tied = mean_rank(np.array([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]]), at_least=1)
    >>> bool(tied[0] == tied[1])
    True
    """
    count = (~np.isnan(ranks)).sum(axis=1)
    mean = np.round(np.nansum(ranks, axis=1) / np.maximum(count, 1), 12)
    return np.where(count >= max(at_least, 1), mean, np.nan)


def top_part(values: np.ndarray, part: float) -> np.ndarray:
    """Return whether a value belongs to the top ``part`` of the known ones, ties at the cut together with it.

    The number asked for is rounded down; of fewer than ``1 / part`` schools none belongs. The least value of all
    never belongs: where the cut falls among schools that share it, only those above it do. No lot is drawn: the rules
    that ask say what a school is, and equal schools are the same.

    Examples
    --------
    >>> top_part(np.array([0.9, 0.7, 0.7, 0.1]), 0.5).tolist()
    [True, True, True, False]
    >>> top_part(np.array([0.5, 0.5, 0.5, 0.5]), 0.5).any()
    np.False_
    """
    present = np.sort(values[~np.isnan(values)])[::-1]
    asked = int(part * len(present) + 1e-9)
    if asked == 0:
        return np.zeros(len(values), dtype=bool)
    return ~np.isnan(values) & (values >= present[asked - 1]) & (values > present[-1])


def delivered_procedures(procedures: Sequence[str], families: Sequence[str] = ("vpr", "oge", "ege")) -> tuple[str, ...]:
    """Return the catalogue procedures of these families among ``procedures``, in catalogue order."""
    from ..catalogue import procedures as known

    met = set(procedures)
    return tuple(key for key, item in known().items() if key in met and item.family in families)
