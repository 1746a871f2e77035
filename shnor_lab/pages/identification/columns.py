"""Columns on how lasting an answer is, as sections and files of ``10_identification`` show them."""

from __future__ import annotations

from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import number
from ...study.certainty import lowest_part
from ...study.identification import MAIN_RULE
from ...study.study import Study


def computed() -> TableColumn:
    """Return the column ``listed``: what the main rule answers, or that it does not apply (``state``)."""
    return TableColumn("listed", _("Computed by the methodology"), "flag", state="state")


def how_lasting(study: Study) -> TableColumn:
    """Return the column ``chance``: that the lasting share of the school is not below the threshold."""
    return TableColumn(
        "chance",
        _("How lasting"),
        "chance",
        role="statistic",
        state="state",
        missing=_("too few participants"),
        definition=_(
            "Chance that the lasting share of the school, without the accidents of one class, is not below "
            "{percent}% in a procedure.",
            percent=study.settings[MAIN_RULE].threshold_percent,
        ),
    )


def overall_level(study: Study) -> TableColumn:
    """Return the column ``level``: that the overall level of the school is among the lowest of the region."""
    return TableColumn(
        "level",
        _(
            "Of 100 such schools, so many have an overall level in the lowest {percent}% of the region",
            percent=number(100 * lowest_part(study)),
        ),
        "chance",
        role="statistic",
        state="state",
        definition=_("Overall level: all procedures and the years of the region's model together."),
    )


def listed_once_more() -> TableColumn:
    """Return the column ``p_listed``, for files."""
    return TableColumn(
        "p_listed",
        _("Listed once more by the same exams"),
        "chance",
        role="statistic",
        on_page=False,
        definition=_(
            "Out of 100 repetitions of the same exams with unchanged schools, in how many the rule would list the "
            "school."
        ),
    )
