"""Fifths of a region by any number, and lists of a given length by a score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FIFTHS = 5


def fifths(values: NDArray) -> NDArray:
    """Return the fifth of each value, 1 = smallest fifth, 0 where the value is NaN.

    Equal values always fall into one fifth, so that fifths of tied numbers differ in length.

    Examples
    --------
    >>> fifths(np.array([5.0, 1.0, 2.0, 3.0, 4.0, np.nan])).tolist()
    [5, 1, 2, 3, 4, 0]
    >>> fifths(np.array([7.0, 7.0])).tolist()
    [3, 3]
    """
    from scipy.stats import rankdata

    values = np.asarray(values, dtype="float64")
    known = ~np.isnan(values)
    place = np.zeros(len(values), dtype="int64")
    if known.any():
        place[known] = np.ceil(FIFTHS * (rankdata(values[known]) - 0.5) / known.sum()).astype("int64")
    return place


def part_of(schools: int, part: float) -> int:
    """Return how many of ``schools`` the ``part`` (0-1) is, rounded; at least one of any.

    Examples
    --------
    >>> part_of(318, 0.1), part_of(3, 0.1), part_of(0, 0.1)
    (32, 1, 0)
    """
    return min(schools, max(1, round(part * schools)))


def ordered(score: NDArray, *, seed: int) -> NDArray:
    """Return the places of the schools from the highest score down, NaN left out, ties in an order fixed by ``seed``.

    Examples
    --------
    >>> ordered(np.array([0.1, 0.9, np.nan, 0.5]), seed=1).tolist()
    [1, 3, 0]
    """
    score = np.asarray(score, dtype="float64")
    chance = np.random.default_rng(seed).permutation(len(score))
    order = np.lexsort((chance, -score))
    return order[~np.isnan(score[order])]


def of_length(score: NDArray, length: int, *, seed: int) -> NDArray:
    """Return whether a school is among the ``length`` highest scores, ties as in `ordered`; NaN never is.

    Examples
    --------
    >>> of_length(np.array([0.1, 0.9, np.nan, 0.5]), 2, seed=1).tolist()
    [False, True, False, True]
    """
    chosen = np.zeros(len(score), dtype=bool)
    chosen[ordered(score, seed=seed)[:length]] = True
    return chosen
