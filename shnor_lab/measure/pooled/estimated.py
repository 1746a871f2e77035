"""What was estimated of a region: counts, posteriors of the levels at several values of the variance parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .cells import Cells
from .parts import VarianceParts
from .posterior import Posterior
from .weighing import LEAST

State = Literal["fitted", "one_year", "not_settled", "too_few"]


@dataclass(frozen=True)
class Estimated:
    """The pooled model of a region, estimated; what it says of schools is asked of `Pooled`.

    Parameters
    ----------
    cells : Cells
        The counts.
    share_of : ndarray, shape (S, P)
        Weight of each procedure in the lasting overall level of a school, rows sum to 1.
    points : tuple of Posterior
        Posteriors at several values of the variance parts.
    weights : ndarray
        Their weights.
    state : str
        fitted; one_year (a single year: all differences count as lasting); not_settled (the estimation did not come
        to rest: no numbers); too_few (fewer than 5 schools with counts: no numbers).
    seed : int
    """

    cells: Cells
    share_of: NDArray
    points: tuple[Posterior, ...]
    weights: NDArray
    state: State
    seed: int

    @property
    def answered(self) -> bool:
        """Return whether there are numbers."""
        return self.state in ("fitted", "one_year")

    @cached_property
    def known(self) -> NDArray:
        """Return which schools have counts, shape (S,)."""
        return self.cells.n.sum(axis=1) > 0

    @cached_property
    def parts(self) -> VarianceParts:
        """Return the posterior mean of the variance parts; NaN without an answer."""
        if not self.answered:
            return VarianceParts(*[float("nan")] * 4)
        found = self.weights @ np.array([point.variance for point in self.points])
        return VarianceParts(*[float(value) if value > 2 * LEAST else 0.0 for value in found])

    @cached_property
    def cut(self) -> NDArray:
        """Return the level at which half would be low, by year and procedure: shape (years, procedures)."""
        shape = (self.cells.years, self.cells.procedures)
        if not self.answered:
            return np.full(shape, np.nan)
        count = self.cells.n.shape[1]
        cut = -self.weights @ np.array([point.fixed[:count] for point in self.points])
        return np.where(self.cells.n.sum(axis=0) > 0, cut, np.nan).reshape(shape)

    @cached_property
    def expected(self) -> NDArray:
        """Return the level that the properties of a school lead one to expect; 0 without properties."""
        if not self.answered:
            return np.full(len(self.cells.n), np.nan)
        count = self.cells.n.shape[1]
        return self.cells.design @ (self.weights @ np.array([point.fixed[count:] for point in self.points]))
