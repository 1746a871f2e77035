"""All groups in one likelihood with the ties of the R package HETOP: sparse groups pull on cuts, means and sigmas."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .cuts import Together
from .groups import Fitted
from .likelihood import slopes
from .states import FREE, HIGHEST, LOWEST

_REST = 1e-4


def tied_together(counts: NDArray, states: NDArray, first: Together, groups: Fitted) -> Together:
    """Return the maximum of the likelihood of all groups under the ties.

    Parameters
    ----------
    counts : ndarray
        Groups with at least one member, shape (groups, categories).
    states : ndarray
        Their words, from `states.group_states`.
    first : Together
        The maximum of the free groups alone.
    groups : Fitted
        Where all groups start.

    Notes
    -----
    Groups that are not free have one common ``log sigma``, the plain mean of the free ones; groups wholly in the lowest
    (highest) category have the smallest (largest) of the other means. Quasi-Newton (L-BFGS) with the analytic gradient
    by ``mu``, ``log sigma`` and the logarithms of the gaps between cuts, each measured in its own standard error. The
    result counts as settled when no parameter wants to move by more than 1e-4 of its standard error, or the search
    itself reports its end at a kink, where two groups share the smallest or largest mean.

    References
    ----------
    Rules of ties: documentation of ``mle_hetop``, R package HETOP 0.2-6 (Lockwood 2019).
    """
    from scipy.optimize import minimize

    ties = _Ties(states)
    mu, spread = groups.b / groups.a, -np.log(groups.a)
    place = np.concatenate([mu[ties.placed], spread[ties.free], np.log(np.diff(first.cuts)[1:])])
    unit = ties.units(counts, groups, first.cuts)

    def downhill(moved: NDArray) -> tuple[float, NDArray]:
        value, gradient = ties.climb(counts, place + moved * unit, first.cuts[:2])
        return -value, -gradient * unit

    options = {"maxiter": 3000, "maxfun": 6000, "maxcor": 30, "ftol": 1e-15, "gtol": _REST}
    found = minimize(downhill, np.zeros(len(place)), jac=True, method="L-BFGS-B", options=options)
    mu, spread, cuts = ties.open(place + found.x * unit, first.cuts[:2])
    settled = bool(np.isfinite(found.fun)) and (found.success or float(np.abs(found.jac).max()) < _REST)
    return Together(cuts, Fitted(np.exp(-spread), mu * np.exp(-spread), settled), settled)


class _Ties:
    """Which parameters are free, and how all groups follow from them."""

    def __init__(self, states: NDArray) -> None:
        self.free = states == FREE
        self.lowest, self.highest = states == LOWEST, states == HIGHEST
        self.placed = ~(self.lowest | self.highest)

    def open(self, place: NDArray, fixed: NDArray) -> tuple[NDArray, NDArray, NDArray]:
        """Return mu and log sigma of all groups and the cuts."""
        means, spreads, gaps = np.split(place, [self.placed.sum(), self.placed.sum() + self.free.sum()])
        mu, spread = np.empty(len(self.free)), np.full(len(self.free), spreads.mean())
        mu[self.placed], mu[self.lowest], mu[self.highest] = means, means.min(), means.max()
        spread[self.free] = spreads
        return mu, spread, np.concatenate([fixed, fixed[1] + np.cumsum(np.exp(gaps))])

    def climb(self, counts: NDArray, place: NDArray, fixed: NDArray) -> tuple[float, NDArray]:
        """Return the log-likelihood of all groups and its gradient by the free parameters."""
        mu, spread, cuts = self.open(place, fixed)
        a = np.exp(-spread)
        now = slopes(counts, a, mu * a, cuts)
        by_mu, by_spread = -now.first.sum(axis=1) * a, -(now.first * now.z).sum(axis=1)
        means, spreads = by_mu[self.placed], by_spread[self.free]
        means[mu[self.placed].argmin()] += by_mu[self.lowest].sum()
        means[mu[self.placed].argmax()] += by_mu[self.highest].sum()
        spreads += by_spread[~self.free].sum() / len(spreads)
        by_cut = (a[:, None] * now.first).sum(axis=0)
        by_gap = np.cumsum(by_cut[::-1])[::-1][2:] * np.diff(cuts)[1:]
        return float(now.value.sum()), np.concatenate([means, spreads, by_gap])

    def units(self, counts: NDArray, groups: Fitted, cuts: NDArray) -> NDArray:
        """Return a length of about one standard error for every free parameter."""
        now = slopes(counts, groups.a, groups.b, cuts)
        ones = np.ones_like(now.z)
        of_mu = -now.by_line(ones, ones) * groups.a**2
        of_spread = -now.by_line(now.z, now.z)
        of_cuts = -(now.second * groups.a[:, None] ** 2).sum(axis=0)[2:] * np.diff(cuts)[1:] ** 2
        return 1 / np.sqrt(np.concatenate([of_mu[self.placed], of_spread[self.free], of_cuts]))
