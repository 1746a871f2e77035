"""Section ``margin`` of ``10_identification``: how many results separate a school from another answer."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...language import plural as _n
from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import NOTHING
from ...present.remarks import worded
from ...present.section import Section
from ...present.sentences import answer, schools
from ...present.table import Table
from ...study.margin import MARGINS
from .. import words
from .columns import computed
from .data import IdentificationData, ordered, plain
from .lists import no_answer

NEAR = 2
"""Results that still count as near the border; one or two pupils."""

SPOKEN = 3
"""Schools near the border up to which each gets a sentence of its own."""

STEPS = ((1, 1), (2, 2), (3, 5), (6, None))
"""Bands of the totals, in results."""


def margin(data: IdentificationData) -> Section:
    """Return, per school, the nearest procedure and how many results would turn the answer."""
    if not data.answerable:
        return Section("margin", conclusion=no_answer(data.cells))
    frame = _margins(data)
    table = Table(
        data.answered(frame),
        (
            TableColumn("name", _("School"), role="school"),
            computed(),
            TableColumn(
                "results",
                _("Results that separate it from another answer"),
                "count",
                role="statistic",
                state="state",
                missing=_("does not change"),
                definition=_(
                    "Least number of participants of the latest year whose results would have to stand on the "
                    "other side of the minimal threshold; the number of participants stays as it is."
                ),
            ),
            TableColumn("nearest", _("Nearest procedure"), role="statistic"),
            TableColumn("change", _("What would be other than now"), "remark", role="statistic", on_page=False),
            TableColumn("said_then", _("Answer then"), role="statistic"),
            TableColumn(
                "results_all",
                _("The same, were results of earlier years open too"),
                "count",
                role="statistic",
                state="state",
                missing=_("does not change"),
            ),
            TableColumn("change_all", _("What would be other then"), "remark", role="statistic", on_page=False),
        ),
        key="margin",
        caption=_("Results that separate the computation from another answer"),
        scope=data.population,
        note=_(
            "For a school without an answer: how many more results below the threshold, among those delivered, "
            "would list it whatever is lacking. «Does not change»: no number of other results would change the "
            "answer."
        ),
    )
    return Section(
        "margin",
        table=table,
        totals=_totals(data, frame),
        conclusion=_near_the_border(frame),
        note=_(
            "The number tells how near the border is. It calls for no other marking of papers; results of earlier "
            "years are given facts."
        ),
        caveats=("list",),
        statistical=True,
    )


def _margins(data: IdentificationData) -> pd.DataFrame:
    found = MARGINS.of(data.study)
    found = found[found["school_id"].isin(data.view.schools["school_id"])]
    latest, every = (found[found["scope"] == scope].drop(columns="scope") for scope in ("latest", "all"))
    wide = latest.merge(every[["school_id", "results", "change"]], on="school_id", suffixes=("", "_all"))
    named = data.view.schools[["school_id", "name", "type"]].merge(wide, on="school_id")
    nearest = [words.procedure(key) if key else NOTHING for key in named["procedure"]]
    then = named["then"].map(answer).where(named["results"].notna(), NOTHING)
    return ordered(named.assign(nearest=nearest, said_then=then))


def _near_the_border(frame: pd.DataFrame) -> str:
    near = frame[(frame["results"] <= NEAR).fillna(False).astype(bool)]
    if near.empty:
        return _("No school stands as near as one or two results to another answer.")
    if len(near) <= SPOKEN:
        return " ".join(_separated(row) for row in near.itertuples())
    listed = near["listed"].fillna(False).astype(bool)
    sentences = []
    if len(to_enter := near[~listed]):
        sentences.append(
            _(
                "One or two results separate from being listed: {schools} ({named}).",
                schools=schools(len(to_enter)),
                named=words.names(to_enter),
            )
        )
    if len(to_leave := near[listed]):
        sentences.append(
            _(
                "One or two results separate from leaving the list of the computation: {schools} ({named}).",
                schools=schools(len(to_leave)),
                named=words.names(to_leave),
            )
        )
    return " ".join(sentences)


def _totals(data: IdentificationData, frame: pd.DataFrame) -> Table:
    elsewhere = frame["school_id"].isin(data.outside)
    within, rows = frame[~elsewhere], []
    for least, most in STEPS:
        inside = (within["results"] >= least) & (within["results"] <= (most or within["results"].max()))
        rows.append((_band(least, most), *_by_answer(within[inside.fillna(False).astype(bool)]), 0))
    rows.append((_("no number of results changes it"), *_by_answer(within[within["results"].isna()]), 0))
    rows.append((_("the rule does not apply"), 0, 0, 0, int(elsewhere.sum())))
    return Table(
        pd.DataFrame(rows, columns=["band", "yes", "no", "open", "elsewhere"]),
        (
            TableColumn("band", _("Results that separate it from another answer")),
            TableColumn("yes", _("Schools listed by the computation"), "count"),
            TableColumn("no", _("Schools not listed"), "count"),
            TableColumn("open", _("Schools without an answer"), "count"),
            TableColumn("elsewhere", _("Schools without procedures of the rule"), "count"),
        ),
        key="margin",
        caption=_("Schools by the number of results that separate them from another answer"),
        scope=data.population,
    )


def _separated(row: Any) -> str:
    said = {"school": words.quoted(row.name), "change": worded(row.change)}
    if plain(row.listed):
        return _n(
            int(row.results),
            "{school}: {n} result separates it from leaving the list of the computation ({change}).",
            "{school}: {n} results separate it from leaving the list of the computation ({change}).",
            **said,
        )
    return _n(
        int(row.results),
        "{school}: {n} result separates it from being listed ({change}).",
        "{school}: {n} results separate it from being listed ({change}).",
        **said,
    )


def _band(least: int, most: int | None) -> str:
    if most is None:
        return _("{n} and more", n=least)
    return str(least) if least == most else f"{least}–{most}"


def _by_answer(frame: pd.DataFrame) -> tuple[int, int, int]:
    answers = [plain(value) for value in frame["listed"]]
    return answers.count(True), answers.count(False), answers.count(None)
