"""Negative dynamics: the share of low results rises.

Source: document 000 (Перелюб, 2021), L208: preventive support of schools with negative dynamics, no number.
Ten percentage points: recommendations for schools of 2026 as a third party's code gives them (unverified). At
least ten participants in both years, one procedure: ours. Years with a break between them are never compared.
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
    """A rise of ten points in any procedure; score = greatest rise (share, -1 to 1)."""

    Settings: ClassVar[type[RuleSettings]] = ChangeSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Negative dynamics")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("document 000, L208; 10 points: recommendations of 2026, unverified")

    def decide(self, tables: Tables, edition: ListEdition, settings: ChangeSettings) -> pd.DataFrame:
        """Return one row per open school; NA also where no procedure can be compared."""
        found = changes(tables, window(edition, 2), settings)
        yes = np.logical_or.reduce(found.rises, axis=1)
        possible = yes | np.logical_or.reduce(found.may_rise, axis=1) | found.no_answer

        def reason(school: int) -> Remark:
            if yes[school]:
                return found.rose(school)
            return remark(
                "No rise of {points} points in {n} compared procedures",
                points=settings.points,
                n=found.compared(school),
            )

        return found.decisions(yes=yes, possible=possible, score=greatest(found.difference), reason=reason)


RULE = Rule("negative_dynamics", "regional", ("results",), ("school_years",), about="change", order=70)
