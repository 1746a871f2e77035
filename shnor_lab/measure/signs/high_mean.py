"""A mean far above what schools of the region show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .gate import answers, usable
from .spread import between_variance, tail_against_region

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray


def high_mean(mean: ArrayLike, n: ArrayLike, *, within: ArrayLike | None = None) -> pd.DataFrame:
    """Return how unusually high the mean of every school is, one row per school.

    Parameters
    ----------
    mean, n : array-like
        Mean result of a school in one procedure and year, and participants.
    within : array-like, optional
        Variance of pupils within each school; without it one variance for all is read from how the spread of means
        falls with size.

    Returns
    -------
    DataFrame
        Columns of `gate.answers`; ``value`` the mean, ``region`` the mean of schools, ``p`` one-sided.

    Notes
    -----
    ``z = (mean - region) / sqrt(tau2 + sigma2 / n)`` with the between-school variance ``tau2`` of
    `spread.between_variance`: a plain standard error would flag every large good school. ``sigma2`` is the mean of
    ``within`` weighted by participants. Schools differ lawfully too: a school with selected pupils stands out here
    without anything amiss.
    """
    mean, n = np.asarray(mean, dtype="float64"), np.asarray(n, dtype="float64")
    known = ~np.isnan(mean)
    ran = usable(n, known)
    region, p = np.full(len(n), np.nan), np.full(len(n), np.nan)
    if ran.any():
        noise = _noise(mean[ran], n[ran], None if within is None else np.asarray(within, dtype="float64")[ran])
        centre, tau2 = between_variance(mean[ran], noise)
        region[ran] = centre
        p[ran] = tail_against_region((mean[ran] - centre) / np.sqrt(tau2 + noise), upper=True)
    return answers(n, known, value=mean, region=region, p=p)


def _noise(mean: NDArray, n: NDArray, within: NDArray | None) -> NDArray:
    """Return the sampling variance of every mean, above 0."""
    if within is not None and not np.isnan(within).all():
        known = ~np.isnan(within)
        sigma2 = float((n[known] * within[known]).sum() / n[known].sum())
    else:
        squares, steps = (mean - mean.mean()) ** 2, 1 / n - np.mean(1 / n)
        sigma2 = max(float((steps * squares).sum() / max((steps**2).sum(), 1e-12)), 0.0)
    return np.maximum(sigma2 / n, 1e-12)
