"""The tables of a region with what was measured on them: one pooled fit serves every rule that asks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from ..measure.pooled import Pooled, fit_pooled
from .cells import DELIVERED, NOT_APPLICABLE, Branch, Grid, Unreliable, YearBasis, cell_grid
from .schools import stages

SEED = 2024
"""Seed of every fit, and of the order in which schools with equal chances are taken."""

GROUP_MIN = 20
"""Least schools of a stage and settlement that get a level of their own (ours)."""


class Measured(Mapping[str, pd.DataFrame]):
    """The delivered tables, and pooled fits made at most once for equal counts.

    `decide_all` wraps the tables once, so that several rules share a fit; a rule takes `Measured.of` of whatever
    it was given. Frames computed elsewhere may stand among the tables, e.g. ``expected``.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables
        self._fits: dict[str, Pooled] = {}

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame]) -> Measured:
        """Return the tables wrapped, or themselves where they are already."""
        return tables if isinstance(tables, cls) else cls(tables)

    def __getitem__(self, key: str) -> pd.DataFrame:
        """Return a table."""
        return self._tables[key]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys of the tables."""
        return iter(self._tables)

    def __len__(self) -> int:
        """Return how many tables there are."""
        return len(self._tables)

    def pooled(
        self,
        years: Sequence[int],
        *,
        year_basis: YearBasis = "school_year",
        branch: Branch = "apart",
        unreliable: Unreliable = "as_given",
    ) -> tuple[Grid, Pooled]:
        """Return the cells of the nine procedures in these years, latest first, and the pooled model of them.

        Arguments as in `cells.procedure_cells`; the arrays of the model follow ``schools``, ``years`` and
        ``procedures`` of the grid.
        """
        grid = cell_grid(self, years=years, year_basis=year_basis, branch=branch, unreliable=unreliable)
        return grid, self.fitted(grid, unreliable=unreliable)

    def fitted(self, grid: Grid, *, unreliable: Unreliable = "as_given") -> Pooled:
        """Return the pooled model of the delivered cells of a grid.

        Parameters
        ----------
        grid : Grid
            Cells of these tables.
        unreliable : {"as_given", "low", "exclude"}
            low: counts that an external finding calls unreliable tell nothing of the level and are left out.

        Notes
        -----
        A procedure belongs to a school's level if it applies to it in any of the years. What is expected of a
        school shifts with its stage and settlement and with its size (`school_design`).
        """
        counted = delivered(grid)
        if unreliable == "low":
            counted &= ~grid.unreliable
        k, n = np.where(counted, grid.n_low, 0.0), np.where(counted, grid.n, 0.0)
        applies = (grid.state != NOT_APPLICABLE).any(axis=1)
        design = school_design(self, grid, n)
        mark = hashlib.sha256(repr((grid.years, grid.procedures, k.shape, design.shape)).encode())
        for array in (k, n, applies, design):
            mark.update(np.ascontiguousarray(array).tobytes())
        key = mark.hexdigest()
        if key not in self._fits:
            self._fits[key] = fit_pooled(k, n, applies=applies, design=design, seed=SEED)
        return self._fits[key]


def delivered(grid: Grid) -> np.ndarray:
    """Return where counts of low results were delivered for at least one participant."""
    return (grid.state == DELIVERED) & (grid.n > 0)


def school_design(tables: Mapping[str, pd.DataFrame], grid: Grid, n: np.ndarray) -> np.ndarray:
    """Return the properties of schools that shift the level expected of them.

    Parameters
    ----------
    tables : mapping
        Needs ``schools``.
    grid : Grid
        Its schools are described, in its latest year.
    n : ndarray, shape (schools, years, procedures)
        Participants counted.

    Returns
    -------
    ndarray, shape (schools, columns)
        One column of 0 and 1 per combination of stage and settlement with at least ``GROUP_MIN`` schools with
        counts, but the commonest; a smaller combination goes with the commonest. Last, the logarithm of the
        school's mean participants per result, centred; 0 for a school without results.
    """
    schools = tables["schools"].set_index("school_id").reindex(grid.schools).reset_index()
    rural = schools["rural"].astype("boolean").astype("Int8").fillna(-1).to_numpy(dtype="int64")
    group = 3 * stages(tables, schools, max(grid.years)).astype("int64") + rural
    results = (n > 0).sum(axis=(1, 2))
    seen = results > 0
    size = np.zeros(len(n))
    size[seen] = np.log(n[seen].sum(axis=(1, 2)) / results[seen])
    size[seen] -= size[seen].mean() if seen.any() else 0.0
    found, count = np.unique(group[seen], return_counts=True)
    large = found[count >= GROUP_MIN]
    if len(large):
        large = large[large != found[count.argmax()]]
    return np.column_stack([*((group == one).astype("float64") for one in large), size])
