"""Signs that call for a check: what was examined in the region, and what was found."""

from __future__ import annotations

import pandas as pd

from ..ground.examination import examine
from .given import Given
from .result import Result

DIAGNOSTICS = ("high_mean", "mark_border", "mark_spread", "trajectory", "task_profile")
"""Diagnostics that the tables of a dataset allow, in the order in which they are shown."""

NOT_IN_TABLES = ("points_border", "journal", "equal_answers")
"""Diagnostics for which no table is delivered: primary points, marks of the journal, answers of pupils."""


def _signs(study: Given) -> pd.DataFrame:
    return examine(study.table("results"), study.table("tasks") if study.has("tasks") else None)


SIGNS = Result("signs", _signs, tables=("tasks",), needs=("results",))
"""What `examination.examine` returns for the tables of the study."""


def totals(found: pd.DataFrame) -> pd.DataFrame:
    """Return what was examined and found: one row per diagnostic, ``DIAGNOSTICS`` first, then ``NOT_IN_TABLES``.

    Columns: diagnostic; run, too_few, few_schools, not_delivered (combinations of school, procedure and year by state;
    NA where there is none at all, run then 0); weak, strong (signs; NA unless something ran); schools (with a sign; the
    same); why (the diagnostic did not run: too_few, few_schools, not_delivered, no_table; empty if it ran).
    """
    kinds = [*DIAGNOSTICS, *NOT_IN_TABLES]
    by_state = pd.crosstab(found["diagnostic"], found["state"]).reindex(
        columns=["run", "too_few", "few_schools", "not_delivered"], fill_value=0
    )
    counts = by_state.reindex(kinds).astype("Int64").fillna({"run": 0})
    flagged, ran = with_sign(found), counts["run"] > 0
    by_strength = pd.crosstab(flagged["diagnostic"], flagged["strength"]).reindex(
        index=kinds, columns=["weak", "strong"], fill_value=0
    )
    schools = flagged.groupby("diagnostic")["school_id"].nunique().reindex(kinds, fill_value=0).rename("schools")
    signs = pd.concat([by_strength, schools], axis=1).astype("Int64").where(ran, pd.NA)
    why = [_why(key, states) for key, states in zip(kinds, counts.to_dict("records"), strict=True)]
    return pd.concat([counts, signs], axis=1).assign(why=why).rename_axis("diagnostic").reset_index()


def _why(diagnostic: str, states: dict) -> str:
    """Return why a diagnostic ran nowhere: what most often stands in its way where its numbers were delivered."""
    if states["run"]:
        return ""
    if diagnostic in NOT_IN_TABLES:
        return "no_table"
    if pd.isna(states["not_delivered"]) or not states["few_schools"] + states["too_few"]:
        return "not_delivered"
    return max(("few_schools", "too_few"), key=states.__getitem__)


def with_sign(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that carry a sign, weak or strong."""
    return found[found["strength"].isin(["weak", "strong"])].reset_index(drop=True)
