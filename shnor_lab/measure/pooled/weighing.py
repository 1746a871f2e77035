"""How large the variance parts may be: their posterior as a few weighted points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cells import Cells
from .posterior import Posterior
from .propagation import TOLERANCE, propagate

LEAST, MOST = 1e-5, 4.0
_SD_SCALE = 0.5
"""Scale of the half-normal prior of each standard deviation, in standard deviations of pupils."""
_STRETCH = 1.2
_STEP = 0.15
_FLAT = 1.0
"""Largest slope of the log posterior, per unit of log variance, at which a maximum counts as found."""
_START = (0.10, 0.05, 0.03, 0.03)
_SEARCHES = 3
"""Searches for the maximum, each from where the last one stopped and with factors found ten times as exactly."""


@dataclass(frozen=True)
class Weighed:
    """Points of the posterior of the variance parts.

    Parameters
    ----------
    posteriors : tuple of Posterior
        One per point, for the schools they were computed on.
    weights : ndarray
        Sum 1.
    settled : bool
        The maximum was found and every propagation stood still.
    """

    posteriors: tuple[Posterior, ...]
    weights: NDArray
    settled: bool

    def variance(self) -> NDArray:
        """Return the posterior mean of the four variances."""
        return self.weights @ np.array([point.variance for point in self.posteriors])


def weigh(cells: Cells, *, points: int, seed: int) -> Weighed:
    """Return the posterior of the variances of some schools.

    Parameters
    ----------
    cells : Cells
    points : int
        How many; 1 gives the mode alone.
    seed : int
        Of the scrambled Sobol points.

    Notes
    -----
    Prior: each standard deviation half-normal with scale 0.5, in logarithms of variances, where the density vanishes
    at a variance of 0: the mode never sticks to the boundary, and the mean over points speaks for it. With one year
    nothing tells lasting from one-off parts: the one-off ones are left at 0; with one procedure its part belongs to
    the school. Points are drawn from the normal curve at the mode, stretched by a fifth, and weighted by evidence
    times prior over that curve.
    """
    years, procedures = cells.held
    free = np.array([True, procedures > 1, years > 1 and procedures > 1, years > 1])
    mode, best, found = _mode(cells, free)
    if points == 1:
        return Weighed((best,), np.ones(1), found and best.settled)
    spread = _spread(cells, mode, best, free)
    tried = _points(spread, points, seed)
    posteriors, logs = [], []
    for standard, away in tried:
        log_variance = mode.copy()
        log_variance[free] += away
        log_variance = np.clip(log_variance, np.log(LEAST), np.log(MOST))
        point = propagate(cells, np.exp(log_variance), start=best, gradient=False)
        posteriors.append(point)
        logs.append(point.evidence + _prior(log_variance[free])[0] + 0.5 * float(standard @ standard))
    weights = np.exp(np.array(logs) - max(logs))
    weights /= weights.sum()
    kept = weights > 1e-4
    return Weighed(
        tuple(point for point, keep in zip(posteriors, kept, strict=True) if keep),
        weights[kept] / weights[kept].sum(),
        found and all(point.settled for point in posteriors),
    )


def _prior(log_variance: NDArray) -> tuple[float, NDArray]:
    variance = np.exp(log_variance)
    value = float(np.sum(log_variance / 2 - variance / (2 * _SD_SCALE**2)))
    return value, 0.5 - variance / (2 * _SD_SCALE**2)


def _mode(cells: Cells, free: NDArray) -> tuple[NDArray, Posterior, bool]:
    mode = np.full(4, np.log(LEAST))
    mode[free] = np.log(np.array(_START))[free]
    mode, best, found = _climb(cells, mode, free, None, TOLERANCE)
    for search in range(1, _SEARCHES):
        if not found:
            mode, best, found = _climb(cells, mode, free, best, TOLERANCE * 0.1**search)
    return mode, best, found


def _climb(
    cells: Cells, mode: NDArray, free: NDArray, start: Posterior | None, tolerance: float
) -> tuple[NDArray, Posterior, bool]:
    """Return where one search for the maximum stops, the posterior there, and whether the slope there is flat."""
    from scipy.optimize import minimize

    tried: list[Posterior] = [] if start is None else [start]

    def cost(values: NDArray) -> tuple[float, NDArray]:
        whole = mode.copy()
        whole[free] = values
        tried[:] = [propagate(cells, np.exp(whole), start=tried[0] if tried else None, tolerance=tolerance)]
        value, slope = _prior(values)
        return -(tried[0].evidence + value), -(tried[0].gradient[free] + slope)

    result = minimize(
        cost,
        mode[free],
        jac=True,
        method="L-BFGS-B",
        bounds=[(np.log(LEAST), np.log(MOST))] * int(free.sum()),
        options={"maxiter": 40, "ftol": 1e-7, "gtol": 1e-2},
    )
    reached = mode.copy()
    reached[free] = result.x
    best = propagate(cells, np.exp(reached), start=tried[0], tolerance=tolerance)
    slope = best.gradient[free] + _prior(result.x)[1]
    inside = (result.x > np.log(LEAST) + 1e-6) & (result.x < np.log(MOST) - 1e-6)
    return reached, best, bool(np.isfinite(best.evidence) and np.all(np.abs(slope[inside]) < _FLAT))


def _spread(cells: Cells, mode: NDArray, best: Posterior, free: NDArray) -> NDArray:
    """Return a matrix whose product with standard normals has the spread of the posterior at its mode."""
    places = np.flatnonzero(free)
    curve = np.empty((len(places), len(places)))
    for row, place in enumerate(places):
        slopes = []
        for side in (-_STEP, _STEP):
            moved = mode.copy()
            moved[place] += side
            point = propagate(cells, np.exp(moved), start=best)
            slopes.append(point.gradient[places] + _prior(moved[places])[1])
        curve[row] = (slopes[0] - slopes[1]) / (2 * _STEP)
    values, vectors = np.linalg.eigh((curve + curve.T) / 2)
    return _STRETCH * vectors / np.sqrt(np.maximum(values, 0.25))


def _points(spread: NDArray, points: int, seed: int) -> list[tuple[NDArray, NDArray]]:
    from scipy.special import ndtri
    from scipy.stats import qmc

    drawn = qmc.Sobol(len(spread), rng=np.random.default_rng(seed)).random(points)
    standard = ndtri(np.clip(drawn, 1e-6, 1 - 1e-6))
    return list(zip(standard, standard @ spread.T, strict=True))
