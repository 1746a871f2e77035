"""Checks of cleaned and tied rows: everything is gathered, nothing raised.

What a single column must be comes from its declaration in the schema, what columns say together from one module per
family of tables.
"""

from __future__ import annotations

import pandas as pd

from ..issues import Issue
from ..schema import Table
from .columns import check_columns
from .counts import check_counts
from .named import check_named
from .repeats import check_repeats
from .results import check_results, names_of
from .years import check_ahead, check_years

__all__ = ["check_named", "check_years", "validate"]


def validate(frame: pd.DataFrame, table: Table, *, schools: pd.DataFrame) -> list[Issue]:
    """Return every rule that rows of a delivery break, by position.

    Parameters
    ----------
    frame : DataFrame
        Rows with the kinds of the schema and all columns of the table; ``school_id`` may be missing, such rows wait
        for an answer and are left out of the search for repeated keys.
    table : Table
    schools : DataFrame
        The register: ``school_id, type, name``.

    Returns
    -------
    list of Issue
        Level error refuses the file, row the rows, note nothing.
    """
    issues = [*check_columns(frame, table), *check_ahead(frame, table)]
    if table.key == "results":
        issues += check_results(frame, schools)
    issues += check_counts(frame, table.key)
    if table.key not in ("schools", "school_names"):
        issues += check_repeats(frame, table, issues, names_of(schools))
    return issues
