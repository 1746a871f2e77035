"""Fifths of a region by any number, and lists of a given length by a score: here alone ties are broken by lot."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FIFTHS = 5

DECIMALS = 12
"""Decimals to which scores are compared, so that the order of adding up does not part equal ones."""


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


def ordered(score: pd.Series | NDArray, *, seed: int, rule: str = "") -> NDArray:
    """Return the places of the schools from the highest score down, NaN left out; equal scores go by lot.

    Parameters
    ----------
    score : Series or ndarray
        By ``school_id``; in an array the place stands for the school. Equal to 12 decimals is equal.
    seed : int
        Of the lots. A school keeps its lot wherever it stands and whatever other schools there are.
    rule : str
        Whose score it is: rules draw apart from each other, so that ties do not look like agreement.

    Examples
    --------
    >>> ordered(np.array([0.1, 0.9, np.nan, 0.5]), seed=1).tolist()
    [1, 3, 0]
    """
    score = pd.Series(score, dtype="float64")
    lot = pd.util.hash_array(np.array([f"{seed}/{rule}/{school}" for school in score.index], dtype=object))
    value = score.round(DECIMALS).to_numpy()
    order = np.lexsort((lot, -value))
    return order[~np.isnan(value[order])]


def of_length(score: pd.Series | NDArray, length: int, *, seed: int, rule: str = "") -> NDArray:
    """Return whether a school is among the ``length`` highest scores, bool of the shape of ``score``; NaN never is.

    Parameters
    ----------
    score
        As in `ordered`.
    length : int
        Schools on the list; fewer when fewer have a score.
    seed, rule
        As in `ordered`, which settles ties.

    Examples
    --------
    >>> of_length(np.array([0.1, 0.9, np.nan, 0.5]), 2, seed=1).tolist()
    [False, True, False, True]
    """
    chosen = np.zeros(len(score), dtype=bool)
    chosen[ordered(score, seed=seed, rule=rule)[:length]] = True
    return chosen


def greatest_part(score: pd.Series | NDArray, part: float, *, seed: int, rule: str = "") -> NDArray:
    """Return whether a school is among the highest part of the scores, bool of the shape of ``score``.

    Parameters
    ----------
    score
        As in `ordered`.
    part : float
        Of the schools with a score, 0-1; `part_of` says how many schools that is.
    seed, rule
        As in `ordered`, which settles ties.

    Examples
    --------
    >>> greatest_part(np.array([0.1, 0.9, np.nan, 0.3, 0.2]), 0.5, seed=1).tolist()
    [False, True, False, True, False]
    """
    return of_length(score, part_of(int((~np.isnan(score)).sum()), part), seed=seed, rule=rule)
