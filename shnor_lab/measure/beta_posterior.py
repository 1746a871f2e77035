"""Posterior of true shares: a mixture of beta distributions over what the mean and the spread of a region may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .beta_likelihood import BetaCounts
from .quadrature import mass_points, mixture_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .shrinkage import BetaPrior

MOST_SPREAD = 3.0
"""Greatest spread of true shares thought possible, in standard deviations of log odds."""
_LEAST_WEIGHT = 1e-4


@dataclass(frozen=True)
class BetaMixture:
    """What the true share of a school of one group may be before its own count is seen.

    Parameters
    ----------
    alpha, beta, weight : ndarray
        Beta distributions and their weights, which sum to 1.
    """

    alpha: NDArray
    beta: NDArray
    weight: NDArray

    @classmethod
    def plug_in(cls, prior: BetaPrior) -> BetaMixture:
        """Return the one distribution of a fitted prior, its uncertainty left out; needs ``rho > 0``."""
        return cls(np.array([prior.alpha]), np.array([prior.beta]), np.ones(1))

    def posterior(self, k: NDArray, n: NDArray, *, level: float, threshold: float) -> dict[str, NDArray]:
        """Return mean, interval and P(true share >= threshold) for counts ``k`` of ``n > 0``, equal counts once.

        The interval cuts off the same chance on both sides. A NaN threshold gives NaN chances.
        """
        pairs, place = np.unique(n * (n.max() + 1) + k, return_inverse=True)
        size, low = np.divmod(pairs, n.max() + 1)
        found = self._posterior(low, size, level=level, threshold=threshold)
        return {name: values[place] for name, values in found.items()}

    def _posterior(self, k: NDArray, n: NDArray, *, level: float, threshold: float) -> dict[str, NDArray]:
        from scipy.special import betainc, betaincinv, betaln

        a, b = self.alpha + k[:, None], self.beta + (n - k)[:, None]
        means, sizes = a / (a + b), a + b
        mean = means @ self.weight
        variance = (means * (1 - means) / (sizes + 1) + (means - mean[:, None]) ** 2) @ self.weight
        size = mean * (1 - mean) / variance - 1
        scale = betaln(a, b)

        def value(angle: NDArray, rows: NDArray) -> tuple[NDArray, NDArray]:
            x = np.sin(angle) ** 2
            of, rest = a[rows], b[rows]
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                log = (of - 0.5) * np.log(x)[:, None] + (rest - 0.5) * np.log1p(-x)[:, None] - scale[rows]
                density = 2 * np.exp(log) @ self.weight
            return betainc(of, rest, x[:, None]) @ self.weight, density

        def quantile(share: float) -> NDArray:
            start = np.arcsin(np.sqrt(betaincinv(mean * size, (1 - mean) * size, share)))
            ends = {"low": np.zeros(len(mean)), "high": np.full(len(mean), np.pi / 2)}
            return np.sin(mixture_quantile(value, share, start=start, **ends)) ** 2

        tail = (1 - level) / 2
        below = betainc(a, b, min(max(threshold, 0.0), 1.0)) @ self.weight
        return {
            "mean": mean,
            "low": quantile(tail),
            "high": quantile(1 - tail),
            "p_at_least": np.clip(1 - below, 0.0, 1.0),
        }


def beta_mixtures(k: NDArray, n: NDArray, group: NDArray) -> list[BetaMixture]:
    """Return one mixture per group: own mean, spread shared by all groups, both uncertain.

    Parameters
    ----------
    k, n, group : ndarray
        Counts of schools with ``n > 0``, groups numbered from 0, each with a school at least.

    Notes
    -----
    The spread ``v`` is set by ``alpha = 1 / (v² (1 - mean))``, ``beta = 1 / (v² mean)``; where it is small it is the
    standard deviation of the log odds of true shares. Weak proper prior: ``asin(sqrt(mean))`` of every group is uniform
    (Jeffreys prior of a share), ``v`` is uniform from 0 to `MOST_SPREAD`. The upper end keeps alpha and beta above 1/9:
    without it a region where nobody is low would make every school's share 0 for sure, however few sat. Given the
    spread the means of groups are independent, so one-dimensional sums do for any number of groups. The points follow
    the mass (`quadrature.mass_points`), 8 by 8 of them, 5 by 5 from 2,000 schools on.
    """
    counts = BetaCounts.of(k, n, group)
    groups, cells = counts.low.shape[0], 5 if len(k) >= 2000 else 8
    numbers = np.arange(groups)

    def means(spread: NDArray) -> tuple[NDArray, NDArray]:
        """Return means and log masses, shape (spreads, groups, cells)."""
        square, member = np.repeat(spread**2, groups)[:, None], np.tile(numbers, len(spread))

        def log_density(angle: NDArray) -> NDArray:
            mean = np.sin(angle) ** 2
            odds = square * mean * (1 - mean)
            return counts.log(mean, odds / (1 + odds), member)

        angle, log = mass_points(log_density, rows=len(square), upper=np.pi / 2, cells=cells)
        shape = (len(spread), groups, cells)
        return np.sin(angle.reshape(shape)) ** 2, log.reshape(shape)

    def log_density(spread: NDArray) -> NDArray:
        return _log_sum(means(spread[0])[1]).sum(axis=1)[None, :]

    spread, mass = mass_points(log_density, rows=1, upper=MOST_SPREAD, cells=cells)
    mean, log = means(spread[0])
    weight = np.exp(mass[0] - mass[0].max())[:, None, None] * np.exp(log - _log_sum(log)[:, :, None])
    square = np.repeat(spread[0] ** 2, cells)
    found = []
    for number in numbers:
        share = (weight[:, number] / weight[:, number].sum()).ravel()
        kept = share >= _LEAST_WEIGHT
        m, s = mean[:, number].ravel()[kept], square[kept]
        found.append(BetaMixture(1 / (s * (1 - m)), 1 / (s * m), share[kept] / share[kept].sum()))
    return found


def _log_sum(log: NDArray) -> NDArray:
    """Return the log of the sum of exponentials along the last axis."""
    top = log.max(axis=-1)
    return top + np.log(np.exp(log - top[..., None]).sum(axis=-1))
