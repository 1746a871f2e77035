"""What orders say, in the shape of a rule's decisions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..ground.orders import Level, by_orders
from ..params import ListEdition
from .rule import Tables, decisions


def decided_by_orders(
    tables: Tables, edition: ListEdition, *, levels: Sequence[Level], classes: Sequence[str]
) -> pd.DataFrame:
    """Return the decisions of the lists named by the year of the edition, one row per open school.

    Listed and reason as in `ground.orders.by_orders`; score = number of levels that list the school.
    """
    said = by_orders(tables, year=edition.year, open_in=edition.result_years[0], levels=levels, classes=classes)
    listed = said["listed"].fillna(False).to_numpy(dtype=bool)
    return decisions(
        said["school_id"],
        yes=listed,
        possible=listed | said["listed"].isna().to_numpy(),
        score=said["lists"].to_numpy(dtype=np.float64),
        reason=said["reason"].tolist(),
    )
