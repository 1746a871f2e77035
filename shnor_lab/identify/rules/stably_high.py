"""Stably high: schools that may share their practice.

Source: documents 000 (L231, L271), 001 (L170) and 004 (L252) want such schools found and define nothing. The
best quarter of the region by mean percentile rank of high results in each of two years, without one low
result: ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field

from ...ground.editions import window
from ...ground.measured import Measured
from ...ground.reasons import CellRemarks, lacking
from ...language import text as _
from ...params import ListEdition
from ...remarks import enumeration, remark, year_of
from ..low import low_results
from ..ranks import mean_rank, percentile_ranks, top_part
from ..rule import BaseRule, RuleSettings, Tables, decisions


class StablyHighSettings(RuleSettings):
    """Size of the part, window, least procedures and participants, what is low."""

    part: float = Field(default=0.25, gt=0, lt=1)
    years: int = Field(default=2, ge=2, le=3)
    procedures_min: int = Field(default=2, ge=1)
    n_min: int = Field(default=5, ge=1)
    threshold_percent: int = Field(default=30, ge=1, le=100)


@dataclass(frozen=True)
class Rule(BaseRule):
    """In the best quarter every year and never low; score = mean percentile rank of the weakest year."""

    Settings: ClassVar[type[RuleSettings]] = StablyHighSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Stably high results")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("documents 000, L231; 001, L170; 004, L252; the cuts are ours")

    def decide(self, tables: Tables, edition: ListEdition, settings: StablyHighSettings) -> pd.DataFrame:
        """Return one row per open school; what is missing leaves it open unless a year already fails."""
        grid = Measured.of(tables).grid(window(edition, settings.years))
        low = low_results(grid, threshold_percent=settings.threshold_percent, n_min=1)
        means = np.stack(
            [
                mean_rank(
                    percentile_ranks(grid, year, n_min=settings.n_min, side="high"),
                    at_least=settings.procedures_min,
                )
                for year in range(len(grid.years))
            ],
            axis=1,
        )
        unknown = np.isnan(means)
        top = np.stack([top_part(column, settings.part) for column in means.T], axis=1)
        any_low, missing = (np.logical_or.reduce(cells, axis=(1, 2)) for cells in (low.yes, low.missing))
        possible = np.logical_and.reduce(top | unknown, axis=1) & ~any_low
        yes = np.logical_and.reduce(top, axis=1) & ~any_low & ~missing
        cells, years = CellRemarks(grid), [year_of(year) for year in grid.years]
        reasons = []
        for school in range(len(yes)):
            if yes[school]:
                reasons.append(remark("Within the highest part of the region in {years}", years=enumeration(years)))
            elif any_low[school]:
                year = int(np.flatnonzero(low.yes[school].any(axis=1))[0])
                counts = enumeration(cells.counts(school, year, low.yes[school, year]))
                reasons.append(remark("Low results: {year}: {cells}", year=years[year], cells=counts))
            elif possible[school] and missing[school]:
                reasons.append(lacking(cells.missing(school, low.missing[school])))
            elif possible[school]:
                reasons.append(remark("Too few procedures with at least {n} participants", n=settings.n_min))
            else:
                reasons.append(remark("Not within the highest part of the region in each year"))
        score = np.where(unknown.any(axis=1), np.nan, np.min(np.nan_to_num(means), axis=1))
        return decisions(grid.schools, yes=yes, possible=possible, score=score, reason=reasons)


RULE = Rule("stably_high", "ours", ("results",), ("school_years",), about="good", order=100)
