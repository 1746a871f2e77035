"""Who would enter the list and who would leave it, were one rule replaced by another."""

from __future__ import annotations

import pandas as pd

from ...identify.movement import transitions
from .answers import side_by_side


def replaced(decisions: pd.DataFrame, old: str, new: str) -> pd.DataFrame:
    """Return the schools whose listing hangs on which of two rules is used.

    Parameters
    ----------
    decisions : DataFrame
        As `identify.decide.decide_all` gives it; a slice of schools gives the answer for a municipality.
    old, new : str
        Keys of the rules.

    Returns
    -------
    DataFrame
        One row per school: ``school_id``; ``change``: enter (the new rule lists it, the old one does not), exit,
        unknown (one lists it, the other has no answer); ``before``, ``now`` (boolean, NA = no answer);
        ``reason_before``, ``reason_now``: the words of either rule. Sorted by change, then school.

    Raises
    ------
    RuleError
        The rules are one and the same, or a rule has no decisions.
    """
    side_by_side(decisions, (old, new))
    before, now = (decisions[decisions["rule"] == rule].set_index("school_id") for rule in (old, new))
    moved = transitions(now.reset_index(), before.reset_index())
    listed = moved["before"].fillna(False).astype(bool) | moved["now"].fillna(False).astype(bool)
    moved = moved[moved["movement"].isin(["enter", "exit", "unknown"]) & listed].rename(columns={"movement": "change"})
    moved = moved.assign(
        change=moved["change"].cat.set_categories(["enter", "exit", "unknown"]),
        reason_before=moved["school_id"].map(before["reason"]).astype("str"),
        reason_now=moved["school_id"].map(now["reason"]).astype("str"),
    )
    columns = ["school_id", "change", "before", "now", "reason_before", "reason_now"]
    return moved.sort_values(["change", "school_id"], ignore_index=True)[columns]
