"""Tables of a simulated region whose pooled model knows the parts of variance the region was made with."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...ground.measured import Measured
from ...simulate.counts import Parts


class KnownParts(Measured):
    """Tables whose pooled fits take the variances as known: cuts and levels are estimated, variances are not.

    Estimating the variances anew in each of forty regions would take an hour; knowing them, the rules of the pooled
    model do a little better than they could, the more so the fewer schools a region has.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], parts: Parts) -> None:
        super().__init__(tables)
        self._variance = np.array([parts.school, parts.procedure, parts.year, parts.cell])

    def variance_parts(self) -> np.ndarray:
        """Return the variances the region was made with."""
        return self._variance
