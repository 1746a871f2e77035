"""Marks of a check work against the marks of the school's own journal.

Called by no page yet: for the signs of the data passport, once a table of marks of the journal can be delivered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..shrinkage import BetaPrior, beta_binomial_tail, fit_beta
from .gate import answers, usable

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray


def journal_agreement(confirmed: ArrayLike, n: ArrayLike) -> pd.DataFrame:
    """Return how unusual the share of confirmed marks is, in either direction, one row per school.

    Parameters
    ----------
    confirmed, n : array-like
        Pupils whose mark equals that of the journal, and participants, in one procedure and year.

    Returns
    -------
    DataFrame
        Columns of `gate.answers`; ``value`` the share, 0-1, ``region`` its mean over schools, ``p`` two-sided: few
        agreements mean another measure in the school, hardly any difference means marks copied from the journal.

    Notes
    -----
    True shares of schools are beta distributed (`shrinkage.fit_beta`); ``p`` is twice the smaller tail of the
    beta-binomial, so differences between schools are in it.
    """
    low, high, share, region = _tails(confirmed, n)
    return answers(n, _delivered(confirmed), value=share, region=region, p=np.minimum(2 * np.minimum(low, high), 1.0))


def journal_gaps(gaps: ArrayLike, n: ArrayLike) -> pd.DataFrame:
    """Return how unusually many marks differ from the journal by two and more, one row per school.

    Parameters
    ----------
    gaps, n : array-like
        Pupils with a difference of two marks and more, and participants.

    Returns
    -------
    DataFrame
        Columns of `gate.answers`, as in `journal_agreement`; ``p`` one-sided.
    """
    _low, high, share, region = _tails(gaps, n)
    return answers(n, _delivered(gaps), value=share, region=region, p=high)


def _delivered(k: ArrayLike) -> NDArray:
    return ~np.isnan(np.asarray(k, dtype="float64"))


def _tails(k: ArrayLike, n: ArrayLike) -> tuple[NDArray, NDArray, NDArray, float]:
    """Return both tails of every count, its share, and the mean share of the region; NaN where it does not run."""
    k, n = np.asarray(k, dtype="float64"), np.asarray(n, dtype="float64")
    ran = usable(n, ~np.isnan(k))
    low, high, share = (np.full(len(n), np.nan) for _part in range(3))
    region = np.nan
    if ran.any():
        prior = fit_beta(k[ran], n[ran])
        region = prior.mean
        size, count = n[ran].astype("int64"), k[ran].astype("int64")
        high[ran] = _atleast(size, count, prior)
        low[ran] = 1 - _atleast(size, count + 1, prior)
        share[ran] = k[ran] / n[ran]
    return np.clip(low, 0.0, 1.0), high, share, region


def _atleast(n: NDArray, need: NDArray, prior: BetaPrior) -> NDArray:
    """Return the chance of ``need`` or more among ``n`` of a school drawn from the region."""
    from scipy.special import bdtrc

    if np.isinf(prior.alpha):
        return np.where(need > 0, np.where(need > n, 0.0, bdtrc(np.clip(need - 1, 0, n), n, prior.mean)), 1.0)
    a, b = np.full(len(n), prior.alpha), np.full(len(n), prior.beta)
    return beta_binomial_tail(n, a, b, need)
