"""Rows that name no school at all, before they are tied."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...language import text as _
from ..issues import Issue, of_rows
from ..read.delivery import REFERENCES
from ..schema import Table


def check_named(frame: pd.DataFrame, table: Table) -> list[Issue]:
    """Return the rows of a table about schools that give neither a code nor a name; a municipality names no school.

    Parameters
    ----------
    frame : DataFrame
        Cleaned rows before they are tied, with their ``ref_*`` columns.
    table : Table
        One whose key is no school, and the register itself, pass.

    Returns
    -------
    list of Issue
        One of level «row» with the places of all such rows; empty when every row names a school, or when the file
        has no column for it.
    """
    naming = [name for name in ("school_id", *REFERENCES) if name in frame and name != "ref_municipality"]
    if "school_id" not in table.key_names or not naming or table.key == "schools":
        return []
    unnamed = np.ones(len(frame), dtype=bool)
    for name in naming:
        unnamed &= frame[name].isna().to_numpy()
    return of_rows(
        unnamed,
        "row",
        "unnamed_school",
        _("The code and the name of the school are empty: is a cell merged over several rows?"),
        _("write the code or the name into every row and deliver the file again"),
    )
