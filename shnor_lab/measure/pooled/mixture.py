"""Quantiles of mixtures of normal curves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_HALVINGS = 45


def quantile(tail: float, means: NDArray, sds: NDArray, weights: NDArray) -> NDArray:
    """Return the quantile of each mixture.

    Parameters
    ----------
    tail : float
        Probability below, 0-1.
    means, sds : ndarray, shape (M, ...)
        Normal curves, one mixture per place.
    weights : ndarray, shape (M,)
        Sum 1.
    """
    from scipy.special import ndtr, ndtri

    away = ndtri(tail) * sds
    low, high = (means + away).min(axis=0), (means + away).max(axis=0)
    if len(weights) == 1:
        return low
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2
        below = np.tensordot(weights, ndtr((middle - means) / sds), axes=1) < tail
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2
