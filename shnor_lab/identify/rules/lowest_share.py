"""The lowest tenth of the region: how regions without a threshold choose.

Source: rank rules of other regions, e.g. order 520 of the Republic of Altai of 11.05.2022 (a full ranking
over ВПР, ОГЭ, ЕГЭ; excerpt read). Mean over procedures of the percentile rank within each procedure, at least
two procedures, at least five participants, lowest tenth, ties at the cut together: ours. It places schools by
what was delivered, so it works without counts of low results, and a later delivery may move it either way.

p_low is the chance that the school's lasting overall level over the nine procedures, by the counts of two years, is
among the lowest part of the region; NA where no counts were delivered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field

from ...ground.editions import window
from ...ground.measured import Measured
from ...language import text as _
from ...params import ListEdition
from ...remarks import remark, remark_of, year_of
from ..ranks import delivered_procedures, mean_rank, percentile_ranks, top_part
from ..rule import BaseRule, RuleSettings, Tables, decisions


class LowestShareSettings(RuleSettings):
    """Size of the part, least procedures and participants."""

    part: float = Field(default=0.1, gt=0, lt=1)
    procedures_min: int = Field(default=2, ge=1)
    n_min: int = Field(default=5, ge=1)


@dataclass(frozen=True)
class Rule(BaseRule):
    """The lowest tenth by mean percentile rank; score = that mean, 1 = lowest results."""

    Settings: ClassVar[type[RuleSettings]] = LowestShareSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Lowest tenth of the region")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("rank rules of other regions (Republic of Altai, order 520, 2022); the cuts are ours")

    def decide(self, tables: Tables, edition: ListEdition, settings: LowestShareSettings) -> pd.DataFrame:
        """Return one row per open school; NA with fewer than two ranked procedures in the latest year."""
        year = edition.result_years[0]
        results = tables["results"]
        met = results.loc[(results["year"] == year).fillna(False), "procedure"].unique()
        grid = Measured.of(tables).grid((year,), procedures=delivered_procedures(met))
        ranks = percentile_ranks(grid, 0, n_min=settings.n_min, side="low")
        mean, count = mean_rank(ranks, at_least=settings.procedures_min), (~np.isnan(ranks)).sum(axis=1)
        unknown, lowest = np.isnan(mean), top_part(mean, settings.part)
        reasons = []
        for school in range(len(mean)):
            if unknown[school]:
                reasons.append(
                    remark(
                        "Procedures with at least {n} participants in {year}: {count}, needed: {least}",
                        n=settings.n_min,
                        year=year_of(year),
                        count=int(count[school]),
                        least=settings.procedures_min,
                    )
                )
            elif lowest[school]:
                reasons.append(
                    remark_of(
                        int(count[school]),
                        "Within the lowest part of the region by {n} procedure",
                        "Within the lowest part of the region by {n} procedures",
                    )
                )
            else:
                reasons.append(
                    remark_of(
                        int(count[school]),
                        "Outside the lowest part of the region by {n} procedure",
                        "Outside the lowest part of the region by {n} procedures",
                    )
                )
        _grid, pooled = Measured.of(tables).pooled(window(edition, 2))
        return decisions(
            grid.schools,
            yes=lowest,
            possible=lowest | unknown,
            score=mean,
            reason=reasons,
            p_low=pooled.p_lowest(settings.part),
        )


RULE = Rule("lowest_share", "ours", ("results",), ("school_years",), about="low", order=90)
