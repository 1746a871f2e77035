"""The 30 % rule of the regional methodology, exact in whole numbers.

Source: document 001 (Шарыпово, 2024), L104-L119, its words for a regional methodology; the primary text was
not read. A result of a procedure is low when at least 30 % of its participants got «2» or missed the
threshold. Listed is a school with two low procedures in the latest year (criterion 1) or one in each of two
years (criterion 2). First sitting, graduates of the year. Nine procedures; a school without grades 10-11 is
judged by the six of ВПР and ОГЭ. Ours: minimum of participants 1, branch apart, autumn rounds as printed,
unreliable results as given, threshold of КДР.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field

from ...ground.cells import (
    NOT_APPLICABLE,
    NOT_DELIVERED,
    RULE_30,
    Branch,
    Grid,
    Unreliable,
)
from ...ground.editions import window
from ...ground.measured import Measured
from ...ground.reasons import CellRemarks, lacking
from ...ground.schools import heads, open_schools
from ...ground.sittings import YearBasis
from ...language import text as _
from ...params import ListEdition
from ...remarks import Remark, enumeration, remark, sentences
from ..criteria import C2Mode, chance_regional_30, criterion_1, criterion_2
from ..geometry import with_geometry
from ..low import Low, chances, low_results, shares
from ..rule import BaseRule, RuleSettings, Tables, decisions

KDR = ("kdr4_reading", "kdr6_reading", "kdr7_maths", "kdr8_science")


class Regional30Settings(RuleSettings):
    """Choices the documents leave open, with the literal reading as default."""

    threshold_percent: int = Field(default=30, ge=1, le=100)
    n_min: int = Field(default=1, ge=1)
    c2_mode: C2Mode = "any"
    window: int = Field(default=2, ge=2, le=3)
    year_basis: YearBasis = "school_year"
    branch: Branch = "apart"
    unreliable: Unreliable = "as_given"
    oge_math_geometry: bool = False
    kdr: bool = False


@dataclass(frozen=True)
class Answer:
    """Cells and flags behind the decisions of the rule."""

    grid: Grid
    low: Low
    c2_mode: C2Mode

    @property
    def yes(self) -> np.ndarray:
        """Return the schools that satisfy the rule by what was delivered."""
        return self.holds(self.low.yes)

    @property
    def possible(self) -> np.ndarray:
        """Return the schools that would satisfy it were every missing cell low."""
        return self.holds(self.low.possible)

    def holds(self, low: np.ndarray) -> np.ndarray:
        """Return the schools that satisfy the rule were exactly these cells low."""
        return criterion_1(low) | criterion_2(low, self.c2_mode)


def answer(tables: Tables, edition: ListEdition, settings: Regional30Settings) -> Answer:
    """Return what the rule rests on, without scores, words and chances: the cells of the window and which are low.

    Parameters
    ----------
    tables : mapping
        Delivered tables by key: ``schools``, ``results``; ``tasks`` where the settings ask for geometry.
    edition : ListEdition
        Its result years, continued backwards, are the window.
    settings : Regional30Settings
        Threshold, window and readings of the rule.
    """
    return judged(cells(tables, edition, settings), tables, settings)


def cells(tables: Tables, edition: ListEdition, settings: Regional30Settings) -> Grid:
    """Return the cells of the window as delivered, before any threshold."""
    grid = Measured.of(tables).grid(
        window(edition, settings.window),
        procedures=RULE_30 + KDR if settings.kdr else RULE_30,
        year_basis=settings.year_basis,
        branch=settings.branch,
        unreliable=settings.unreliable,
    )
    if not settings.kdr:
        return grid
    state = grid.state.copy()
    absent = state[:, :, len(RULE_30) :]
    absent[absent == NOT_DELIVERED] = NOT_APPLICABLE
    return replace(grid, state=state)


def judged(grid: Grid, tables: Tables, settings: Regional30Settings) -> Answer:
    """Return the answer on given cells; of the tables only ``tasks`` is read, for the condition on geometry."""
    if settings.oge_math_geometry:
        grid = with_geometry(grid, tables.get("tasks"), threshold_percent=settings.threshold_percent)
    low = low_results(
        grid,
        threshold_percent=settings.threshold_percent,
        n_min=settings.n_min,
        unreliable=settings.unreliable,
    )
    return Answer(grid, low, settings.c2_mode)


@dataclass(frozen=True)
class Rule(BaseRule):
    """The 30 % rule; score = greatest share at which the delivered results would still list the school."""

    Settings: ClassVar[type[RuleSettings]] = Regional30Settings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("30 percent rule")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("document 001, L104–L119; «one and the same procedure»: Omsk, 2025")

    def decide(self, tables: Tables, edition: ListEdition, settings: Regional30Settings) -> pd.DataFrame:
        """Return one row per open school.

        p_listed is given where the rule answers, for the procedures that were delivered: the chance that the same
        exams, repeated with an unchanged school, would list it; true shares come from the pooled model of the window.
        p_low is given wherever counts were delivered: the chance that the school's lasting share is at least the
        threshold in a procedure, which is what criterion 2 asks in either reading, without the accidents of a class.
        With ``unreliable="low"`` it rests on the other results alone.
        """
        found = answer(tables, edition, settings)
        pooled = Measured.of(tables).fitted(found.grid, unreliable=settings.unreliable)
        q = chances(
            found.grid,
            pooled,
            threshold_percent=settings.threshold_percent,
            n_min=settings.n_min,
            unreliable=settings.unreliable,
        )
        chance = chance_regional_30(q[:, 0], q[:, 1:].swapaxes(0, 1), settings.c2_mode)
        table = decisions(
            found.grid.schools,
            yes=found.yes,
            possible=found.possible,
            score=_score(found, settings),
            reason=_reasons(found),
            p_listed=np.where(found.possible & ~found.yes, np.nan, chance),
            p_low=pooled.p_lasting_low(settings.threshold_percent / 100, 1),
        )
        return table if settings.branch == "apart" else _with_branches(table, tables, edition)


def _score(found: Answer, settings: Regional30Settings) -> np.ndarray:
    share = np.nan_to_num(shares(found.grid, n_min=settings.n_min), nan=-1.0)
    if settings.unreliable == "low":
        share = np.where(found.grid.unreliable & found.low.yes, 1.0, share)
    second = np.sort(share[:, 0], axis=1)[:, -2]
    every = share.max(axis=2).min(axis=1) if found.c2_mode == "any" else share.min(axis=1).max(axis=1)
    score = np.maximum(second, every)
    return np.where(score < 0, np.nan, score)


def _reasons(found: Answer) -> list[Remark]:
    cells, low, missing = CellRemarks(found.grid), found.low.yes, found.low.missing
    first, second = criterion_1(low), criterion_2(low, found.c2_mode)
    nothing = remark("No low results in the procedures delivered")
    foreign = remark("The school has none of the procedures of the rule")
    outside = np.logical_and.reduce(found.grid.state == NOT_APPLICABLE, axis=(1, 2))
    reasons = []
    for school, (yes, possible) in enumerate(zip(found.yes, found.possible, strict=True)):
        if yes:
            parts = []
            if first[school]:
                latest = enumeration(cells.counts(school, 0, low[school, 0]))
                parts.append(remark("Criterion 1: {cells}", cells=latest))
            if second[school]:
                again = low[school] & low[school].all(axis=0) if found.c2_mode == "same_procedure" else low[school]
                parts.append(remark("Criterion 2: {cells}", cells=cells.by_year(school, again)))
            reasons.append(sentences(parts))
        elif possible:
            reasons.append(_open(cells, school, low[school], missing[school]))
        elif low[school].any():
            listing = cells.by_year(school, low[school])
            reasons.append(remark("The criteria are not met. Low results: {cells}", cells=listing))
        else:
            reasons.append(foreign if outside[school] else nothing)
    return reasons


def _open(cells: CellRemarks, school: int, low: np.ndarray, missing: np.ndarray) -> Remark:
    said = lacking(cells.missing(school, missing))
    if not low.any():
        return said
    return sentences((said, remark("Low results: {cells}", cells=cells.by_year(school, low))))


def _with_branches(table: pd.DataFrame, tables: Tables, edition: ListEdition) -> pd.DataFrame:
    schools = open_schools(tables, edition.result_years[0])
    head = heads(schools)
    if head.empty:
        return table
    names = schools.set_index("school_id")["name"]
    unknown = np.full(len(head), True)
    branches = decisions(
        head.index,
        yes=~unknown,
        possible=unknown,
        score=np.full(len(head), np.nan),
        reason=[remark("counted together with its head school: {school}", school=names[school]) for school in head],
    )
    return pd.concat([table, branches], ignore_index=True)


RULE = Rule(
    "regional_30", "regional", ("results",), ("school_years", "tasks"), about="low", procedures=RULE_30, order=10
)
