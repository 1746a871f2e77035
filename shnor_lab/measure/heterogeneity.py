"""How far true values differ behind estimates with known standard errors: the usual estimators of one number.

Called by no page yet: for the evaluation of effects, which asks how far they differ between cohorts and schools.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from .normal_shrinkage import common_mean, estimated, restricted_loglik

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Method = Literal["dl", "reml", "ml", "pm"]
State = Literal["fitted", "boundary", "too_few"]


@dataclass(frozen=True)
class Heterogeneity:
    """Spread of true values by one estimator.

    Parameters
    ----------
    state : str
        fitted; boundary (the estimate is 0: the data do not show a spread, which is not to say that there is none, see
        `normal_shrinkage.shrunken`); too_few (fewer than two estimates: NaN).
    mean, se : float
        Precision-weighted mean at ``tau2`` and its standard error, the uncertainty of ``tau2`` left out.
    tau2 : float
        Variance of true values, squared units of the estimates.
    q : float
        Cochran's Q: weighted sum of squares around the mean at ``tau2 = 0``; expected to be ``units - 1`` without
        spread.
    i2 : float
        Share of the variance of estimates that is not error, 0-1, for a typical standard error.
    units : int
        Estimates used.
    """

    state: State
    mean: float
    se: float
    tau2: float
    q: float
    i2: float
    units: int


def heterogeneity(effect: ArrayLike, se: ArrayLike, *, method: Method = "reml") -> Heterogeneity:
    """Return the variance of true values behind estimates, by the chosen estimator.

    Parameters
    ----------
    effect, se : array-like
        Estimates and their standard errors (above 0); pairs with a null are left out.
    method : str
        ``dl`` DerSimonian and Laird, ``reml`` and ``ml`` (restricted) maximum likelihood, ``pm`` Paule and Mandel.

    Raises
    ------
    ValueError
        A standard error is not above 0.

    References
    ----------
    Veroniki et al. (2016), Research Synthesis Methods 7:55-79. Reference numbers: metafor.

    Examples
    --------
    >>> heterogeneity([28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18], method="dl").state
    'boundary'
    """
    y, s, known = estimated(effect, se)
    y, s = y[known], s[known]
    if len(y) < 2:
        return Heterogeneity("too_few", np.nan, np.nan, np.nan, np.nan, np.nan, len(y))
    weight = s**-2.0
    total, free = weight.sum(), len(y) - 1
    q = _spread(y, s, 0.0)
    scale = total - (weight**2).sum() / total
    tau2 = float(max((q - free) / scale, 0.0)) if method == "dl" else _solved(y, s, method)
    mean, variance = (float(value[0]) for value in common_mean(y, s, np.array([tau2])))
    i2 = tau2 / (tau2 + float(free / scale))
    return Heterogeneity("fitted" if tau2 > 0 else "boundary", mean, variance**0.5, tau2, q, i2, len(y))


def _spread(y: NDArray, s: NDArray, tau2: float) -> float:
    mean, _variance = common_mean(y, s, np.array([tau2]))
    return float(((y - mean) ** 2 / (s**2 + tau2)).sum())


def _solved(y: NDArray, s: NDArray, method: Method) -> float:
    from scipy.optimize import brentq, minimize_scalar

    most = float(np.ptp(y) ** 2) + float(s.max() ** 2)
    if method == "pm":
        free = len(y) - 1
        if _spread(y, s, 0.0) <= free:
            return 0.0
        return float(brentq(lambda tau2: _spread(y, s, tau2) - free, 0.0, most, xtol=1e-12))

    def loglik(tau2: float) -> float:
        at = np.array([tau2])
        found = restricted_loglik(y, s, at)
        return float((found if method == "reml" else found - 0.5 * np.log(common_mean(y, s, at)[1]))[0])

    found = minimize_scalar(
        lambda tau: -loglik(tau * tau), bounds=(0, most**0.5), method="bounded", options={"xatol": 1e-10}
    )
    return float(found.x) ** 2 if -found.fun > loglik(0.0) + 1e-9 else 0.0
