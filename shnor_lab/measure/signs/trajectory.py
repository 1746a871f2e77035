"""An early result that the same cohort does not confirm years later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .gate import answers, usable
from .spread import between_variance, tail_against_region

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray


def trajectory(
    early: ArrayLike, early_variance: ArrayLike, late: ArrayLike, late_variance: ArrayLike, n: ArrayLike
) -> pd.DataFrame:
    """Return how far the later result of a cohort lies below what its earlier one lets expect, one row per school.

    Parameters
    ----------
    early, early_variance, late, late_variance : array-like
        Means of the same cohort, e.g. VPR in grade 6 and OGE in grade 9 three years later (null = not delivered), and
        their sampling variances (variance of pupils within the school over their number), above 0.
    n : array-like
        Participants: the smaller of both numbers.

    Returns
    -------
    DataFrame
        Columns of `gate.answers`; ``value`` the later mean, ``region`` the later mean expected after this earlier one,
        ``p`` one-sided: the later result is lower.

    Notes
    -----
    Regression calibration: the earlier mean is drawn to the region by its reliability ``r = t / (t + v)``, ``t`` from
    `spread.between_variance`; the later one is regressed on it by weighted least squares. ``Var(residual) = tau2 +
    late_variance + b² t (1 - r)``, ``tau2`` again by Paule and Mandel, weights and ``tau2`` in turn. Pupils who come
    and go between the two years are part of ``tau2``.

    References
    ----------
    Carroll, Ruppert, Stefanski, Crainiceanu (2006), Measurement Error in Nonlinear Models, chapter 4.
    """
    x, x_noise, y, y_noise = (
        np.asarray(part, dtype="float64") for part in (early, early_variance, late, late_variance)
    )
    n = np.asarray(n, dtype="float64")
    known = ~np.isnan(x + x_noise + y + y_noise)
    ran = usable(n, known)
    region, p = np.full(len(n), np.nan), np.full(len(n), np.nan)
    if ran.any():
        region[ran], z = _residuals(x[ran], x_noise[ran], y[ran], y_noise[ran])
        p[ran] = tail_against_region(z, upper=False)
    return answers(n, known, value=y, region=region, p=p)


def _residuals(x: NDArray, x_noise: NDArray, y: NDArray, y_noise: NDArray) -> tuple[NDArray, NDArray]:
    """Return expected later means and standardised residuals."""
    centre, t = between_variance(x, x_noise)
    reliability = t / (t + x_noise)
    drawn = reliability * (x - centre)
    tau2, slope = 0.0, 0.0
    for _turn in range(10):
        noise = y_noise + slope**2 * t * (1 - reliability)
        weight = 1 / (tau2 + noise)
        x_mean, y_mean = (weight * drawn).sum() / weight.sum(), (weight * y).sum() / weight.sum()
        spread = (weight * (drawn - x_mean) ** 2).sum()
        slope = float((weight * (drawn - x_mean) * (y - y_mean)).sum() / spread) if spread > 0 else 0.0
        expected = y_mean + slope * (drawn - x_mean)
        _mean, tau2 = between_variance(y - expected, noise)
    return expected, (y - expected) / np.sqrt(tau2 + y_noise + slope**2 * t * (1 - reliability))
