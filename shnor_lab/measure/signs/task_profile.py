"""Easy tasks below the region and hard tasks above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .gate import answers, usable
from .spread import widened

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

TASKS_MIN = 8
"""Fewest tasks of a school for which a correlation is taken."""


def task_profile(points: ArrayLike, most: ArrayLike, n: ArrayLike) -> pd.DataFrame:
    """Return how much the profile of every school is turned over, one row per school.

    Parameters
    ----------
    points : array-like, shape (schools, tasks)
        Sum of points of the school's participants in each task of one paper; a null, or more than possible, is left
        out.
    most : array-like, shape (tasks,)
        Greatest points of a task.
    n : array-like, shape (schools,)
        Participants.

    Returns
    -------
    DataFrame
        Columns of `gate.answers`; ``value`` Spearman's correlation, over tasks, of (school - region) with difficulty,
        -1 to 1, ``region`` the median school, ``p`` one-sided (positive is turned over). A school with fewer than
        ``TASKS_MIN`` tasks is not_delivered.

    Notes
    -----
    Success is compared on the logit scale with half a point added on either side: a school that is better in every
    task by the same step shows no correlation there, while on the scale of shares it would. Difficulty is minus the
    region's logit. ``z = artanh(rho) sqrt((tasks - 3) / 1.06)`` less the region's median, widened by what schools of
    the region show (`spread.widened`): teachers stress topics, and hard tasks tell good schools apart better.

    References
    ----------
    Fieller, Hartley, Pearson (1957), Biometrika 44:470-481 (variance of the z of Spearman's correlation).
    """
    from scipy.special import ndtr

    points, n = np.asarray(points, dtype="float64"), np.asarray(n, dtype="float64")
    most = np.broadcast_to(np.asarray(most, dtype="float64"), points.shape)
    full = n[:, None] * most
    points = np.where(points <= full, points, np.nan)
    tasks = (~np.isnan(points)).sum(axis=1)
    known = tasks >= TASKS_MIN
    ran = usable(n, known)
    rho, p = np.full(len(n), np.nan), np.full(len(n), np.nan)
    middle = np.nan
    if ran.any():
        full = np.where(np.isnan(points), np.nan, full)
        region = _logit(np.nansum(points, axis=0), np.nansum(full, axis=0))
        away = (_logit(points, full) - region)[ran]
        rho[ran] = _rank_correlation(away, np.where(np.isnan(away), np.nan, -region))
        z = np.arctanh(np.clip(rho[ran], -0.999999, 0.999999)) * np.sqrt((tasks[ran] - 3) / 1.06)
        middle = float(np.median(rho[ran]))
        chance = ndtr(-(z - np.median(z)))
        p[ran] = widened(chance, chance)
    return answers(n, known, value=rho, region=np.full(len(n), middle), p=p)


def _logit(points: NDArray, full: NDArray) -> NDArray:
    return np.log((points + 0.5) / (full - points + 0.5))


def _rank_correlation(one: NDArray, other: NDArray) -> NDArray:
    """Return Spearman's correlation of two arrays row by row; both have nulls at the same places."""
    from scipy.stats import rankdata

    first, second = (rankdata(part, axis=1, nan_policy="omit") for part in (one, other))
    first, second = (part - np.nanmean(part, axis=1, keepdims=True) for part in (first, second))
    product = np.nansum(first * second, axis=1)
    length = np.sqrt(np.nansum(first**2, axis=1) * np.nansum(second**2, axis=1))
    return np.divide(product, length, out=np.zeros_like(product), where=length > 0)
