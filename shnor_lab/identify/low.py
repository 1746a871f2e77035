"""When the result of one procedure is low, exactly and in three values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..ground.cells import DELIVERED, NO_COUNTS, NOT_DELIVERED, Grid, Unreliable
from ..measure import fit_beta, predictive_tail
from ..measure.pooled import Pooled


@dataclass(frozen=True)
class Low:
    """Which cells of a grid are low, and which could be; arrays of shape (schools, years, procedures)."""

    yes: np.ndarray
    missing: np.ndarray

    @property
    def possible(self) -> np.ndarray:
        """Return the cells that are low or, being missing, could be."""
        return self.yes | self.missing


def low_results(grid: Grid, *, threshold_percent: int, n_min: int, unreliable: Unreliable = "as_given") -> Low:
    """Return where results are low, and where they are missing.

    Parameters
    ----------
    grid : Grid
        Cells.
    threshold_percent : int
        A delivered cell is low when ``100 * n_low >= threshold_percent * n`` (whole numbers, so 30 % exactly is low).
    n_min : int
        Participants below which a cell is never low.
    unreliable : {"as_given", "low"}
        low: a delivered cell that an external finding calls unreliable is low whatever its counts.

    Returns
    -------
    Low
        Bool arrays of the shape of the grid. Missing is a cell not delivered, or delivered without counts unless its
        ``n`` is already under ``n_min``. Not held, not applicable and without participants is neither: there is nobody
        to be low.
    """
    n, k = np.nan_to_num(grid.n).astype("int64"), np.nan_to_num(grid.n_low).astype("int64")
    enough = n >= n_min
    yes = (grid.state == DELIVERED) & enough & (100 * k >= threshold_percent * n)
    missing = (grid.state == NOT_DELIVERED) | ((grid.state == NO_COUNTS) & (enough | np.isnan(grid.n)))
    if unreliable == "low":
        found = grid.unreliable & np.isin(grid.state, (DELIVERED, NO_COUNTS))
        yes, missing = yes | found, missing & ~found
    return Low(yes, missing)


def least_count(n: np.ndarray, threshold_percent: int) -> np.ndarray:
    """Return the fewest low results that make a result of ``n`` participants low; 0 where there is nobody."""
    return -(-threshold_percent * n // 100)


def shares(grid: Grid, *, n_min: int = 1) -> np.ndarray:
    """Return ``n_low / n`` of delivered cells with at least ``n_min`` participants, NaN elsewhere."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((grid.state == DELIVERED) & (grid.n >= n_min), grid.n_low / grid.n, np.nan)


def chances(
    grid: Grid,
    pooled: Pooled | None = None,
    *,
    threshold_percent: int,
    n_min: int,
    unreliable: Unreliable = "as_given",
) -> np.ndarray:
    """Return, per cell, the chance that the same exam, repeated with an unchanged school, would be low.

    Parameters
    ----------
    grid : Grid
        Cells.
    pooled : Pooled, optional
        The model of these cells (`Measured.fitted`): what a school showed in other procedures and years then counts
        in each. Without it, and where it has no answer, a cell is drawn to its own procedure and year alone:
        posterior predictive of the beta-binomial fitted to all schools of the region (`measure.fit_beta`).

    Returns
    -------
    ndarray
        0 where nothing was delivered or ``n < n_min``; 1 where an external finding counts as low.
    """
    delivered = (grid.state == DELIVERED) & (grid.n >= max(n_min, 1))
    n = np.where(delivered, grid.n, 0).astype("int64")
    need = least_count(n, threshold_percent)
    if pooled is not None and pooled.answered:
        chance = np.where(delivered, pooled.chance_of_count(need), 0.0)
    else:
        chance = np.where(delivered, _cell_by_cell(grid, need), 0.0)
    if unreliable == "low":
        chance[grid.unreliable & np.isin(grid.state, (DELIVERED, NO_COUNTS))] = 1.0
    return chance


def _cell_by_cell(grid: Grid, need: np.ndarray) -> np.ndarray:
    chance = np.zeros(grid.state.shape)
    for year, procedure in np.ndindex(grid.state.shape[1:]):
        here = grid.state[:, year, procedure] == DELIVERED
        n, k = grid.n[here, year, procedure], grid.n_low[here, year, procedure]
        if len(n):
            chance[here, year, procedure] = predictive_tail(n, k, fit_beta(k, n), need[here, year, procedure])
    return chance
