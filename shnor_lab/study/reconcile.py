"""The order beside the rule: where they differ, why that may be, and what to do next."""

from __future__ import annotations

import pandas as pd

from .identification import CELLS, RULE_TABLES, SENSITIVITY, answers
from .region import Result
from .study import Study

CAUSES = ("unanswered", "setting", "edition", "small", "unseen")
"""Likely causes of a difference, from the surest: a procedure is missing, another setting gives the order's answer,
the results of the year before do, a small number decides, nothing in the delivered data explains it."""

SMALL = 10
"""Participants below which one pupil moves the share by ten points or more."""

WATCH = 0.5
"""Chance of being listed by the same exams repeated from which a school that is not listed is watched (ours)."""

STEPS = ("ask", "order", "compare", "check", "support", "watch")
"""Next steps: ask for data, ask for the approved list, reconcile with it, check small counts first, prepare support,
watch."""


def _reconcile(study: Study) -> pd.DataFrame:
    """Return the schools that the order or the rule lists, or for which the rule has no answer beside a «yes».

    One row per school: columns of ``answers`` plus ``agrees`` (boolean, NA when either is unknown), ``cause`` (one of
    ``CAUSES``, "" when they agree or no order was delivered) and ``options`` (settings under which they would agree).
    """
    table = answers(study)
    known = table["official"].fillna(False).astype(bool) | table["listed"].fillna(False).astype(bool)
    table = table[known].reset_index(drop=True)
    table["agrees"] = (table["official"] == table["listed"]).astype("boolean")
    options = _options(study)
    small = _small(study)
    found = [_cause(row, options, small) for row in table.itertuples()]
    return table.assign(
        cause=[cause for cause, _settings in found],
        options=["; ".join(settings) for _cause, settings in found],
    )


def _actions(study: Study) -> pd.DataFrame:
    """Return the next step for every school that needs one.

    One row per school: columns of ``answers`` plus ``step`` (one of ``STEPS``) and ``cause`` of ``RECONCILED``.
    """
    table = answers(study)
    cause = RECONCILED.of(study).set_index("school_id")["cause"]
    table["cause"] = table["school_id"].map(cause).fillna("")
    small = _small(study)
    table["step"] = [_step(row, row.school_id in small) for row in table.itertuples()]
    return table[table["step"] != ""].reset_index(drop=True)


RECONCILED = Result("reconciled", RULE_TABLES, _reconcile, needs=("results",))
ACTIONS = Result("actions", RULE_TABLES, _actions, needs=("results",))


def _cause(row, options: dict[tuple[str, str], list[str]], small: set[str]) -> tuple[str, list[str]]:
    if pd.isna(row.official) or (not pd.isna(row.listed) and row.official == row.listed):
        return "", []
    if pd.isna(row.listed):
        return "unanswered", []
    settings = options.get((row.school_id, "enter" if row.official else "leave"), [])
    if settings:
        return "setting", settings
    if not pd.isna(row.before) and row.before == row.official:
        return "edition", []
    return ("small" if row.school_id in small else "unseen"), []


def _step(row, small: bool) -> str:
    order, rule = (None if pd.isna(value) else bool(value) for value in (row.official, row.listed))
    if rule is None:
        return "ask"
    if order is not None and order != rule:
        return "compare"
    if rule and order is None:
        return "order"
    if rule:
        return "check" if small else "support"
    return "watch" if not pd.isna(row.p_listed) and row.p_listed >= WATCH else ""


def _options(study: Study) -> dict[tuple[str, str], list[str]]:
    table = SENSITIVITY.of(study)
    found: dict[tuple[str, str], list[str]] = {}
    for row in table.itertuples():
        if row.school_id and row.change in ("enter", "leave"):
            found.setdefault((row.school_id, row.change), []).append(f"{row.setting}={row.option}")
    return found


def _small(study: Study) -> set[str]:
    cells = CELLS.of(study)
    few = cells["low"].astype(bool) & (cells["n"] < SMALL).fillna(False)
    return set(cells.loc[few, "school_id"])
