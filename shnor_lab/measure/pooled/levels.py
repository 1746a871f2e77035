"""The lasting overall level of each school, and who is among the lowest."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .chunks import by_chunks
from .estimated import Estimated
from .mixture import quantile
from .posterior import Posterior, pull_of

_DRAWS = 512


class Level(NamedTuple):
    """Lasting overall level per school: mean, standard deviation, bounds, reliability (0-1)."""

    mean: NDArray
    sd: NDArray
    low: NDArray
    high: NDArray
    reliability: NDArray


def level(pooled: Estimated, coverage: float) -> Level:
    """Return the level of every school; see `Pooled.level`."""
    nothing = np.full(len(pooled.cells.n), np.nan)
    if not pooled.answered:
        return Level(*[nothing] * 5)
    means, variances = _of_points(pooled)
    mean = pooled.weights @ means
    variance = pooled.weights @ (variances + (means - mean) ** 2)
    low, high = (quantile(tail, means, np.sqrt(variances), pooled.weights) for tail in _tails(coverage))
    before = np.array(
        [
            _less_the_mean(point.variance[0] + point.variance[1] * (pooled.share_of**2).sum(axis=1), pooled.known)
            for point in pooled.points
        ]
    )
    reliability = pooled.weights @ np.clip(1 - variances / before, 0.0, 1.0)
    return Level(
        *(np.where(pooled.known, values, np.nan) for values in (mean, np.sqrt(variance), low, high, reliability))
    )


def p_lowest(pooled: Estimated, share: float) -> NDArray:
    """Return the chance to be among the lowest ``share``; see `Pooled.p_lowest`.

    The levels of all schools are drawn; a school is among the lowest when its own level is below the bound that the
    others leave, and the chance of that is computed from its posterior: none is 0 or 1 for lack of draws.
    """
    from scipy.special import ndtr

    chance = np.full(len(pooled.cells.n), np.nan)
    known = pooled.known
    if not pooled.answered:
        return chance
    means, variances = _of_points(pooled)
    sds = np.sqrt(variances)
    count = max(1, round(share * int(known.sum())))
    draws = max(8, min(_DRAWS, 400_000 // int(known.sum())) // len(pooled.points))
    random = np.random.default_rng([pooled.seed, 1])
    total = np.zeros(int(known.sum()))
    for mean, sd, weight in zip(means[:, known], sds[:, known], pooled.weights, strict=True):
        drawn = mean + sd * random.standard_normal((draws, len(mean)))
        edge = np.partition(drawn, [count - 1, min(count, len(mean) - 1)], axis=1)
        for own, last, after in zip(drawn, edge[:, count - 1], edge[:, min(count, len(mean) - 1)], strict=True):
            total += weight / draws * ndtr((np.where(own <= last, after, last) - mean) / sd)
    chance[known] = total
    return chance


def _of_points(pooled: Estimated) -> tuple[NDArray, NDArray]:
    """Return mean and variance of the level per point and school, cuts and slopes integrated."""
    found = [_of_point(pooled, point) for point in pooled.points]
    return np.array([mean for mean, _variance in found]), np.array([variance for _mean, variance in found])


def _of_point(pooled: Estimated, point: Posterior) -> tuple[NDArray, NDArray]:
    """Return mean and variance of the level less the mean level of the schools with counts.

    What is not known of the cuts moves all schools together and says little of how one stands among the others.
    """
    cells = pooled.cells
    slopes = point.fixed[cells.n.shape[1] :]

    def some(part: slice) -> tuple[NDArray, NDArray, NDArray]:
        few = cells.some(part)
        weight_of = np.zeros((len(few.n), cells.parts))
        weight_of[:, 0] = 1.0
        weight_of[:, 1 : 1 + cells.procedures] = pooled.share_of[part]
        precision = point.sites.precision[part]
        pull = pull_of(few, point.cov[part], precision / (1 + point.variance[3] * precision))
        falls = (weight_of[:, None, :] @ pull)[:, 0]
        moves = np.concatenate([-falls, (1 - falls.sum(axis=1))[:, None] * few.design], axis=1)
        mean = (point.mean[part] * weight_of).sum(axis=1) + few.design @ slopes
        own = ((weight_of[:, None, :] @ point.cov[part])[:, 0] * weight_of).sum(axis=1)
        return mean, own, moves

    mean, own, moves = (np.concatenate(parts) for parts in zip(*by_chunks(len(cells.n), some), strict=True))
    moves -= moves[pooled.known].mean(axis=0)
    variance = _less_the_mean(own, pooled.known) + ((moves @ point.fixed_cov) * moves).sum(axis=1)
    return mean - mean[pooled.known].mean(), variance


def _less_the_mean(variance: NDArray, known: NDArray) -> NDArray:
    """Return the variances of independent values less the mean of the known ones."""
    schools = int(known.sum())
    return variance * (1 - 2 / schools) + variance[known].mean() / schools


def _tails(coverage: float) -> tuple[float, float]:
    return (1 - coverage) / 2, (1 + coverage) / 2
