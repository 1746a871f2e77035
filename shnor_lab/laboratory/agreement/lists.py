"""The lists that are compared: each rule's own, and lists of equal length made from the scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...ground.bands import DECIMALS, of_length
from .answers import side_by_side

MOST_BY_LOT = 0.5
"""Greatest share of a list that may be drawn by lot among equal scores; above it the score does not make the list."""


@dataclass(frozen=True)
class Cut:
    """The schools with the highest scores of one rule.

    Parameters
    ----------
    listed : ndarray
        1.0 or 0.0 per school; as many ones as were asked for.
    by_lot : int
        Places that were drawn by lot among schools of equal score.
    """

    listed: np.ndarray
    by_lot: int


def lists(decisions: pd.DataFrame, rules: Sequence[str]) -> pd.DataFrame:
    """Return how long the list of each rule is and whether lists of another length can be made from its score.

    Parameters
    ----------
    decisions : DataFrame
        One row per rule and school, as from `identify.decide_all`.
    rules : sequence of str
        Keys of the rules to tell of.

    Returns
    -------
    DataFrame
        One row per rule, in the given order: ``rule``; ``schools`` (open schools); ``unknown`` (without an answer);
        ``listed``; ``orders`` (see `orders`).

    Raises
    ------
    RuleError
        As `side_by_side`.
    """
    answers, scores = side_by_side(decisions, rules)
    order = ordering(answers, scores)
    return pd.DataFrame(
        {
            "rule": pd.array(list(rules), dtype="str"),
            "schools": len(answers),
            "unknown": answers.isna().sum().to_numpy(),
            "listed": (answers == 1).sum().to_numpy(),
            "orders": [rule in order for rule in rules],
        }
    )


def ordering(answers: pd.DataFrame, scores: pd.DataFrame) -> list[str]:
    """Return the rules whose score orders schools (see `orders`), in the order of the columns of `side_by_side`."""
    return [rule for rule in answers.columns if orders(answers[rule].to_numpy(), scores[rule].to_numpy())]


def orders(listed: np.ndarray, score: np.ndarray) -> bool:
    """Return whether a score orders schools as the rule does: no school left out stands above a listed one.

    Read from what the rule did, so that a rule dropped in is judged alike. Schools without an answer are not asked;
    a school that is not listed and has no score stands below all others. False where nobody is listed, or everybody.

    Examples
    --------
    >>> orders(np.array([1.0, 0.0, 0.0]), np.array([0.5, 0.2, np.nan]))
    True
    >>> orders(np.array([1.0, 0.0]), np.array([0.2, 0.5]))
    False
    """
    yes, no = score[listed == 1], score[listed == 0]
    if not len(yes) or not len(no) or np.isnan(yes).any():
        return False
    return bool(yes.min() >= np.max(no, where=~np.isnan(no), initial=-np.inf))


def highest(score: pd.Series, k: int, *, rule: str, seed: int) -> Cut:
    """Return the list of the ``k`` highest scores of a rule, ties as in `bands.ordered`.

    Parameters
    ----------
    score : Series
        By ``school_id``; NaN stands below all others.
    k : int
        Length of the list, at most the number of schools.

    Examples
    --------
    >>> cut = highest(pd.Series([3.0, 1.0, 1.0, np.nan], index=list("abcd")), 2, rule="a", seed=1)
    >>> int(cut.listed.sum()), cut.by_lot
    (2, 1)
    """
    value = score.fillna(-np.inf).round(DECIMALS)
    listed = of_length(value, k, rule=rule, seed=seed)
    if not k:
        return Cut(listed.astype("float64"), 0)
    seats, tied = (int((among == value[listed].min()).sum()) for among in (value[listed], value))
    return Cut(listed.astype("float64"), seats if tied > seats else 0)
