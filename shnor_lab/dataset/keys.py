"""Keys of rows as whole numbers: fast to sort, to compare and to look up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

_LIMIT = 2**62


def key_codes(frame: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """Return one whole number per row; equal keys have equal numbers, and their order is that of the key columns.

    Parameters
    ----------
    frame : DataFrame
    names : sequence of str
        Key columns, the most significant first. A missing part counts as the lowest value.

    Examples
    --------
    >>> frame = pd.DataFrame({"school_id": ["b", "a", "b"], "year": [2023, 2024, 2022]})
    >>> key_codes(frame, ["school_id", "year"]).argsort().tolist()
    [1, 2, 0]
    """
    codes = np.zeros(len(frame), dtype=np.int64)
    size = 1
    for name in names:
        part, count = _part(frame[name])
        if size * count > _LIMIT:
            codes = np.unique(codes, return_inverse=True)[1]
            size = int(codes.max(initial=0)) + 1
        codes = codes * count + part
        size *= count
    return codes


def _part(values: pd.Series) -> tuple[np.ndarray, int]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        categories = values.cat.categories
        places = values.cat.codes.to_numpy()
        if not categories.is_monotonic_increasing:
            rank = np.empty(len(categories) + 1, dtype=np.int64)
            rank[np.argsort(categories.to_numpy(), kind="stable")] = np.arange(len(categories))
            rank[-1] = -1
            places = rank[places]
        return places.astype(np.int64) + 1, len(categories) + 1
    if pd.api.types.is_integer_dtype(values.dtype):
        missing = values.isna().to_numpy()
        numbers = values.to_numpy(np.int64, na_value=0) if missing.any() else values.to_numpy(np.int64)
        low = (
            int(numbers.min(initial=0, where=~missing)) if missing.all() else int(numbers[~missing].min(initial=2**31))
        )
        part = np.where(missing, 0, numbers - low + 1)
        return part, int(part.max(initial=0)) + 1
    codes, distinct = pd.factorize(values, sort=True)
    return codes.astype(np.int64) + 1, len(distinct) + 1
