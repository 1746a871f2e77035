"""Schools in adverse conditions (ШНСУ): several conditions among the hardest of the region at once.

Source: document 000 (Перелюб, 2021), L150-L157 names the conditions, document 003 (Оса, 2021), L43 the class;
neither gives a cut. Three conditions, a quarter of the region and the list of conditions are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd
from pydantic import Field, field_validator

from ...ground.conditions import DEFAULT, Adverse, chosen, condition_values, known
from ...ground.schools import open_schools
from ...language import text as _
from ...params import ListEdition
from ..rule import BaseRule, RuleSettings, Tables, decisions


class AdverseConditionsSettings(RuleSettings):
    """How many conditions, which, and how hard."""

    at_least: int = Field(default=3, ge=1)
    worst_share: float = Field(default=0.25, gt=0, lt=1)
    conditions: list[str] = list(DEFAULT)

    @field_validator("conditions")
    @classmethod
    def _in_catalogue(cls, keys: list[str]) -> list[str]:
        return chosen(keys, known())


@dataclass(frozen=True)
class Rule(BaseRule):
    """At least three delivered conditions in the region's hardest quarter; score = their number."""

    Settings: ClassVar[type[RuleSettings]] = AdverseConditionsSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Adverse conditions")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("document 000, L150–L157; document 003, L43; the cuts are ours")

    def decide(self, tables: Tables, edition: ListEdition, settings: AdverseConditionsSettings) -> pd.DataFrame:
        """Return one row per open school; no chances, conditions are not sampled."""
        schools = open_schools(tables, edition.result_years[0])["school_id"].tolist()
        values = condition_values(tables, schools, keys=settings.conditions, years=edition.result_years)
        found = Adverse(values, at_least=settings.at_least, worst_share=settings.worst_share)
        return decisions(
            schools,
            yes=found.yes,
            possible=found.possible,
            score=found.hard,
            reason=[found.reason(place) for place in range(len(schools))],
        )


RULE = Rule("adverse_conditions", "regional", ("passport",), ("resources", "staff"), about="conditions", order=30)
