"""What the counts of one cell say of its level, as the normal factor of expectation propagation."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

_NODES = 9
_WIDER = 1.2


@cache
def _hermite() -> tuple[NDArray, NDArray]:
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    return nodes, np.log(weights / np.sqrt(2 * np.pi)) + nodes**2 / 2


def first(k: NDArray, n: NDArray) -> tuple[NDArray, NDArray]:
    """Return a start: precision and precision-weighted mean of the level that each count points to."""
    from scipy.special import ndtri

    share = (k + 0.5) / (n + 1)
    level = -ndtri(share)
    precision = n * np.exp(-(level**2)) / (2 * np.pi) / (share * (1 - share))
    return precision, precision * level


def moments(
    k: NDArray, n: NDArray, mean: NDArray, variance: NDArray, *, centre: NDArray, scale: NDArray
) -> tuple[NDArray, NDArray, NDArray]:
    """Return log mass, mean and variance of ``Φ(-q)^k Φ(q)^(n-k) N(q; mean, variance)``, element by element.

    Parameters
    ----------
    k, n, mean, variance : ndarray, shape (S, C)
    centre, scale : ndarray
        Where the product is thought to lie; the quadrature is laid there.

    Notes
    -----
    Gauss-Hermite with 9 nodes around ``centre``, stretched by a fifth.
    """
    from scipy.special import ndtr

    nodes, log_weights = _hermite()
    wide = _WIDER * scale
    log = np.empty((len(nodes), *k.shape))
    place = np.empty_like(log)
    passed = n - k
    for j, (node, weight) in enumerate(zip(nodes, log_weights, strict=True)):
        q = centre + wide * node
        place[j] = q
        low = np.clip(ndtr(-q), 1e-300, 1 - 1e-16)
        log[j] = k * np.log(low) + passed * np.log1p(-low) - (q - mean) ** 2 / (2 * variance) + weight
    top = log.max(axis=0)
    np.subtract(log, top, out=log)
    np.exp(log, out=log)
    total = log.sum(axis=0)
    average = (log * place).sum(axis=0) / total
    spread = (log * (place - average) ** 2).sum(axis=0) / total
    return np.log(total) + top + np.log(wide) - 0.5 * np.log(variance), average, spread
