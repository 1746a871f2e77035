"""Sections of ``90_region_overview`` on lists: how many schools, and who came and went."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...identify.rules import all_rules
from ...language import plural as _n
from ...language import text as _
from ...present.charts.funnel import LIMITS, limits
from ...present.column import TableColumn
from ...present.numbers import number
from ...present.section import Section
from ...present.sentences import of_schools, schools
from ...present.table import Table
from ...study import identification
from .. import words
from ..family import section
from ..identification.lists import no_answer
from .data import OverviewData


class Lists(OverviewData):
    """How many schools are listed by the order and by the rule."""

    @section
    def lists(self) -> Section:
        """Return how many schools are listed, and which shares lie outside chance."""
        from ...present.charts import funnel

        frame = self._lists
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
        if not self._answerable or not answered["schools"].sum():
            bare = replace(table.without("listed", "both", "chance"), note="")
            return Section("lists", table=bare, conclusion=no_answer(self._cells), caveats=("list",))
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

    @section
    def movement(self) -> Section:
        """Return entries and exits by municipality, observed and expected."""
        if not self._answerable:
            return Section("movement", conclusion=_("The rule answers in no edition, so no movement can be told."))
        frame = self._movement
        table = Table(
            frame,
            (
                TableColumn("municipality", _("Municipality")),
                TableColumn("entered", _("Entered"), "count"),
                TableColumn(
                    "expected_in",
                    _("Entries expected without change"),
                    "number",
                    decimals=1,
                    role="statistic",
                ),
                TableColumn("left", _("Left"), "count"),
                TableColumn("expected_out", _("Exits expected without change"), "number", decimals=1, role="statistic"),
                TableColumn("stayed", _("Stayed"), "count"),
                TableColumn("unknown", _("No data"), "count"),
            ),
            key="movement",
            caption=_("Rule of 30 per cent: this edition against the computation for the year before"),
        )
        return Section(
            "movement",
            table=table,
            caveats=("selected_group",),
            conclusion=self._moved,
        )

    def _computed(self) -> list[str]:
        """Return what the rules compute, in sentences."""
        if not self._answerable:
            return [no_answer(self._cells), *self._others()]
        sums = self._lists[["schools", "listed", "unanswered", "outside"]].sum()
        told = _(
            "The rule of 30 per cent lists {listed}; for {unanswered} it cannot answer: results are lacking.",
            listed=of_schools(int(sums["listed"]), int(sums["schools"])),
            unanswered=schools(int(sums["unanswered"])),
        )
        foreign = _("Schools that the rule does not apply to, for lack of its procedures: {n}.", n=int(sums["outside"]))
        return [
            f"{told} {foreign}" if sums["outside"] else told,
            *self._both(),
            self._moved,
        ]

    def _both(self) -> list[str]:
        """Return how many schools stand on both lists, because equal lengths do not make equal lists."""
        both = self._lists["both"]
        if both.isna().all():
            return []
        return [_("Both by the order and by the rule: {both}.", both=schools(int(both.sum())))]

    @property
    def _moved(self) -> str:
        """Return entries and exits, observed and expected, of the schools that both computations answer."""
        sums = self._movement[["entered", "left", "unknown", "expected_in", "expected_out"]].sum()
        told = _(
            "Since the computation for the year before {left} left, {expected_out} would be expected without change; "
            "{entered} entered, {expected_in} expected.",
            left=schools(int(sums["left"])),
            expected_out=number(sums["expected_out"], 1),
            entered=schools(int(sums["entered"])),
            expected_in=number(sums["expected_in"], 1),
        )
        lost = _(
            "Not compared, no answer in one of the two years or in both: {unknown}.",
            unknown=schools(int(sums["unknown"])),
        )
        return f"{told} {lost}" if sums["unknown"] else told

    def _others(self) -> list[str]:
        """Return what the other methodologies single out, one sentence each."""
        decisions = identification.DECISIONS.of(self.study)
        sentences = []
        for key in identification.answering(decisions):
            rule = all_rules()[key]
            answers = decisions.loc[(decisions["rule"] == key), "listed"].dropna()
            if answers.any():
                sentences.append(
                    _(
                        "Another methodology, {rule} ({status}): {listed}; no answer: {unanswered}. That is not the "
                        "list.",
                        rule=words.quoted(rule.title),
                        status=words.rule_status(rule.status),
                        listed=of_schools(int(answers.sum()), len(answers)),
                        unanswered=schools(len(self.study.schools) - len(answers)),
                    )
                )
        return sentences

    def _official_sentence(self) -> str:
        order = self._lists["official"]
        if order.isna().all():
            return _("The approved list was not delivered; only the computation is shown, it is not a list.")
        return _(
            "By the order the list holds {listed}.",
            listed=of_schools(int(order.sum()), int(self._lists["schools"].sum())),
        )


def _outside_chance(frame: pd.DataFrame) -> int:
    """Return how many municipalities lie outside the inner limits of the funnel."""
    rows = frame[frame["schools"] > 0]
    region = float(rows["listed"].sum() / rows["schools"].sum())
    bounds = [limits(int(n), region, LIMITS[0]) for n in rows["schools"]]
    shares = rows["listed"] / rows["schools"]
    return sum(not low <= share <= high for share, (low, high) in zip(shares, bounds, strict=True))
