"""The results of one year as an outcome, taken from that year alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...ground.bands import greatest_part
from ...ground.cells import DELIVERED
from ...ground.measured import Measured
from ...identify.criteria import criterion_1
from ...identify.low import low_results
from ...measure.raw import raw_excess


def results_of_year(
    tables: Mapping[str, pd.DataFrame],
    year: int,
    *,
    part: float = 0.1,
    threshold_percent: int = 30,
    seed: int = 0,
) -> pd.DataFrame:
    """Return what the results of one year say of each school when no other year is looked at.

    Parameters
    ----------
    tables : mapping
        Needs ``schools`` and ``results``.
    year : int
        Year that follows the latest result year of the lists to be judged. The next list is no outcome: it contains
        the year it is to be predicted from.
    part : float
        Lowest part of the schools with results, 0-1.
    threshold_percent : int
        Of the second outcome.
    seed : int
        Order of schools with equal results.

    Returns
    -------
    DataFrame
        One row per school open in ``year``: ``school_id``; ``participants``; ``raw`` (low results over those expected,
        `measure.raw.raw_excess`); ``lowest`` (boolean: among the highest ``part`` of ``raw``, NA without results);
        ``two_low`` (boolean: the delivered results are low in two procedures or more; NA where missing ones decide).
    """
    grid = Measured.of(tables).grid((year,))
    delivered = grid.state[:, 0] == DELIVERED
    n = np.where(delivered, grid.n[:, 0], 0.0)
    raw = raw_excess(np.where(delivered, grid.n_low[:, 0], 0.0), n)
    known = ~np.isnan(raw)
    lowest = greatest_part(pd.Series(raw, grid.schools), part, seed=seed)
    low = low_results(grid, threshold_percent=threshold_percent, n_min=1)
    yes, possible = criterion_1(low.yes), criterion_1(low.possible)
    return pd.DataFrame(
        {
            "school_id": grid.schools.to_numpy(),
            "participants": n.sum(axis=1).astype("int64"),
            "raw": raw,
            "lowest": pd.arrays.BooleanArray(lowest, ~known),
            "two_low": pd.arrays.BooleanArray(yes, possible & ~yes),
        }
    ).astype({"school_id": "str"})
