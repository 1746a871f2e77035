"""Means and spreads of groups from counts of ordered marks: the heteroskedastic ordered probit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from .cuts import Together, best_cuts
from .groups import Fitted, best_groups, mean_errors, start
from .joint import tied_together
from .likelihood import log_likelihood
from .scales import Scale, bias_corrected, standardised
from .states import EMPTY, FREE, HIGHEST, LOWEST, POOLED, checked, group_states

State = Literal["fitted", "too_few", "empty_category", "not_converged"]
Ties = Literal["apart", "joint"]

LEAST_FREE = 5
"""Groups with a sigma of their own that a fit needs."""


@dataclass(frozen=True)
class Hetop:
    """A fitted model on the scale of its first two cuts.

    Parameters
    ----------
    state : str
        fitted; too_few (fewer than `LEAST_FREE` groups are free); empty_category (a category in which no free group has
        anybody: its border is unknown); not_converged. All but the first carry NaN, never numbers.
    states : ndarray of str
        Per group: free, sigma_pooled, all_lowest, all_highest, empty.
    n : ndarray
        Members per group.
    mu, sigma, se : ndarray
        Mean, standard deviation and standard error of the mean per group. The error comes from the observed information
        of the group for known cuts, so it leaves out what all groups share (order 1/groups); for groups that are not
        free it also takes sigma as known. NaN for empty groups; all_lowest and all_highest have no error.
    cuts : ndarray
        Borders between categories.
    log_likelihood : float
        Of the groups that had a say in the cuts, without multinomial coefficients.
    """

    state: State
    states: NDArray
    n: NDArray
    mu: NDArray
    sigma: NDArray
    se: NDArray
    cuts: NDArray
    log_likelihood: float

    def standard(self) -> Scale:
        """Return the scale on which members have mean 0 and variance 1, see `scales.standardised`."""
        return standardised(self.n, self.mu, self.sigma, self.cuts)

    def corrected(self) -> Scale:
        """Return the bias-corrected standardised scale, see `scales.bias_corrected`."""
        return bias_corrected(self.n, self.mu, self.sigma, self.cuts)


def fit_hetop(
    counts: ArrayLike | pd.DataFrame,
    *,
    fixed_cuts: tuple[float, float] = (-1.0, 0.0),
    pooled_below: int = 20,
    ties: Ties = "apart",
) -> Hetop:
    """Return maximum likelihood means and spreads of groups from counts in ordered categories.

    Parameters
    ----------
    counts : array-like or DataFrame
        Shape (groups, categories), three categories or more, from the lowest; a row with a null is an empty group.
    fixed_cuts : tuple of float
        First two cuts: they set place and unit of the scale.
    pooled_below : int
        Smaller groups take the pooled sigma, as do those that use fewer than three categories; 0: only the latter.
    ties : str
        apart: cuts come from the free groups alone, the pooled sigma is their geometric mean weighted by members, and
        the other groups get their best mean for these. joint: the rules of the R package HETOP, every group in one
        likelihood; small groups then draw sigma down and groups in one outer category draw the extreme mean outwards.

    Returns
    -------
    Hetop
        On the scale of ``fixed_cuts``.

    Raises
    ------
    ValueError
        A negative count, fewer than three categories, or cuts that do not rise.

    Notes
    -----
    Members of group g are normal with mean ``mu_g`` and standard deviation ``sigma_g``; a member falls into category k
    between cuts k-1 and k, the cuts being common. Groups in one outer category only have no finite mean and take the
    smallest (largest) of the others.

    References
    ----------
    Reardon, Shear, Castellano, Ho (2017), Journal of Educational and Behavioral Statistics 42:3-45.

    Examples
    --------
    >>> marks = [[30, 40, 20, 10], [20, 40, 25, 15], [10, 40, 30, 20], [5, 35, 35, 25], [12, 43, 33, 12]]
    >>> fit = fit_hetop(marks)
    >>> fit.state, bool(fit.mu[0] < fit.mu[3])
    ('fitted', True)
    """
    rows = checked(counts)
    low, high = fixed_cuts
    if not low < high:
        raise ValueError("fixed cuts must rise")
    states, n = group_states(rows, pooled_below=pooled_below), rows.sum(axis=1)
    free, there = states == FREE, states != EMPTY
    if free.sum() < LEAST_FREE:
        return _without("too_few", states, rows)
    if not rows[free].any(axis=0).all():
        return _without("empty_category", states, rows)
    both = best_cuts(rows[free], _marginal(rows[free]))
    if not both.settled:
        return _without("not_converged", states, rows)
    groups = _all_groups(rows[there], states[there], both)
    if ties == "joint" and not free[there].all():
        both = tied_together(rows[there], states[there], both, groups)
        groups = both.groups
    if not groups.settled:
        return _without("not_converged", states, rows)
    voters = there if ties == "joint" else free
    said = _of(groups, voters[there])
    value = float(log_likelihood(rows[voters], said.a, said.b, both.cuts).sum())
    unit = (high - low) / (both.cuts[1] - both.cuts[0])
    mu, sigma, se = (np.full(len(rows), np.nan) for _column in range(3))
    mu[there] = low + unit * (groups.b / groups.a - both.cuts[0])
    sigma[there] = unit / groups.a
    se[free] = unit * mean_errors(rows[free], _of(groups, free[there]), both.cuts)
    pooled = states == POOLED
    se[pooled] = unit * mean_errors(rows[pooled], _of(groups, pooled[there]), both.cuts, sigma_known=True)
    return Hetop("fitted", states, n, mu, sigma, se, low + unit * (both.cuts - both.cuts[0]), value)


def _marginal(counts: NDArray) -> NDArray:
    """Return the cuts of a normal distribution that gives the shares of all members."""
    from scipy.special import ndtri

    shares = np.cumsum(counts.sum(axis=0))
    return ndtri(shares[:-1] / shares[-1])


def _all_groups(counts: NDArray, states: NDArray, both: Together) -> Fitted:
    """Return the free groups as they are, the others with the pooled sigma, extremes at the ends of the means."""
    free, pooled = states == FREE, states == POOLED
    weight = counts[free].sum(axis=1)
    a, b = np.full(len(counts), np.exp(np.average(np.log(both.groups.a), weights=weight))), np.zeros(len(counts))
    a[free], b[free] = both.groups.a, both.groups.b
    guess = start(counts[pooled], both.cuts)
    found = best_groups(
        counts[pooled], both.cuts, Fitted(a[pooled], guess.b / guess.a * a[pooled], False), sigma_known=True
    )
    b[pooled] = found.b
    means = (b / a)[free | pooled]
    b[states == LOWEST] = means.min() * a[states == LOWEST]
    b[states == HIGHEST] = means.max() * a[states == HIGHEST]
    return Fitted(a, b, found.settled)


def _of(groups: Fitted, chosen: NDArray) -> Fitted:
    return Fitted(groups.a[chosen], groups.b[chosen], groups.settled)


def _without(state: State, states: NDArray, counts: NDArray) -> Hetop:
    none = np.full(len(counts), np.nan)
    cuts = np.full(counts.shape[1] - 1, np.nan)
    return Hetop(state, states, counts.sum(axis=1), none, none.copy(), none.copy(), cuts, np.nan)
