"""Counts of marks recovered from rounded per cents, and checked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

TOLERANCE = 1.0
"""Per cents of one row may add up to 99-101; a recovered count may lie one per cent off the printed one."""


@dataclass(frozen=True)
class Recovered:
    """Counts of one row.

    Parameters
    ----------
    counts : tuple of int or None
        One per mark; None when the row contradicts itself.
    problem : str
        "", or the rule broken: percents_do_not_add_up, percent_contradicts_count, counts_do_not_add_up.
    approximate : bool
        True when the printed precision allows other counts too.
    """

    counts: tuple[int, ...] | None
    problem: str = ""
    approximate: bool = False


def recover(n: int, percents: Sequence[float], step: float) -> Recovered:
    """Return the counts behind rounded per cents: ``k = round(n * percent / 100)``, halves upward.

    Parameters
    ----------
    n : int
        Participants, at least 1.
    percents : sequence of float
        Shares of the marks in per cent, together all participants.
    step : float
        Last printed place: 1 for whole per cents, 0.1, 0.01.

    Notes
    -----
    Per cents must add up to 99-101, each count must reproduce its per cent within one, and the counts must
    add up to ``n``; missing it by no more than rounding allows makes them approximate.

    Examples
    --------
    >>> recover(3, (33, 33, 34, 0), 1).counts
    (1, 1, 1, 0)
    >>> recover(7, (10, 30, 40, 20), 1).problem
    'percent_contradicts_count'
    """
    if abs(sum(percents) - 100) > TOLERANCE + 1e-9:
        return Recovered(None, "percents_do_not_add_up")
    counts = tuple(math.floor(n * percent / 100 + 0.5 + 1e-9) for percent in percents)
    if any(abs(100 * count / n - percent) > TOLERANCE + 1e-9 for count, percent in zip(counts, percents, strict=True)):
        return Recovered(None, "percent_contradicts_count")
    half = step / 2
    least = [max(math.ceil(n * (percent - half) / 100 - 1e-9), 0) for percent in percents]
    most = [math.floor(n * (percent + half) / 100 + 1e-9) for percent in percents]
    if sum(counts) != n and not sum(least) <= n <= sum(most):
        return Recovered(None, "counts_do_not_add_up")
    open_ended = any(high > low for low, high in zip(least, most, strict=True))
    return Recovered(counts, approximate=sum(counts) != n or open_ended)


def step_of(percents: Sequence[float]) -> float:
    """Return the last printed place of a sheet's per cents: 1, 0.1 or 0.01."""
    for step, places in ((1.0, 0), (0.1, 1)):
        if all(abs(percent - round(percent, places)) < 1e-9 for percent in percents):
            return step
    return 0.01
