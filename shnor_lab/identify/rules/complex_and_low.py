"""Hard conditions and low results together: the group of document 000, L163.

Source: document 000 (Перелюб, 2021), L163: schools with the most complex intake that show the lowest results;
cuts are not given. Conditions as in the rule of adverse conditions; the lowest quarter of the region by the
mean share of low results over the nine procedures delivered in the latest year. All numbers are ours. The
second half places a school among others by what was delivered, so a later delivery may move it either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field

from ...ground.conditions import DEFAULT, Adverse, condition_values, worst_part
from ...ground.measured import Measured
from ...language import text as _
from ...params import ListEdition
from ...remarks import phrases, remark
from ..low import shares
from ..ranks import mean_rank
from ..rule import BaseRule, RuleSettings, Tables, decisions


class ComplexAndLowSettings(RuleSettings):
    """The cuts of both halves."""

    at_least: int = Field(default=3, ge=1)
    worst_share: float = Field(default=0.25, gt=0, lt=1)
    lowest_share: float = Field(default=0.25, gt=0, lt=1)


@dataclass(frozen=True)
class Rule(BaseRule):
    """Adverse conditions and the region's lowest quarter; score = mean share of low results."""

    Settings: ClassVar[type[RuleSettings]] = ComplexAndLowSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Hard conditions and low results")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("document 000, L163; the cuts are ours")

    def decide(self, tables: Tables, edition: ListEdition, settings: ComplexAndLowSettings) -> pd.DataFrame:
        """Return one row per open school; True only if both halves are, False if one of them is False."""
        grid = Measured.of(tables).grid(edition.result_years[:1])
        values = condition_values(tables, grid.schools, keys=DEFAULT, years=edition.result_years)
        adverse = Adverse(values, at_least=settings.at_least, worst_share=settings.worst_share)
        mean = mean_rank(shares(grid)[:, 0], at_least=1)
        lowest, unknown = worst_part(mean, settings.lowest_share), np.isnan(mean)
        nothing = remark("no results with counts")
        inside = remark("results are in the lowest part of the region")
        outside = remark("results are not in the lowest part of the region")
        results = [nothing if unknown[place] else inside if lowest[place] else outside for place in range(len(mean))]
        return decisions(
            grid.schools,
            yes=adverse.yes & lowest,
            possible=adverse.possible & (lowest | unknown),
            score=mean,
            reason=[phrases((adverse.reason(place), said)) for place, said in enumerate(results)],
        )


RULE = Rule(
    "complex_and_low",
    "regional",
    ("passport", "results"),
    ("resources", "staff", "school_years"),
    about="conditions",
    order=40,
)
