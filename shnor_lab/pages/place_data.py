"""What the data behind every page have: a study, a place, and slices of frames of the region."""

from __future__ import annotations

import pandas as pd

from ..study.study import Study
from .view import View


class PlaceData:
    """Answers for one place that the sections of a page share, each taken once.

    Parameters
    ----------
    view : View
        The study and the place.
    """

    def __init__(self, view: View) -> None:
        self.view = view

    @property
    def study(self) -> Study:
        """Return the study."""
        return self.view.study

    @property
    def place(self) -> str | None:
        """Return the code that slices region-wide frames; None on a page of the region."""
        return self.view.municipality or None

    def sliced(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the municipality; all rows on a page of the region."""
        return frame if self.place is None else frame[frame["municipality_id"] == self.place].reset_index(drop=True)
