"""What the counts of a group can tell: a spread of its own, only a mean, only a direction, nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

FREE, POOLED, LOWEST, HIGHEST, EMPTY = "free", "sigma_pooled", "all_lowest", "all_highest", "empty"


def checked(counts: ArrayLike | pd.DataFrame) -> NDArray:
    """Return counts as floats, shape (groups, categories); a group with a null count counts nobody.

    Raises
    ------
    ValueError
        Fewer than three categories or a count that is negative or infinite.
    """
    table = counts if isinstance(counts, pd.DataFrame) else pd.DataFrame(np.asarray(counts))
    found = table.to_numpy(dtype="float64", na_value=np.nan, copy=True)
    if found.shape[1] < 3:
        raise ValueError("counts need one row per group and at least three ordered categories")
    found[np.isnan(found).any(axis=1)] = 0.0
    if (found < 0).any() or np.isinf(found).any():
        raise ValueError("a count must be finite and not negative")
    return found


def group_states(counts: NDArray, *, pooled_below: int) -> NDArray:
    """Return one word per group.

    Parameters
    ----------
    counts : ndarray
        Shape (groups, categories), from `checked`.
    pooled_below : int
        Groups with fewer members take the pooled sigma; 0: only those that use fewer than three categories.

    Returns
    -------
    ndarray of str
        free (mean and sigma of its own); sigma_pooled (mean of its own); all_lowest, all_highest (everybody in one
        outer category: no finite mean); empty.
    """
    n, used = counts.sum(axis=1), (counts > 0).sum(axis=1)
    words = np.where((used >= 3) & (n >= pooled_below), FREE, POOLED)
    words = np.where((used == 1) & (counts[:, 0] > 0), LOWEST, words)
    words = np.where((used == 1) & (counts[:, -1] > 0), HIGHEST, words)
    return np.where(n == 0, EMPTY, words)
