"""Likelihood of the beta-binomial: what counts of a region say about the mean and the spread of true shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .shrinkage import BetaPrior, State, fit_beta

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_MOST = 0.99


@dataclass(frozen=True)
class BetaCounts:
    """Counts of groups of schools, as far as the likelihood needs them.

    Parameters
    ----------
    low, rest, all_ : ndarray
        Shape (groups, most participants): number of schools with more than ``j`` low results, with more than ``j``
        results that are not low, and with more than ``j`` participants, ``j = 0, 1, ...``

    Notes
    -----
    With mean ``m`` and over-dispersion ``r`` the likelihood of a school is, up to its binomial coefficient, the product
    of ``m(1-r) + jr`` for ``j < k``, of ``(1-m)(1-r) + jr`` for ``j < n-k``, over that of ``(1-r) + jr`` for ``j < n``:
    the sum over any number of schools needs the three rows of a group only, and ``r = 0`` is no special case.
    """

    low: NDArray
    rest: NDArray
    all_: NDArray

    @classmethod
    def of(cls, k: NDArray, n: NDArray, group: NDArray) -> BetaCounts:
        """Return the counts of schools with ``n > 0``; ``group`` numbers the groups from 0."""
        groups, most = int(group.max()) + 1, int(n.max())
        return cls(*(_above(value, group, groups, most) for value in (k, n - k, n)))

    def log(self, mean: NDArray, rho: NDArray, group: NDArray) -> NDArray:
        """Return log likelihoods for means and over-dispersions of shape (rows, points), one group per row."""
        found = np.zeros(mean.shape)
        own, j = 1 - rho, np.arange(self.low.shape[1])
        for share, above, sign in ((mean, self.low, 1), (1 - mean, self.rest, 1), (np.ones(mean.shape), self.all_, -1)):
            seen = above.any(axis=0)
            terms = (share * own)[:, :, None] + j[seen] * rho[:, :, None]
            found += sign * np.einsum("rpj,rj->rp", np.log(terms), above[group][:, seen])
        return found


def likeliest_beta(k: ArrayLike, n: ArrayLike) -> tuple[BetaPrior, float]:
    """Return the beta distribution of true shares by maximum likelihood, with the log likelihood there.

    Parameters
    ----------
    k, n : array-like
        Low results and participants, one pair per school; ``n = 0`` and nulls are left out.

    Returns
    -------
    prior : BetaPrior
        Fields and states as in `shrinkage.fit_beta`; what no likelihood can tell (no data, one school, nobody or
        everybody low, one participant each) is answered as there.
    loglik : float
        Log likelihood with the binomial coefficients; NaN without data.

    References
    ----------
    Griffiths (1973), Biometrics 29:637-648. Reference numbers: VGAM ``betabinomial`` on High School and Beyond.

    Examples
    --------
    >>> prior, loglik = likeliest_beta([0, 5, 1, 8, 2], [10, 10, 10, 10, 10])
    >>> round(prior.mean, 2), round(prior.rho, 2), round(loglik, 2)
    (0.32, 0.3, -11.09)
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import gammaln

    low, size, known = counted(k, n)
    low, size = low[known], size[known]
    prior = fit_beta(low, size)
    if prior.state == "no_data":
        return prior, np.nan
    zero = np.zeros(len(low), dtype="int64")
    counts = BetaCounts.of(low, size, zero)
    chosen = float((gammaln(size + 1) - gammaln(low + 1) - gammaln(size - low + 1)).sum())

    def at(mean: float, rho: float) -> float:
        return float(counts.log(np.array([[mean]]), np.array([[rho]]), zero[:1])[0, 0])

    if prior.state in ("one_school", "all_zero", "all_low", "not_identified"):
        return prior, at(prior.mean, prior.rho) + chosen

    def best_mean(rho: float) -> float:
        found = minimize_scalar(lambda mean: -at(mean, rho), bounds=(0, 1), method="bounded", options={"xatol": 1e-9})
        return float(found.x)

    spread = minimize_scalar(
        lambda root: -at(best_mean(root * root), root * root),
        bounds=(0, _MOST**0.5),
        method="bounded",
        options={"xatol": 1e-8},
    )
    rho = float(spread.x) ** 2
    pooled = float(low.sum() / size.sum())
    if at(pooled, 0.0) >= -float(spread.fun) - 1e-9:
        return BetaPrior.certain(pooled, units=len(low)), at(pooled, 0.0) + chosen
    mean, worth = best_mean(rho), (1 - rho) / rho
    state: State = "extreme" if rho > _MOST - 1e-4 else "fitted"
    return BetaPrior(mean * worth, (1 - mean) * worth, mean, rho, len(low), state), at(mean, rho) + chosen


def counted(k: ArrayLike, n: ArrayLike) -> tuple[NDArray, NDArray, NDArray]:
    """Return counts as floats (nulls NaN) and which schools have participants and a count.

    Raises
    ------
    ValueError
        A count is negative or above the number of participants.
    """
    low, size = (pd.Series(part).to_numpy(dtype="float64", na_value=np.nan) for part in (k, n))
    if np.any((low < 0) | (size < 0) | (low > size)):
        raise ValueError("a count must lie between 0 and the number of participants")
    return low, size, (size > 0) & ~np.isnan(low)


def _above(value: NDArray, group: NDArray, groups: int, most: int) -> NDArray:
    """Return, per group, how many schools have a value above 0, 1, ..., most - 1."""
    place = group * (most + 1) + value.astype("int64")
    equal = np.bincount(place, minlength=groups * (most + 1)).reshape(groups, most + 1)
    return equal[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:].astype("float64")
