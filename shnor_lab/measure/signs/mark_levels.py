"""Ordered probit of marks: cuts of the region, one level per school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_ROUNDS, _STEPS, _STEPS_OF_A_ROUND = 60, 30, 2
_LEAST = 1e-4
_STILL = 1e-5


@dataclass(frozen=True)
class MarkLevels:
    """Cuts and levels of one procedure and year, in standard deviations of pupils within a school.

    Parameters
    ----------
    cuts : ndarray, shape (marks - 1,)
        Borders between neighbouring marks; the mean level of schools is 0.
    variance : float
        Between schools.
    level, error : ndarray, shape (schools,)
        Posterior mode and its standard deviation; 0 and ``sqrt(variance)`` for a school without marks.
    """

    cuts: NDArray
    variance: float
    level: NDArray
    error: NDArray

    def shares(self, level: ArrayLike) -> NDArray:
        """Return the expected shares of the marks at levels: a last axis of marks, lowest first, adding up to 1."""
        return _shares(self.cuts, np.asarray(level, dtype="float64"))[0]

    def above(self, counts: ArrayLike) -> tuple[NDArray, NDArray]:
        """Return level and error read only from how marks above the lowest are spread among themselves.

        Parameters
        ----------
        counts : array-like, shape (schools, marks)
            The lowest mark is not looked at, so that a number of lowest marks can be held against the level.
        """
        return _modes(np.asarray(counts, dtype="float64"), self.cuts, self.variance, first=1)


def fit_mark_levels(counts: ArrayLike) -> MarkLevels:
    """Return cuts and levels of the schools of one procedure and year.

    Parameters
    ----------
    counts : array-like, shape (schools, marks)
        Participants by mark, lowest first. Schools without marks are rows of zeros, or hold a null.

    Raises
    ------
    ValueError
        Fewer than three marks, or nobody has a mark.

    Notes
    -----
    ``P(mark <= j) = Phi(cut_j - level)``, levels normal with mean 0. Modes by Fisher scoring, between-school variance
    by ``mean(mode² + error²)``, cuts so that over all schools as many marks are expected as were given; repeated until
    they stand still. A border that nobody in the region is below is put where half a pupil would be.

    References
    ----------
    McKelvey, Zavoina (1975), Journal of Mathematical Sociology 4:103-120; Reardon, Shear, Castellano, Ho (2017),
    JEBS 42:3-45, for counts of groups.
    """
    from scipy.special import ndtr, ndtri

    counts = np.asarray(counts, dtype="float64")
    counts = np.where(np.isnan(counts).any(axis=1, keepdims=True), 0.0, counts)
    sizes, pupils = counts.sum(axis=1), counts.sum()
    if counts.shape[1] < 3 or pupils == 0:
        raise ValueError("an ordered probit needs three marks and somebody who has one")
    half = 0.5 / pupils
    below = np.clip(counts.sum(axis=0).cumsum()[:-1] / pupils, half, 1 - half)
    variance, present = 0.1, sizes > 0
    cuts = ndtri(below) * np.sqrt(1 + variance)
    level = np.zeros(len(counts))
    for _round in range(_ROUNDS):
        before = cuts, variance
        level, error = _modes(counts, cuts, variance, start=level, steps=_STEPS_OF_A_ROUND)
        variance = max(float(np.mean(level[present] ** 2 + error[present] ** 2)), _LEAST)
        centre = float(level[present].mean())
        level = np.where(present, level - centre, 0.0)
        cuts = cuts - centre
        spread = np.sqrt(1 + error**2)
        for _step in range(_STEPS_OF_A_ROUND):
            score = (cuts[:, None] - level) / spread
            gap = below - ndtr(score) @ sizes / pupils
            slope = (np.exp(-(score**2) / 2) / np.sqrt(2 * np.pi) / spread) @ sizes / pupils
            cuts = cuts + np.clip(gap / np.maximum(slope, 1e-12), -0.5, 0.5)
        if np.abs(cuts - before[0]).max() < _STILL and abs(variance - before[1]) < _STILL:
            break
    level, error = _modes(counts, cuts, variance, start=level)
    return MarkLevels(cuts, variance, level, error)


def _shares(cuts: NDArray, level: NDArray) -> tuple[NDArray, NDArray]:
    """Return the shares of marks at levels and their derivatives in the level."""
    from scipy.special import ndtr

    score = cuts - level[..., None]
    density = np.exp(-(score**2) / 2) / np.sqrt(2 * np.pi)
    edge = np.zeros((*level.shape, 1))
    below = np.concatenate([edge, ndtr(score), edge + 1], axis=-1)
    slope = np.concatenate([edge, -density, edge], axis=-1)
    return np.maximum(np.diff(below, axis=-1), 1e-12), np.diff(slope, axis=-1)


def _modes(
    counts: NDArray,
    cuts: NDArray,
    variance: float,
    *,
    first: int = 0,
    start: NDArray | None = None,
    steps: int = _STEPS,
) -> tuple[NDArray, NDArray]:
    """Return posterior modes and errors of levels, from the marks ``first`` and above among themselves."""
    level = np.zeros(len(counts)) if start is None else start
    seen = counts[:, first:]
    size = seen.sum(axis=1)
    error = np.full(len(counts), np.sqrt(variance))
    for _step in range(steps):
        share, slope = (part[:, first:] for part in _shares(cuts, level))
        whole, turn = share.sum(axis=1, keepdims=True), slope.sum(axis=1, keepdims=True)
        share, slope = share / whole, slope / whole - share * turn / whole**2
        information = size * (slope**2 / share).sum(axis=1) + 1 / variance
        move = np.clip(((seen * slope / share).sum(axis=1) - level / variance) / information, -1.0, 1.0)
        level, error = level + move, 1 / np.sqrt(information)
        if np.abs(move).max(initial=0.0) < 1e-8:
            break
    return level, error
