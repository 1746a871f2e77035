"""Files to take away from the page of identification: the computed list and the reconciliation sheet."""

from __future__ import annotations

import pandas as pd

from ..dataset.read.reconciliation import HEADERS
from ..language import text as _
from ..present.column import TableColumn
from ..present.sentences import answer
from ..present.table import Table
from ..study.identification import MAIN_RULE
from ..study.study import Study


def computed_list(own: pd.DataFrame, place: str, study: Study) -> Table:
    """Return all schools of a municipality with the answers of order and rule and the ground."""
    return Table(
        own,
        (
            TableColumn("school_id", _("School code"), "id"),
            TableColumn("name", _("School")),
            TableColumn("official", _("By the order"), "flag"),
            TableColumn("listed", _("Computed by the methodology"), "flag"),
            TableColumn(
                "chance",
                _("How lasting"),
                "chance",
                missing=_("too few participants"),
                definition=_(
                    "Chance that the lasting share of the school, without the accidents of one class, is not below "
                    "{percent}% in a procedure.",
                    percent=study.settings[MAIN_RULE].threshold_percent,
                ),
            ),
            TableColumn(
                "p_listed",
                _("Listed once more by the same exams"),
                "chance",
                definition=_(
                    "Out of 100 repetitions of the same exams with unchanged schools, in how many the rule would "
                    "list the school."
                ),
            ),
            TableColumn("reason", _("Ground")),
        ),
        key="computed_list",
        caption=_("Computed list {year}: {place}", year=study.params.list_edition.year, place=place),
    )


def reconciliation_sheet(own: pd.DataFrame, place: str, study: Study) -> Table:
    """Return the sheet that a municipality fills in and sends back.

    Its rows are the schools that the order or the rule names, and those of the order's year without a computed answer.

    Its headers are those that the import recognises.
    """
    said, computed = own["official"], own["listed"]
    named = said.fillna(False).astype(bool) | computed.fillna(said.notna()).astype(bool)
    rows = own[named]
    frame = pd.DataFrame(
        {
            "school_id": rows["school_id"],
            "name": rows["name"],
            "municipality": place,
            "year": str(study.params.list_edition.year),
            "official": rows["official"].map(answer),
            "listed": rows["listed"].map(answer),
            "reason": rows["reason"],
            "certainty": "",
            "ground": "",
        }
    )
    return Table(
        frame,
        tuple(
            TableColumn(
                name,
                title,
                "id" if name in ("school_id", "year") else "text",
                choices=("согласны", "возражение") if name == "certainty" else (),
            )
            for name, title in HEADERS.items()
        ),
        key="reconciliation_sheet",
        caption=_("Reconciliation sheet {year}: {place}", year=study.params.list_edition.year, place=place),
    )
