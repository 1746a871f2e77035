"""Files to take away from the page of identification: the computed list and the reconciliation sheet."""

from __future__ import annotations

import pandas as pd

from ...dataset.read.reconciliation import HEADERS
from ...language import text as _
from ...present.column import Kind, TableColumn
from ...present.sentences import answer
from ...present.table import Table
from ...study.study import Study
from .columns import computed, how_lasting, listed_once_more

_KINDS: dict[str, Kind] = {"school_id": "id", "year": "id", "reason": "remark"}


def computed_list(own: pd.DataFrame, place: str, study: Study) -> Table:
    """Return all schools of a municipality with the answers of order and rule and the ground."""
    return Table(
        own,
        (
            TableColumn("school_id", _("School code"), "id"),
            TableColumn("name", _("School")),
            TableColumn("official", _("By the order"), "flag"),
            computed(),
            how_lasting(study),
            listed_once_more(),
            TableColumn("reason", _("Ground"), "remark"),
        ),
        key="computed_list",
        internal=True,
        caption=_("Computed list {year}: {place}", year=study.edition.year, place=place),
    )


def reconciliation_sheet(own: pd.DataFrame, place: str, study: Study) -> Table:
    """Return the sheet that a municipality fills in and sends back.

    Its rows are the schools that the order or the rule names, and those of the order's year without a computed answer.

    Its headers are those that the import recognises.
    """
    said, applies = own["official"], own["state"].isna()
    named = said.fillna(False).astype(bool) | own["listed"].fillna(said.notna() & applies).astype(bool)
    rows = own[named]
    frame = pd.DataFrame(
        {
            "school_id": rows["school_id"],
            "name": rows["name"],
            "municipality": place,
            "year": str(study.edition.year),
            "official": rows["official"].map(answer),
            "listed": computed().printed(rows),
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
                _KINDS.get(name, "text"),
                choices=("согласны", "возражение") if name == "certainty" else (),
            )
            for name, title in HEADERS.items()
        ),
        key="reconciliation_sheet",
        internal=True,
        caption=_("Reconciliation sheet {year}: {place}", year=study.edition.year, place=place),
    )
