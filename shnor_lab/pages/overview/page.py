"""``90_region_overview``: all municipalities side by side."""

from __future__ import annotations

from ..family import Family, section
from . import changes, completeness, lists, movement, summary
from .data import OverviewData
from .needs import NEEDS


class Overview(Family[OverviewData]):
    """The region at a glance."""

    name = "region"
    notebook = "90_region_overview"
    regional = True
    needs = NEEDS
    opens = OverviewData

    summary = section(summary.summary)
    readiness = section(completeness.readiness)
    lists = section(lists.lists)
    movement = section(movement.movement)
    requests = section(completeness.requests)
    changes = section(changes.changes)
