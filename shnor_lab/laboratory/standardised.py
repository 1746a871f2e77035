"""Schools counted by kind, fifth of level and listed, and shares of them standardised to the same levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..ground.bands import FIFTHS, fifths


@dataclass(frozen=True)
class Counted:
    """Schools that one rule answers, by kind, fifth of level and listed.

    Parameters
    ----------
    kinds : list
        Kinds of schools, in order.
    reference : int
        Place of the kind that the others are compared with.
    cell : Series
        Cell of each school by ``school_id``: the flat place in ``counts``.
    counts : ndarray
        Schools, shape (kinds, fifths, 2).
    """

    kinds: list[Any]
    reference: int
    cell: pd.Series
    counts: NDArray

    def shared(self, place: int) -> NDArray:
        """Return which fifths hold schools of a kind and of the reference."""
        return (self.counts[[place, self.reference]].sum(axis=2) > 0).all(axis=0)

    def covered(self, place: int) -> float:
        """Return the part of the schools that stand in such fifths, 0-1."""
        return float(self.counts.sum(axis=(0, 2))[self.shared(place)].sum() / self.counts.sum())

    def shares(self, place: int, counts: NDArray) -> NDArray:
        """Return standardised shares of a kind and of the reference for draws of counts, shape (2, draws)."""
        weight = self.counts.sum(axis=(0, 2)) * self.shared(place)
        return np.stack([_standardised(counts[:, one], weight) for one in (place, self.reference)])

    def drawn(self, cell: NDArray, weights: NDArray) -> NDArray:
        """Return the counts under many weightings of schools, shape (draws, kinds, fifths, 2).

        ``cell``: of each pattern of schools, NaN where it is not counted; ``weights``: shape (draws, patterns).
        """
        inside = (cell[:, None] == np.arange(self.counts.size)).astype("float64")
        return (weights @ inside).reshape(-1, *self.counts.shape)


def counted(answers: pd.Series, level: pd.Series, groups: pd.Series, reference: str) -> Counted:
    """Return the schools of one rule counted.

    Parameters
    ----------
    answers : Series
        Listed or not by ``school_id``, no NA.
    level, groups, reference
        As in `same_level.listed_at_same_level`; no NaN in ``level``.

    Raises
    ------
    ValueError
        A reference that no school belongs to.
    """
    used = pd.DataFrame({"group": groups, "level": level}).dropna()
    kinds = sorted(used["group"].unique(), key=str)
    if reference not in kinds:
        raise ValueError("the reference must be one of the groups")
    used = used[used.index.isin(answers.index)]
    shape = (len(kinds), FIFTHS, 2)
    place = pd.Index(kinds).get_indexer(pd.Index(used["group"]))
    band = fifths(used["level"].to_numpy(dtype="float64")) - 1
    listed = answers.reindex(used.index).to_numpy(dtype=bool).astype("int64")
    cell = np.ravel_multi_index((place, band, listed), shape)
    counts = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
    return Counted(kinds, kinds.index(reference), pd.Series(cell, used.index), counts)


def _standardised(counts: NDArray, weight: NDArray) -> NDArray:
    """Return standardised shares of draws; an emptied fifth is left out of the draw. Shape (draws,)."""
    schools = counts.sum(axis=2)
    share = np.divide(counts[:, :, 1], schools, out=np.zeros(schools.shape), where=schools > 0)
    used = np.where(schools > 0, weight, 0)
    whole = used.sum(axis=1)
    return np.divide((share * used).sum(axis=1), whole, out=np.full(len(whole), np.nan), where=whole > 0)
