"""Below the result expected of schools in such conditions.

Ours. The expected result, its error and its unit are described in `identify.expected`; without the frame ``expected``
every answer is NA. The difference holds whatever the expectation leaves out, so it is no judgement of people. It
speaks of the latest year, not of what lasts. p_low stays NA: a school may be below the expected result and far from
low, or low and as expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from ...language import text as _
from ...params import ListEdition
from ..expected import ExpectedSettings, below_expected
from ..rule import BaseRule, RuleSettings, Tables


@dataclass(frozen=True)
class Rule(BaseRule):
    """Probably below the expected result; score = the chance of it, 0-1."""

    Settings: ClassVar[type[RuleSettings]] = ExpectedSettings

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Below what schools in such conditions reach")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("ours; the expected result comes from the study of social context")

    def decide(self, tables: Tables, edition: ListEdition, settings: ExpectedSettings) -> pd.DataFrame:
        """Return one row per open school."""
        return below_expected(tables, edition, settings, basis="context")


RULE = Rule("context_adjusted", "ours", ("expected",), order=150)
