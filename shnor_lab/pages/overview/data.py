"""What the sections of ``90_region_overview`` share: one row per municipality, each answer taken once."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from ...present.order import in_order
from ...study import identification, overview
from ..family import Family
from .needs import NEEDS


class OverviewData(Family):
    """Answers of all municipalities side by side."""

    name = "region"
    notebook = "90_region_overview"
    regional = True
    needs = NEEDS

    @cached_property
    def _readiness(self) -> pd.DataFrame:
        self.study.table("schools")
        return in_order(overview.readiness(self.study), name="municipality")

    @cached_property
    def _lists(self) -> pd.DataFrame:
        return in_order(overview.lists(self.study), name="municipality")

    @cached_property
    def _movement(self) -> pd.DataFrame:
        return in_order(overview.movement(self.study), name="municipality")

    @cached_property
    def _answerable(self) -> bool:
        return identification.answerable(self._cells)

    @cached_property
    def _cells(self) -> pd.DataFrame:
        return identification.CELLS.of(self.study)
