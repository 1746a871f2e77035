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
from .data import PassportData
from .sign_words import diagnostic, not_run, period, printed, scope, strength, units


class Signs:
    """The signs of one place.

    Parameters
    ----------
    data : PassportData
        What was examined there, and its schools.
    """

    def __init__(self, data: PassportData) -> None:
        self.examined = data.examined
        self.schools = data.view.schools

    @cached_property
    def found(self) -> pd.DataFrame:
        """Return the signs in the order of the page, one row per school, procedure, year and diagnostic."""
        flagged = _signs.with_sign(self.examined).merge(self.schools[["school_id", "name", "type"]])
        return in_order(flagged, name="name", stage="type", then=("year", "procedure")) if len(flagged) else flagged

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Return how much was examined and found, one row per diagnostic."""
        return _signs.totals(self.examined)

    @cached_property
    def ran(self) -> pd.DataFrame:
        """Return what was computed of what was examined."""
        return self.examined[self.examined["state"] == "run"]


def reliability(data: PassportData) -> Section:
    """Return the signs of the municipality; totals by diagnostic where there is none, and for publication."""
    signs = Signs(data)
    totals = totals_table(signs.counts)
    return Section(
        "reliability",
        table=signs_table(signs.found) if len(signs.found) else totals,
        totals=totals,
        conclusion=_told(signs) if len(signs.found) else f"{scope(signs.counts)} {_none(signs)}",
        note=" ".join((*_extent(signs), *not_run(signs.counts))),
        caveats=("reliability_sign",),
        statistical=True,
    )


def _told(signs: Signs) -> str:
    return _n(
        signs.found["school_id"].nunique(),
        "In the results {period} there are signs for {n} school that call for a check; this is no finding of a "
        "violation.",
        "In the results {period} there are signs for {n} schools that call for a check; this is no finding of a "
        "violation.",
        period=period(signs.ran["year"]),
    )


def _none(signs: Signs) -> str:
    if signs.ran.empty:
        return _("So whether there are signs that call for a check is not known.")
    return _(
        "The signs computed were not found in the results {period}; that is no proof that there are no signs that "
        "call for a check.",
        period=period(signs.ran["year"]),
    )


def _extent(signs: Signs) -> Iterator[str]:
    if signs.ran.empty:
        return
    if len(signs.found):
        yield scope(signs.counts)
        yield units(signs.found["diagnostic"])
    yield _(
        "Examined in at least one procedure and year: {schools}; from {n} participants, compared with the "
        "schools of the region in the same procedure and year.",
        schools=of_schools(signs.ran["school_id"].nunique(), len(signs.schools)),
        n=N_MIN,
    )
    if len(signs.found):
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
