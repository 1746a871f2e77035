"""The order beside the rule: where they differ, why that may be, and what to do next."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..measure.fives import fives
from ..remarks import Remark, phrases, setting_of
from .certainty import certainty
from .edition import EDITION, YEARS_OF_LIST
from .given import Given
from .identification import CELLS, DECISIONS, DECISIONS_BEFORE, SENSITIVITY, answers, outside
from .result import Result

CAUSES = ("outside", "unanswered", "setting", "edition", "small", "unseen")
"""Likely causes of a difference, from the surest: the rule does not apply to the school, a procedure is missing,
another setting gives the order's answer, the results of the year before do, a small number decides, nothing in the
delivered data explains it."""

SMALL = 10
"""Participants below which one pupil moves the share by ten points or more."""

WATCH = 50
"""Repetitions of the same exams, of 100 and as printed, that would list a school from which it is watched (ours)."""

STEPS = ("ask", "order", "compare", "support", "check", "verify", "watch")
"""Next steps: ask for data, ask for the approved list, reconcile with it; where both list the school, by how lasting
that is: prepare support (high), check participants and begin with a diagnosis (cannot be told), verify the data and
begin with a diagnosis (low); watch."""


def _reconcile(study: Given) -> pd.DataFrame:
    """Return the schools that the order or the rule lists, or for which the rule has no answer beside a «yes».

    One row per school: columns of ``answers`` plus ``agrees`` (boolean, NA when either is unknown or the rule does not
    apply), ``cause`` (one of ``CAUSES``, "" when they agree or no order was delivered) and ``options`` (a
    remark: the settings under which they would agree; "" without one).
    """
    table = answers(study)
    known = table["official"].fillna(False).astype(bool) | table["listed"].fillna(False).astype(bool)
    table = table[known].reset_index(drop=True)
    elsewhere = set(outside(CELLS.of(study)))
    agrees = (table["official"] == table["listed"]).astype("boolean")
    table["agrees"] = agrees.mask(table["school_id"].isin(elsewhere))
    options = _options(study)
    small = _small(study)
    found = [
        ("outside", []) if row.school_id in elsewhere else _cause(row, options, small) for row in table.itertuples()
    ]
    return table.assign(
        cause=[cause for cause, _settings in found],
        options=[phrases(settings) if settings else "" for _cause, settings in found],
    )


def _actions(study: Given) -> pd.DataFrame:
    """Return the next step for every school that needs one.

    One row per school: columns of ``answers`` plus ``certainty`` (`study.certainty`), ``cause`` of ``RECONCILED`` and
    ``step`` (one of ``STEPS``).
    """
    table = answers(study)
    cause = RECONCILED.of(study).set_index("school_id")["cause"]
    table["cause"] = table["school_id"].map(cause).fillna("")
    table["certainty"] = table["school_id"].map(certainty(study).set_index("school_id")["certainty"])
    table["step"] = [_step(row) for row in table.itertuples()]
    return table[table["step"] != ""].reset_index(drop=True)


RECONCILED = Result(
    "reconciled",
    _reconcile,
    tables=("statuses",),
    params=YEARS_OF_LIST,
    results=(DECISIONS, DECISIONS_BEFORE, CELLS, SENSITIVITY),
    needs=("schools", "results", EDITION),
)
ACTIONS = Result(
    "actions",
    _actions,
    tables=("statuses",),
    params=YEARS_OF_LIST,
    results=(DECISIONS, DECISIONS_BEFORE, CELLS, RECONCILED),
    needs=("schools", "results", EDITION),
)


def _cause(row: Any, options: dict[tuple[str, str], list[Remark]], small: set[str]) -> tuple[str, list[Remark]]:
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


def _step(row: Any) -> str:
    order, rule = (None if pd.isna(value) else bool(value) for value in (row.official, row.listed))
    if rule is None:
        return "ask"
    if order is not None and order != rule:
        return "compare"
    if rule and order is None:
        return "order"
    if rule:
        return {"high": "support", "low": "verify"}.get(row.certainty, "check")
    return "watch" if row.certainty == "high" or listed_by_chance(row.p_listed) else ""


def listed_by_chance(p_listed: float) -> bool:
    """Return whether the same exams, repeated, would list a school often enough for it to be watched."""
    return not pd.isna(p_listed) and fives(p_listed) >= WATCH


def _options(study: Given) -> dict[tuple[str, str], list[Remark]]:
    table = SENSITIVITY.of(study)
    found: dict[tuple[str, str], list[Remark]] = {}
    for row in table.itertuples():
        if row.school_id and row.change in ("enter", "leave"):
            found.setdefault((row.school_id, row.change), []).append(setting_of(row.setting, row.option))
    return found


def _small(study: Given) -> set[str]:
    cells = CELLS.of(study)
    few = cells["low"].astype(bool) & (cells["n"] < SMALL).fillna(False)
    return set(cells.loc[few, "school_id"])
