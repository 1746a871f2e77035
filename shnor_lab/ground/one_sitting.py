"""What a school showed in one sitting: participants, means and marks of one procedure, year and round."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import catalogue
from .sittings import first_sitting, one_of_each

CELL = ["school_id", "procedure", "year", "round"]
MARKS = ["n_2", "n_3", "n_4", "n_5"]
_VALUES = np.array([2.0, 3.0, 4.0, 5.0])


def sittings(results: pd.DataFrame) -> pd.DataFrame:
    """Return what a school showed in one sitting: one row per school, procedure, year and round (autumn or main).

    Parameters
    ----------
    results : DataFrame
        Table of the dataset; its first sittings are added up as in ``ground.cells``, autumn rounds apart.

    Returns
    -------
    DataFrame
        ``school_id, procedure, year, round``; n, mean, variance (of pupils; NaN without marks), and the counts of
        marks, NaN unless all were delivered.
    """
    first = first_sitting(results, results["year"].unique().tolist())
    rows = by_round(first)
    cells = rows.groupby(CELL)
    rows = rows[one_of_each(first, cells.ngroup().to_numpy(), cells.ngroups)]
    numbers = rows[["n", "mean", *MARKS]].astype("float64")
    scaled = rows["procedure"].map({key: item.scale for key, item in catalogue.procedures().items()}) == "mark"
    numbers[MARKS] = numbers[MARKS].where(scaled, np.nan)
    numbers["mean"] = numbers["mean"] * numbers["n"]
    sums = numbers.groupby([rows[key] for key in CELL]).sum(min_count=1)
    gaps = numbers.isna().groupby([rows[key] for key in CELL]).any()
    sums = sums.mask(gaps)
    sums.loc[sums[MARKS].isna().any(axis=1), MARKS] = np.nan
    marks = sums[MARKS].to_numpy()
    size = marks.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = marks @ _VALUES / size
        variance = (marks @ _VALUES**2 / size - mean**2) * size / (size - 1)
        given = (sums["mean"] / sums["n"]).to_numpy()
    variance[~np.isfinite(variance)] = np.nan
    return sums.assign(mean=np.where(np.isnan(mean), given, mean), variance=variance).reset_index()


def by_round(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with round autumn, or main for all others."""
    return rows.assign(round=rows["round"].where(rows["round"] == "autumn", "main"))
