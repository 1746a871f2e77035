"""Words of a reason: procedures with their counts, missing ones, school years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ..catalogue import procedures
from ..dataset.schema import TABLES
from ..language import plural as _n
from ..language import text as _
from ..measure import fives
from .cells import DELIVERED, NO_COUNTS, NO_PARTICIPANTS, Grid

FEW = 10
"""Participants below which a count is marked: no share is read from it."""


def school_year(year: int) -> str:
    """Return a school year as it is printed: 2023 is ``2022/23``.

    Examples
    --------
    >>> school_year(2023)
    '2022/23'
    """
    return f"{year - 1}/{year % 100:02d}"


def enumerated(items: Iterable[str]) -> str:
    """Return items as an enumeration: semicolons (items hold commas), «and» before the last."""
    items = list(items)
    if len(items) < 2:
        return "".join(items)
    return _("{first} and {last}", first="; ".join(items[:-1]), last=items[-1])


def procedure_titles(keys: Sequence[str]) -> list[str]:
    """Return the titles of procedures in the reader's language."""
    known = procedures()
    return [known[key].title if key in known else key for key in keys]


def not_delivered(*tables: str) -> str:
    """Return the reason of a rule whose tables did not arrive, by their printed titles.

    ``expected`` is no table of the schema: nobody delivers it, it is computed (`identify.expected`).
    """
    if "expected" in tables:
        return _("expected result not computed")
    titles = [f"«{TABLES[key].title}»" if key in TABLES else key for key in tables]
    return _n(
        len(tables),
        "table not delivered: {tables}",
        "tables not delivered: {tables}",
        tables=enumerated(titles),
    )


def not_pooled() -> str:
    """Return why a rule of the pooled model says nothing of a school with results."""
    return _("The model of the region has no answer: too few schools, or results that do not tell them apart")


def of_hundred(chance: float) -> str:
    """Return a chance as schools out of 100 with the same data, rounded to five, never 0 or 100.

    Examples
    --------
    >>> from shnor_lab import language
    >>> language.use("en")
    >>> of_hundred(0.41), of_hundred(0.999)
    ('out of 100 schools with the same data, about 40', 'out of 100 schools with the same data, more than 95')
    """
    kind, n = fives.of_hundred(chance)
    said = {
        "fewer": _("fewer than {n}", n=n),
        "about": _("about {n}", n=n),
        "more": _("more than {n}", n=n),
    }[kind]
    return _("out of 100 schools with the same data, {n}", n=said)


class CellWords:
    """Writes the cells of a grid; made once per rule, so that titles are looked up once."""

    def __init__(self, grid: Grid):
        self._grid = grid
        self._titles = procedure_titles(grid.procedures)
        self._years = [school_year(year) for year in grid.years]
        self._seen = np.logical_or.reduce(np.isin(grid.state, (DELIVERED, NO_PARTICIPANTS)), axis=(1, 2))

    def counts(self, school: int, year: int, which: np.ndarray) -> list[str]:
        """Return «procedure (k of n)» for the marked procedures of one school and year; few participants are said."""
        grid = self._grid
        found = []
        for place in np.flatnonzero(which):
            k, n = grid.n_low[school, year, place], grid.n[school, year, place]
            title = self._titles[place]
            if grid.unreliable[school, year, place]:
                title = _("{procedure}, found unreliable", procedure=title)
            if grid.past[school, year, place]:
                title = _("{procedure}, with graduates of earlier years", procedure=title)
            if np.isnan(k) or np.isnan(n):
                found.append(title)
            else:
                found.append(
                    _("{procedure} ({k} of {n}, few participants)", procedure=title, k=int(k), n=int(n))
                    if n < FEW
                    else _("{procedure} ({k} of {n})", procedure=title, k=int(k), n=int(n))
                )
        return found

    def missing(self, school: int, which: np.ndarray) -> str:
        """Return the missing cells of one school, «2022/23: A and B»; ``which`` is (years, procedures).

        A school without one counted result lacks everything: said so, with the results that came uncounted.
        """
        if not self._seen[school]:
            return self._everything(school)
        parts = []
        for year, printed in enumerate(self._years):
            places = np.flatnonzero(which[year]).tolist()
            if places:
                names = [self._missing_name(school, year, place) for place in places]
                parts.append(_("{year}: {names}", year=printed, names=enumerated(names)))
        return "; ".join(parts)

    def _everything(self, school: int) -> str:
        uncounted = self._grid.state[school] == NO_COUNTS
        if not uncounted.any():
            return _("number of participants below the threshold in every procedure; no results were delivered")
        came = [
            _("{year}: {names}", year=printed, names=enumerated(self._titles[place] for place in np.flatnonzero(cells)))
            for printed, cells in zip(self._years, uncounted, strict=True)
            if cells.any()
        ]
        return _(
            "number of participants below the threshold in every procedure; delivered without it: {came}",
            came="; ".join(came),
        )

    def _missing_name(self, school: int, year: int, place: int) -> str:
        title = self._titles[place]
        if self._grid.state[school, year, place] == NO_COUNTS:
            return _("{procedure} (no counts of low results)", procedure=title)
        if self._grid.unreliable[school, year, place]:
            return _("{procedure} (left out as found unreliable)", procedure=title)
        return title
