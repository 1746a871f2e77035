"""Positions of the same schools in two exams: what the later one adds to what the earlier one foretold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

State = Literal["fitted", "too_few", "no_spread"]

SCHOOLS_MIN = 20
"""Least schools with both exams for a line of the region (ours)."""

_NODES = np.linspace(-5.0, 5.0, 81)
_STEP = _NODES[1] - _NODES[0]
_LEAST_SPREAD, _MOST_SPREAD = 0.05, 5.0
_MOST_CORRELATION = 0.98


@dataclass(frozen=True)
class Paired:
    """Positions in two exams of the schools of a region; the unit is the spread of pupils within a school.

    Parameters
    ----------
    state : {"fitted", "too_few", "no_spread"}
        too_few: fewer than ``SCHOOLS_MIN`` schools have both exams; no_spread: in one of the exams schools do not
        differ beyond the noise of counts, so there is no position to foretell. Then every number is NaN.
    units : int
        Schools with both exams.
    earlier_spread, later_spread : float
        Standard deviation of true positions between schools.
    correlation : float
        Of true positions in the two exams.
    growth, se : ndarray
        Per school, later position less the one foretold by the earlier: posterior mean and standard deviation; NaN
        where an exam lacks.
    p_below : ndarray
        Chance that the growth is below ``-margin``.
    """

    state: State
    units: int
    earlier_spread: float
    later_spread: float
    correlation: float
    growth: NDArray
    se: NDArray
    p_below: NDArray

    @property
    def slope(self) -> float:
        """Return how far the foretold later position moves with the earlier one."""
        return self.correlation * self.later_spread / self.earlier_spread


def paired_levels(
    k_earlier: ArrayLike, n_earlier: ArrayLike, k_later: ArrayLike, n_later: ArrayLike, *, margin: float = 0.0
) -> Paired:
    """Return how the later positions of schools differ from what their earlier positions foretold.

    Parameters
    ----------
    k_earlier, n_earlier, k_later, n_later : array-like
        Low results and participants of both exams, one entry per school; 0 or null participants = no exam.
    margin : float
        How far below counts, in standard deviations of pupils within a school.

    Notes
    -----
    Structural errors-in-variables model on the probit scale: ``k ~ Binomial(n, Φ(cut - x))`` in each exam, true
    positions ``(x, y)`` of a school normal with correlation ``r``. Cuts and spreads by maximum likelihood of each exam
    by itself, ``r`` then by that of both; integrals on a grid of 81 points over ±5 spreads. Growth is ``g = y - b x``,
    ``b = r sd(y) / sd(x)``: the line of true positions, which a regression of observed shares would flatten. Its
    posterior given the four counts carries the noise of both exams; cuts, spreads and ``r`` are taken as known.

    References
    ----------
    Fuller (1987), Measurement Error Models, ch. 1.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> earlier, n = rng.normal(0, 0.6, 400), np.full(400, 60)
    >>> later = 0.8 * earlier + rng.normal(0, 0.3, 400)
    >>> shares = [np.clip(0.2 - 0.28 * level, 0.01, 0.99) for level in (earlier, later)]
    >>> found = paired_levels(rng.binomial(n, shares[0]), n, rng.binomial(n, shares[1]), n)
    >>> found.state, bool(0.6 < found.slope < 1.0)
    ('fitted', True)
    """
    counts = [np.asarray(values, dtype="float64") for values in (k_earlier, n_earlier, k_later, n_later)]
    both = ~np.isnan(counts).any(axis=0) & (counts[1] > 0) & (counts[3] > 0)
    k_1, n_1, k_2, n_2 = (values[both] for values in counts)
    units, blank = int(both.sum()), np.full(len(both), np.nan)
    if units < SCHOOLS_MIN:
        return _silent("too_few", units, blank)
    spreads, likelihoods = [], []
    for k, n in ((k_1, n_1), (k_2, n_2)):
        fitted = _one_exam(k, n)
        if fitted is None:
            return _silent("no_spread", units, blank)
        spreads.append(fitted[1])
        likelihoods.append(_likelihood(k, n, *fitted))
    earlier, later = likelihoods
    r = _correlation(earlier, later)
    joint = _joint(r)
    whole = ((earlier @ joint) * later).sum(axis=1)
    growth = spreads[1] * (_NODES[None, :] - r * _NODES[:, None])

    def expected(values: NDArray) -> NDArray:
        return ((earlier @ (joint * values)) * later).sum(axis=1) / whole

    mean = expected(growth)
    variance = np.maximum(expected(growth**2) - mean**2, 0.0)
    below = np.clip((-margin - growth) / (spreads[1] * _STEP) + 0.5, 0.0, 1.0)
    filled = []
    for values in (mean, np.sqrt(variance), np.clip(expected(below), 0.0, 1.0)):
        found = blank.copy()
        found[both] = values
        filled.append(found)
    return Paired("fitted", units, spreads[0], spreads[1], r, *filled)


def _silent(state: State, units: int, blank: NDArray) -> Paired:
    return Paired(state, units, np.nan, np.nan, np.nan, blank, blank.copy(), blank.copy())


def _likelihood(k: NDArray, n: NDArray, cut: float, spread: float) -> NDArray:
    """Return the likelihood of each count at each node, over its greatest value."""
    from scipy.special import log_ndtr

    away = cut - spread * _NODES
    log = k[:, None] * log_ndtr(away) + (n - k)[:, None] * log_ndtr(-away)
    return np.exp(log - log.max(axis=1, keepdims=True))


def _one_exam(k: NDArray, n: NDArray) -> tuple[float, float] | None:
    """Return cut and spread of one exam by maximum likelihood; None where schools do not differ."""
    from scipy.optimize import minimize
    from scipy.special import log_ndtr, logsumexp, ndtri

    if not 0 < k.sum() < n.sum():
        return None
    pairs, times = np.unique(np.column_stack([k, n]), axis=0, return_counts=True)
    low, high = pairs[:, :1], pairs[:, 1:] - pairs[:, :1]
    log_weights = _log_normal(_NODES)

    def minus_log(point: NDArray) -> float:
        away = point[0] - np.exp(point[1]) * _NODES
        log = low * log_ndtr(away) + high * log_ndtr(-away) + log_weights
        return -float(times @ logsumexp(log, axis=1))

    start = np.array([ndtri(k.sum() / n.sum()), np.log(0.5)])
    bounds = [(-6.0, 6.0), (np.log(_LEAST_SPREAD), np.log(_MOST_SPREAD))]
    found = minimize(minus_log, start, method="L-BFGS-B", bounds=bounds)
    cut, spread = float(found.x[0]), float(np.exp(found.x[1]))
    if not found.success or spread < 1.01 * _LEAST_SPREAD or spread > 0.99 * _MOST_SPREAD:
        return None
    return cut, spread


def _correlation(earlier: NDArray, later: NDArray) -> float:
    from scipy.optimize import minimize_scalar

    def minus_log(r: float) -> float:
        return -float(np.log(((earlier @ _joint(r)) * later).sum(axis=1)).sum())

    bound = _MOST_CORRELATION
    return float(minimize_scalar(minus_log, bounds=(-bound, bound), method="bounded", options={"xatol": 1e-4}).x)


def _joint(r: float) -> NDArray:
    """Return the weights of pairs of nodes, rows = earlier: standard normal positions with correlation ``r``."""
    first = np.exp(_log_normal(_NODES))
    given = np.exp(-0.5 * (_NODES[None, :] - r * _NODES[:, None]) ** 2 / (1 - r**2))
    return first[:, None] * given / given.sum(axis=1, keepdims=True)


def _log_normal(nodes: NDArray) -> NDArray:
    log = -0.5 * nodes**2
    return log - np.log(np.exp(log).sum())
