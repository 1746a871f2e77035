"""Parts of reasons as remarks: procedures with their counts, missing ones, what was not delivered."""

from __future__ import annotations

import numpy as np

from ..remarks import Remark, enumeration, phrases, procedure_of, remark, remark_of, table_of, year_of
from .cells import DELIVERED, NO_COUNTS, NO_PARTICIPANTS, Grid

FEW = 10
"""Participants below which a count is marked: no share is read from it."""

NOT_POOLED = remark("The model of the region has no answer: too few schools, or results that do not tell them apart")
"""Why a rule of the pooled model says nothing of a school with results."""


def not_delivered(*tables: str) -> Remark:
    """Return the reason of a rule whose tables did not arrive.

    ``expected`` is no table of the schema: nobody delivers it, it is computed (`identify.expected`).
    """
    if "expected" in tables:
        return remark("expected result not computed")
    return remark_of(
        len(tables),
        "table not delivered: {tables}",
        "tables not delivered: {tables}",
        tables=enumeration(map(table_of, tables)),
    )


def lacking(missing: Remark) -> Remark:
    """Return the reason of a rule that has no answer for want of what is named."""
    return remark("The rule cannot answer, missing: {missing}", missing=missing)


class CellRemarks:
    """Tells of the cells of a grid; made once per rule, so that procedures and years are written once."""

    def __init__(self, grid: Grid):
        self._grid = grid
        self._procedures = [procedure_of(key) for key in grid.procedures]
        self._years = [year_of(year) for year in grid.years]
        self._seen = np.logical_or.reduce(np.isin(grid.state, (DELIVERED, NO_PARTICIPANTS)), axis=(1, 2))

    def counts(self, school: int, year: int, which: np.ndarray) -> list[Remark]:
        """Return «procedure (k of n)» for the marked procedures of one school and year; few participants are said."""
        grid = self._grid
        found = []
        for place in np.flatnonzero(which).tolist():
            k, n = grid.n_low[school, year, place], grid.n[school, year, place]
            procedure = self._procedures[place]
            if grid.unreliable[school, year, place]:
                procedure = remark("{procedure}, found unreliable", procedure=procedure)
            if grid.past[school, year, place]:
                procedure = remark("{procedure}, with graduates of earlier years", procedure=procedure)
            if np.isnan(k) or np.isnan(n):
                found.append(procedure)
            else:
                found.append(
                    remark("{procedure} ({k} of {n}, few participants)", procedure=procedure, k=int(k), n=int(n))
                    if n < FEW
                    else remark("{procedure} ({k} of {n})", procedure=procedure, k=int(k), n=int(n))
                )
        return found

    def of_year(self, school: int, year: int, which: np.ndarray) -> Remark:
        """Return the marked procedures of one school with their counts and the year; ``year`` is its place."""
        return self._in_year(year, self.counts(school, year, which))

    def by_year(self, school: int, which: np.ndarray) -> Remark:
        """Return the same for every year in which a procedure is marked; ``which`` is (years, procedures)."""
        marked = np.flatnonzero(which.any(axis=1)).tolist()
        return phrases(self.of_year(school, year, which[year]) for year in marked)

    def missing(self, school: int, which: np.ndarray) -> Remark:
        """Return the missing cells of one school, «2022/23: A and B»; ``which`` is (years, procedures).

        A school without one counted result lacks everything: said so, with the results that came uncounted.
        """
        if not self._seen[school]:
            return self._everything(school)
        parts = []
        for year in range(len(self._years)):
            places = np.flatnonzero(which[year]).tolist()
            if places:
                parts.append(self._in_year(year, [self._missing_name(school, year, place) for place in places]))
        return phrases(parts)

    def _in_year(self, year: int, names: list[Remark]) -> Remark:
        return remark("{year}: {names}", year=self._years[year], names=enumeration(names))

    def _everything(self, school: int) -> Remark:
        uncounted = self._grid.state[school] == NO_COUNTS
        if not uncounted.any():
            return remark("number of participants below the threshold in every procedure; no results were delivered")
        came = [
            self._in_year(year, [self._procedures[place] for place in np.flatnonzero(cells).tolist()])
            for year, cells in enumerate(uncounted)
            if cells.any()
        ]
        return remark(
            "number of participants below the threshold in every procedure; delivered without it: {came}",
            came=phrases(came),
        )

    def _missing_name(self, school: int, year: int, place: int) -> Remark:
        procedure = self._procedures[place]
        if self._grid.state[school, year, place] == NO_COUNTS:
            return remark("{procedure} (no counts of low results)", procedure=procedure)
        if self._grid.unreliable[school, year, place]:
            return remark("{procedure} (left out as found unreliable)", procedure=procedure)
        return procedure
