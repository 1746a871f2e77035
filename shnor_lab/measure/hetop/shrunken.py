"""Where the true means of groups lie in the region, and what that and its counts together tell about each group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .likelihood import log_likelihood

_NODES = np.arange(-60, 61) / 10
"""Distances from the region's mean, in standard deviations of true means."""
_SPREADS = np.geomspace(0.005, 2.0, 40)
_FINER, _DROP, _ROUNDS = 15, 8.0, 6


@dataclass(frozen=True)
class Shrunken:
    """What is known of the true means of groups that come from one normal distribution.

    Parameters
    ----------
    mean, variance : float
        Posterior mean of the mean and the variance of true means over groups, each group counted once.
    mu, sd : ndarray
        Posterior mean and standard deviation per group.
    """

    mean: float
    variance: float
    mu: NDArray
    sd: NDArray


def shrink(mu: NDArray, se: NDArray, counts: NDArray, sigma: float, cuts: NDArray) -> Shrunken:
    """Return posterior means of groups, the uncertainty of their common distribution integrated.

    Parameters
    ----------
    mu, se : ndarray
        Mean and standard error of groups with a sigma of their own; NaN for the others.
    counts : ndarray
        Shape (groups, categories), nobody in an empty group; used where ``mu`` is NaN.
    sigma : float
        The pooled sigma of the groups without ``mu``.
    cuts : ndarray
        Borders on a scale where members have a standard deviation of about 1.

    Notes
    -----
    True means are ``N(m, t²)``. A group with ``mu`` has a normal likelihood: ``w = t²/(t² + se²)``, posterior mean
    ``m + w (mu - m)``, variance ``w se²``. For the others the likelihood of the counts itself is summed over ``m + q
    t``, q from -6 to 6, so that three members or a single mark are no special case. ``t`` is integrated with a flat
    prior over the values within 8 of the best log-likelihood (so ``t = 0`` is never simply believed), ``m`` by its
    normal approximation.

    References
    ----------
    Morris (1983), JASA 78:47-55; Gelman (2006), Bayesian Analysis 1:515-534, for the flat prior.
    """
    region = _Region(mu, se, counts, sigma, cuts)
    mean = float(np.nanmean(mu))
    rough = [region.at(mean, spread) for spread in _SPREADS]
    near = np.array([level.value for level in rough])
    inside = np.flatnonzero(near > near.max() - _DROP)
    least, most = _SPREADS[max(inside[0] - 1, 0)], _SPREADS[min(inside[-1] + 1, len(_SPREADS) - 1)]
    mean = rough[int(near.argmax())].mean
    levels = [region.at(mean, spread) for spread in np.linspace(least, most, _FINER)]
    values = np.array([level.value for level in levels])
    weight = np.exp(values - values.max())
    weight /= weight.sum()
    first = sum(w * level.mu for w, level in zip(weight, levels, strict=True))
    second = sum(w * (level.variance + level.mu**2) for w, level in zip(weight, levels, strict=True))
    return Shrunken(
        mean=float(weight @ [level.mean for level in levels]),
        variance=float(weight @ [level.spread**2 for level in levels]),
        mu=first,
        sd=np.sqrt(second - first**2),
    )


@dataclass(frozen=True)
class _Level:
    """Everything for one spread of true means: best mean, log-likelihood, posterior of the groups."""

    spread: float
    mean: float
    value: float
    mu: NDArray
    variance: NDArray


class _Region:
    """The groups, equal rows of counts kept once."""

    def __init__(self, mu: NDArray, se: NDArray, counts: NDArray, sigma: float, cuts: NDArray) -> None:
        self.own = ~np.isnan(mu)
        self.mu, self.noise = mu[self.own], se[self.own] ** 2
        rows, place, times = np.unique(counts[~self.own], axis=0, return_inverse=True, return_counts=True)
        self.rows, self.place, self.times = rows, place.ravel(), times
        self.sigma, self.cuts = sigma, cuts

    def at(self, mean: float, spread: float) -> _Level:
        """Return the region for this spread, its mean found by Newton steps from the one given."""
        worth = spread**2 / (spread**2 + self.noise)
        for _round in range(_ROUNDS):
            log, middle, width = self._from_counts(mean, spread)
            pull = (worth * (self.mu - mean)).sum() + spread * (self.times @ middle)
            known = worth.sum() + self.times @ (1 - width)
            mean += pull / known
            if abs(pull / known) < 1e-3 * spread / np.sqrt(known):
                break
        log, middle, width = self._from_counts(mean, spread)
        whole = spread**2 + self.noise
        value = (
            self.times @ log
            - 0.5 * (np.log(whole) + (self.mu - mean) ** 2 / whole).sum()
            + 0.5 * np.log(spread**2 / known)
        )
        found, left = np.empty(len(self.own)), np.empty(len(self.own))
        found[self.own], left[self.own] = mean + worth * (self.mu - mean), 1 - worth
        found[~self.own], left[~self.own] = (mean + spread * middle)[self.place], width[self.place]
        return _Level(spread, mean, float(value), found, spread**2 * (left + left**2 / known))

    def _from_counts(self, mean: float, spread: float) -> tuple[NDArray, NDArray, NDArray]:
        """Return per distinct row of counts: log-likelihood, mean and variance of the distance in spreads."""
        a = np.full(len(_NODES), 1 / self.sigma)
        b = (mean + spread * _NODES) / self.sigma
        marks = np.eye(len(self.cuts) + 1)
        logs = np.stack([log_likelihood(mark[None, :], a, b, self.cuts) for mark in marks])
        joint = self.rows @ logs - 0.5 * _NODES**2
        top = joint.max(axis=1, keepdims=True)
        mass = np.exp(joint - top)
        whole = mass.sum(axis=1)
        middle = mass @ _NODES / whole
        width = np.maximum(mass @ _NODES**2 / whole - middle**2, 0.0)
        return np.log(whole) + top[:, 0], middle, width
