"""Pupils of one class with the same answers throughout, where answers of pupils are at hand.

Called by no page yet: for the signs of the data passport, once a table of answers to tasks can be delivered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .gate import answers, usable
from .spread import widened

if TYPE_CHECKING:
    import pandas as pd


def equal_answers(pupils: pd.DataFrame) -> pd.DataFrame:
    """Return how unusually many pairs of pupils answered all tasks alike, one row per class.

    Parameters
    ----------
    pupils : DataFrame
        One row per pupil of the region in one paper: ``class`` (a name unique over schools), ``score``, ``answers``
        (one text for all tasks). It is not kept anywhere.

    Returns
    -------
    DataFrame
        ``class`` and the columns of `gate.answers`, classes in sorted order; ``n`` pupils, ``value`` the share of equal
        pairs among all pairs of the class, ``region`` the share expected, 0-1, ``p`` one-sided.

    Notes
    -----
    Equal answers are likelier at some scores (all right, all wrong), so a pair is expected to be equal as often as two
    pupils of different classes with the same score are in the region. The number of equal pairs is compared with a
    Poisson distribution of the expected number and widened by what classes of the region show (`spread.widened`).

    References
    ----------
    Angoff (1974), The development of statistical indices for detecting cheaters, JASA 69:44-49.
    """
    from scipy.special import pdtr, pdtrc

    size = pupils.groupby("class").size()
    alike = _pairs(pupils, ["class", "score", "answers"])
    same_score = _pairs(pupils, ["class", "score"])
    elsewhere_alike = _pairs(pupils, ["score", "answers"]).groupby("score").sum() - alike.groupby("score").sum()
    elsewhere = _pairs(pupils, ["score"]) - same_score.groupby("score").sum()
    rate = (elsewhere_alike / elsewhere.where(elsewhere > 0)).fillna(0.0)
    expected = (same_score * rate.reindex(same_score.index, level="score")).groupby("class").sum()
    found = alike.groupby("class").sum().reindex(size.index).to_numpy()
    wanted = expected.reindex(size.index).to_numpy()
    n = size.to_numpy(dtype="float64")
    known = np.ones(len(n), dtype=bool)
    ran = usable(n, known)
    p = np.full(len(n), np.nan)
    if ran.any():
        k, mean = found[ran], np.maximum(wanted[ran], 1e-9)
        atleast = np.where(k > 0, pdtrc(np.maximum(k - 1, 0), mean), 1.0)
        p[ran] = widened(atleast, 1 - (pdtr(k, mean) + np.where(k > 0, pdtr(np.maximum(k - 1, 0), mean), 0.0)) / 2)
    pairs = np.maximum(n * (n - 1) / 2, 1.0)
    result = answers(n, known, value=found / pairs, region=wanted / pairs, p=p)
    result.insert(0, "class", size.index)
    return result


def _pairs(pupils: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return the number of pairs of pupils that agree in the keys, by the keys."""
    count = pupils.groupby(keys).size()
    return count * (count - 1) / 2
