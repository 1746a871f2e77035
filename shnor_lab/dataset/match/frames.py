"""The tables of the register with what a delivery adds to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd

from ..schema import TABLES
from .names import normal


def schools_with(schools: pd.DataFrame, changes: Mapping[str, Mapping[str, object]]) -> pd.DataFrame:
    """Return schools, one row each, with new and changed ones, whose ``source_id`` is empty."""
    if not changes:
        return schools
    whole = schools.set_index("school_id").astype(object).to_dict("index")
    for school, values in changes.items():
        changed = {**whole.get(school, {}), **values}
        if changed != whole.get(school):
            whole[school] = {**changed, "source_id": None}
    return _typed("schools", [{"school_id": school, **whole[school]} for school in sorted(whole)])


def names_with(names: pd.DataFrame, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Return names of schools, one row per name and school, with new ones."""
    new = list(rows)
    if not new:
        return names
    both = pd.concat([names, _typed("school_names", new)], ignore_index=True)
    return both.sort_values(TABLES["school_names"].key_names, ignore_index=True)


def names_confirmed(names: pd.DataFrame, listed: Collection[tuple[str, str]]) -> pd.DataFrame:
    """Return names of schools, those that a register repeats (school, normal name) as names of the register."""
    if not listed:
        return names
    other = ((names["scheme"] == "name") & (names["origin"] != "register")).tolist()
    pairs = zip(other, names["school_id"].tolist(), names["value"].tolist(), strict=True)
    at = np.array([asked and (school, normal(value)) in listed for asked, school, value in pairs], dtype=bool)
    return names.assign(origin=names["origin"].mask(at, "register")) if at.any() else names


def _typed(table: str, rows: list) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return pd.DataFrame(
        {
            column.name: pd.Series(frame.get(column.name), dtype="object", index=frame.index).astype(column.dtype)
            for column in TABLES[table].columns
        }
    )
