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
    found = schools[~_closed(schools, year)]
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
    stage = _places(schools["type"])
    yearly = tables.get("school_years")
    if yearly is not None:
        now = yearly[yearly["year"].to_numpy(dtype="float64", na_value=np.nan) == year]
        found = pd.Index(now["school_id"]).get_indexer(pd.Index(schools["school_id"]))
        named = np.where(found >= 0, np.append(_places(now["type"]), -1)[found], -1)
        stage = np.where(named >= 0, named, stage)
    return np.where(_closed(schools, year), -2, stage).astype("int8")


def _places(types: pd.Series) -> np.ndarray:
    """Return the places of types in ``STAGES``, -1 where a type names no stage."""
    code, names = pd.factorize(types)
    known = [STAGES.index(name) if name in STAGES else -1 for name in names]
    return np.array([*known, -1])[code]


def _closed(schools: pd.DataFrame, year: int) -> np.ndarray:
    """Return which schools do not exist in a year; an empty bound sets none."""
    begins, ends = (schools[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("valid_from", "valid_to"))
    return (begins > year) | (ends < year)
