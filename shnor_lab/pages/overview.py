"""Answers of ``90_region_overview``: all municipalities side by side."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import pandas as pd

from ..identify.rules import all_rules
from ..language import plural as _n
from ..language import text as _
from ..present.charts.funnel import LIMITS, limits
from ..present.column import TableColumn
from ..present.numbers import number
from ..present.order import in_order
from ..present.section import Section
from ..present.sentences import enumeration, municipalities, of_schools, schools
from ..present.table import Table
from ..study import fitness as _fitness
from ..study import history, identification, overview
from . import words
from .family import Family, section
from .identification.lists import no_counts


class Overview(Family):
    """The region at a glance."""

    notebook = "90_region_overview"

    @section
    def summary(self) -> Section:
        """Return the state of the region: data, list, movement."""
        ready, listed = self._readiness, self._lists
        complete = int((ready["arrived"] == ready["expected"]).sum())
        total, unanswered = int(listed["schools"].sum()), int(listed["unanswered"].sum())
        sentences = [
            _n(
                len(ready),
                "All expected results of the years of the list arrived from {k} of {n} municipality.",
                "All expected results of the years of the list arrived from {k} of {n} municipalities.",
                k=complete,
            ),
            self._official_sentence(),
            *self._computed(total, unanswered),
        ]
        return Section("summary", sentences=tuple(sentences))

    def _computed(self, total: int, unanswered: int) -> list[str]:
        """Return what the rules compute, in sentences."""
        if not self._answerable:
            return [no_counts(), *self._others()]
        listed, moved = self._lists, self._movement
        return [
            _(
                "The rule of 30 per cent lists {listed}; for {unanswered} it cannot answer: results are lacking.",
                listed=of_schools(int(listed["listed"].sum()), total),
                unanswered=schools(unanswered),
            ),
            _(
                "Since the computation for the year before {entered} entered and {left} left; without any "
                "change in the "
                "schools about {expected_in} and {expected_out} would be expected.",
                entered=schools(int(moved["entered"].sum())),
                left=schools(int(moved["left"].sum())),
                expected_in=number(moved["expected_in"].sum()),
                expected_out=number(moved["expected_out"].sum()),
            ),
        ]

    @section
    def readiness(self) -> Section:
        """Return how complete the data of each municipality are."""
        frame = self._readiness
        table = Table(
            frame,
            (
                TableColumn("municipality", _("Municipality")),
                TableColumn("schools", _("Schools"), "count"),
                TableColumn("arrived", _("Results arrived"), "counted", base="expected"),
                TableColumn("open", _("Analyses possible"), "count"),
                TableColumn("reserve", _("with reserve"), "count"),
                TableColumn("closed", _("not possible"), "count"),
                TableColumn(
                    "findings",
                    _("Findings that stop something"),
                    "count",
                    definition=_(
                        "Findings that refuse a file or set rows aside, in files with rows of the municipality."
                    ),
                ),
            ),
            key="readiness",
            caption=_("Completeness of data; results «school, procedure, year» of the years of the list"),
        )
        lacking = frame.loc[frame["arrived"] < frame["expected"], "municipality"]
        conclusion = (
            _(
                "Results are incomplete in {count}: {named}.",
                count=municipalities(len(lacking)),
                named=enumeration(lacking, limit=5),
            )
            if len(lacking)
            else _("Results are complete in all municipalities.")
        )
        return Section("readiness", table=table, conclusion=conclusion)

    @section
    def lists(self) -> Section:
        """Return how many schools are listed, and which shares lie outside chance."""
        from ..present.charts import funnel

        frame = self._lists
        answered = frame.assign(schools=frame["schools"] - frame["unanswered"])
        table = Table(
            frame,
            (
                TableColumn("municipality", _("Municipality")),
                TableColumn("schools", _("Schools"), "count"),
                TableColumn("official", _("By the order"), "count", missing=_("list not delivered")),
                TableColumn("listed", _("By the rule"), "count"),
                TableColumn("unanswered", _("Rule cannot answer"), "count"),
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
            bare = replace(table.without("listed", "chance"), note="")
            return Section("lists", table=bare, conclusion=no_counts(), caveats=("list",))
        known, named = int(answered["schools"].sum()), int(answered["listed"].sum())
        if named in (0, known):
            alike = _(
                "The rule answers for {known}, and alike for all of them: shares cannot be compared.",
                known=of_schools(known, int(frame["schools"].sum())),
            )
            return Section("lists", table=table, conclusion=alike, caveats=("list", "list_differs"))
        figure = funnel(
            answered, caption=_("Share of listed schools against the number of schools; the band is chance")
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
            conclusion=_(
                "{left} left, {expected_out} would be expected without change; {entered} entered, "
                "{expected_in} expected.",
                left=schools(int(frame["left"].sum())),
                expected_out=number(frame["expected_out"].sum(), 1),
                entered=schools(int(frame["entered"].sum())),
                expected_in=number(frame["expected_in"].sum(), 1),
            ),
        )

    @section
    def requests(self) -> Section:
        """Return to whom questions and reconciliation sheets go."""
        parts = [
            _fitness.requests(self.study, code).assign(municipality=name)
            for code, name in self.study.municipalities[["municipality_id", "municipality"]].itertuples(index=False)
        ]
        asked = pd.concat(parts, ignore_index=True)
        frame = (
            asked.groupby(["addressee", "form", "analysis"], sort=False)
            .agg(municipalities=("municipality", "nunique"))
            .reset_index()
        )
        frame = frame.assign(
            addressee=frame["addressee"].map(words.addressee), form=frame["form"].map(words.table_title)
        )
        table = Table(
            frame,
            (
                TableColumn("addressee", _("Addressee")),
                TableColumn("form", _("Form")),
                TableColumn("analysis", _("For which analysis")),
                TableColumn("municipalities", _("Municipalities concerned"), "count"),
            ),
            key="requests",
            caption=_("Requests for missing data; the files are in the passports of the municipalities"),
        )
        return Section(
            "requests",
            table=table,
            conclusion=_(
                "Reconciliation sheets: {sheets}; requests for data: {requests}.",
                sheets=len(self.study.municipalities),
                requests=len(asked),
            ),
        )

    @section
    def changes(self) -> Section:
        """Return what changed since the run before."""
        changed = history.changes(self.study)
        if changed is None:
            return Section(
                "changes",
                conclusion=_("This is the first run of the study: there is nothing to compare with."),
            )
        if changed.empty:
            return Section("changes", conclusion=_("No answer changed since the run before."))
        named = changed.merge(self.study.schools[["school_id", "name", "municipality_id"]], on="school_id", how="left")
        table = Table(
            named.assign(cause=named["causes"].map(words.change_cause)),
            (
                TableColumn("name", _("School"), role="school"),
                TableColumn("before", _("Run before"), "flag"),
                TableColumn("now", _("This run"), "flag"),
                TableColumn("cause", _("What differs between the runs")),
            ),
            key="changes",
            caption=_("Schools whose answer by the rule of 30 per cent changed since the run before"),
        )
        return Section(
            "changes",
            table=table,
            conclusion=_n(len(named), "The answer changed for {n} school.", "The answer changed for {n} schools."),
        )

    @cached_property
    def _readiness(self) -> pd.DataFrame:
        return in_order(overview.readiness(self.study), name="municipality")

    @cached_property
    def _lists(self) -> pd.DataFrame:
        return in_order(overview.lists(self.study), name="municipality")

    @cached_property
    def _movement(self) -> pd.DataFrame:
        return in_order(overview.movement(self.study), name="municipality")

    @cached_property
    def _answerable(self) -> bool:
        return identification.answerable(identification.CELLS.of(self.study))

    def _others(self) -> list[str]:
        """Return what the other methodologies single out, one sentence each."""
        decisions = identification.DECISIONS.of(self.study)
        sentences = []
        for key in identification.answering(decisions):
            answers = decisions.loc[(decisions["rule"] == key), "listed"].dropna()
            if answers.any():
                sentences.append(
                    _(
                        "{rule}: {listed}; no answer: {unanswered}.",
                        rule=all_rules()[key].title,
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
