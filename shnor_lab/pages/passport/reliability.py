"""Section of ``00_data_passport`` on signs that call for a check."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import pandas as pd

from ...language import plural as _n
from ...language import text as _
from ...measure.signs import N_LIMITED, N_MIN
from ...measure.signs.strength import Q_STRONG, Q_WEAK
from ...present.column import TableColumn
from ...present.order import in_order
from ...present.section import Section
from ...present.sentences import of_schools
from ...present.table import Table
from ...study import signs as _signs
from .. import words
from ..family import section
from .data import PassportData
from .sign_words import diagnostic, not_run, period, printed, scope, strength, units


class Reliability(PassportData):
    """Where the data may show something else than knowledge."""

    @section
    def reliability(self) -> Section:
        """Return the signs of the municipality; totals by diagnostic where there is none, and for publication."""
        found, counts = self._found, self._counts
        totals = totals_table(counts)
        return Section(
            "reliability",
            table=signs_table(found) if len(found) else totals,
            totals=totals,
            conclusion=self._told(found) if len(found) else f"{scope(counts)} {self._none()}",
            note=" ".join((*self._extent(), *not_run(counts))),
            caveats=("reliability_sign",),
            statistical=True,
        )

    @cached_property
    def _examined(self) -> pd.DataFrame:
        found = _signs.SIGNS.of(self.study)
        return found[found["school_id"].isin(self.view.schools["school_id"])].reset_index(drop=True)

    @cached_property
    def _found(self) -> pd.DataFrame:
        flagged = _signs.with_sign(self._examined).merge(self.view.schools[["school_id", "name", "type"]])
        return in_order(flagged, name="name", stage="type", then=("year", "procedure")) if len(flagged) else flagged

    @cached_property
    def _counts(self) -> pd.DataFrame:
        return _signs.totals(self._examined)

    @cached_property
    def _ran(self) -> pd.DataFrame:
        return self._examined[self._examined["state"] == "run"]

    def _told(self, found: pd.DataFrame) -> str:
        return _n(
            found["school_id"].nunique(),
            "In the results {period} there are signs for {n} school that call for a check; this is no finding of a "
            "violation.",
            "In the results {period} there are signs for {n} schools that call for a check; this is no finding of a "
            "violation.",
            period=period(self._ran["year"]),
        )

    def _none(self) -> str:
        if self._ran.empty:
            return _("So whether there are signs that call for a check is not known.")
        return _(
            "The signs computed were not found in the results {period}; that is no proof that there are no signs that "
            "call for a check.",
            period=period(self._ran["year"]),
        )

    def _extent(self) -> Iterator[str]:
        if self._ran.empty:
            return
        if len(self._found):
            yield scope(self._counts)
            yield units(self._found["diagnostic"])
        yield _(
            "Examined in at least one procedure and year: {schools}; from {n} participants, compared with the "
            "schools of the region in the same procedure and year.",
            schools=of_schools(self._ran["school_id"].nunique(), len(self.view.schools)),
            n=N_MIN,
        )
        if len(self._found):
            yield _(
                "Of 100 strong signs on average no more than {strong} come by chance, of 100 moderate and strong ones "
                "no more than {all}.",
                strong=round(100 * Q_STRONG),
                all=round(100 * Q_WEAK),
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
        caption=_("Signs that call for a check"),
        scope=_("school, procedure, year"),
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
        caption=_("What was examined"),
        scope=_("combinations of school, procedure and year"),
    )
