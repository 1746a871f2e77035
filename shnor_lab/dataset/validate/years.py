"""Years of results that look mistyped: judged by the other years, for no clock is read."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ... import catalogue
from ...language import plural as _n
from ...language import text as _
from ..issues import Issue, of_rows
from ..schema import Table

RARE = 0.01
"""Below this part of the rows of the fullest year a year is asked about."""

FAR = 3
"""A year so many years away from its nearest neighbour, two empty ones between them, is asked about too."""


AHEAD = 10
"""A year so many years after the last one of which the catalogue knows anything is no year of a delivery."""


def check_ahead(frame: pd.DataFrame, table: Table) -> list[Issue]:
    """Return the question about years far ahead of all that is known; no clock is read.

    Parameters
    ----------
    frame : DataFrame
        Cleaned rows of one delivery.
    table : Table
    """
    if "year" not in table.key_names:
        return []
    last = max(item.year for item in catalogue.breaks())
    years = frame["year"].to_numpy(np.int32, na_value=0)
    return of_rows(
        years > last + AHEAD,
        "error",
        "year_ahead",
        _("The year is far ahead of all that is known: a slip of the pen?"),
        _("correct the year and deliver the file again"),
        "year",
        examples=lambda at: dict.fromkeys(map(str, years[at])),
    )


def check_years(results: pd.DataFrame) -> list[Issue]:
    """Return one note per year that is met in very few rows, or that stands far from all others.

    Parameters
    ----------
    results : DataFrame
        All results of a dataset: ``year``.
    """
    at = results["year"].to_numpy(np.int32, na_value=0)
    years, rows = (found.tolist() for found in np.unique(at[at > 0], return_counts=True))
    return [
        Issue(
            "note",
            "year_alone",
            message,
            _(
                "if it is a slip of the pen, take the file back (shnor-lab forget DATASET FILE), correct the year in "
                "it and import it anew"
            ),
            "year",
            np.flatnonzero(at == year),
        )
        for year, message in _strange(years, rows)
    ]


def _strange(years: list[int], rows: list[int]) -> Iterator[tuple[int, str]]:
    if len(years) < 2:
        return
    fullest = max(zip(rows, years, strict=True))
    for year, count in zip(years, rows, strict=True):
        nearest = min((other for other in years if other != year), key=lambda other: abs(other - year))
        if year == fullest[1]:
            continue
        if count < RARE * fullest[0]:
            yield (
                year,
                _n(
                    count,
                    "Only {n} row of results is of the year {year}, of {full} there are {most}: a slip of the pen?",
                    "Only {n} rows of results are of the year {year}, of {full} there are {most}: a slip of the pen?",
                    year=year,
                    full=fullest[1],
                    most=fullest[0],
                ),
            )
        elif abs(nearest - year) >= FAR:
            yield (
                year,
                _(
                    "The year {year} stands apart, the nearest year with results is {nearest}: a slip of the pen?",
                    year=year,
                    nearest=nearest,
                ),
            )
