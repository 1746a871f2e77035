"""Coefficients of agreement in words: the number with its interval, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language import text as _
from ...present.numbers import absent, number


def coefficient(row: Mapping[str, Any], name: str) -> str:
    """Return a coefficient with its interval, or the words of the state of the row.

    Parameters
    ----------
    row : mapping
        A row of ``laboratory.agreement.pairs`` (``name`` cohen or ac1, bounds ``<name>_low``, ``<name>_high``) or of
        ``laboratory.agreement.joint`` (``name`` value, bounds ``low``, ``high``); ``state``.
    """
    if absent(row[name]):
        return state(str(row["state"]))
    bounds = interval(row, name)
    return f"{number(row[name], 2)} ({bounds or state(str(row['state']))})"


def interval(row: Mapping[str, Any], name: str) -> str:
    """Return the bounds of a coefficient; empty where there are none."""
    low, high = (row["low"], row["high"]) if name == "value" else (row[f"{name}_low"], row[f"{name}_high"])
    if absent(low):
        return ""
    bounds = {"low": number(low, 2), "high": number(high, 2)}
    return _("from {low} to {high}", **bounds) if low < 0 else "{low}–{high}".format(**bounds)


def state(code: str) -> str:
    """Return what could be computed of a pair of rules, or of all together."""
    return {
        "compared": _("value and interval"),
        "too_few": _("too few schools for an interval"),
        "extreme": _("no interval: nothing in common, or all"),
        "empty": _("a list without schools"),
        "alike": _("a list of all schools"),
        "not_ordering": _("a score does not order schools"),
        "ties": _("too many equal scores"),
        "undefined": _("cannot be computed"),
        "too_few_rules": _("fewer than two rules can be compared"),
    }[code]
