"""The risk zone of document 001: lack of resources, no results looked at.

Source: document 001 (Шарыпово, 2024), L123: no stable internet, too few computers, lack of teachers; two and
more. A fourth, vacancies, stands at L201 and can be named in params. Whether a risk exists is delivered
(column ``risk``); the document gives no measure for it and none is made up here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from pydantic import Field, field_validator

from ...ground.conditions import chosen, known
from ...ground.reasons import lacking
from ...ground.schools import open_schools
from ...language import text as _
from ...params import ListEdition
from ...remarks import Remark, condition_of, enumeration, remark
from ..rule import BaseRule, RuleSettings, Tables, decisions


class ResourceRiskSettings(RuleSettings):
    """Which risks and how many."""

    at_least: int = Field(default=2, ge=1)
    risks: list[str] = ["internet", "computers", "staff_deficit"]

    @field_validator("risks")
    @classmethod
    def _in_catalogue(cls, keys: list[str]) -> list[str]:
        return chosen(keys, (key for key, (table, _worse) in known().items() if table == "resources"))


@dataclass(frozen=True)
class Rule(BaseRule):
    """At least two resource risks; score = their number."""

    Settings: ClassVar[type[RuleSettings]] = ResourceRiskSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Risk zone by resources")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("document 001, L123, L201")

    def decide(self, tables: Tables, edition: ListEdition, settings: ResourceRiskSettings) -> pd.DataFrame:
        """Return one row per open school, by the latest answer to each risk within the result years."""
        schools = open_schools(tables, edition.result_years[0])["school_id"]
        rows = tables["resources"].dropna(subset=["risk"])
        rows = rows[rows["indicator"].isin(settings.risks) & rows["year"].isin(edition.result_years)]
        latest = rows.sort_values("year", kind="stable").drop_duplicates(["school_id", "indicator"], keep="last")
        flags = latest.pivot(index="school_id", columns="indicator", values="risk")
        flags = flags.reindex(index=schools, columns=settings.risks)
        unknown = flags.isna().to_numpy(dtype=bool)
        risky = flags.astype("boolean").fillna(False).to_numpy(dtype=bool)
        count = risky.sum(axis=1)
        yes, possible = count >= settings.at_least, count + unknown.sum(axis=1) >= settings.at_least
        risks = [condition_of(key) for key in settings.risks]

        def named(which: np.ndarray) -> Remark:
            return enumeration(risks[place] for place in np.flatnonzero(which).tolist())

        reasons = []
        for place in range(len(schools)):
            if possible[place] and not yes[place]:
                reasons.append(lacking(named(unknown[place])))
            elif count[place]:
                reasons.append(remark("Resource risks: {risks}", risks=named(risky[place])))
            else:
                reasons.append(remark("No resource risks were found"))
        score = np.where(unknown.all(axis=1), np.nan, count)
        return decisions(schools, yes=yes, possible=possible, score=score, reason=reasons)


RULE = Rule("resource_risk", "regional", ("resources",), about="conditions", order=50)
