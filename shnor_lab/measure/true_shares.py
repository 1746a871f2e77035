"""True shares of low results behind the counts of one procedure and year, with all of their uncertainty.

Called by no page yet: for regions too small for the pooled model, where the likeliest prior covers too little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .beta_likelihood import counted
from .beta_posterior import beta_mixtures

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST_IN_GROUP = 10
"""Schools with participants that a group needs for a mean of its own."""


def true_shares(
    k: ArrayLike, n: ArrayLike, *, by: ArrayLike | None = None, threshold: float | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Return what the true shares of schools may be, learnt from all schools of the region together.

    Parameters
    ----------
    k, n : array-like
        Low results and participants of one procedure and year, one pair per school; nulls allowed.
    by : array-like, optional
        Group of each school (stage, settlement): every group with `LEAST_IN_GROUP` schools is drawn to a mean of its
        own, all smaller ones and schools without a group to one mean in common; the spread around the means is shared.
    threshold : float, optional
        Share, 0-1, that ``p_at_least`` asks for.
    level : float
        Chance that the interval holds the true share, 0-1.

    Returns
    -------
    DataFrame
        One row per school, index of ``k`` where it has one: ``mean``, ``low``, ``high`` (posterior mean and interval
        of equal tails, 0-1), ``p_at_least`` (chance that the true share is ``threshold`` or more; NaN without one) and
        ``state``: fitted; all_zero, all_low (nobody or everybody of the region), not_identified (one participant in
        each school), one_school: answered too, but the region teaches little and the prior much; no_data (no
        participants or no count: NaN).

    Raises
    ------
    ValueError
        A count is negative or above the number of participants.

    Notes
    -----
    ``k ~ Binomial(n, share)``, ``share ~ Beta`` with a mean and a spread. The posterior is averaged over both (see
    `beta_posterior.beta_mixtures` for their prior), so intervals stay honest where a region has few schools. The true
    share is that of the process behind this one year: what the same school would show if very many such classes sat
    these papers. It is no statement about other years.

    References
    ----------
    Gelman et al., Bayesian Data Analysis, 3rd ed., section 5.3; Kass, Steffey (1989), JASA 84:717-726.

    Examples
    --------
    >>> found = true_shares([0, 5, 1, 8, 2], [10, 10, 10, 10, 10], threshold=0.3)
    >>> found[["mean", "p_at_least"]].round(1).loc[3].to_dict()
    {'mean': 0.7, 'p_at_least': 1.0}
    """
    counts, sizes, known = counted(k, n)
    columns = ["mean", "low", "high", "p_at_least"]
    index = k.index if isinstance(k, pd.Series) else pd.RangeIndex(len(counts))
    found = pd.DataFrame(np.nan, index=index, columns=columns)
    state = np.full(len(counts), "no_data", dtype=object)
    if known.any():
        state[known] = _state(counts[known], sizes[known])
        group = _groups(by, known)
        values = np.full((len(counts), len(columns)), np.nan)
        for number, mixture in enumerate(beta_mixtures(counts[known], sizes[known], group)):
            rows = np.flatnonzero(known)[group == number]
            asked = np.nan if threshold is None else threshold
            answer = mixture.posterior(counts[rows], sizes[rows], level=level, threshold=asked)
            values[rows] = np.stack([answer[name] for name in columns], axis=1)
        found[columns] = values
    return found.assign(state=state)


def _state(k: NDArray, n: NDArray) -> str:
    if len(k) == 1:
        return "one_school"
    if not k.any():
        return "all_zero"
    if (k == n).all():
        return "all_low"
    return "not_identified" if n.max() == 1 else "fitted"


def _groups(by: ArrayLike | None, known: NDArray) -> NDArray:
    """Return numbers of groups from 0 for the known schools, the small ones and the nameless together as the last."""
    if by is None:
        return np.zeros(int(known.sum()), dtype="int64")
    label, _names = pd.factorize(pd.Series(by).array[known])
    large = np.bincount(label[label >= 0], minlength=1) >= LEAST_IN_GROUP
    number = np.where(large, large.cumsum() - 1, large.sum())
    return np.where(label < 0, large.sum(), number[label])
