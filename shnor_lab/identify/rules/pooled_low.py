"""Lastingly low: the lowest part of the region by several years and all procedures together.

Ours. The list holds the schools with the greatest chance that their lasting overall level (school level plus mean
school-procedure part, nothing of a single year) is among the lowest ``part`` of the region, as many schools as that
part of those answered, rounded. Ranking by the chance and not by the estimated level keeps off the list small
schools of which nothing is known. Equal chances are taken in a fixed order that no property of a school enters.

p_low is that chance; the mean over the list says how many of the listed are expected to be among the lowest. The rule
places schools among others, so a later delivery may move it either way. Unanswered is a school without counts of low
results in all the years, and one whose reliability is below ``reliability_min`` where that is demanded: reliability
is the part of the lasting differences between schools that its own results have settled, 0-1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field

from ...ground.bands import greatest_part
from ...ground.editions import window
from ...ground.measured import SEED, Measured, delivered
from ...ground.reasons import NOT_POOLED
from ...language import text as _
from ...params import TRULY_LOW_SHARE, ListEdition
from ...remarks import Remark, chance_of, enumeration, percent_of, remark, remark_of, year_of
from ..rule import BaseRule, RuleSettings, Tables, decisions


class PooledLowSettings(RuleSettings):
    """Years pooled, size of the part (none = ``truly_low_share`` of the study), least reliability (0 = any)."""

    years: int = Field(default=3, ge=2, le=5)
    part: float | None = Field(default=None, gt=0, lt=1)
    reliability_min: float = Field(default=0.0, ge=0, lt=1)


@dataclass(frozen=True)
class Rule(BaseRule):
    """The lowest part by the lasting level; score = the chance to be among it, 0-1."""

    Settings: ClassVar[type[RuleSettings]] = PooledLowSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Lastingly low by several years")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("ours; pooling of years and procedures in one model of the region")

    def decide(self, tables: Tables, edition: ListEdition, settings: PooledLowSettings) -> pd.DataFrame:
        """Return one row per open school."""
        grid, pooled = Measured.of(tables).pooled(window(edition, settings.years))
        part = TRULY_LOW_SHARE if settings.part is None else settings.part
        seen = np.logical_or.reduce(delivered(grid), axis=(1, 2))
        chance = np.where(seen, pooled.p_lowest(part), np.nan)
        vague = np.zeros(len(chance), dtype=bool)
        if settings.reliability_min > 0:
            vague = ~np.isnan(chance) & ~(pooled.level().reliability >= settings.reliability_min)
            chance = np.where(vague, np.nan, chance)
        listed = greatest_part(pd.Series(chance, grid.schools), part, seed=SEED, rule=self.key)
        unknown = np.isnan(chance)
        none = remark("No counts of low results of {year}", year=enumeration(map(year_of, reversed(grid.years))))
        few = remark("Too few results to tell the lasting level of the school")
        length = int(listed.sum())
        reasons = []
        for school in range(len(chance)):
            if unknown[school]:
                reasons.append(few if vague[school] else NOT_POOLED if seen[school] else none)
            else:
                reasons.append(_inside(chance[school], length, part) if listed[school] else _outside(chance[school]))
        return decisions(
            grid.schools, yes=listed, possible=listed | unknown, score=chance, reason=reasons, p_low=chance
        )


def _inside(chance: float, length: int, part: float) -> Remark:
    return remark_of(
        length,
        "The only school listed by the chance of a lasting level in the lowest {percent}% of the region: {chance}",
        "One of the {n} schools with the greatest chance of a lasting level in the lowest {percent}% of the region: "
        "{chance}",
        percent=percent_of(part),
        chance=chance_of(chance),
    )


def _outside(chance: float) -> Remark:
    return remark(
        "Not among the schools with the greatest chance of a lasting level in the lowest part of the region: {chance}",
        chance=chance_of(chance),
    )


RULE = Rule("pooled_low", "ours", ("results",), ("school_years",), about="low", order=130)
