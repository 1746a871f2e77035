"""Section ``changes`` of ``90_region_overview``: which answers differ from those of the run before."""

from __future__ import annotations

from ...language import plural as _n
from ...language import text as _
from ...present.column import TableColumn
from ...present.section import Section
from ...present.table import Table
from ...study import history
from .. import words
from .data import OverviewData


def changes(data: OverviewData) -> Section:
    """Return what changed since the run before."""
    changed = history.changes(data.study)
    if changed is None:
        return Section(
            "changes",
            conclusion=_(
                "No earlier run with other data, settings or program is kept: there is nothing to compare with."
            ),
        )
    if changed.empty:
        return Section("changes", conclusion=_("No answer changed since the run before."))
    named = changed.merge(data.study.schools[["school_id", "name", "municipality_id"]], on="school_id", how="left")
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
