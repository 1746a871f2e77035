"""Growth of a cohort: the ninth grade's ОГЭ against what the same cohort's ВПР of grade 6 foretold.

Ours. A cohort that sat ВПР-6 sits ОГЭ three years later (ВПР-5: four; taken where ВПР-6 came from too few schools,
as after the cancelled spring of 2020). Years of ВПР are those of the programme: a work of autumn belongs to the grade
whose programme it checks. Growth, per subject, is the school's true position at ОГЭ less the one that the region's
line foretells from its true position at ВПР, in standard deviations of pupils (`measure.paired_levels`): the noise of
both counts is modelled, an ordinary regression would take it for lack of growth. Listed is a school whose growth in
mathematics or Russian is below ``-margin`` with a chance of at least ``listed_from``; both cuts are ours.

Pupils who came, left or went elsewhere are in it, and so are the conditions of ВПР (see the signs that need checking).
It speaks of one cohort, not of what lasts, so p_low stays NA. Three values: True as soon as one subject is listed,
False if every subject that could be followed is not and none lacks a delivery; a subject not held, without
participants or without the grade is not asked, and a school followed in none is unanswered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field

from ...ground.cells import (
    NO_COUNTS,
    NO_PARTICIPANTS,
    NOT_APPLICABLE,
    NOT_DELIVERED,
    NOT_HELD,
    Grid,
)
from ...ground.measured import Measured, delivered
from ...ground.reasons import NOT_POOLED, CellRemarks, lacking
from ...language import text as _
from ...measure.paired_levels import SCHOOLS_MIN, Paired, paired_levels
from ...params import ListEdition
from ...remarks import Remark, chance_of, remark, year_of
from ..rule import BaseRule, RuleSettings, Tables, decisions

SUBJECTS = {"oge_ma": (("vpr_ma6", 3), ("vpr_ma5", 4)), "oge_ru": (("vpr_ru6", 3), ("vpr_ru5", 4))}
"""Of each exam, the check works of the same cohort and how many years before they were sat, first choice first."""


class CohortGrowthSettings(RuleSettings):
    """How far below what was foretold, and how surely."""

    margin: float = Field(default=0.2, ge=0)
    listed_from: float = Field(default=0.8, gt=0, lt=1)


@dataclass(frozen=True)
class Followed:
    """One subject of the cohort: where its two results stand in the grid, and what came of them."""

    later: tuple[int, int]
    earlier: tuple[int, int]
    paired: Paired
    missing: np.ndarray

    @property
    def known(self) -> np.ndarray:
        """Return the schools whose growth is known."""
        return ~np.isnan(self.paired.p_below)


def follow(tables: Tables, year: int, *, margin: float) -> tuple[Grid, list[Followed]]:
    """Return the cells of the cohort that sat ОГЭ in ``year`` and its subjects.

    The grid has the years of ОГЭ, ВПР-6 and ВПР-5, latest first, by programme.
    """
    keys = [*SUBJECTS, *(key for pair in SUBJECTS.values() for key, _back in pair)]
    grid = Measured.of(tables).grid((year, year - 3, year - 4), procedures=keys, year_basis="programme")
    here = delivered(grid)
    found = []
    for exam, choices in SUBJECTS.items():
        later = (0, keys.index(exam))
        places = [(grid.years.index(year - back), keys.index(key)) for key, back in choices]
        common = [int((here[:, *later] & here[:, *place]).sum()) for place in places]
        earlier = next((place for place, count in zip(places, common, strict=True) if count >= SCHOOLS_MIN), places[0])
        k, n = np.where(here, grid.n_low, 0.0), np.where(here, grid.n, 0.0)
        paired = paired_levels(k[:, *earlier], n[:, *earlier], k[:, *later], n[:, *later], margin=margin)
        never = (NOT_HELD, NOT_APPLICABLE, NO_PARTICIPANTS)
        asked = ~(np.isin(grid.state[:, *later], never) | np.isin(grid.state[:, *earlier], never))
        missing = np.zeros(grid.state.shape, dtype=bool)
        for place in (later, earlier):
            missing[:, *place] = asked & np.isin(grid.state[:, *place], (NOT_DELIVERED, NO_COUNTS))
        found.append(Followed(later, earlier, paired, missing))
    return grid, found


@dataclass(frozen=True)
class Rule(BaseRule):
    """A cohort below what it was foretold; score = the greatest chance of a subject, 0-1."""

    Settings: ClassVar[type[RuleSettings]] = CohortGrowthSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Growth of the cohort from grade 6 to grade 9")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("ours; the same cohort in VPR and OGE")

    def decide(self, tables: Tables, edition: ListEdition, settings: CohortGrowthSettings) -> pd.DataFrame:
        """Return one row per open school; results of three and four years before are read from the tables."""
        grid, subjects = follow(tables, edition.result_years[0], margin=settings.margin)
        chance = np.stack([subject.paired.p_below for subject in subjects], axis=1)
        missing = np.logical_or.reduce([subject.missing for subject in subjects])
        nothing = np.isnan(chance).all(axis=1)
        score = np.where(nothing, np.nan, np.nan_to_num(chance, nan=-1.0).max(axis=1))
        yes = score >= settings.listed_from
        possible = yes | nothing | missing.any(axis=(1, 2))
        cells = CellRemarks(grid)
        reasons = []
        for school in range(len(yes)):
            if yes[school]:
                subject = subjects[int(np.nanargmax(chance[school]))]
                reasons.append(_below(grid, cells, subject, school, score[school]))
            elif missing[school].any():
                reasons.append(lacking(cells.missing(school, missing[school])))
            elif nothing[school]:
                reasons.append(_unfollowed(grid, subjects, school))
            else:
                reasons.append(
                    remark(
                        "Not surely below what the cohort's earlier results foretold: {chance}",
                        chance=chance_of(score[school]),
                    )
                )
        return decisions(grid.schools, yes=yes, possible=possible, score=score, reason=reasons)


def _below(grid: Grid, cells: CellRemarks, subject: Followed, school: int, chance: float) -> Remark:
    later, earlier = (
        cells.counts(school, year, np.arange(len(grid.procedures)) == place)[0]
        for year, place in (subject.later, subject.earlier)
    )
    return remark(
        "Below what the cohort's earlier results foretold: {later} after {earlier} in {year}; {chance}",
        later=later,
        earlier=earlier,
        year=year_of(grid.years[subject.earlier[0]]),
        chance=chance_of(chance),
    )


def _unfollowed(grid: Grid, subjects: list[Followed], school: int) -> Remark:
    both = [delivered(grid)[school, *subject.later] & delivered(grid)[school, *subject.earlier] for subject in subjects]
    if any(both):
        return NOT_POOLED
    return remark("The cohort cannot be followed: no exam of grade 9 or no check work of the same pupils before it")


RULE = Rule("cohort_growth", "ours", ("results",), ("school_years",), about="change", order=140)
