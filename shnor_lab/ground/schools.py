"""Schools a rule answers for, as arrays and small frames."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..catalogue import STAGES

Tables = Mapping[str, pd.DataFrame]
"""Tables of a dataset by key; what was not delivered is absent."""


def open_schools(tables: Tables, year: int) -> pd.DataFrame:
    """Return the schools that exist in a school year, one row per school, sorted by ``school_id``.

    Parameters
    ----------
    tables : mapping
        Needs ``schools``.
    year : int
        Year in which the school year ends; an empty ``valid_from`` or ``valid_to`` sets no bound.

    Returns
    -------
    DataFrame
        All columns of ``schools``.
    """
    schools = tables["schools"]
    opened = schools["valid_from"].isna() | (schools["valid_from"] <= year).fillna(False)
    closed = (schools["valid_to"] < year).fillna(False)
    found = schools[opened & ~closed]
    if found["school_id"].is_monotonic_increasing:
        return found.reset_index(drop=True)
    return found.sort_values("school_id", ignore_index=True)


def heads(schools: pd.DataFrame) -> pd.Series:
    """Return the school each branch belongs to: index branch, value head, chains followed to their end.

    A ``parent`` that is not among ``schools``, and a chain that runs in a circle, make no branch.
    """
    known = set(schools["school_id"])
    parent = {
        school: head
        for school, head in zip(schools["school_id"], schools["parent"], strict=True)
        if isinstance(head, str) and head in known and head != school
    }
    found = {}
    for school in parent:
        head, seen = school, {school}
        while head in parent and parent[head] not in seen:
            head = parent[head]
            seen.add(head)
        if head not in parent:
            found[school] = head
    return pd.Series(found, dtype="str").sort_index()


def stages(tables: Tables, schools: pd.DataFrame, year: int) -> np.ndarray:
    """Return the highest stage of each school in a year: place in ``STAGES``, -1 unknown, -2 not open.

    The type of ``school_years`` goes before the type of ``schools``; a type that names no stage (evening,
    special) is unknown.
    """
    place = {stage: position for position, stage in enumerate(STAGES)}
    stage = schools["type"].map(place)
    yearly = tables.get("school_years")
    if yearly is not None:
        now = yearly[(yearly["year"] == year).fillna(False)].set_index("school_id")["type"]
        stage = schools["school_id"].map(now).map(place).fillna(stage)
    stage = stage.fillna(-1).to_numpy(dtype="int8")
    closed = (schools["valid_from"] > year).fillna(False) | (schools["valid_to"] < year).fillna(False)
    return np.where(closed.to_numpy(dtype=bool), -2, stage).astype("int8")
