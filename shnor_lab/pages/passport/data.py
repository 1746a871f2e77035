"""What the sections of ``00_data_passport`` share: slices of region-wide answers, each taken once."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from ...dataset.schema import TABLES
from ...study import fitness as _fitness
from ...study import passport as _passport
from ...study import signs as _signs
from .. import words
from ..place_data import PlaceData

LEVELS = ("error", "row", "note")
SHOWN_LEVELS = LEVELS[:2]
"""Findings that stop something; notes are counted, and stand in the file."""

REGISTER_NOTES = ("school_new", "school_new_name", "school_renamed")
"""Notes on what was entered into the register of schools; they say nothing against the data."""


class PassportData(PlaceData):
    """Data of one municipality behind the sections."""

    @cached_property
    def fitness(self) -> pd.DataFrame:
        """Return which analyses are open, one row per analysis and thing lacking."""
        return _fitness.fitness(self.study, self.place)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """Return results that arrived and are expected, by municipality, procedure and year."""
        return self.sliced(_passport.COVERAGE.of(self.study))

    @cached_property
    def by_year(self) -> pd.DataFrame:
        """Return results that arrived and are expected, one row per procedure and year."""
        own = self.coverage
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
    def placed_cells(self) -> pd.DataFrame:
        """Return the cells of all schools with their municipality, one row per school, year and procedure."""
        place = self.study.schools[["school_id", "municipality_id"]]
        return _passport.CELLS.of(self.study).merge(place, on="school_id")

    @cached_property
    def deliveries(self) -> pd.DataFrame:
        """Return the delivered files in words, one row per file, with its rows of the place (``own``)."""
        given = _passport.GIVEN.of(self.study)
        own = self.sliced(given).groupby("source_id")["rows"].sum()
        listed = pd.DataFrame(self.study.dataset.deliveries)
        listed["layout"] = listed["layout"].map(words.layout)
        listed["years"] = [words.years(years) for years in listed["years"]]
        listed["procedures"] = [words.procedures(keys) for keys in listed["procedures"]]
        return listed.assign(own=listed["source_id"].map(own).fillna(0).astype("int64"))

    @cached_property
    def kinds(self) -> pd.DataFrame:
        """Return findings by kind over all files: what stops first, notes on the register last, frequent first."""
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

    @cached_property
    def corrections(self) -> pd.DataFrame:
        """Return the journal of corrections as it was taken in; without rows when there is none."""
        if not self.study.has("corrections"):
            return TABLES["corrections"].empty()
        return self.study.table("corrections")

    @cached_property
    def examined(self) -> pd.DataFrame:
        """Return what was looked at for signs, one row per school, procedure, year and diagnostic."""
        found = _signs.SIGNS.of(self.study)
        return found[found["school_id"].isin(self.view.schools["school_id"])].reset_index(drop=True)


def _joined(texts: pd.Series) -> str:
    """Return the different texts that are not empty, in their order."""
    return "; ".join(dict.fromkeys(text for text in texts if text))
