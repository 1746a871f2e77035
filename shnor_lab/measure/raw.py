"""What one year says of a school when nothing is borrowed: low results over those expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def raw_excess(k: ArrayLike, n: ArrayLike) -> NDArray:
    """Return low results over expected low results of one year, per school.

    Parameters
    ----------
    k, n : array-like, shape (schools, procedures)
        Low results and participants of the year; a cell with ``n = 0`` or a null count is left out.

    Returns
    -------
    ndarray, shape (schools,)
        1 = as many low results as the region's schools show on the same papers, 2 = twice as many; NaN where nothing
        was expected (no cell, or nobody low in the region).

    Notes
    -----
    ``sum_p k / sum_p n m_p`` with ``m_p`` the region's share of low results in procedure ``p``: an indirectly
    standardised ratio, as noisy as the year is.

    References
    ----------
    Breslow, Day (1987), Statistical Methods in Cancer Research II, section 2.3 (standardised ratios).

    Examples
    --------
    >>> raw_excess([[3, 0], [1, 2]], [[10, 10], [10, 30]]).round(2).tolist()
    [1.2, 0.86]
    """
    k, n = np.asarray(k, dtype="float64"), np.asarray(n, dtype="float64")
    known = (n > 0) & ~np.isnan(k)
    k, n = np.where(known, k, 0.0), np.where(known, n, 0.0)
    pupils = n.sum(axis=0)
    region = np.divide(k.sum(axis=0), pupils, out=np.zeros(k.shape[1]), where=pupils > 0)
    expected = n @ region
    return np.divide(k.sum(axis=1), expected, out=np.full(len(k), np.nan), where=expected > 0)
