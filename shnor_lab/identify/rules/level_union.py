"""Any level at all: the three-level model of document 003 read as a union.

Source: document 003 (Оса, 2021), L43, L63-L71: federal («500+»), regional and municipal level, for schools
with low results and schools in adverse conditions alike. True if any level lists the school in either class,
NA if none is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from ...ground.orders import LEVELS
from ...language import text as _
from ...params import ListEdition
from ..by_order import decided_by_orders
from ..rule import BaseRule, RuleSettings, Tables

CLASSES = ("low", "adverse", "undifferentiated")


class LevelUnionSettings(RuleSettings):
    """Nothing to choose."""


@dataclass(frozen=True)
class Rule(BaseRule):
    """Listed at any level, for results or for conditions; score = number of levels."""

    Settings: ClassVar[type[RuleSettings]] = LevelUnionSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Listed at any level")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("document 003, L43, L63–L71")

    def decide(self, tables: Tables, edition: ListEdition, settings: LevelUnionSettings) -> pd.DataFrame:
        """Return one row per open school."""
        return decided_by_orders(tables, edition, levels=LEVELS, classes=CLASSES)


RULE = Rule("level_union", "regional", ("statuses",), about="order", order=80)
