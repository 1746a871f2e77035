"""What an unanswered school lacks, and how far the answer is open."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..ground.reasons import CellRemarks
from ..params import ListEdition
from .rule import Tables
from .rules.regional_30 import Regional30Settings, answer


def unanswered(tables: Tables, edition: ListEdition, settings: Regional30Settings) -> pd.DataFrame:
    """Return the schools to which the 30 % rule has no answer, one row per school, sorted.

    Parameters
    ----------
    tables, edition
        As in `decide_all`.
    settings : Regional30Settings
        Of the 30 % rule.

    Returns
    -------
    DataFrame
        ``school_id``; ``missing`` (a remark: procedures by year); ``n_missing``; ``if_all_low``,
        ``if_none_low`` (boolean: the answer were all of them low, were none); ``decides_alone`` (number of
        missing procedures any one of which, were it low, would list the school by itself).
    """
    found = answer(tables, edition, settings)
    open_ = np.flatnonzero(found.possible & ~found.yes).tolist()
    cells, low, missing = CellRemarks(found.grid), found.low.yes, found.low.missing
    alone = np.zeros(len(found.yes), dtype="int64")
    for year, place in np.ndindex(missing.shape[1:]):
        one = missing[:, year, place] & ~low[:, year, place]
        if one.any():
            tried = low.copy()
            tried[one, year, place] = True
            alone += one & found.holds(tried)
    return pd.DataFrame(
        {
            "school_id": pd.array(found.grid.schools[open_], dtype="str"),
            "missing": pd.array([cells.missing(school, missing[school]) for school in open_], dtype="str"),
            "n_missing": pd.array(missing[open_].sum(axis=(1, 2)), dtype="Int32"),
            "if_all_low": pd.array(found.possible[open_], dtype="boolean"),
            "if_none_low": pd.array(found.yes[open_], dtype="boolean"),
            "decides_alone": pd.array(alone[open_], dtype="Int32"),
        }
    )
