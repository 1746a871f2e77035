"""Section ``movement`` of ``90_region_overview``: who came onto the list and who left it."""

from __future__ import annotations

from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import number
from ...present.section import Section
from ...present.sentences import schools
from ...present.table import Table
from .data import OverviewData


def movement(data: OverviewData) -> Section:
    """Return entries and exits by municipality, observed and expected."""
    if not data.answerable:
        return Section("movement", conclusion=_("The rule answers in no edition, so no movement can be told."))
    frame = data.movement
    table = Table(
        frame,
        (
            TableColumn("municipality", _("Municipality")),
            TableColumn("entered", _("Entered"), "count"),
            TableColumn(
                "expected_in",
                _("Entries expected without change"),
                "number",
                decimals=1,
                role="statistic",
            ),
            TableColumn("left", _("Left"), "count"),
            TableColumn("expected_out", _("Exits expected without change"), "number", decimals=1, role="statistic"),
            TableColumn("stayed", _("Stayed"), "count"),
            TableColumn("unknown", _("No data"), "count"),
        ),
        key="movement",
        caption=_("Rule of 30 per cent: this edition against the computation for the year before"),
    )
    return Section(
        "movement",
        table=table,
        caveats=("selected_group",),
        conclusion=moved(data),
    )


def moved(data: OverviewData) -> str:
    """Return entries and exits, observed and expected, of the schools that both computations answer."""
    sums = data.movement[["entered", "left", "unknown", "expected_in", "expected_out"]].sum()
    told = _(
        "Since the computation for the year before {left} left, {expected_out} would be expected without change; "
        "{entered} entered, {expected_in} expected.",
        left=schools(int(sums["left"])),
        expected_out=number(sums["expected_out"], 1),
        entered=schools(int(sums["entered"])),
        expected_in=number(sums["expected_in"], 1),
    )
    lost = _(
        "Not compared, no answer in one of the two years or in both: {unknown}.",
        unknown=schools(int(sums["unknown"])),
    )
    return f"{told} {lost}" if sums["unknown"] else told
