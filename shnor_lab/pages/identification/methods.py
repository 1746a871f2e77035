"""Sections of ``10_identification`` on settings and editions, and on what to do."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import chance, number
from ...present.remarks import worded
from ...present.section import Section
from ...present.sentences import schools
from ...present.table import Table
from ...study import identification as _identification
from ...study import overview, reconcile
from ...study.margin import MOVES
from .. import words
from .certainty import certainty_words
from .data import IdentificationData, ordered


def settings(data: IdentificationData) -> Section:
    """Return who enters and leaves under other readings of the rule."""
    if not data.answerable or data.hardly_answers:
        return Section("settings", conclusion=_("The rule has no answer here, so no setting can change it."))
    own = data.sensitivity
    table = Table(
        own,
        (
            TableColumn("setting", _("Setting")),
            TableColumn("option", _("If decided otherwise")),
            TableColumn("enters", _("Enter"), missing=_("nobody")),
            TableColumn("leaves", _("Leave"), missing=_("nobody")),
            TableColumn("opens", _("The answer becomes open"), missing=_("nobody")),
        ),
        key="settings",
        caption=_("Open settings of the rule of 30 per cent"),
        scope=_("one changed at a time"),
    )
    moving = own[own[["enters", "leaves", "opens"]].notna().any(axis=1)]
    conclusion = (
        _(
            "The list of the computation depends on: {settings}.",
            settings="; ".join(name[0].lower() + name[1:] for name in dict.fromkeys(moving["setting"])),
        )
        if len(moving)
        else _("No open setting changes the computation for this municipality.")
    )
    return Section("settings", table=table, conclusion=conclusion, caveats=("changed_settings",))


def movement(data: IdentificationData) -> Section:
    """Return entries and exits since the year before, and what chance alone would give."""
    if not data.answerable:
        return Section("movement", conclusion=_("The rule answers in no edition, so no movement can be told."))
    own = _identification.MOVEMENT.of(data.study).merge(
        data.answers[["school_id", "name", "type", "reason"]], on="school_id"
    )
    own = own.merge(MOVES.of(data.study)[["school_id", "cause", "detail"]], on="school_id", how="left")
    why = own[["cause", "detail"]].fillna("").itertuples(index=False)
    own["why"] = [words.move_cause(*pair) for pair in why]
    moved = ordered(own[own["movement"] != "absent"].reset_index(drop=True))
    counts = data.sliced(overview.movement(data.study)).iloc[0]
    table = Table(
        moved.assign(movement=moved["movement"].astype(str).map(words.movement)),
        (
            TableColumn("name", _("School"), role="school"),
            TableColumn("before", _("Computation a year before"), "flag"),
            TableColumn("now", _("Computation of this edition"), "flag"),
            TableColumn("movement", _("Movement")),
            TableColumn("why", _("Why the answer moved")),
            TableColumn("reason", _("Ground now"), "remark"),
        ),
        key="movement",
        caption=_("Schools listed by the rule in either edition, or without an answer"),
        scope=schools(len(own)),
    )
    conclusion = _(
        "{entered} entered, {left} left; without any change in the schools {expected_in} entries and "
        "{expected_out} exits "
        "would be expected.",
        entered=schools(int(counts["entered"])),
        left=schools(int(counts["left"])),
        expected_in=_expected(counts["expected_in"]),
        expected_out=_expected(counts["expected_out"]),
    )
    if unknown := int(counts["unknown"]):
        conclusion += " " + _("No answer in one of the editions: {schools}.", schools=schools(unknown))
    return Section("movement", table=table, conclusion=conclusion, caveats=("selected_group",))


def actions(data: IdentificationData) -> Section:
    """Return the next step for each school that needs one."""
    own = ordered(data.sliced(reconcile.ACTIONS.of(data.study)))
    table = Table(
        own.assign(
            step=own["step"].map(words.step),
            said=own["certainty"].map(certainty_words),
            ground=[_ground(row) for row in own.itertuples()],
        ),
        (
            TableColumn("name", _("School"), role="school"),
            TableColumn("step", _("Next step"), role="statistic"),
            TableColumn(
                "said",
                _("How lasting"),
                role="statistic",
                definition=_("Whether the share that lasts is not below the threshold in a procedure."),
            ),
            TableColumn("ground", _("Ground"), role="statistic"),
        ),
        key="actions",
        caption=_("Next steps by school"),
    )
    steps = own["step"].value_counts()
    parts = [f"{words.step(code)} — {schools(int(steps[code]))}" for code in reconcile.STEPS if code in steps]
    conclusion = (
        _("Next steps: {steps}.", steps="; ".join(parts)) if parts else _("No step is called for by these data.")
    )
    totals = Table(
        pd.DataFrame(
            [(words.step(code), int(steps[code])) for code in reconcile.STEPS if code in steps],
            columns=["step", "count"],
        ),
        (TableColumn("step", _("Next step")), TableColumn("count", _("Schools"), "count")),
        key="actions",
        caption=_("Next steps by number of schools"),
    )
    return Section("actions", table=table, totals=totals, conclusion=conclusion, caveats=("list", "list_differs"))


def _ground(row: Any) -> str:
    """Return on what a step rests; a school that no list holds is watched for a chance, which is said first."""
    if row.step != "watch":
        return worded(row.reason)
    said = []
    if reconcile.listed_by_chance(row.p_listed):
        said.append(
            _("of 100 repetitions of the same exams, the rule would list the school in {n}", n=chance(row.p_listed))
        )
    if row.certainty == "high":
        said.append(_("over the years together the share is probably lastingly not below the threshold"))
    words_of_chance = "; ".join(said)
    return f"{words_of_chance[0].upper()}{words_of_chance[1:]}. {worded(row.reason)}"


def _expected(schools: float) -> str:
    """Return an expected number of schools with one decimal; what is above nought is never printed as nought."""
    return _("fewer than {n}", n=number(0.1, 1)) if 0 < schools < 0.05 else number(schools, 1)
