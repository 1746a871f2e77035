"""A chance as it is printed, so that words and cuts beside it never disagree with it."""

from __future__ import annotations

import math


def fives(chance: float) -> int:
    """Return a chance as a number out of 100, rounded half up to five.

    Parameters
    ----------
    chance : float
        0-1.

    Examples
    --------
    >>> fives(0.41), fives(0.79), fives(0.774)
    (40, 80, 75)
    """
    return 5 * math.floor(20 * chance + 0.5)
