"""How numbers, shares, chances, years and dates are printed.

Shares come in as 0-1 and leave as per cent; an absent value is printed as ``NOTHING``, never as zero.
"""

from __future__ import annotations

import datetime
import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .. import language
from ..language import text as _

Cell = Any
"""A scalar of a frame: a number, None, NaN or NA."""

NOTHING = "—"
"""Printed where there is no value and no state is known."""

PERCENT_FROM = 10
"""Fewest participants for which a share is printed as per cent."""

DECIMAL_FROM = 100
"""Fewest participants for which a per cent is printed with one decimal."""


def absent(value: object) -> bool:
    """Return whether a scalar is None, NaN or NA.

    Examples
    --------
    >>> absent(None), absent(float("nan")), absent(0)
    (True, True, False)
    """
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:
        return True


def number(value: Cell, decimals: int = 0) -> str:
    """Return a number in the language in use: decimal comma and grouped thousands in Russian.

    Parameters
    ----------
    value : number or None
        Rounded half up, as school arithmetic does.
    decimals : int
        Places after the comma.

    Examples
    --------
    >>> language.use("ru")
    >>> number(12.5), number(0.71, 2), number(-4)
    ('13', '0,71', '−4')
    """
    if absent(value):
        return NOTHING
    return _printed(_rounded(value, decimals))


def counted(k: Cell, n: Cell) -> str:
    """Return ``3 из 8``; without participants or counts, the words for it.

    Parameters
    ----------
    k, n : int or None
        Count below the threshold and participants.
    """
    if absent(n):
        return NOTHING
    if n == 0:
        return _("no participants")
    if absent(k):
        return _("of {n}: not delivered", n=number(n))
    return _("{k} of {n}", k=number(k), n=number(n))


def percent(share: Cell, n: Cell) -> str:
    """Return a share as per cent, or an empty text when ``n`` is below ten.

    Parameters
    ----------
    share : float or None
        0-1.
    n : int or None
        Participants; whole per cent below 100, one decimal from 100 on.

    Examples
    --------
    >>> language.use("ru")
    >>> percent(5 / 12, 12), percent(3 / 8, 8), percent(45 / 200, 200)
    ('42 %', '', '22,5 %')
    """
    if absent(share) or absent(n) or n < PERCENT_FROM:
        return ""
    return _("{value}%", value=_hundredths(share, _places(n)))


def interval(low: Cell, high: Cell, n: Cell) -> str:
    """Return the bounds of a share in per cent, ``19–68``; empty when ``n`` is below ten.

    Parameters
    ----------
    low, high : float or None
        0-1; bounds of a difference may be negative and are then printed as «от −9 до 17».
    n : int or None
        Participants behind the share.
    """
    if absent(low) or absent(high) or absent(n) or n < PERCENT_FROM:
        return ""
    bounds = {"low": _hundredths(low, _places(n)), "high": _hundredths(high, _places(n))}
    return _("from {low} to {high}", **bounds) if low < 0 else "{low}–{high}".format(**bounds)


def share(k: Cell, n: Cell, low: Cell = None, high: Cell = None) -> str:
    """Return numerator, denominator, per cent and interval together: «5 из 12, 42 % (19–68)».

    Parameters
    ----------
    k, n : int or None
        Counted and participants; per cent and interval are left out below ten of these.
    low, high : float or None
        Bounds of the interval, 0-1; without them only the per cent stands.

    Examples
    --------
    >>> language.use("ru")
    >>> share(5, 12, 0.19, 0.68)
    '5 из 12, 42 % (19–68)'
    >>> share(3, 8, 0.14, 0.69)
    '3 из 8'
    """
    words = counted(k, n)
    if absent(k) or absent(n) or n < PERCENT_FROM:
        return words
    bounds = interval(low, high, n)
    return f"{words}, {percent(k / n, n)}" + (f" ({bounds})" if bounds else "")


def points(difference: Cell, *, signed: bool = False, decimals: int = 0) -> str:
    """Return a difference of two shares in percentage points: «−4 п.п.».

    Parameters
    ----------
    difference : float or None
        Difference of shares, -1 to 1.
    signed : bool
        Print ``+`` before a positive difference.
    decimals : int
        Places after the comma.
    """
    if absent(difference):
        return NOTHING
    value = _hundredths(difference, decimals)
    sign = "+" if signed and not value.startswith("−") and _rounded(difference * 100, decimals) else ""
    return _("{value} pp", value=sign + value)


def chance(probability: Cell) -> str:
    """Return a chance as a number out of 100 schools, rounded to five, never 0 or 100.

    Parameters
    ----------
    probability : float or None
        0-1.

    Examples
    --------
    >>> language.use("ru")
    >>> chance(0.41), chance(0.01), chance(0.999)
    ('примерно 40', 'менее 5', 'более 95')
    """
    from ..measure.fives import of_hundred

    if absent(probability):
        return NOTHING
    kind, n = of_hundred(probability)
    return {
        "fewer": _("fewer than {n}", n=n),
        "about": _("about {n}", n=n),
        "more": _("more than {n}", n=n),
    }[kind]


def chance_of_schools(probability: Cell) -> str:
    """Return «из 100 школ с такими же данными — примерно 40»."""
    if absent(probability):
        return NOTHING
    return _("out of 100 schools with the same data, {n}", n=chance(probability))


def level(value: float) -> str:
    """Return the level of the intervals, e.g. ``0.95`` -> «95 %»."""
    return _("{value}%", value=_hundredths(value, 0 if round(value * 100, 6) % 1 == 0 else 1))


def per_hundred(share: Cell) -> str:
    """Return a share, 0-1, as per cent without the sign, with the decimals that it has, four at most.

    Examples
    --------
    >>> language.use("ru")
    >>> per_hundred(0.1), per_hundred(0.125)
    ('10', '12,5')
    """
    if absent(share):
        return NOTHING
    exact = _rounded(100 * share, 4)
    return _printed(exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize())


def school_year(year: Cell) -> str:
    """Return the school year that ends in ``year``: 2023 -> «2022/23»."""
    return NOTHING if absent(year) else f"{int(year) - 1}/{int(year) % 100:02d}"


def date(day: Cell) -> str:
    """Return a day as dd.mm.yyyy.

    Parameters
    ----------
    day : date, ISO text or nothing
    """
    if absent(day) or day == "":
        return NOTHING
    return f"{iso(day):%d.%m.%Y}"


def iso(day: datetime.date | str) -> datetime.date:
    """Return a day given as a date or an ISO text."""
    if isinstance(day, str):
        return datetime.date.fromisoformat(day[:10])
    return datetime.date(day.year, day.month, day.day)


def _places(n: int) -> int:
    return 1 if n >= DECIMAL_FROM else 0


def _hundredths(share: float, decimals: int) -> str:
    exact = Decimal(repr(float(share))).scaleb(2)
    # 0.145 is stored as 0.14499…; the shortest decimal is what the counts meant
    return _printed(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _rounded(value: float, decimals: int) -> Decimal:
    if math.isinf(float(value)):
        raise ValueError("an infinite number cannot be printed")
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _printed(value: Decimal) -> str:
    from babel.numbers import format_decimal

    # zeros are asked for: 22.0 must stay as exact as 22.5
    decimals = "." + "0" * places if (places := -int(value.as_tuple().exponent)) > 0 else ""
    whole = format_decimal(abs(value), f"#,##0{decimals}", locale=language.current())
    return f"−{whole}" if value < 0 else whole
