"""What approved lists say of schools, from the table of statuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from ..remarks import enumeration, level_of, remark
from .schools import Tables, open_schools

Level = Literal["federal", "project_500", "regional", "municipal", "msoko"]
LEVELS: tuple[Level, ...] = ("federal", "project_500", "regional", "municipal", "msoko")
LOCAL = ("municipal", "msoko")


def by_orders(
    tables: Tables, *, year: int, open_in: int, levels: Sequence[Level], classes: Sequence[str]
) -> pd.DataFrame:
    """Return what the lists of one year say, one row per open school.

    Parameters
    ----------
    tables : mapping
        Delivered tables by key: ``schools`` and ``statuses``.
    year : int
        Name year of the lists.
    open_in : int
        Year in which a school is open that has a row.
    levels : sequence of str
        Levels of lists that are read, see ``LEVELS``.
    classes : sequence of str
        Classes of ``statuses`` that are read.

    Returns
    -------
    DataFrame
        ``school_id``; ``listed`` (boolean: True where any level lists the school, False where at least one level is
        known for it and none lists it, NA where no level is known); ``lists`` (number of levels that list it, NaN where
        none is known); ``reason``.

    Notes
    -----
    Only rows with source «order» speak. A list names its members and rarely the others, so a level is known
    for a school that has a row of its own, for every school of the region once any federal, «500+» or
    regional order of that year came, and for every school of a municipality once any municipal order for one
    of its schools came. This reading is ours.
    """
    schools = open_schools(tables, open_in)
    statuses = tables["statuses"]
    rows = statuses[
        (statuses["year"] == year).fillna(False)
        & (statuses["source"] == "order")
        & statuses["level"].isin(list(levels))
        & statuses["class"].isin(list(classes))
    ]
    rows = rows.assign(listed=rows["listed"].fillna(False).astype(bool))
    municipality = tables["schools"].set_index("school_id")["municipality_id"]
    known = np.zeros((len(schools), len(levels)), dtype=bool)
    listed = np.zeros_like(known)
    acts: dict[tuple[str, str], str] = {}
    for place, level in enumerate(levels):
        here = rows[rows["level"] == level]
        if here.empty:
            continue
        if level in LOCAL:
            covered = set(here["school_id"].map(municipality).dropna())
            known[:, place] = schools["municipality_id"].isin(covered)
        else:
            known[:, place] = True
        listed[:, place] = schools["school_id"].isin(here.loc[here["listed"], "school_id"])
        named = here[here["listed"] & here["act"].notna()].sort_values(["school_id", "act"])
        acts.update({(school, level): act for school, act in zip(named["school_id"], named["act"], strict=True)})
    yes, any_known = np.logical_or.reduce(listed, axis=1), np.logical_or.reduce(known, axis=1)
    lists = [level_of(level) for level in levels]
    reasons = []
    for place, school in enumerate(schools["school_id"]):
        if yes[place]:
            names = []
            for column in np.flatnonzero(listed[place]).tolist():
                act = acts.get((school, levels[column]))
                names.append(remark("{level} ({act})", level=lists[column], act=act) if act else lists[column])
            reasons.append(remark("Listed: {lists}", lists=enumeration(names)))
        elif any_known[place]:
            came = enumeration(lists[column] for column in np.flatnonzero(known[place]).tolist())
            reasons.append(remark("Not in the lists that were delivered: {lists}", lists=came))
        else:
            reasons.append(remark("No list of {year} was delivered", year=year))
    return pd.DataFrame(
        {
            "school_id": schools["school_id"].array,
            "listed": pd.arrays.BooleanArray(yes, ~any_known),
            "lists": np.where(any_known, listed.sum(axis=1), np.nan),
            "reason": pd.array(reasons, dtype="str"),
        }
    )
