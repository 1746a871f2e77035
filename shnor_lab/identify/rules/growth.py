"""Schools of growth: the share of low results falls and nowhere rises.

Source: document 004 (Верхнедонской, 2021), L252 names schools «роста» without a definition. Ten percentage
points, ten participants in both years and no rise in any other procedure are ours. Years with a break between
them are never compared. Part of any fall after a bad year would come without any change in the school.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from ...ground.editions import window
from ...language import text as _
from ...params import ListEdition
from ...remarks import Remark, remark
from ..change import ChangeSettings, changes, greatest
from ..rule import BaseRule, RuleSettings, Tables


@dataclass(frozen=True)
class Rule(BaseRule):
    """A fall of ten points in one procedure and no such rise; score = greatest fall (share, -1 to 1)."""

    Settings: ClassVar[type[RuleSettings]] = ChangeSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("School of growth")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("document 004, L252; the cuts are ours")

    def decide(self, tables: Tables, edition: ListEdition, settings: ChangeSettings) -> pd.DataFrame:
        """Return one row per open school; True needs every procedure that might have risen."""
        found = changes(tables, window(edition, 2), settings)
        fell, rose, may_fall, may_rise = (
            np.logical_or.reduce(cells, axis=1) for cells in (found.falls, found.rises, found.may_fall, found.may_rise)
        )
        yes = fell & ~rose & ~may_rise
        possible = ~rose & (fell | may_fall | found.no_answer)

        def reason(school: int) -> Remark:
            if yes[school]:
                fallen = found.counts(school, found.falls[school])
                return remark("The share of low results fell: {cells}", cells=fallen)
            if rose[school]:
                return found.rose(school)
            return remark(
                "No fall of {points} points in {n} compared procedures",
                points=settings.points,
                n=found.compared(school),
            )

        return found.decisions(yes=yes, possible=possible, score=greatest(-found.difference), reason=reason)


RULE = Rule("growth", "ours", ("results",), ("school_years",), about="good", order=110)
