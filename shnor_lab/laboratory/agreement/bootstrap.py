"""Intervals of figures about lists: schools drawn anew, the rules and their lists held fixed.

The data are a census, so the interval does not speak of schools that were not asked. It says how far the figure hangs
on which schools the region happens to have: another set of schools of the same kind, the same rules. Resampling makes
sense for a region only, never for one municipality: it has too few schools, and they do not stand for others.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

FEWEST_SCHOOLS = 60
FEWEST_LISTED = 10
"""Schools compared, and schools listed by each rule, below which lists are neither compared nor judged (ours)."""

DRAWS = 10_000
"""Of fewer, a handful of draws would be the ends of forty intervals that hold together."""

LEVEL = 0.95

_BLOCK = 4_000_000


def enough(answers: np.ndarray) -> bool:
    """Return whether an interval may be given: 60 schools compared, and 10 of them listed by each rule.

    ``answers``: shape (schools, rules), 1 listed, 0 not, NaN no answer; schools with two answers or more count.
    """
    compared = answers[(~np.isnan(answers)).sum(axis=1) >= 2]
    return len(compared) >= FEWEST_SCHOOLS and bool(((compared == 1).sum(axis=0) >= FEWEST_LISTED).all())


def redrawn(
    answers: np.ndarray,
    measure: Callable[[np.ndarray, np.ndarray], np.ndarray],
    *,
    seed: int,
    draws: int = DRAWS,
) -> np.ndarray:
    """Return coefficients of schools drawn anew with replacement, shape (draws, coefficients).

    Parameters
    ----------
    answers : ndarray
        Shape (schools, rules), 1, 0 or NaN; or whole numbers from 0 on that name a cell of a table.
    measure : callable
        Distinct rows of the answers, shape (patterns, rules), and how many schools of a draw have each, shape (draws,
        patterns) -> coefficients, shape (draws, coefficients).

    Notes
    -----
    Drawing schools is drawing their rows from a multinomial, so no school is touched one by one; it is done in blocks
    that stay small.
    """
    codes, counts = np.unique(np.nan_to_num(answers, nan=-1).astype("int16"), axis=0, return_counts=True)
    patterns, chances = np.where(codes < 0, np.nan, codes), counts / len(answers)
    random, block = np.random.default_rng(seed), max(1, _BLOCK // len(counts))
    sizes = [min(block, draws - begun) for begun in range(0, draws, block)]
    drawn = (random.multinomial(len(answers), chances, size=size) for size in sizes)
    return np.vstack([measure(patterns, weights.astype("float64")) for weights in drawn])


def simultaneous(drawn: np.ndarray, *, level: float = LEVEL) -> tuple[np.ndarray, np.ndarray]:
    """Return percentile intervals that hold together: all of them at once in ``level`` of the draws.

    Parameters
    ----------
    drawn : ndarray
        Shape (draws, coefficients) from the same draws; a draw with a coefficient that is not defined is left out.
    level : float
        Part of the draws that all intervals hold, 0-1.

    Returns
    -------
    low, high : ndarray
        Shape (coefficients,). Of one coefficient it is the ordinary percentile interval. NaN without draws.

    Notes
    -----
    Balanced simultaneous sets (Beran 1988): every coefficient keeps the same share of draws outside, chosen so that
    at most ``1 - level`` of the draws leave any of the intervals. Ends are draws themselves and belong to the interval,
    so that a figure with few possible values does not lose the outermost one that chance allows.
    """
    kept = drawn[np.isfinite(drawn).all(axis=1)]
    if not len(kept) or not drawn.shape[1]:
        return np.full(drawn.shape[1], np.nan), np.full(drawn.shape[1], np.nan)
    ordered = np.sort(kept, axis=0)
    nearest = np.ones(len(kept))
    for place in range(kept.shape[1]):
        below = np.searchsorted(ordered[:, place], kept[:, place], side="right") / len(kept)
        above = 1 - np.searchsorted(ordered[:, place], kept[:, place], side="left") / len(kept)
        nearest = np.minimum(nearest, np.minimum(below, above))
    tail = float(np.quantile(nearest, 1 - level))
    low, high = np.quantile(kept, tail, axis=0, method="lower"), np.quantile(kept, 1 - tail, axis=0, method="higher")
    return low, high
