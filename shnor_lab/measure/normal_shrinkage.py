"""Estimates with known standard errors drawn to their common mean, however little is known of their spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from .quadrature import mass_points, mixture_quantile

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

State = Literal["fitted", "too_few"]

LEAST_ESTIMATES = 3
"""With fewer estimates nothing can be learnt of their spread."""
_CELLS = 48


@dataclass(frozen=True)
class Shrunken:
    """Estimates drawn together, averaged over all that their spread may be.

    Parameters
    ----------
    state : str
        fitted; too_few (fewer than `LEAST_ESTIMATES` estimates: no numbers).
    estimates : DataFrame
        One row per estimate, index as given: posterior ``mean`` and ``sd``, ``low`` and ``high`` (interval of equal
        tails), in the units of the estimates; NaN where an estimate was left out.
    mean, mean_sd : float
        Common mean of the true values and its posterior standard deviation (infinite below 5 estimates: NaN).
    tau : float
        Posterior mean of the standard deviation of the true values; above 0 also where the likeliest one is 0
        (infinite below 4 estimates: NaN).
    """

    state: State
    estimates: pd.DataFrame
    mean: float
    mean_sd: float
    tau: float


def shrunken(effect: ArrayLike, se: ArrayLike, *, level: float = 0.95) -> Shrunken:
    """Return estimates drawn to their common mean with the uncertainty of mean and spread integrated.

    Parameters
    ----------
    effect, se : array-like
        Estimates and their standard errors (above 0), one pair per school, municipality or year; pairs with a null are
        left out.
    level : float
        Chance that an interval holds the true value, 0-1.

    Returns
    -------
    Shrunken
        Numbers, or a state that says why there are none.

    Raises
    ------
    ValueError
        A standard error is not above 0.

    Notes
    -----
    ``effect ~ N(true, se²)``, ``true ~ N(mean, tau²)``, flat priors of ``mean`` and ``tau``. ``p(tau | effects)`` is
    known up to a constant; the answer is the mixture over points that hold its mass, on the scale ``tau / (tau +
    typical se)``, so no upper end is set to tau. Taking the likeliest tau instead is wrong where it is 0: all true
    values would be called equal and surely so.

    References
    ----------
    Gelman et al., Bayesian Data Analysis, 3rd ed., section 5.4; Gelman (2006), Bayesian Analysis 1:515-534, for the
    flat prior of tau; Rubin (1981), Journal of Educational Statistics 6:377-401, for the example.

    Examples
    --------
    >>> found = shrunken([28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18])
    >>> found.state, round(found.mean), round(found.estimates["mean"].iloc[0])
    ('fitted', 8, 11)
    """
    y, s, known = estimated(effect, se)
    index = effect.index if isinstance(effect, pd.Series) else pd.RangeIndex(len(y))
    told = pd.DataFrame(np.nan, index=index, columns=["mean", "sd", "low", "high"])
    y, s = y[known], s[known]
    if len(y) < LEAST_ESTIMATES:
        return Shrunken("too_few", told, np.nan, np.nan, np.nan)
    typical = float(np.median(s))

    def log_density(at: NDArray) -> NDArray:
        tau = typical * at[0] / (1 - at[0])
        return (restricted_loglik(y, s, tau**2) - 2 * np.log1p(-at[0]))[None, :]

    at, log = mass_points(log_density, rows=1, upper=1.0, cells=_CELLS)
    tau = typical * at[0] / (1 - at[0])
    weight = np.exp(log[0] - log.max())
    weight /= weight.sum()
    mean, variance = common_mean(y, s, tau**2)
    means, sds = _given(y, s, tau)
    overall = float(mean @ weight)
    centre = means @ weight
    sd = np.sqrt((sds**2 + (means - centre[:, None]) ** 2) @ weight)
    low, high = _quantiles(means, sds, weight, centre, sd, level)
    values = np.full((len(known), 4), np.nan)
    values[known] = np.stack([centre, sd, low, high], axis=1)
    told[told.columns] = values
    spread = float(np.sqrt((variance + (mean - overall) ** 2) @ weight))
    # p(tau | k estimates) falls as tau^(1 - k): the mean of tau needs four of them, that of tau² five
    return Shrunken(
        "fitted", told, overall, spread if len(y) > 4 else np.nan, float(tau @ weight) if len(y) > 3 else np.nan
    )


def estimated(effect: ArrayLike, se: ArrayLike) -> tuple[NDArray, NDArray, NDArray]:
    """Return estimates and standard errors as floats (nulls NaN) and which pairs are known.

    Raises
    ------
    ValueError
        A standard error is not above 0.
    """
    y, s = (pd.Series(part).to_numpy(dtype="float64", na_value=np.nan) for part in (effect, se))
    if np.any(s <= 0):
        raise ValueError("a standard error must be above 0")
    return y, s, np.isfinite(y) & np.isfinite(s)


def common_mean(y: NDArray, s: NDArray, tau2: NDArray) -> tuple[NDArray, NDArray]:
    """Return the precision-weighted mean and its variance for every ``tau2``."""
    weight = 1 / (s[:, None] ** 2 + tau2)
    total = weight.sum(axis=0)
    return (weight * y[:, None]).sum(axis=0) / total, 1 / total


def restricted_loglik(y: NDArray, s: NDArray, tau2: NDArray) -> NDArray:
    """Return the log likelihood of every ``tau2`` with the common mean integrated, up to a constant."""
    mean, variance = common_mean(y, s, tau2)
    total = s[:, None] ** 2 + tau2
    return 0.5 * np.log(variance) - 0.5 * (np.log(total) + (y[:, None] - mean) ** 2 / total).sum(axis=0)


def _given(y: NDArray, s: NDArray, tau: NDArray) -> tuple[NDArray, NDArray]:
    """Return conditional means and standard deviations, shape (estimates, taus)."""
    mean, variance = common_mean(y, s, tau**2)
    drawn = s[:, None] ** 2 / (s[:, None] ** 2 + tau**2)
    return (1 - drawn) * y[:, None] + drawn * mean, np.sqrt((1 - drawn) * s[:, None] ** 2 + drawn**2 * variance)


def _quantiles(
    means: NDArray, sds: NDArray, weight: NDArray, centre: NDArray, sd: NDArray, level: float
) -> tuple[NDArray, NDArray]:
    """Return both ends of the interval of each mixture of normal distributions."""
    from scipy.special import ndtr, ndtri

    def value(x: NDArray, rows: NDArray) -> tuple[NDArray, NDArray]:
        z = (x[:, None] - means[rows]) / sds[rows]
        return ndtr(z) @ weight, (np.exp(-0.5 * z * z) / (np.sqrt(2 * np.pi) * sds[rows])) @ weight

    def quantile(share: float) -> NDArray:
        single = means + ndtri(share) * sds
        ends = {"low": single.min(axis=1), "high": single.max(axis=1)}
        return mixture_quantile(value, share, start=centre + ndtri(share) * sd, **ends)

    return quantile((1 - level) / 2), quantile((1 + level) / 2)
