"""Section ``lists`` of ``90_region_overview``: how many schools are listed by the order and by the rule."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...language import plural as _n
from ...language import text as _
from ...present.charts.funnel import LIMITS, limits
from ...present.column import TableColumn
from ...present.section import Section
from ...present.sentences import of_schools
from ...present.table import Table
from ..identification.lists import no_answer
from .data import OverviewData


def lists(data: OverviewData) -> Section:
    """Return how many schools are listed, and which shares lie outside chance."""
    from ...present.charts import funnel

    frame = data.lists
    answered = frame.assign(schools=frame["schools"] - frame["unanswered"] - frame["outside"])
    table = Table(
        frame,
        (
            TableColumn("municipality", _("Municipality")),
            TableColumn("schools", _("Schools"), "count"),
            TableColumn("official", _("By the order"), "count", missing=_("list not delivered")),
            TableColumn("listed", _("By the rule"), "count"),
            TableColumn("both", _("By both"), "count", missing=_("list not delivered")),
            TableColumn("unanswered", _("Rule cannot answer"), "count"),
            TableColumn("outside", _("Rule does not apply"), "count", definition=_("No procedure of the rule.")),
            TableColumn(
                "chance",
                _("Expected if the exams were repeated"),
                "number",
                decimals=1,
                role="statistic",
                definition=_(
                    "Sum of the chances that the same exams, repeated with unchanged schools, would list a school."
                ),
            ),
        ),
        key="lists",
        caption=_("Schools on the list, by municipality"),
        note=_(
            "«Expected if the exams were repeated»: how many schools the rule would list on average; "
            "schools without an answer are not counted."
        ),
    )
    if not data.answerable or not answered["schools"].sum():
        bare = replace(table.without("listed", "both", "chance"), note="")
        return Section("lists", table=bare, conclusion=no_answer(data.cells), caveats=("list",))
    known, named = int(answered["schools"].sum()), int(answered["listed"].sum())
    if named in (0, known):
        alike = _(
            "The rule answers for {known}, and alike for all of them: shares cannot be compared.",
            known=of_schools(known, int(frame["schools"].sum())),
        )
        return Section("lists", table=table, conclusion=alike, caveats=("list", "list_differs"))
    figure = funnel(
        answered,
        caption=_(
            "Share of listed schools against the number of schools; the band is chance: inside it the data do not "
            "confirm that a municipality differs from the region"
        ),
    )
    outside = _outside_chance(answered)
    conclusion = (
        _n(
            outside,
            "The share lies outside the band of chance in {n} municipality.",
            "The share lies outside the band of chance in {n} municipalities.",
        )
        if outside
        else _("In no municipality does the share lie outside the band of chance.")
    )
    return Section("lists", table=table, figure=figure, conclusion=conclusion, caveats=("list", "list_differs"))


def _outside_chance(frame: pd.DataFrame) -> int:
    """Return how many municipalities lie outside the inner limits of the funnel."""
    rows = frame[frame["schools"] > 0]
    region = float(rows["listed"].sum() / rows["schools"].sum())
    bounds = [limits(int(n), region, LIMITS[0]) for n in rows["schools"]]
    shares = rows["listed"] / rows["schools"]
    return sum(not low <= share <= high for share, (low, high) in zip(shares, bounds, strict=True))
