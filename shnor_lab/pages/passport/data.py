"""What the sections of ``00_data_passport`` share: slices of region-wide answers, each taken once."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from ...dataset.prepare import NOT_TIED
from ...dataset.schema import TABLES
from ...language import text as _
from ...present.sentences import rows
from ...study import fitness as _fitness
from ...study import passport as _passport
from .. import words
from ..family import Family
from .needs import NEEDS

LEVELS = ("error", "row", "note")
SHOWN_LEVELS = LEVELS[:2]
"""Findings that stop something; notes are counted, and stand in the file."""

REGISTER_NOTES = ("school_new", "school_new_name", "school_renamed")
"""Notes on what was entered into the register of schools; they say nothing against the data."""


class PassportData(Family):
    """Data of one municipality behind the sections."""

    name = "passport"
    notebook = "00_data_passport"
    regional = False
    needs = NEEDS
    uses_rule = False

    @property
    def _latest(self) -> int:
        return self.study.year

    @cached_property
    def _fitness(self) -> pd.DataFrame:
        return _fitness.fitness(self.study, self.place)

    @cached_property
    def _coverage(self) -> pd.DataFrame:
        return self.sliced(_passport.COVERAGE.of(self.study))

    @cached_property
    def _by_year(self) -> pd.DataFrame:
        own = self._coverage
        sums = own.groupby(["procedure", "year"], observed=True).agg(
            arrived=("arrived", "sum"),
            expected=("expected", "sum"),
            no_counts=("no_counts", "sum"),
            absent=("absent", "sum"),
            held=("held", "all"),
        )
        sums = sums.reset_index()
        sums = sums[(sums["absent"] > 0) | ~sums["held"] | (sums["arrived"] > 0)].reset_index(drop=True)
        sums["state"] = "delivered"
        sums.loc[sums["arrived"] == 0, "state"] = "not_delivered"
        sums.loc[~sums["held"], "state"] = "not_held"
        return sums

    @cached_property
    def _placed_cells(self) -> pd.DataFrame:
        place = self.study.schools[["school_id", "municipality_id"]]
        return _passport.CELLS.of(self.study).merge(place, on="school_id")

    @cached_property
    def _deliveries(self) -> pd.DataFrame:
        given = _passport.GIVEN.of(self.study)
        own = self.sliced(given).groupby("source_id")["rows"].sum()
        listed = pd.DataFrame(self.study.dataset.deliveries)
        listed["layout"] = listed["layout"].map(words.layout)
        listed["years"] = [words.years(years) for years in listed["years"]]
        listed["procedures"] = [words.procedures(keys) for keys in listed["procedures"]]
        return listed.assign(own=listed["source_id"].map(own).fillna(0).astype("int64"))

    @cached_property
    def _kinds(self) -> pd.DataFrame:
        """Findings by kind over all files: what stops first, notes on the register last, frequent before rare."""
        found = self.study.dataset.findings()
        weight = found["level"].map(LEVELS.index) + found["rule"].isin(REGISTER_NOTES)
        kinds = (
            found.assign(weight=weight, common=-found["count"])
            .groupby(["weight", "level", "message"], sort=False)
            .agg(
                common=("common", "sum"),
                count=("count", "sum"),
                file=("file", _joined),
                examples=("examples", _joined),
                todo=("todo", "first"),
            )
            .reset_index()
        )
        return kinds.sort_values(["weight", "common"], kind="stable", ignore_index=True)

    def _findings_sentence(self) -> str:
        found = self._kinds
        if found.empty:
            return _("The checks found nothing.")
        return _(
            "The checks gave {findings} kinds of findings, {stopping} of them stop something; set aside: {rows}, of "
            "them waiting for an answer about their school: {waiting}.",
            findings=len(found),
            stopping=int(found["level"].isin(SHOWN_LEVELS).sum()),
            rows=rows(int(self._deliveries["quarantined"].sum())),
            waiting=int((self.study.dataset.quarantine()["rule"] == NOT_TIED).sum()),
        )

    @cached_property
    def _corrections(self) -> pd.DataFrame:
        """Return the journal of corrections as it was taken in; without rows when there is none."""
        if not self.study.has("corrections"):
            return TABLES["corrections"].empty()
        return self.study.table("corrections")

    def _corrections_sentence(self) -> str:
        journal = self._corrections
        if journal.empty:
            return _("There are no corrections.")
        return _(
            "Corrections in the journal: {all}; applied: {applied}.",
            all=len(journal),
            applied=int(journal["applied"].fillna(False).sum()),
        )


def _joined(texts: pd.Series) -> str:
    """Return the different texts that are not empty, in their order."""
    return "; ".join(dict.fromkeys(text for text in texts if text))
