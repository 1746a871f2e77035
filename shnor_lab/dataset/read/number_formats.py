"""What the format of a spreadsheet's cell makes of its number: a date, a duration, a per cent."""

from __future__ import annotations

import datetime as dt
import re

from .printed import Percent

_BUILT_IN = {
    9: "percent", 10: "percent", 14: "date", 15: "date", 16: "date", 17: "date", 18: "date", 19: "date", 20: "date",
    21: "date", 22: "date", 45: "date", 46: "duration", 47: "date",
}  # fmt: skip
_SAID_ONLY = re.compile(r'"[^"]*"?|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.I)
_DATE = re.compile(r"[dmyhs]", re.I)
_DAY = dt.timedelta(days=1)
_MILLISECONDS = 86_400_000


def kind_of(number: int, code: str | None) -> str:
    """Return "date", "duration", "percent" or "" for a format by its number and its code, None where built in.

    Examples
    --------
    >>> kind_of(164, "dd.mm.yyyy"), kind_of(164, '0.0"%"'), kind_of(164, "0.0%"), kind_of(9, None)
    ('date', '', 'percent', 'percent')
    """
    if code is None:
        return _BUILT_IN.get(number, "")
    bare = _SAID_ONLY.sub("", code).split(";")[0]
    if _ELAPSED.search(bare):
        return "duration"
    bare = re.sub(r"\[[^\]]*\]", "", bare)
    if "%" in bare:
        return "percent"
    return "date" if bare.lower() != "general" and _DATE.search(bare) else ""


def value_of(number: float, kind: str, since_1904: bool) -> object:
    """Return the number of a cell as its format shows it; one that is no date stays a number."""
    if kind == "percent":
        return Percent(number)
    moment = dt.timedelta(milliseconds=round(number * _MILLISECONDS))
    if kind == "duration":
        return moment
    if number < 1:
        return (dt.datetime.min + moment).time() if number >= 0 else number
    start = dt.datetime(1904, 1, 1) if since_1904 else dt.datetime(1899, 12, 30 if number >= 60 else 31)
    try:
        date = start + moment
    except OverflowError:
        return number
    return date.date() if not moment % _DAY else date
