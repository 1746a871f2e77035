"""What the sections of ``90_region_overview`` share: one row per municipality, each answer taken once."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from ...present.order import in_order
from ...study import identification, overview
from ..place_data import PlaceData


class OverviewData(PlaceData):
    """Answers of all municipalities side by side."""

    @cached_property
    def readiness(self) -> pd.DataFrame:
        """Return how complete the data are, one row per municipality."""
        self.study.table("schools")
        return in_order(overview.readiness(self.study), name="municipality")

    @cached_property
    def lists(self) -> pd.DataFrame:
        """Return how many schools order and rule list, one row per municipality."""
        return in_order(overview.lists(self.study), name="municipality")

    @cached_property
    def movement(self) -> pd.DataFrame:
        """Return entries and exits, observed and expected, one row per municipality."""
        return in_order(overview.movement(self.study), name="municipality")

    @cached_property
    def answerable(self) -> bool:
        """Return whether the main rule answers for any school."""
        return identification.answerable(self.cells)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Return the cells of the main rule, one row per school, year and procedure."""
        return identification.CELLS.of(self.study)
