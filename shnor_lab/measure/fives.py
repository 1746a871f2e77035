"""A chance as it is printed, so that words and cuts beside it never disagree with it."""

from __future__ import annotations

import math
from typing import Literal


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


def of_hundred(chance: float) -> tuple[Literal["fewer", "about", "more"], int]:
    """Return a chance as it is said out of 100: rounded to five, below 5 and above 95 only as fewer and more.

    Parameters
    ----------
    chance : float
        0-1.

    Examples
    --------
    >>> of_hundred(0.41), of_hundred(0.01), of_hundred(0.999)
    (('about', 40), ('fewer', 5), ('more', 95))
    """
    if chance < 0.05:
        return "fewer", 5
    if chance > 0.95:
        return "more", 95
    return "about", fives(chance)
