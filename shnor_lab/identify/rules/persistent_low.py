"""Persistently low: a low result at every stage of school, year after year.

Source: document 000 (Перелюб, 2021), L150: stably low results at all stages by ЕГЭ, ОГЭ and ВПР of the last
two years; three years: document 001, L62. The document gives no threshold; 30 % and the minimum of
participants are ours. A stage of which nobody was examined in a year (not held, no such grade, no
participants) is not asked; a year in which no stage is asked leaves the answer open where an exam was cancelled
and makes it False otherwise. p_low stays NA: the pooled model speaks of procedures and of all of them together, not of
stages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field

from ...catalogue import procedures
from ...ground.cells import DELIVERED, NO_PARTICIPANTS, NOT_APPLICABLE, NOT_HELD, RULE_30
from ...ground.editions import window
from ...ground.measured import Measured
from ...ground.reasons import CellRemarks, lacking
from ...language import text as _
from ...params import ListEdition
from ...remarks import Remark, remark
from ..low import Low, chances, low_results
from ..rule import BaseRule, RuleSettings, Tables, decisions

FAMILIES = ("vpr", "oge", "ege")


class PersistentLowSettings(RuleSettings):
    """The window and what is low."""

    years: int = Field(default=2, ge=2, le=3)
    threshold_percent: int = Field(default=30, ge=1, le=100)
    n_min: int = Field(default=1, ge=1)


@dataclass(frozen=True)
class Rule(BaseRule):
    """Low at every stage in every year; score = share of asked stages and years that have a low result."""

    Settings: ClassVar[type[RuleSettings]] = PersistentLowSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Persistently low at all stages")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("document 000, L150; the threshold is ours")

    def decide(self, tables: Tables, edition: ListEdition, settings: PersistentLowSettings) -> pd.DataFrame:
        """Return one row per open school.

        p_listed treats procedures, stages and years as independent; NaN where nothing of an asked stage was delivered.
        """
        measured = Measured.of(tables)
        grid = measured.grid(window(edition, settings.years))
        low = low_results(grid, threshold_percent=settings.threshold_percent, n_min=settings.n_min)
        pooled = measured.fitted(grid)
        q = chances(grid, pooled, threshold_percent=settings.threshold_percent, n_min=settings.n_min)
        family = np.array([procedures()[key].family for key in grid.procedures])
        examined = ~np.isin(grid.state, (NOT_HELD, NOT_APPLICABLE, NO_PARTICIPANTS))

        def stages(cells: np.ndarray) -> np.ndarray:
            return np.stack([np.logical_or.reduce(cells[:, :, family == one], axis=2) for one in FAMILIES], axis=2)

        asked, met, open_ = stages(examined), stages(low.yes), stages(low.possible)
        empty = ~np.logical_or.reduce(asked, axis=2)
        cancelled = np.logical_or.reduce(grid.state == NOT_HELD, axis=2)
        idle = np.logical_or.reduce(empty & ~cancelled, axis=1)
        nothing = np.logical_or.reduce(empty & cancelled, axis=1) & ~idle
        yes = np.logical_and.reduce(met | ~asked, axis=(1, 2)) & ~nothing & ~idle
        possible = ~idle & (nothing | np.logical_and.reduce(open_ | ~asked, axis=(1, 2)))
        again = np.stack([1 - np.prod(1 - q[:, :, family == one], axis=2) for one in FAMILIES], axis=2)
        unseen = np.logical_or.reduce(asked & ~stages(grid.state == DELIVERED), axis=(1, 2))
        chance = np.where(idle, 0.0, np.where(unseen, np.nan, np.where(asked, again, 1.0).prod(axis=(1, 2))))
        with np.errstate(invalid="ignore"):
            score = np.where(nothing, np.nan, (met & asked).sum(axis=(1, 2)) / asked.sum(axis=(1, 2)))
        return decisions(
            grid.schools,
            yes=yes,
            possible=possible,
            score=score,
            reason=_reasons(CellRemarks(grid), yes, possible, nothing, low),
            p_listed=np.where(possible & ~yes, np.nan, chance),
        )


def _reasons(cells: CellRemarks, yes: np.ndarray, possible: np.ndarray, nothing: np.ndarray, low: Low) -> list[Remark]:
    reasons = []
    for school in range(len(yes)):
        if nothing[school]:
            reasons.append(remark("The rule cannot answer: in one of the years nothing was held at this school"))
        elif possible[school] and not yes[school]:
            reasons.append(lacking(cells.missing(school, low.missing[school])))
        elif yes[school]:
            reasons.append(remark("Low results at every stage. {cells}", cells=cells.by_year(school, low.yes[school])))
        else:
            reasons.append(remark("Not every stage has low results in each year"))
    return reasons


RULE = Rule("persistent_low", "regional", ("results",), ("school_years",), about="low", procedures=RULE_30, order=20)
