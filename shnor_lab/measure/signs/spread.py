"""How much schools differ beyond the noise of who sat the paper, so that differing is not taken for a sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_QUARTILE = 0.6744897501960817


def between_variance(value: ArrayLike, variance: ArrayLike) -> tuple[float, float]:
    """Return mean and between-school variance of true values by the estimator of Paule and Mandel.

    Parameters
    ----------
    value, variance : array-like
        Observed value and its sampling variance, one pair per school; variances above 0.

    Returns
    -------
    tuple of float
        Weighted mean and ``tau2``, in the units of the value and its square. ``tau2`` is 0 where the values spread no
        more than their sampling variances explain; NaN for fewer than two schools.

    Notes
    -----
    ``tau2`` solves ``sum_i (y_i - m)² / (tau2 + v_i) = k - 1`` with ``m = sum w_i y_i / sum w_i`` and ``w_i = 1 /
    (tau2 + v_i)``; the left side falls in ``tau2``, so the root is single.

    References
    ----------
    Paule, Mandel (1982), Journal of Research of the National Bureau of Standards 87:377-385; DerSimonian, Kacker
    (2007), Contemporary Clinical Trials 28:105-114.

    Examples
    --------
    >>> mean, tau2 = between_variance([28, 8, -3, 7, -1, 1, 18, 12], [225, 100, 256, 121, 81, 121, 100, 324])
    >>> round(mean, 2), tau2
    (7.69, 0.0)
    """
    from scipy.optimize import brentq

    y, v = np.asarray(value, dtype="float64"), np.asarray(variance, dtype="float64")
    if len(y) < 2:
        return (float(y[0]) if len(y) else np.nan), np.nan

    def excess(tau2: float) -> float:
        weight = 1 / (tau2 + v)
        mean = (weight * y).sum() / weight.sum()
        return float((weight * (y - mean) ** 2).sum() - (len(y) - 1))

    tau2 = 0.0
    if excess(0.0) > 0:
        most = float(np.var(y, ddof=1))
        while excess(most) > 0:
            most *= 2
        tau2 = float(brentq(excess, 0.0, most, xtol=most * 1e-10))
    weight = 1 / (tau2 + v)
    return float((weight * y).sum() / weight.sum()), tau2


def tail_against_region(z: ArrayLike, *, upper: bool) -> NDArray:
    """Return the chance of a standardised value at least as far in one direction, by Student's t.

    Parameters
    ----------
    z : array-like
        (value - region) / sqrt(tau2 + sampling variance), one per school that ``tau2`` was estimated from.
    upper : bool
        Whether large values are the unusual ones.

    Notes
    -----
    ``len(z) - 1`` degrees of freedom, because ``tau2`` is itself an estimate from that many schools.
    """
    from scipy.special import stdtr

    z = np.asarray(z, dtype="float64")
    return stdtr(max(len(z) - 1, 1), -z if upper else z)


def widened(p: ArrayLike, middle: ArrayLike) -> NDArray:
    """Return one-sided chances weakened by as much as schools in fact differ more than chance says.

    Parameters
    ----------
    p : array-like
        Chance of an outcome at least as far, 0-1.
    middle : array-like
        The same with half the mass of the outcome itself, whose normal scores show the spread.

    Notes
    -----
    Normal scores of ``middle`` would spread as a standard normal if only chance made schools differ. Their scale
    ``s = max(1, median|z| / 0.674)`` is the part that belongs to the region's schools as they are (another spread of
    pupils within a school, another make-up of the class); the score of ``p`` is divided by it. The median is not moved
    by a few schools that really stand apart.

    References
    ----------
    Efron (2004), Large-scale simultaneous hypothesis testing: the choice of a null hypothesis, JASA 99:96-104.
    """
    from scipy.special import ndtr, ndtri

    p, middle = np.asarray(p, dtype="float64"), np.asarray(middle, dtype="float64")
    if not len(p):
        return p
    scores = ndtri(np.clip(middle, 1e-15, 1 - 1e-15))
    scale = max(1.0, float(np.median(np.abs(scores))) / _QUARTILE)
    return ndtr(ndtri(np.clip(p, 1e-300, 1.0)) / scale)
