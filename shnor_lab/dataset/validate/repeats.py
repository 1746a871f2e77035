"""Rows of one delivery with the same key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ...language import text as _
from ..issues import Issue, broken
from ..keys import key_codes
from ..schema import Table
from ..vocabulary import in_words

ORIGIN = ("source_id", "source_row")


def values_of(table: Table) -> list[str]:
    """Return the columns that say something about the key."""
    return [name for name in table.names if name not in (*table.key_names, *ORIGIN)]


def check_repeats(
    frame: pd.DataFrame, table: Table, issues: Sequence[Issue], schools: Mapping[str, str]
) -> list[Issue]:
    """Return repeated keys: equal rows as a note (all but the first), contradicting rows as broken, all of them.

    Rows without a school or with another broken cell take no part; ``schools`` gives the name of each.
    """
    keys = table.key_names
    taking = ~broken(issues, len(frame))
    for name in keys:
        values = frame[name]
        if values.hasnans:
            taking &= values.notna().to_numpy()
    at = np.flatnonzero(taking)
    whole = len(at) == len(frame)
    codes = key_codes(frame if whole else frame[keys].iloc[at], keys)
    order = codes if bool((codes[1:] > codes[:-1]).all()) else np.sort(codes, kind="stable")
    if not (order[1:] == order[:-1]).any():
        return []
    repeated = np.isin(codes, order[1:][order[1:] == order[:-1]])
    part = frame.iloc[at[repeated]]
    equal = part.duplicated([*keys, *values_of(table)]).to_numpy()
    distinct = part[~equal]
    contradicting = distinct.duplicated(keys, keep=False).to_numpy()
    bad_keys = key_codes(part, keys)
    bad = np.isin(bad_keys, bad_keys[~equal][contradicting])
    found = []
    if (equal & ~bad).any():
        found.append(
            Issue(
                "note",
                "repeated_row",
                _("The row repeats an earlier row of the file word for word and was left out."),
                at=at[repeated][equal & ~bad],
            )
        )
    if bad.any():
        places = at[repeated][bad]
        found.append(
            Issue(
                "row",
                "repeated_key",
                _("Rows with the same key have different values; none of them was taken."),
                _("the table has {grain}: correct or delete the other rows", grain=table.grain),
                at=places,
                examples=tuple(dict.fromkeys(_key(table, frame.iloc[place], schools) for place in places[:5])),
            )
        )
    return found


def _key(table: Table, row: pd.Series, schools: Mapping[str, str]) -> str:
    """Return the key of a row in words, the school by its name; parts that stand everywhere by default left out."""
    parts = [
        schools.get(row[name], str(row[name])) if name == "school_id" else in_words(table.key, name, row[name])
        for name in table.key_names
        if row[name] != table.by_name[name].default
    ]
    return ", ".join(parts)
