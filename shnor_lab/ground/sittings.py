"""Which rows of results are the first sitting of a school in a procedure and year, and which of them are added up.

Counted are the participants of the first sitting (main and reserve day together, «до пересдачи») among the
graduates of the year; re-sits and graduates of earlier years are left out (document 001, L119).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from ..catalogue import procedures

YearBasis = Literal["school_year", "programme"]

_PROCEDURES = procedures()
_OF_GRADE = {(item.family, item.subject, item.grade): key for key, item in _PROCEDURES.items()}


def first_sitting(results: pd.DataFrame, years: Sequence[int], year_basis: YearBasis = "school_year") -> pd.DataFrame:
    """Return the rows of first sittings of the years; on the basis of programmes an autumn round goes a year back."""
    rows = results[
        results["year"].isin([*years, *(year + 1 for year in years)] if year_basis == "programme" else list(years))
        & results["attempt"].isin(["main", "reserve"])
        & results["graduates"].isin(["current", "all"])
    ]
    if year_basis == "programme":
        autumn = (rows["round"] == "autumn").to_numpy(dtype=bool)
        moved = [
            _programme_of(procedure, grade)
            for procedure, grade in zip(rows.loc[autumn, "procedure"], rows.loc[autumn, "programme_grade"], strict=True)
        ]
        procedure = rows["procedure"].to_numpy(dtype=object, copy=True)
        procedure[autumn] = moved
        rows = rows.assign(
            year=rows["year"].mask(pd.Series(autumn, rows.index), rows["year"] - 1),
            procedure=pd.array(procedure, dtype="str"),
        )
    return rows


def one_of_each(rows: pd.DataFrame, cell: np.ndarray, size: int, year_basis: YearBasis = "school_year") -> np.ndarray:
    """Return which rows are added up in their cell: one choice of graduates, one of rounds.

    Parameters
    ----------
    rows : DataFrame
        First sittings.
    cell : ndarray of int
        Place of each row's cell, below ``size``; cells that hold autumn rounds alone keep them.
    size : int
        Number of cells.
    year_basis : {"school_year", "programme"}
        school_year: an autumn round stands in only where no other round is; programme: it is added to others.

    Notes
    -----
    A check work without a named round is that of the spring, sent once more.
    """
    kept = _preferred(cell, (rows["graduates"] == "current").to_numpy(dtype=bool), size)
    round_ = rows["round"].to_numpy()
    if year_basis == "school_year":
        kept[kept] = _preferred(cell[kept], round_[kept] != "autumn", size)
    exam = rows["procedure"].str.startswith(("oge_", "ege_")).to_numpy(dtype=bool)
    return kept & ((round_ != "main") | exam | ~any_of(cell, kept & (round_ == "spring"), size)[cell])


def any_of(cell: np.ndarray, flag: np.ndarray, size: int) -> np.ndarray:
    """Return, per cell, whether any of its rows carries the flag."""
    return np.bincount(cell[flag], minlength=size) > 0


def _programme_of(procedure: str, grade: float) -> str:
    known = _PROCEDURES.get(procedure)
    if known is None or pd.isna(grade):
        return procedure
    return _OF_GRADE.get((known.family, known.subject, int(grade)), "")


def _preferred(cell: np.ndarray, first_choice: np.ndarray, size: int) -> np.ndarray:
    """Keep rows of first choice, and others only in cells that have none."""
    return first_choice | ~any_of(cell, first_choice, size)[cell]
