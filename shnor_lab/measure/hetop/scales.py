"""Scales without the arbitrary first two cuts: members of all groups have mean 0 and standard deviation 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Scale:
    """Means and sigmas of groups in one unit.

    Parameters
    ----------
    mu, sigma : ndarray
        Per group, in the order of the counts; NaN for an empty group.
    cuts : ndarray
        Borders between categories.
    icc : float
        Share of the variance of members that lies between groups, 0-1; the bias-corrected one falls below 0 where
        groups differ less than chance alone would make them.
    """

    mu: NDArray
    sigma: NDArray
    cuts: NDArray
    icc: float


def standardised(n: NDArray, mu: NDArray, sigma: NDArray, cuts: NDArray) -> Scale:
    """Return the scale on which the members of all groups have mean 0 and variance 1.

    Parameters
    ----------
    n : ndarray
        Members per group.
    mu, sigma, cuts : ndarray
        On any scale.

    Notes
    -----
    ``p_g = n_g / N``; between ``B = sum p_g (mu_g - m)^2``, ``m = sum p_g mu_g``; within ``W = sum p_g sigma_g^2``;
    unit ``sqrt(B + W)``; ICC ``B / (B + W)``.

    References
    ----------
    Reardon, Shear, Castellano, Ho (2017), Journal of Educational and Behavioral Statistics 42:3-45.
    """
    share = n / max(n.sum(), 1)
    return _on(mu, sigma, cuts, share, _between(share, mu), float(np.nansum(share * sigma**2)))


def bias_corrected(n: NDArray, mu: NDArray, sigma: NDArray, cuts: NDArray) -> Scale:
    """Return the standardised scale with both variances freed of what estimation adds to them.

    Parameters as in `standardised`. NaN throughout where a group has a single member: the correction has no value.

    Notes
    -----
    With ``h`` the harmonic mean of ``n_g - 1``: ``W = h/(1+h) sum p_g sigma_g^2`` and ``B`` is lowered by
    ``h/(1+h) sum (1 - p_g) sigma_g^2 / N``. The correction supposes that all sigmas are estimated and all groups about
    equally large; with many small groups it takes too much away (`group_means` does without it).

    References
    ----------
    Reardon, Shear, Castellano, Ho (2017), Journal of Educational and Behavioral Statistics 42:3-45.
    """
    share, members = n / max(n.sum(), 1), n[n > 0]
    if not len(members) or (members < 2).any():
        return _on(mu, sigma, cuts, share, np.nan, np.nan)
    harmonic = len(members) / (1 / (members - 1)).sum()
    keep = harmonic / (1 + harmonic)
    noise = keep * float(np.nansum(np.where(n > 0, (1 - share) * sigma**2, 0.0))) / n.sum()
    within = keep * float(np.nansum(share * sigma**2))
    return _on(mu, sigma, cuts, share, _between(share, mu) - noise, within)


def _between(share: NDArray, mu: NDArray) -> float:
    return float(np.nansum(share * (mu - np.nansum(share * mu)) ** 2))


def _on(mu: NDArray, sigma: NDArray, cuts: NDArray, share: NDArray, between: float, within: float) -> Scale:
    """Return all on the scale with these variances; NaN where their sum is not positive."""
    whole = between + within
    unit = np.sqrt(whole) if whole > 0 else np.nan
    middle = np.nansum(share * mu)
    return Scale((mu - middle) / unit, sigma / unit, (cuts - middle) / unit, between / whole if whole > 0 else np.nan)
