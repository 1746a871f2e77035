"""Intervals of shares: Jeffreys on pages, Wilson where validation holds the two against the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def wilson(k: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> tuple[NDArray, NDArray]:
    """Return the Wilson score interval of a share, element by element.

    Parameters
    ----------
    k, n : array-like
        Counted and participants; a null in either gives NaN.
    level : float
        Nominal coverage, 0-1.

    Returns
    -------
    tuple of ndarray
        Lower and upper bound, 0-1. ``n = 0`` gives NaN; ``k = 0`` starts at 0 and ``k = n`` ends at 1
        exactly.

    Raises
    ------
    ValueError
        A count is negative or above ``n``.

    Notes
    -----
    With ``p = k/n`` and ``z`` the normal quantile: ``(p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)``.
    The middle of this interval is no estimate of the share (0 of 3 would become 0.28) and is never used as
    one.

    References
    ----------
    Wilson (1927), JASA 22:209-212; Brown, Cai, DasGupta (2001), Statistical Science 16:101-133.

    Examples
    --------
    >>> low, high = wilson([5], [12])
    >>> [round(float(bound), 2) for bound in (low[0], high[0])]
    [0.19, 0.68]
    """
    from scipy.special import ndtri

    k, n = _counts(k, n)
    z = ndtri(0.5 + level / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = k / n
        centre = p + z * z / (2 * n)
        half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        scale = 1 + z * z / n
        low, high = (centre - half) / scale, (centre + half) / scale
    return _closed(k, n, low, high)


def jeffreys(k: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> tuple[NDArray, NDArray]:
    """Return the Jeffreys interval of a share: quantiles of Beta(k + 1/2, n - k + 1/2), element by element.

    Parameters
    ----------
    k, n : array-like
        Counted and participants; a null in either gives NaN.
    level : float
        Nominal coverage, 0-1.

    Returns
    -------
    tuple of ndarray
        Lower and upper bound, 0-1. ``n = 0`` gives NaN; ``k = 0`` starts at 0 and ``k = n`` ends at 1
        exactly.

    Raises
    ------
    ValueError
        A count is negative or above ``n``.

    References
    ----------
    Brown, Cai, DasGupta (2001), Statistical Science 16:101-133, section 4.1.

    Examples
    --------
    >>> low, high = jeffreys([0], [1])
    >>> float(low[0]), round(float(high[0]), 3)
    (0.0, 0.853)
    """
    from scipy.special import betaincinv

    k, n = _counts(k, n)
    tail = (1 - level) / 2
    low = betaincinv(k + 0.5, n - k + 0.5, tail)
    high = betaincinv(k + 0.5, n - k + 0.5, 1 - tail)
    return _closed(k, n, low, high)


def _counts(k: ArrayLike, n: ArrayLike) -> tuple[NDArray, NDArray]:
    k, n = np.broadcast_arrays(np.asarray(k, dtype="float64"), np.asarray(n, dtype="float64"))
    if np.any((k < 0) | (n < 0) | (k > n)):
        raise ValueError("a count must lie between 0 and the number of participants")
    return k, n


def _closed(k: NDArray, n: NDArray, low: NDArray, high: NDArray) -> tuple[NDArray, NDArray]:
    known = (n > 0) & ~np.isnan(k)
    low = np.where(known, np.where(k == 0, 0.0, low), np.nan)
    high = np.where(known, np.where(k == n, 1.0, high), np.nan)
    return low, high
