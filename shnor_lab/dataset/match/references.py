"""Distinct references: a million rows name a few hundred schools, each is thought about once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..read.delivery import REFERENCES

SCHEMES = ("fis", "ogrn", "global_id", "code")
"""Systems of codes, in the order of references."""


class Reference(NamedTuple):
    """How a file names one school, in the order of ``REFERENCES``; "" where it says nothing."""

    fis: str = ""
    ogrn: str = ""
    global_id: str = ""
    code: str = ""
    name: str = ""
    municipality: str = ""

    @property
    def codes(self) -> dict[str, str]:
        """Return the codes that are given, by scheme."""
        return {scheme: value for scheme in SCHEMES if (value := getattr(self, scheme))}


@dataclass(frozen=True)
class Distinct:
    """The references of one table: ``references[place[i]]`` is that of row i, ``rows`` counts each."""

    references: list[Reference]
    place: np.ndarray
    rows: np.ndarray


def distinct(frame: pd.DataFrame) -> Distinct:
    """Return the distinct references of a table with ``ref_*`` columns."""
    given = [column for column in REFERENCES if column in frame]
    place = np.zeros(len(frame), dtype=np.int64)
    for column in given:
        codes, found = _codes(frame[column])
        place, _ = pd.factorize(place * (found + 1) + codes + 1)
    first = np.empty(place.max() + 1 if len(place) else 0, dtype=np.int64)
    first[place[::-1]] = np.arange(len(place))[::-1]
    cells = {column: _texts(frame[column].iloc[first]) for column in given}
    absent = [""] * len(first)
    references = [Reference(*row) for row in zip(*(cells.get(column, absent) for column in REFERENCES), strict=True)]
    return Distinct(references, place, np.bincount(place, minlength=len(first)))


def _codes(values: pd.Series) -> tuple[np.ndarray, int]:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy().astype(np.int64), len(values.cat.categories)
    codes, found = pd.factorize(values)
    return codes, len(found)


def _texts(values: pd.Series) -> list[str]:
    return ["" if pd.isna(value) else str(value).strip() for value in values.tolist()]
