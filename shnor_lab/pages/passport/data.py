"""What the sections of ``00_data_passport`` share: slices of region-wide answers, each taken once."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from ...language import text as _
from ...present.sentences import rows
from ...study import fitness as _fitness
from ...study import passport as _passport
from .. import words
from ..family import Family

SHOWN_LEVELS = ("error", "row")
"""Findings that stop something; notes are counted, and stand in the file."""


class PassportData(Family):
    """Data of one municipality behind the sections."""

    notebook = "00_data_passport"
    uses_rule = False

    @property
    def _latest(self) -> int:
        return self.study.params.list_edition.result_years[0]

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
            held=("held", "all"),
        )
        sums = sums.reset_index()
        sums = sums[(sums["expected"] > 0) | ~sums["held"] | (sums["arrived"] > 0)].reset_index(drop=True)
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
        given = _passport.rows_by_delivery(self.study)
        own = self.sliced(given).groupby("source_id")["rows"].sum()
        listed = pd.DataFrame(self.study.dataset.deliveries)
        listed["layout"] = listed["layout"].map(words.layout)
        listed["years"] = [words.years(years) for years in listed["years"]]
        return listed.assign(own=listed["source_id"].map(own).fillna(0).astype("int64"))

    def _findings_sentence(self) -> str:
        found = self.study.dataset.findings()
        if found.empty:
            return _("The checks found nothing.")
        stopping = found[found["level"].isin(SHOWN_LEVELS)]
        aside = int(found.loc[found["level"] == "row", "count"].sum())
        return _(
            "The checks gave {findings} kinds of findings, {stopping} of them stop something; set aside: {rows}.",
            findings=len(found),
            stopping=len(stopping),
            rows=rows(aside),
        )
