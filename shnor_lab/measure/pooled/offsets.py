"""Offsets of cells and slopes of the design: generalised least squares over all schools, a weak prior beside it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .cells import Cells

_CUT = (1.0, 2.0)
"""Weak prior of the offset of a cell (``-cut``): mean and standard deviation on the scale of levels."""
_SLOPE = 1.0
"""Standard deviation of the weak prior of a property of schools."""


class Sums(NamedTuple):
    """What some schools say of offsets and slopes: matrix (C + q, C + q) and right side (C + q,)."""

    matrix: NDArray
    right: NDArray


class Offsets(NamedTuple):
    """``-cut`` of each cell, then slopes: values (C + q,), covariance and precision (C + q, C + q)."""

    values: NDArray
    cov: NDArray
    precision: NDArray

    def of(self, design: NDArray) -> NDArray:
        """Return the offset of each cell of schools with these properties, shape (S, C)."""
        count = len(self.values) - design.shape[1]
        return np.asarray(self.values[:count] + (design @ self.values[count:])[:, None])


def sums(cells: Cells, weight: NDArray, pulled: NDArray, cov: NDArray) -> Sums:
    """Return what these schools say of offsets and slopes, their own parts integrated."""
    count, slopes = weight.shape[1], cells.design.shape[1]
    size = count + slopes
    matrix, right = np.zeros((size, size)), np.zeros(size)
    half = np.linalg.cholesky(cov)
    q = weight[:, :, None] * (cells.enters @ half)
    flat = q.transpose(1, 0, 2).reshape(count, -1)
    matrix[:count, :count] = np.diag(weight.sum(axis=0)) - flat @ flat.T
    left = pulled - (q @ ((pulled @ cells.enters)[:, None, :] @ half).transpose(0, 2, 1))[:, :, 0]
    right[:count] = left.sum(axis=0)
    if slopes:
        x = cells.design
        through = weight - (q @ q.sum(axis=1)[:, :, None])[:, :, 0]
        matrix[:count, count:] = through.T @ x
        matrix[count:, :count] = matrix[:count, count:].T
        matrix[count:, count:] = x.T @ (through.sum(axis=1)[:, None] * x)
        right[count:] = x.T @ left.sum(axis=1)
    return Sums(matrix, right)


def solve(cells: Cells, found: list[Sums]) -> Offsets:
    """Return offsets and slopes from what all parts of the schools say."""
    matrix = np.sum([part.matrix for part in found], axis=0)
    right = np.sum([part.right for part in found], axis=0)
    prior, centre = prior_of(cells)
    places = np.arange(len(right))
    matrix[places, places] += prior
    cov = np.linalg.inv(matrix)
    return Offsets(cov @ (right + prior * centre), cov, matrix)


def prior_of(cells: Cells) -> tuple[NDArray, NDArray]:
    """Return precision and mean of the weak prior, shape (C + q,)."""
    count, slopes = cells.n.shape[1], cells.design.shape[1]
    precision = np.concatenate([np.full(count, _CUT[1] ** -2), np.full(slopes, _SLOPE**-2)])
    return precision, np.concatenate([np.full(count, _CUT[0]), np.zeros(slopes)])
