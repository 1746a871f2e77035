"""Probably low this year: criterion 1 asked of the true shares of the latest year, in four states.

Ours. A share on eight participants is mostly accident; asked is whether the school's true share, the one a very large
class of the same process would show, reaches the threshold in two procedures. Everything the school showed in both
years and all procedures speaks, drawn to the region by the pooled model (`measure.pooled`). The states: high (the
chance reaches ``listed_from``: listed), clear (below ``clear_below``), and between them watch, or not separable where
fewer than two procedures had ``participants_min`` participants and more of the same would be needed to tell.

p_low is that chance. It speaks of one year, not of what lasts. A later delivery may move it either way; unanswered
is a school without counts of low results in the latest year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from ...ground.editions import window
from ...ground.measured import Measured, delivered
from ...ground.reasons import NOT_POOLED
from ...language import text as _
from ...params import ListEdition
from ...remarks import Remark, chance_of, remark, remark_of, year_of
from ..rule import BaseRule, RuleSettings, Tables, decisions

STATES = ("high", "watch", "not_separable", "clear")


class PosteriorLowSettings(RuleSettings):
    """What is low, and the cuts of the states."""

    threshold_percent: int = Field(default=30, ge=1, le=99)
    procedures: int = Field(default=2, ge=1, le=9)
    listed_from: float = Field(default=0.5, gt=0, lt=1)
    clear_below: float = Field(default=0.1, gt=0, lt=1)
    participants_min: int = Field(default=10, ge=1)
    years: int = Field(default=2, ge=1, le=5)

    @model_validator(mode="after")
    def _in_order(self) -> PosteriorLowSettings:
        if self.clear_below > self.listed_from:
            raise ValueError(_("clear_below must not be greater than listed_from"))
        return self


def states_of(chance: np.ndarray, enough: np.ndarray, settings: PosteriorLowSettings) -> np.ndarray:
    """Return the state of each school, a word of ``STATES`` or "" where the chance is unknown.

    Parameters
    ----------
    chance : ndarray
        Chance that the school is low, NaN unknown.
    enough : ndarray of bool
        Whether it had enough participants to be told apart.
    """
    return np.select(
        [np.isnan(chance), chance >= settings.listed_from, chance < settings.clear_below, enough],
        ["", "high", "clear", "watch"],
        "not_separable",
    )


@dataclass(frozen=True)
class Rule(BaseRule):
    """Two true shares of the latest year at the threshold; score = the chance of it, 0-1."""

    Settings: ClassVar[type[RuleSettings]] = PosteriorLowSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Probably low in the latest year")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("ours; the threshold is that of document 001, L104")

    def decide(self, tables: Tables, edition: ListEdition, settings: PosteriorLowSettings) -> pd.DataFrame:
        """Return one row per open school."""
        grid, pooled = Measured.of(tables).pooled(window(edition, settings.years))
        sat = delivered(grid)[:, 0]
        seen = np.logical_or.reduce(sat, axis=1)
        chance = np.where(seen, pooled.p_year_low(0, settings.threshold_percent / 100, settings.procedures), np.nan)
        enough = (np.where(sat, grid.n[:, 0], 0) >= settings.participants_min).sum(axis=1) >= settings.procedures
        states = states_of(chance, enough, settings)
        year = year_of(grid.years[0])
        meaning = remark_of(
            settings.procedures,
            "true share of {year} at least {percent}% in {n} procedure",
            "true shares of {year} at least {percent}% in {n} procedures",
            year=year,
            percent=settings.threshold_percent,
        )
        none = remark("No counts of low results of {year}", year=year)
        reasons = [
            _reason(state, p, meaning) if state else (NOT_POOLED if came else none)
            for state, p, came in zip(states.tolist(), chance.tolist(), seen.tolist(), strict=True)
        ]
        return decisions(
            grid.schools,
            yes=states == "high",
            possible=(states == "high") | (states == ""),
            score=chance,
            reason=reasons,
            p_low=chance,
        )


def _reason(state: str, chance: float, meaning: Remark) -> Remark:
    fields = {"chance": chance_of(chance), "meaning": meaning}
    if state == "high":
        return remark("Probably low: {chance} ({meaning})", **fields)
    if state == "watch":
        return remark("To be watched: {chance} ({meaning})", **fields)
    if state == "not_separable":
        return remark("Too few participants to tell: {chance} ({meaning})", **fields)
    return remark("Probably not low: {chance} ({meaning})", **fields)


RULE = Rule("posterior_low", "ours", ("results",), ("school_years",), about="low", order=120)
