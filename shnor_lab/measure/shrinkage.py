"""Beta-binomial shrinkage of counts of low results: what schools share, and what one would repeat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

State = Literal[
    "fitted", "no_overdispersion", "not_identified", "all_zero", "all_low", "extreme", "one_school", "no_data"
]

_MOST = 0.99
_STEPS = 100


@dataclass(frozen=True)
class BetaPrior:
    """How the true shares of schools are spread over a region, for one procedure and year.

    Parameters
    ----------
    alpha, beta : float
        Beta distribution of the true share; both infinite when schools do not differ (``rho = 0``).
    mean : float
        Mean share, 0-1; NaN without data.
    rho : float
        Over-dispersion, 0-1: correlation of two pupils of one school, ``1 / (alpha + beta + 1)``.
    units : int
        Schools with at least one participant.
    state : str
        fitted; no_overdispersion (estimate at or below 0, taken as 0: every school gets the pooled mean);
        not_identified (no school with two participants: taken as 0); all_zero, all_low (nobody or everybody
        low: over-dispersion 0, mean ``(K + 1/2) / (N + 1)``, so that no chance is exactly 0 or 1); extreme
        (estimate above 0.99, taken as 0.99); one_school (no region to learn from: Jeffreys prior); no_data.
    """

    alpha: float
    beta: float
    mean: float
    rho: float
    units: int
    state: State

    @classmethod
    def certain(cls, mean: float, *, units: int = 0, state: State = "no_overdispersion") -> BetaPrior:
        """Return the prior that gives every school the same true share."""
        return cls(np.inf, np.inf, mean, 0.0, units, state)


def fit_beta(k: ArrayLike, n: ArrayLike) -> BetaPrior:
    """Return the beta distribution of true shares by the weighted moment estimator.

    Parameters
    ----------
    k, n : array-like
        Low results and participants, one pair per school; schools with ``n = 0`` or a null count are left
        out.

    Notes
    -----
    ``Var(k_i/n_i) = m(1-m)[(1-rho)/n_i + rho]``. With weights ``w_i``, ``W = sum w``, ``m = sum w_i p_i /
    W``, ``S = sum w_i (p_i - m)²``, ``A = sum (w_i/n_i)(1 - w_i/W)`` and ``B = sum w_i (1 - w_i/W)``: ``rho =
    (S / (m(1-m)) - A) / (B - A)``. Weights start at ``n_i`` and become ``n_i / (1 + rho(n_i - 1))`` until rho
    stands still; ``alpha = m(1-rho)/rho``, ``beta = (1-m)(1-rho)/rho``.

    References
    ----------
    Kleinman (1973), Proportions with extraneous variance, JASA 68:46-54.

    Examples
    --------
    >>> prior = fit_beta([0, 5, 1, 8, 2], [10, 10, 10, 10, 10])
    >>> round(prior.mean, 2), round(prior.rho, 2), prior.state
    (0.32, 0.44, 'fitted')
    """
    counts, sizes = np.asarray(k, dtype="float64"), np.asarray(n, dtype="float64")
    kept = (sizes > 0) & ~np.isnan(counts)
    counts, sizes = counts[kept], sizes[kept]
    units, low, pupils = len(sizes), float(counts.sum()), float(sizes.sum())
    if units == 0:
        return BetaPrior(np.nan, np.nan, np.nan, np.nan, 0, "no_data")
    if units == 1:
        return BetaPrior(0.5, 0.5, 0.5, 0.5, 1, "one_school")
    if low == 0 or low == pupils:
        return BetaPrior.certain((low + 0.5) / (pupils + 1), units=units, state="all_zero" if low == 0 else "all_low")
    if sizes.max() == 1:
        return BetaPrior.certain(low / pupils, units=units, state="not_identified")
    share, rho, mean = counts / sizes, 0.0, low / pupils
    for _step in range(_STEPS):
        weight = sizes / (1 + rho * (sizes - 1))
        total = weight.sum()
        mean = float((weight * share).sum() / total)
        free = 1 - weight / total
        within, between = (weight / sizes * free).sum(), (weight * free).sum()
        spread = float((weight * (share - mean) ** 2).sum()) / (mean * (1 - mean))
        found = min(max(float((spread - within) / (between - within)), 0.0), _MOST)
        settled, rho = abs(found - rho) < 1e-9, found
        if settled or rho == 0.0:
            break
    if rho == 0.0:
        return BetaPrior.certain(low / pupils, units=units)
    size = (1 - rho) / rho
    return BetaPrior(mean * size, (1 - mean) * size, mean, rho, units, "extreme" if rho == _MOST else "fitted")


def predictive_tail(n: ArrayLike, k: ArrayLike, prior: BetaPrior, need: ArrayLike) -> NDArray:
    """Return the chance that the same school, as many examined again, gives ``need`` low results or more.

    Parameters
    ----------
    n, k : array-like
        Participants and low results of each school.
    prior : BetaPrior
        From `fit_beta` over the region.
    need : array-like
        Least number of low results asked for.

    Returns
    -------
    ndarray
        Chance 0-1 per school; NaN where ``n`` or ``k`` is null, ``n = 0``, or the prior has no data.

    Notes
    -----
    Posterior predictive: ``K' ~ BetaBinomial(n, alpha + k, beta + n - k)``; without over-dispersion the
    school's own count says nothing and ``K' ~ Binomial(n, mean)``. Sums run once over each distinct ``(n, k,
    need)``.

    References
    ----------
    Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.3 and exercise 3.5 (beta-binomial).
    """
    from scipy.special import bdtrc

    n, k, need = (np.asarray(part, dtype="float64") for part in np.broadcast_arrays(n, k, need))
    chance = np.full(n.shape, np.nan)
    known = (n > 0) & ~np.isnan(k) & ~np.isnan(need)
    if not known.any() or prior.state == "no_data":
        return chance
    cells, place = np.unique(np.stack([n[known], k[known], need[known]]).astype("int64"), axis=1, return_inverse=True)
    size, seen, least = cells
    if prior.rho == 0.0:
        tail = np.where(least <= 0, 1.0, bdtrc(np.clip(least - 1, 0, size), size, prior.mean))
    else:
        tail = beta_binomial_tail(size, prior.alpha + seen, prior.beta + size - seen, least)
    chance[known] = tail[place.ravel()]
    return chance


def beta_binomial_tail(n: NDArray, a: NDArray, b: NDArray, least: NDArray) -> NDArray:
    """Return P(K >= least) for many beta-binomials at once, arguments of one shape.

    Summed over the shorter side, as one ragged array.
    """
    from scipy.special import betaln

    least = np.clip(least, 0, n + 1)
    below = least < n + 1 - least
    start, terms = np.where(below, 0, least), np.where(below, least, n + 1 - least)
    owner = np.repeat(np.arange(len(n)), terms)
    j = np.arange(terms.sum()) - (np.cumsum(terms) - terms - start)[owner]
    size = n[owner]
    log = -np.log(size + 1) - betaln(size - j + 1, j + 1) + betaln(j + a[owner], size - j + b[owner])
    found = np.bincount(owner, weights=np.exp(log - betaln(a, b)[owner]), minlength=len(n))
    return np.clip(np.where(below, 1 - found, found), 0.0, 1.0)
