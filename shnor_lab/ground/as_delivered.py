"""Results as they were delivered: the journal of corrections taken back."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..dataset.cells import Unreadable
from ..dataset.clean import read_one
from ..dataset.corrections import Correction, correct
from ..dataset.schema import RESULTS


def corrected(tables: Mapping[str, pd.DataFrame]) -> bool:
    """Return whether a correction stands in the results."""
    return len(_standing(tables)) > 0


def as_delivered(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables with the corrections of ``results`` taken back.

    Parameters
    ----------
    tables : mapping
        ``results`` and, when a journal was kept, ``corrections``. Not changed.

    Returns
    -------
    dict
        The same tables; in ``results`` a corrected cell holds again what the journal says it held, nothing where that
        could not be read as a value of its column. A table that was delivered anew in place of another leaves no trace
        in a dataset and cannot be taken back.
    """
    entries = [_reverse(row) for row in _standing(tables).to_dict("records")]
    results, _cells = correct(tables["results"], entries)
    return {**tables, "results": results}


def _standing(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    journal = tables.get("corrections")
    if journal is None:
        return pd.DataFrame()
    return journal[(journal["table"] == RESULTS.key) & journal["applied"].fillna(False).astype(bool)]


def _reverse(row: dict) -> Correction:
    column = RESULTS.by_name[row["column"]]
    was = None
    if not pd.isna(row["was"]):
        try:
            was = read_one(row["was"], column, RESULTS)
        except Unreadable:
            was = None
    now = "" if pd.isna(row["is"]) else str(row["is"])
    return Correction(RESULTS, column, str(row["key"]), now, was, str(row["ground"]), int(row["source_row"]))
