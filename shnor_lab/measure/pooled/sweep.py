"""One sweep of expectation propagation over all cells, a thousand schools at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .cells import Cells
from .chunks import by_chunks
from .offsets import Offsets, Sums, solve, sums
from .posterior import Sites
from .sites import moments


class Sweep:
    """The factors of all counts and everything normal that follows from them.

    Every array has one row per school; a chunk of schools fills its own rows, so that chunks run side by side.

    Parameters
    ----------
    cells : Cells
    variance : ndarray, shape (4,)
    start : Sites
        Factors to begin from.
    """

    offsets: Offsets

    def __init__(self, cells: Cells, variance: NDArray, start: Sites) -> None:
        self.cells = cells
        self.own, self.noise = variance[:3][cells.spread], float(variance[3])
        self.precision, self.weighted = start.precision, start.weighted
        schools, parts = len(cells.n), cells.parts
        self.mean, self.cov = np.empty((schools, parts)), np.empty((schools, parts, parts))
        empty = (np.empty(cells.n.shape) for _array in range(10))
        self.weight, self.pulled, self.offset, self.mean_u, self.var_u = (next(empty) for _array in range(5))
        self.mass, self.cavity_mean, self.cavity_var, self._fresh, self._fresh_weighted = empty

    def condition(self) -> None:
        """Find the parts of every school given the factors, then offsets and slopes."""
        self.offsets = solve(self.cells, by_chunks(len(self.cells.n), self._condition))

    def tilt(self) -> float:
        """Find the factors that the counts ask for beside all others; return the greatest change of one."""
        return float(np.max(by_chunks(len(self.cells.n), self._tilt)))

    def move(self, step: float) -> None:
        """Take these factors, or go a part of the way."""
        self.precision = self.precision + step * (self._fresh - self.precision)
        self.weighted = self.weighted + step * (self._fresh_weighted - self.weighted)

    def own_precision(self, rows: slice) -> NDArray:
        """Return the precision matrices of the parts of some schools, shape (S, D, D)."""
        parts = self.cells.parts
        found = (self.weight[rows] @ self.cells.products).reshape(-1, parts, parts)
        found[:, np.arange(parts), np.arange(parts)] += 1 / self.own
        return np.asarray(found)

    def _condition(self, rows: slice) -> Sums:
        precision, weighted = self.precision[rows], self.weighted[rows]
        denominator = 1 + self.noise * precision
        self.weight[rows], self.pulled[rows] = precision / denominator, weighted / denominator
        self.cov[rows] = np.linalg.inv(self.own_precision(rows))
        return sums(self.cells.some(rows), self.weight[rows], self.pulled[rows], self.cov[rows])

    def _tilt(self, rows: slice) -> float:
        cells, noise = self.cells.some(rows), self.noise
        precision, weighted, cov = self.precision[rows], self.weighted[rows], self.cov[rows]
        weight, pulled = self.weight[rows], self.pulled[rows]
        offset = self.offsets.of(cells.design)
        b = (pulled - weight * offset) @ cells.enters
        mean = (cov @ b[:, :, None])[:, :, 0]
        mean_u = offset + mean @ cells.enters.T
        var_u = cov.reshape(len(cov), -1) @ cells.products.T
        left = 1 / var_u - weight
        cavity_mean = (mean_u / var_u - pulled) / left
        cavity_var = 1 / left + noise
        denominator = 1 + noise * precision
        centre = (mean_u + noise * weighted) / denominator
        spread = noise / denominator + var_u / denominator**2
        mass, mean_q, var_q = moments(cells.k, cells.n, cavity_mean, cavity_var, centre=centre, scale=np.sqrt(spread))
        sat = cells.n > 0
        fresh = np.where(sat, np.maximum(1 / var_q - 1 / cavity_var, 1e-10), 0.0)
        fresh_weighted = np.where(sat, mean_q / var_q - cavity_mean / cavity_var, 0.0)
        self.mean[rows], self.offset[rows], self.mean_u[rows], self.var_u[rows] = mean, offset, mean_u, var_u
        self.mass[rows], self.cavity_mean[rows], self.cavity_var[rows] = mass, cavity_mean, cavity_var
        self._fresh[rows], self._fresh_weighted[rows] = fresh, fresh_weighted
        return max(
            float(np.max(np.abs(fresh - precision) * cavity_var, initial=0.0)),
            float(np.max(np.abs(fresh_weighted - weighted) * np.sqrt(cavity_var), initial=0.0)),
        )
