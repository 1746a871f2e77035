"""New rows beside stored ones: equal ones change nothing, other values for a stored key need ``replace``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from .keys import key_codes
from .schema import Table
from .validate.repeats import values_of


@dataclass(frozen=True)
class Merged:
    """A table after a delivery, in no particular order.

    Parameters
    ----------
    frame : DataFrame
    added : int
        New keys.
    same : int
        Delivered rows that say what is stored already.
    other : DataFrame
        Delivered rows whose key is stored with other values; taken only with ``replace``.
    changed : bool
        Whether the frame differs from the stored one.
    """

    frame: pd.DataFrame
    added: int
    same: int
    other: pd.DataFrame
    changed: bool


def merge(stored: pd.DataFrame, new: pd.DataFrame, table: Table, *, replace: bool) -> Merged:
    """Return the stored table with the new rows.

    Parameters
    ----------
    stored, new : DataFrame
        All columns of the table; keys unique in each.
    table : Table
    replace : bool
        True lets new rows take the place of stored ones with the same key.
    """
    if not len(stored):
        return Merged(new, len(new), 0, new.iloc[:0], bool(len(new)))
    both = stack([stored, new])
    codes = key_codes(both, table.key_names)
    old, fresh = codes[: len(stored)], codes[len(stored) :]
    order = np.argsort(old, kind="stable")
    place = np.minimum(np.searchsorted(old[order], fresh), len(old) - 1)
    twin = order[place]
    known = old[twin] == fresh
    if not known.any():
        return Merged(both, len(new), 0, new.iloc[:0], bool(len(new)))
    at = np.flatnonzero(known)
    differs = np.zeros(len(new), dtype=bool)
    differs[at] = ~_equal(both.iloc[twin[at]], both.iloc[len(stored) + at], values_of(table))
    keep = np.ones(len(both), dtype=bool)
    keep[len(stored) + np.flatnonzero(known & ~differs)] = False
    if replace:
        keep[twin[differs]] = False
    else:
        keep[len(stored) + np.flatnonzero(differs)] = False
    frame = both[keep].reset_index(drop=True)
    changed = bool((~known).any() or (replace and differs.any()))
    return Merged(frame, int((~known).sum()), int((known & ~differs).sum()), new[differs], changed)


def stack(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return frames with the same columns one below the other; categoricals stay categorical."""
    columns = {}
    for name in frames[0].columns:
        parts = [frame[name] for frame in frames]
        if any(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
            columns[name] = union_categoricals([_texts(part) for part in parts], sort_categories=True)
        else:
            columns[name] = pd.concat(parts, ignore_index=True).array
    return pd.DataFrame(columns, copy=False)


def _texts(values: pd.Series) -> pd.Categorical:
    texts = pd.Categorical(values)
    return texts.set_categories(texts.categories.astype("str"))


def _equal(one: pd.DataFrame, other: pd.DataFrame, names: list[str]) -> np.ndarray:
    same = np.ones(len(one), dtype=bool)
    for name in names:
        left, right = one[name], other[name].set_axis(one.index)
        if isinstance(left.dtype, pd.CategoricalDtype):
            left, right = left.cat.codes, right.cat.codes
        both_missing = left.isna().to_numpy() & right.isna().to_numpy()
        same &= both_missing | (left == right).fillna(False).to_numpy(dtype=bool)
    return same
