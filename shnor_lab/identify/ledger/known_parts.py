"""Tables of a simulated region whose pooled model knows the parts of variance the region was made with."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...measure.pooled import Pooled
from ...measure.pooled.cells import Cells
from ...measure.pooled.fit import FEWEST, State
from ...measure.pooled.propagation import propagate
from ...measure.pooled.weighing import LEAST
from ...simulate.counts import Parts
from ..cells import NOT_APPLICABLE, Grid, Unreliable
from ..measured import SEED, Measured, delivered, school_design


class KnownParts(Measured):
    """Tables whose pooled fits take the variances as known: cuts and levels are estimated, variances are not.

    Estimating the variances anew in each of forty regions would take an hour; knowing them, the rules of the pooled
    model do a little better than they could, the more so the fewer schools a region has.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], parts: Parts) -> None:
        super().__init__(tables)
        self._variance = np.maximum([parts.school, parts.procedure, parts.year, parts.cell], LEAST)
        self._known: dict[tuple[tuple[int, ...], bytes], Pooled] = {}

    def fitted(self, grid: Grid, *, unreliable: Unreliable = "as_given") -> Pooled:
        """Return the pooled model of the delivered cells of a grid, at the known variances."""
        counted = delivered(grid) & ~(grid.unreliable if unreliable == "low" else False)
        k, n = np.where(counted, grid.n_low, 0.0), np.where(counted, grid.n, 0.0)
        key = (grid.years, k.tobytes() + n.tobytes())
        if key not in self._known:
            self._known[key] = self._fit(grid, k, n)
        return self._known[key]

    def _fit(self, grid: Grid, k: np.ndarray, n: np.ndarray) -> Pooled:
        schools, years, procedures = n.shape
        known = n.sum(axis=(1, 2)) > 0
        applies = (grid.state != NOT_APPLICABLE).any(axis=1)
        design = school_design(self, grid, n)
        design = design - design[known].mean(axis=0) if known.any() else design * 0.0
        cells = Cells(k.reshape(schools, -1), n.reshape(schools, -1), years, procedures, design)
        share_of = applies / np.maximum(applies.sum(axis=1, keepdims=True), 1)
        if known.sum() < FEWEST:
            return Pooled(cells, share_of, (), np.ones(0), "too_few", SEED)
        point = propagate(cells, self._variance, tolerance=1e-2, gradient=False)
        state: State = "not_settled" if not point.settled else "fitted" if cells.held[0] > 1 else "one_year"
        return Pooled(cells, share_of, (point,), np.ones(1), state, SEED)
