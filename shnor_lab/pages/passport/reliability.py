"""Section of ``00_data_passport`` on signs that call for a check."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from ...language import plural as _n
from ...language import text as _
from ...measure.signs import N_LIMITED, N_MIN
from ...present import numbers
from ...present.column import TableColumn
from ...present.order import in_order
from ...present.section import Section
from ...present.sentences import enumeration, of_schools
from ...present.table import Table
from ...study import signs as _signs
from .. import words
from ..family import section
from .data import PassportData


class Reliability(PassportData):
    """Where the data may show something else than knowledge."""

    @section
    def reliability(self) -> Section:
        """Return the signs of the municipality; totals by diagnostic where there is none, and for publication."""
        own, found = self._examined, self._found
        totals = totals_table(_signs.totals(own))
        return Section(
            "reliability",
            table=signs_table(found) if len(found) else totals,
            totals=totals,
            conclusion=self._told(own, found),
            note=self._extent(own),
            caveats=("reliability_sign",),
            statistical=True,
        )

    @cached_property
    def _examined(self) -> pd.DataFrame:
        found = _signs.SIGNS.of(self.study)
        return found[found["school_id"].isin(self.lab.schools["school_id"])].reset_index(drop=True)

    @cached_property
    def _found(self) -> pd.DataFrame:
        flagged = _signs.with_sign(self._examined).merge(self.lab.schools[["school_id", "name", "type"]])
        return in_order(flagged, name="name", stage="type", then=("year", "procedure")) if len(flagged) else flagged

    def _told(self, own: pd.DataFrame, found: pd.DataFrame) -> str:
        ran = own[own["state"] == "run"]
        if ran.empty:
            return _("Signs were not looked for: there are no results with {n} participants or more.", n=N_MIN)
        span = {
            "first": numbers.school_year(ran["year"].min()),
            "last": numbers.school_year(ran["year"].max()),
        }
        if found.empty:
            return _(
                "No signs that call for a check were found in the results of {first} to {last}; that is no proof that "
                "there are none.",
                **span,
            )
        return _n(
            found["school_id"].nunique(),
            "In the results of {first} to {last} there are signs for {n} school that call for a check; this is no "
            "finding of a violation.",
            "In the results of {first} to {last} there are signs for {n} schools that call for a check; this is no "
            "finding of a violation.",
            **span,
        )

    def _extent(self, own: pd.DataFrame) -> str:
        reached = own.loc[own["state"] == "run", "school_id"].nunique()
        return " ".join(
            (
                _(
                    "Examined in at least one procedure and year: {schools}; from {n} participants, compared with the "
                    "schools of the region in the same procedure and year. Of 100 strong signs on average no more than "
                    "5 come by chance, of 100 moderate and strong ones no more than 20.",
                    schools=of_schools(reached, len(self.lab.schools)),
                    n=N_MIN,
                ),
                _(
                    "Not delivered, therefore not examined: {what}.",
                    what=enumeration(map(lacking, _signs.not_run(self.study))),
                ),
            )
        )


def signs_table(found: pd.DataFrame) -> Table:
    """Return the signs, one row per school, procedure, year and diagnostic."""
    frame = found.assign(
        procedure=[
            words.procedure(k, autumn=r == "autumn") for k, r in zip(found["procedure"], found["round"], strict=True)
        ],
        shown=[diagnostic(key) for key in found["diagnostic"]],
        value_shown=[printed(*row) for row in zip(found["diagnostic"], found["value"], found["n"], strict=True)],
        region_shown=[printed(*row) for row in zip(found["diagnostic"], found["region"], found["n"], strict=True)],
        strength=found["strength"].map(strength),
    )
    return Table(
        frame,
        (
            TableColumn("name", _("School"), role="school"),
            TableColumn("procedure", _("Procedure")),
            TableColumn("year", _("School year"), "year"),
            TableColumn("shown", _("Sign that calls for a check"), role="statistic"),
            TableColumn("n", _("Participants"), "count"),
            TableColumn("value_shown", _("Value"), role="statistic"),
            TableColumn(
                "region_shown",
                _("Expected in the region"),
                definition=_("What schools of the region with the same other results show"),
                role="statistic",
            ),
            TableColumn("strength", _("Strength of the sign"), role="statistic", mark="limited"),
            TableColumn("value", _("Value as a number"), "number", decimals=3, role="statistic", on_page=False),
            TableColumn("region", _("Expected as a number"), "number", decimals=3, role="statistic", on_page=False),
            TableColumn(
                "q",
                _("Share of false signs"),
                "number",
                decimals=3,
                definition=_("Share of false ones expected among signs of this strength and stronger, 0 to 1"),
                source="Benjamini, Hochberg, 1995",
                role="statistic",
                on_page=False,
            ),
        ),
        key="reliability",
        caption=_("Signs that call for a check; school, procedure, year"),
        mark_words=_("limited: fewer than {n} participants", n=N_LIMITED),
    )


def totals_table(counts: pd.DataFrame) -> Table:
    """Return how much was examined and found, one row per diagnostic; no school is named."""
    return Table(
        counts.assign(shown=[diagnostic(key) for key in counts["diagnostic"]]),
        (
            TableColumn("shown", _("Sign that calls for a check")),
            TableColumn("run", _("Examined"), "count"),
            TableColumn("too_few", _("Fewer than {n} participants", n=N_MIN), "count"),
            TableColumn("not_delivered", _("Not delivered"), "count"),
            TableColumn("weak", _("Moderate signs"), "count", role="statistic"),
            TableColumn("strong", _("Strong signs"), "count", role="statistic"),
            TableColumn("few_schools", _("Too few such schools in the region"), "count", on_page=False),
            TableColumn("schools", _("Schools with a sign"), "count", role="statistic", on_page=False),
        ),
        key="reliability",
        caption=_("What was examined; combinations of school, procedure and year"),
    )


def diagnostic(code: str) -> str:
    """Return what a diagnostic sees, said of the results and not of people."""
    return {
        "high_mean": _("mean result far above the schools of the region"),
        "mark_border": _("fewer marks «2» than the other marks let expect"),
        "mark_spread": _("marks hardly differ among themselves"),
        "trajectory": _("OGE lower than the VPR of the same cohort in grade 6 let expect"),
        "task_profile": _("easy tasks below the region, hard tasks above it"),
    }[code]


def lacking(code: str) -> str:
    """Return what has to be delivered for a diagnostic."""
    return {
        "task_profile": _("results by task"),
        "points_border": _("distributions of primary points"),
        "journal": _("comparison of VPR marks with the journal"),
        "equal_answers": _("answers of pupils by task"),
    }[code]


def strength(code: str) -> str:
    """Return the strength of a sign."""
    return {"weak": _("moderate"), "strong": _("strong")}[code]


def printed(code: str, value: float, n: int) -> str:
    """Return a value of a diagnostic in its own unit: per cent of participants, or a number with two decimals."""
    return numbers.percent(value, n) if code == "mark_border" else numbers.number(value, 2)
