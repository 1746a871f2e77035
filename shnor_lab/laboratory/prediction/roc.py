"""How well a score puts schools in order: the ROC curve and the area under it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_AT_ONCE = 2_000_000


def roc_curve(score: NDArray, outcome: NDArray) -> pd.DataFrame:
    """Return the ROC curve of a score.

    Parameters
    ----------
    score : ndarray
        Higher = more likely; no NaN.
    outcome : ndarray of bool
        Of the same schools; both values must occur.

    Returns
    -------
    DataFrame
        From (0, 0) to (1, 1), one row per distinct score: ``score`` (least score listed; inf in the first row),
        ``listed`` (schools), ``false_share`` (of the schools without the outcome), ``true_share`` (of those with it).

    Examples
    --------
    >>> roc_curve(np.array([3.0, 2.0, 1.0]), np.array([True, False, True]))["true_share"].tolist()
    [0.0, 0.5, 0.5, 1.0]
    """
    values, place = np.unique(-np.asarray(score, dtype="float64"), return_inverse=True)
    yes, no = (np.bincount(place[outcome == which], minlength=len(values)).cumsum() for which in (True, False))
    return pd.DataFrame(
        {
            "score": np.concatenate([[np.inf], -values]),
            "listed": np.concatenate([[0], yes + no]),
            "false_share": np.concatenate([[0.0], no / no[-1]]),
            "true_share": np.concatenate([[0.0], yes / yes[-1]]),
        }
    )


def area(score: NDArray, outcome: NDArray) -> float:
    """Return the area under the ROC curve: chance that a school with the outcome scores above one without, ties half.

    Examples
    --------
    >>> area(np.array([3.0, 2.0, 1.0]), np.array([True, False, False]))
    1.0
    """
    weight = np.ones((1, len(score)))
    return float(_areas(score, weight * outcome, weight * ~outcome)[0])


def area_drawn(score: NDArray, outcome: NDArray, *, draws: int, seed: int) -> NDArray:
    """Return areas of bootstrapped regions, schools with and without the outcome drawn apart; shape (draws,)."""
    rng = np.random.default_rng(seed)
    sides = [np.asarray(score, dtype="float64")[which] for which in (outcome, ~outcome)]
    beaten = np.less.outer(sides[1], sides[0]) + 0.5 * np.equal.outer(sides[1], sides[0])
    found = []
    for count in _chunks(draws, len(score)):
        yes, no = (rng.multinomial(len(side), np.full(len(side), 1 / len(side)), size=count) for side in sides)
        found.append((yes * (no @ beaten)).sum(axis=1) / (len(sides[0]) * len(sides[1])))
    return np.concatenate(found)


def area_reshuffled(score: NDArray, outcome: NDArray) -> NDArray:
    """Return the area for each row of outcomes, shape (draws, schools) -> (draws,)."""
    from scipy.stats import rankdata

    yes = outcome.sum(axis=1)
    beaten = outcome @ rankdata(score) - yes * (yes + 1) / 2
    return beaten / (yes * (outcome.shape[1] - yes))


def _chunks(draws: int, schools: int) -> list[int]:
    size = max(1, min(draws, _AT_ONCE // max(schools, 1)))
    return [min(size, draws - start) for start in range(0, draws, size)]


def _areas(score: NDArray, yes: NDArray, no: NDArray) -> NDArray:
    """Return weighted areas; weights of shape (draws, schools)."""
    order = np.argsort(score, kind="stable")
    first = np.flatnonzero(np.diff(score[order], prepend=-np.inf) > 0)
    above, below = (np.add.reduceat(side[:, order], first, axis=1) for side in (yes, no))
    beaten = np.cumsum(below, axis=1) - below / 2
    return (above * beaten).sum(axis=1) / (above.sum(axis=1) * below.sum(axis=1))
