"""Change of the share of low results between two years of one procedure, where they may be compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from pydantic import Field

from ..catalogue import broken_between, held
from ..ground.cells import DELIVERED, NO_COUNTS, NOT_DELIVERED, RULE_30, Grid
from ..ground.measured import Measured
from ..ground.reasons import CellRemarks, lacking
from ..remarks import Remark, enumeration, procedure_of, remark
from .rule import RuleSettings, Tables, decisions


class ChangeSettings(RuleSettings):
    """How much of a change, in percentage points, on how many participants in both years."""

    points: int = Field(default=10, ge=1, le=100)
    n_min: int = Field(default=10, ge=1)


@dataclass(frozen=True)
class Change:
    """Changes of the nine procedures from the year before to the latest year; arrays (schools, procedures).

    Parameters
    ----------
    grid : Grid
        Cells, latest year first.
    rises, falls : ndarray of bool
        Comparable and changed by at least the asked number of points, in whole numbers.
    comparable : ndarray of bool
        Delivered in both years with at least ``n_min`` participants, no break between.
    missing : ndarray of bool
        Could be comparable were what is missing delivered.
    may_rise, may_fall : ndarray of bool
        Missing, and the year that was delivered leaves room for such a change: from 5 % no share is 10 points lower.
    no_answer : ndarray of bool
        Per school: of no procedure it is known that it has enough participants in both years and no break between.
    difference : ndarray of float
        Latest share less the earlier one, -1 to 1; NaN where not comparable.
    n_min : int
        Participants asked for.
    """

    grid: Grid
    rises: np.ndarray
    falls: np.ndarray
    comparable: np.ndarray
    missing: np.ndarray
    may_rise: np.ndarray
    may_fall: np.ndarray
    no_answer: np.ndarray
    difference: np.ndarray
    n_min: int

    @cached_property
    def _remarks(self) -> CellRemarks:
        return CellRemarks(self.grid)

    def decisions(
        self, *, yes: np.ndarray, possible: np.ndarray, score: np.ndarray, reason: Callable[[int], Remark]
    ) -> pd.DataFrame:
        """Return the answers of a rule.

        Parameters
        ----------
        yes, possible, score : ndarray
            As in `rule.decisions`.
        reason : callable
            Asked of each school, by its place, that the compared procedures decide; of the others it is said what
            they lack.

        Returns
        -------
        DataFrame
            One row per school of the grid; columns as in `rule.DECISION`.
        """
        reasons = [
            self._unanswered(school) if possible[school] and not yes[school] else reason(school)
            for school in range(len(yes))
        ]
        return decisions(self.grid.schools, yes=yes, possible=possible, score=score, reason=reasons)

    def compared(self, school: int) -> int:
        """Return the number of procedures that were compared."""
        return int(np.sum(self.comparable[school]))

    def counts(self, school: int, which: np.ndarray) -> Remark:
        """Return the marked procedures with the counts of both years, earlier first."""
        earlier, latest = self._remarks.counts(school, 1, which), self._latest(school, which)
        return enumeration(
            remark("{earlier}, then {latest}", earlier=a, latest=b) for a, b in zip(earlier, latest, strict=True)
        )

    def _latest(self, school: int, which: np.ndarray) -> list[Remark]:
        k, n = self.grid.n_low[school, 0, which], self.grid.n[school, 0, which]
        return [remark("{k} of {n}", k=int(a), n=int(b)) for a, b in zip(k, n, strict=True)]

    def rose(self, school: int) -> Remark:
        """Return the reason of a rise, with its procedures."""
        return remark("The share of low results rose: {cells}", cells=self.counts(school, self.rises[school]))

    def _unanswered(self, school: int) -> Remark:
        """Return why there is no answer: nothing can be compared, or which procedures a year lacks."""
        if self.no_answer[school] and not self.missing[school].any():
            return remark("No procedure can be compared over the two years ({n} participants, no break)", n=self.n_min)
        missing = np.flatnonzero(self.missing[school]).tolist()
        return lacking(enumeration(procedure_of(self.grid.procedures[place]) for place in missing))


def changes(tables: Tables, years: Sequence[int], settings: ChangeSettings) -> Change:
    """Return the changes between two years (latest first) of at least ``settings.points`` percentage points."""
    points, n_min = settings.points, settings.n_min
    grid = Measured.of(tables).grid(years)
    later, earlier = years
    fit = np.array(
        [held(key, later) and held(key, earlier) and not broken_between(key, earlier, later) for key in RULE_30]
    )
    n, k = np.nan_to_num(grid.n).astype("int64"), np.nan_to_num(grid.n_low).astype("int64")
    sat = np.isin(grid.state, (DELIVERED, NO_COUNTS)) & (grid.n >= n_min)
    usable = sat & (grid.state == DELIVERED)
    absent = (grid.state == NOT_DELIVERED) | ((grid.state == NO_COUNTS) & ~(grid.n < n_min))
    comparable = usable.all(axis=1) & fit
    missing = (usable | absent).all(axis=1) & absent.any(axis=1) & fit
    at_least = absent | (100 * k >= points * n)
    at_most = absent | (100 * (n - k) >= points * n)
    gain = 100 * (k[:, 0] * n[:, 1] - k[:, 1] * n[:, 0])
    border = points * n[:, 0] * n[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = np.where(comparable, grid.n_low[:, 0] / grid.n[:, 0] - grid.n_low[:, 1] / grid.n[:, 1], np.nan)
    return Change(
        grid,
        rises=comparable & (gain >= border),
        falls=comparable & (-gain >= border),
        comparable=comparable,
        missing=missing,
        may_rise=missing & at_least[:, 0] & at_most[:, 1],
        may_fall=missing & at_most[:, 0] & at_least[:, 1],
        no_answer=~np.logical_or.reduce(sat.all(axis=1) & fit, axis=1),
        difference=difference,
        n_min=n_min,
    )


def greatest(values: np.ndarray) -> np.ndarray:
    """Return the greatest value of each row, NaN where all are NaN."""
    found = np.where(np.isnan(values), -np.inf, values).max(axis=1)
    return np.where(np.isinf(found), np.nan, found)
