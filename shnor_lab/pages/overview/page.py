"""Answers of ``90_region_overview``: all municipalities side by side."""

from __future__ import annotations

import pandas as pd

from ...language import plural as _n
from ...language import text as _
from ...present.column import TableColumn
from ...present.section import Section
from ...present.sentences import enumeration, municipalities
from ...present.table import Table
from ...study import fitness as _fitness
from ...study import history
from .. import words
from ..family import section
from .lists import Lists


class Overview(Lists):
    """The region at a glance."""

    @section
    def summary(self) -> Section:
        """Return the state of the region: data, list, movement."""
        ready = self._readiness
        complete = int((ready["arrived"] == ready["expected"]).sum())
        sentences = [
            _n(
                len(ready),
                "All expected results of the years of the list arrived from {k} of {n} municipality.",
                "All expected results of the years of the list arrived from {k} of {n} municipalities.",
                k=complete,
            ),
            self._official_sentence(),
            *self._computed(),
        ]
        return Section("summary", sentences=tuple(sentences))

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
            caption=_("Completeness of data"),
            scope=_("results «school, procedure, year» of the years of the list"),
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
    def requests(self) -> Section:
        """Return to whom questions and reconciliation sheets go."""
        self.study.table("schools")
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
            addressee=frame["addressee"].map(words.addressee),
            form=frame["form"].map(words.table_title),
            analysis=frame["analysis"].map(words.analysis),
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
            caption=_("Requests for missing data"),
            scope=_("the files are in the passports of the municipalities"),
        )
        return Section(
            "requests",
            table=table,
            conclusion=_(
                "Reconciliation sheets: {sheets}; requests for data: {requests}.",
                sheets=self._sheets,
                requests=len(asked),
            ),
        )

    @property
    def _sheets(self) -> int:
        """Return how many municipalities get a sheet with rows: schools named by order or rule, or open in an order."""
        own = self._lists
        open_ = own["unanswered"].where(own["official"].notna(), 0)
        return int((own["official"].fillna(0) + own["listed"] + open_ > 0).sum())

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
