"""What orders say: the approved lists of schools with low results.

Source: the orders themselves, table ``statuses`` (documents 000, L56; 001, L37-L39; 002, L13; 003, L63-L71):
federal list, project «500+», regional, municipal, municipal quality assessment. Only this answer is official.
Which schools a list that names only its members speaks of is our reading (`ground.orders`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd
from pydantic import Field

from ...ground.orders import LEVELS, Level
from ...language import text as _
from ...params import ListEdition
from ..by_order import decided_by_orders
from ..rule import BaseRule, RuleSettings, Tables

CLASSES = ("low", "undifferentiated")
"""Classes that mean low results; undifferentiated: low or risk zone, the order tells not (002, L11)."""


class ListedSettings(RuleSettings):
    """Which lists are asked."""

    levels: list[Level] = Field(default=list(LEVELS), min_length=1)


@dataclass(frozen=True)
class Rule(BaseRule):
    """Listed by an order; score = number of levels that list the school."""

    Settings: ClassVar[type[RuleSettings]] = ListedSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("By the order")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("orders that were delivered")

    def decide(self, tables: Tables, edition: ListEdition, settings: ListedSettings) -> pd.DataFrame:
        """Return one row per open school, by the lists named by the year of the edition."""
        return decided_by_orders(tables, edition, levels=settings.levels, classes=CLASSES)


RULE = Rule("listed", "official", ("statuses",), about="order", order=60)
