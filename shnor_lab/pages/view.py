"""What a page looks at: one study, from one municipality or from the region. It never changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ..present.order import in_order
from ..study.study import Study


@dataclass(frozen=True)
class View:
    """One study seen from one place.

    Parameters
    ----------
    study : Study
    municipality : str
        ASCII code; "" for the region.
    output : str
        Folder below the root for the files of the page; "" writes nothing.
    """

    study: Study
    municipality: str = ""
    output: str = ""

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Return the schools of the place by stage and natural order of names, one row per school."""
        schools = self.study.schools
        if self.municipality:
            schools = schools[schools["municipality_id"] == self.municipality]
        return in_order(schools, name="name", stage="type")

    @property
    def place(self) -> str:
        """Return the name of the municipality, or of the region."""
        if not self.municipality:
            return self.study.params.title
        table = self.study.municipalities.set_index("municipality_id")
        return str(table.loc[self.municipality, "municipality"])
