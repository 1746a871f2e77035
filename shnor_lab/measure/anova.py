"""Analysis of variance of pupils in schools: correlation within schools and variance between them by moments.

Called by no page yet: for the social context, which tells how much of a result lies between schools.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class OneWay:
    """Mean squares of results of pupils in schools and what follows from them; NaN where nothing follows.

    Parameters
    ----------
    schools, pupils : int
        Numbers of them.
    between, within : float
        Mean squares between and within schools.
    size, n0 : float
        Mean number of pupils, and the number that an unbalanced design is worth: ``(N - sum n²/N) / (J - 1)``.
    icc1 : float
        ``(between - within) / (between + (size - 1) within)``: correlation of two pupils of a school.
    icc2 : float
        ``(between - within) / between``: reliability of the mean of a school of mean size.
    tau2 : float
        ``(between - within) / n0``: variance between schools by moments.

    Notes
    -----
    ``icc1``, ``icc2`` and ``tau2`` fall below 0 where schools differ less than chance makes them differ; they are not
    cut at 0, since the cut would make the mean over many regions too great.

    References
    ----------
    Shrout, Fleiss (1979), Psychological Bulletin 86:420-428; Snijders, Bosker (2012), Multilevel Analysis, section 3.3.
    """

    schools: int
    pupils: int
    between: float
    within: float
    size: float
    n0: float
    icc1: float
    icc2: float
    tau2: float


def one_way(y: ArrayLike, school: ArrayLike) -> OneWay:
    """Return the analysis of variance of ``y``, one entry per pupil; entries with a null are left out.

    With fewer than two schools, or no school with two pupils, all but the two numbers is NaN; equal results everywhere
    give mean squares of 0 and NaN for the ratios.

    Examples
    --------
    >>> round(one_way([1, 2, 3, 5, 6, 7], [1, 1, 1, 2, 2, 2]).icc2, 2)
    0.96
    """
    result = pd.Series(y).to_numpy(dtype="float64", na_value=np.nan)
    code, _names = pd.factorize(pd.Series(school))
    known = ~np.isnan(result) & (code >= 0)
    result, code = result[known], code[known]
    sizes = np.bincount(code)
    schools, pupils = int((sizes > 0).sum()), len(result)
    if schools < 2 or pupils == schools:
        return OneWay(schools, pupils, *[np.nan] * 7)
    means = np.bincount(code, result) / np.maximum(sizes, 1)
    between = float((sizes * (means - result.mean()) ** 2).sum() / (schools - 1))
    within = float(((result - means[code]) ** 2).sum() / (pupils - schools))
    size = pupils / schools
    n0 = float((pupils - (sizes.astype("float64") ** 2).sum() / pupils) / (schools - 1))
    over, whole = between - within, between + (size - 1) * within
    icc1, icc2 = (over / whole, over / between) if between > 0 else (np.nan, np.nan)
    return OneWay(schools, pupils, between, within, size, n0, icc1, icc2, over / n0)
