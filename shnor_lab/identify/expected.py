"""Rules that compare a school with an expected result; the expectation is computed elsewhere and comes as a frame.

The frame ``expected`` stands among the tables and is no table of the schema. One row per school and basis:

======== ======= ==================================================================================================
column   dtype   meaning
======== ======= ==================================================================================================
school_id str    school, as in ``schools``
year      Int32  year of the results, ``actual``; only rows of the latest result year are read
basis     str    context (from conditions of work) or prior (from earlier results of the same pupils)
actual    float  result of the school, greater is better, in standard deviations of pupils within a school
expected  float  what schools with such conditions or such earlier results reach, same unit
se        float  standard error of ``actual - expected``: the noise of the result and the line's uncertainty, not what
                 schools differ by beyond them
======== ======= ==================================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from ..ground.reasons import NOT_POOLED, not_delivered
from ..ground.schools import open_schools
from ..measure.normal_shrinkage import shrunken
from ..params import ListEdition
from ..remarks import chance_of, remark
from .rule import BaseRule, RuleSettings, Tables, decisions

Basis = Literal["context", "prior"]


class ExpectedSettings(RuleSettings):
    """How far below the expected result, and how surely; both are ours."""

    margin: float = Field(default=0.1, ge=0)
    listed_from: float = Field(default=0.8, gt=0, lt=1)


@dataclass(frozen=True)
class BelowExpected(BaseRule):
    """Probably below the expected result of one basis; score = the chance of it, 0-1.

    The difference holds whatever the expectation leaves out, so it is no judgement of people. It speaks of the latest
    year, not of what lasts: only the noise of its results is taken out. p_low stays NA: a school may be below the
    expected result and far from low, or low and as expected.
    """

    Settings: ClassVar[type[RuleSettings]] = ExpectedSettings
    basis: ClassVar[Basis]

    def decide(self, tables: Tables, edition: ListEdition, settings: ExpectedSettings) -> pd.DataFrame:
        """Return one row per open school.

        Listed is a school whose true difference is below ``-margin`` with a chance of ``listed_from`` or more, not
        listed one with a smaller chance, NA one without a row of this basis and year. Differences are drawn to their
        mean in the region (about 0) according to how much they vary beyond their errors (`measure.normal_shrinkage`),
        else the list would fill with schools of which least is known.
        """
        schools = open_schools(tables, edition.result_years[0])["school_id"]
        rows = tables["expected"]
        rows = rows[(rows["basis"] == self.basis) & (rows["year"] == edition.result_years[0]).fillna(False)]
        rows = rows.set_index("school_id").reindex(schools)[["actual", "expected", "se"]].astype("float64")
        difference = rows["actual"] - rows["expected"]
        chance = chance_below(difference, rows["se"], margin=settings.margin)
        yes, unknown = chance >= settings.listed_from, np.isnan(chance)
        silent, computed = not_delivered("expected"), (difference + rows["se"]).notna().to_numpy()
        reasons = [
            (NOT_POOLED if computed[school] else silent)
            if unknown[school]
            else remark("Below the expected result: {chance}", chance=chance_of(chance[school]))
            if yes[school]
            else remark(
                "Not below the expected result with enough certainty: {chance}", chance=chance_of(chance[school])
            )
            for school in range(len(chance))
        ]
        return decisions(schools, yes=yes, possible=yes | unknown, score=chance, reason=reasons)


def chance_below(difference: pd.Series, se: pd.Series, *, margin: float) -> np.ndarray:
    """Return the chance that each true difference is below ``-margin``, NaN where it or its error is unknown.

    Normal with the mean and spread of the shrunken difference, how much schools truly differ being integrated.
    """
    from scipy.special import ndtr

    drawn = shrunken(difference, se).estimates
    return ndtr((-margin - drawn["mean"]) / drawn["sd"]).to_numpy()
