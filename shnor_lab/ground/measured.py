"""The tables of a region with what was measured on them: cells and a pooled fit serve every rule that asks for them."""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Self

import numpy as np
import pandas as pd

from ..measure.pooled import Pooled, fit_pooled
from .cells import (
    DELIVERED,
    NOT_APPLICABLE,
    RULE_30,
    Branch,
    Grid,
    Unreliable,
    cell_grid,
)
from .schools import Tables, stages
from .sittings import YearBasis

SEED = 2024
"""Seed of every fit, and of the order in which schools with equal chances are taken."""

GROUP_MIN = 20
"""Least schools of a stage and settlement that get a level of their own (ours)."""


READ = ("schools", "school_years", "results")
"""Tables that cells and pooled fits are made of."""


class Measured(Mapping[str, pd.DataFrame]):
    """The delivered tables, and cells and pooled fits made at most once.

    `decide_all` wraps the tables once, so that several rules share them; a rule takes `Measured.of` of whatever it was
    given. Tables are read once: who changes one wraps them anew.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._grids: dict[tuple[object, ...], Grid] = {}
        self._fits: dict[str, Pooled] = {}
        self._fits_of_grids: dict[tuple[int, Unreliable], Pooled] = {}  # grids made here cannot be written to

    @classmethod
    def of(cls, tables: Tables) -> Measured:
        """Return the tables wrapped, or themselves where they are already."""
        return tables if isinstance(tables, cls) else cls(tables)

    def with_frames(self, frames: Tables) -> Self:
        """Return the same tables with frames computed elsewhere among them, e.g. ``expected``; measured once for both.

        Raises
        ------
        ValueError
            A frame would stand for a table that cells are made of: what is measured would no longer be true.
        """
        if wrong := sorted(set(frames) & set(READ)):
            raise ValueError(f"measured tables cannot be replaced: {', '.join(wrong)}")
        return self.seen_through(ChainMap(dict(frames), self._tables))  # type: ignore[arg-type]

    def seen_through(self, tables: Tables) -> Self:
        """Return the same measurements with other access to the same tables: what they refuse is refused here too."""
        other = copy(self)
        other._tables = tables
        return other

    def __getitem__(self, key: str) -> pd.DataFrame:
        """Return a table."""
        return self._tables[key]

    def __contains__(self, key: object) -> bool:
        """Return whether a table is there, without reading it."""
        return key in self._tables

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys of the tables."""
        return iter(self._tables)

    def __len__(self) -> int:
        """Return how many tables there are."""
        return len(self._tables)

    def grid(
        self,
        years: Sequence[int],
        *,
        procedures: Sequence[str] = RULE_30,
        year_basis: YearBasis = "school_year",
        branch: Branch = "apart",
        unreliable: Unreliable = "as_given",
    ) -> Grid:
        """Return the cells as arrays that cannot be written to; arguments as in `cells.cell_grid`."""
        key = (tuple(years), tuple(procedures), year_basis, branch, unreliable)
        self._ask()
        if key not in self._grids:
            self._grids[key] = cell_grid(
                self, years=years, procedures=procedures, year_basis=year_basis, branch=branch, unreliable=unreliable
            )
            for array in vars(self._grids[key]).values():
                if isinstance(array, np.ndarray):
                    array.setflags(write=False)
        return self._grids[key]

    def pooled(
        self,
        years: Sequence[int],
        *,
        year_basis: YearBasis = "school_year",
        branch: Branch = "apart",
        unreliable: Unreliable = "as_given",
    ) -> tuple[Grid, Pooled]:
        """Return the cells of the nine procedures in these years, latest first, and the pooled model of them.

        Arguments as in `cells.cell_grid`; the arrays of the model follow ``schools``, ``years`` and
        ``procedures`` of the grid.
        """
        grid = self.grid(years, year_basis=year_basis, branch=branch, unreliable=unreliable)
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
        self._ask()
        own = any(grid is known for known in self._grids.values())
        if own and (id(grid), unreliable) in self._fits_of_grids:
            return self._fits_of_grids[id(grid), unreliable]
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
            self._fits[key] = fit_pooled(
                k, n, applies=applies, design=design, variance=self.variance_parts(), seed=SEED
            )
        if own:
            self._fits_of_grids[id(grid), unreliable] = self._fits[key]
        return self._fits[key]

    def _ask(self) -> None:
        """Ask for the tables that are read also where nothing is made anew: who may not read them is told at once."""
        for key in READ:
            self._tables.get(key)

    def share_fits(self, other: Measured) -> None:
        """Take the pooled fits of ``other`` for one's own, and give it those to come: equal counts, one fit.

        Both must know the same variances.
        """
        self._fits = other._fits

    def variance_parts(self) -> np.ndarray | None:
        """Return the variances of school, procedure, year and cell where they are known; None: to be estimated."""
        return None


def delivered(grid: Grid) -> np.ndarray:
    """Return where counts of low results were delivered for at least one participant."""
    return (grid.state == DELIVERED) & (grid.n > 0)


def school_design(tables: Tables, grid: Grid, n: np.ndarray) -> np.ndarray:
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
