"""Marks of a school that hardly differ among themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .gate import answers, counted
from .mark_levels import MarkLevels, fit_mark_levels
from .spread import between_variance, tail_against_region

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike


def mark_spread(counts: ArrayLike, *, levels: MarkLevels | None = None) -> pd.DataFrame:
    """Return how unusually narrow the marks of every school are for their mean, one row per school.

    Parameters
    ----------
    counts, levels
        As in `mark_border.mark_border`.

    Returns
    -------
    DataFrame
        Columns of `gate.answers`; ``value`` the standard deviation of marks in the school, ``region`` the one expected
        of a school of this level, in marks; ``p`` one-sided (narrower).

    Notes
    -----
    ``ratio = s² / expected variance``, sampling variance ``(kurtosis - 1) / n``, both expected values from the ordered
    probit at the school's level, because a high or low mean alone narrows marks. ``z = (ratio - m) / sqrt(tau2 +
    sampling variance)`` with mean and between-school variance of `spread.between_variance`: classes differ lawfully in
    how mixed they are.
    """
    counts, n, known, ran = counted(counts)
    value, region, p = (np.full(len(n), np.nan) for _part in range(3))
    if ran.any():
        fitted = fit_mark_levels(counts) if levels is None else levels
        marks, size = np.arange(counts.shape[1]), n[ran]
        share = fitted.shares(fitted.level[ran])
        away = marks - (share @ marks)[:, None]
        expected = (share * away**2).sum(axis=1)
        noise = np.maximum((share * away**4).sum(axis=1) / expected**2 - 1, 0.05) / size
        mean = counts[ran] @ marks / size
        found = (counts[ran] * (marks - mean[:, None]) ** 2).sum(axis=1) / (size - 1)
        ratio = found / expected
        centre, tau2 = between_variance(ratio, noise)
        value[ran], region[ran] = np.sqrt(found), np.sqrt(expected)
        p[ran] = tail_against_region((ratio - centre) / np.sqrt(tau2 + noise), upper=False)
    return answers(n, known, value=value, region=region, p=p)
