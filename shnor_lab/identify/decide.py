"""What every rule says for one list edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..dataset.schema import TABLES
from ..errors import MissingTable, RuleError
from ..ground.declared import Declared, NotDeclared
from ..ground.measured import Measured
from ..ground.reasons import not_delivered
from ..ground.schools import open_schools
from ..language import text as _
from ..params import ListEdition
from .rule import (
    DECISION,
    BaseRule,
    RuleSettings,
    Tables,
    check_contract,
    decisions,
)
from .rules import all_rules, all_settings


def decide_all(tables: Tables, edition: ListEdition, settings_by_rule: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the decisions of all rules, one row per rule and school, sorted by rule, then school.

    Parameters
    ----------
    tables : mapping
        The delivered tables by key; ``schools`` must be there, a rule that lacks another one answers NA for
        every school and says which. Computed frames may stand among them, e.g. ``expected``. Rules that ask for the
        same pooled model share one fit.
    edition : ListEdition
        Name year and result years, latest first. Answered are the schools that exist in the latest result
        year.
    settings_by_rule : mapping
        ``rules`` of a params file: rule key to its settings as plain values; a rule not named keeps its
        defaults.

    Returns
    -------
    DataFrame
        ``rule`` and the columns of ``DECISION``: school_id, listed (True, False, NA), score (its meaning is
        the rule's), reason, p_listed (0-1), p_low (0-1).

    Raises
    ------
    MissingTable
        ``schools`` is not there.
    RuleError
        Unknown rule or setting, or a rule that breaks its contract.
    """
    if "schools" not in tables:
        raise MissingTable(
            _("No list can be computed without the table «{table}».", table=TABLES["schools"].title),
            table="schools",
            todo=_("import the register of schools"),
        )
    settings = all_settings(settings_by_rule)
    tables = Measured.of(tables)
    parts = []
    for key, rule in all_rules().items():
        answer = decide(rule, tables, edition, settings[key])
        answer.insert(0, "rule", pd.array([key] * len(answer), dtype="str"))
        parts.append(answer)
    return pd.concat(parts, ignore_index=True)[["rule", *DECISION]]


def decide(rule: BaseRule, tables: Tables, edition: ListEdition, settings: RuleSettings) -> pd.DataFrame:
    """Return the checked decisions of one rule.

    Parameters
    ----------
    rule : BaseRule
        One of `all_rules`, or another that keeps the contract.
    tables, edition
        As in `decide_all`.
    settings : RuleSettings
        Of this rule, from `settings_of`.

    Returns
    -------
    DataFrame
        Columns of ``DECISION``, one row per school open in the latest result year, sorted; all NA, with the reason,
        when a table of the rule is lacking.

    Raises
    ------
    RuleError
        The answer breaks the contract of rules.
    """
    school_ids = open_schools(tables, edition.result_years[0])["school_id"]
    lacking = [table for table in rule.tables if table not in tables]
    if lacking:
        unknown = np.full(len(school_ids), True)
        answer = decisions(
            school_ids,
            yes=~unknown,
            possible=unknown,
            score=np.full(len(school_ids), np.nan),
            reason=[not_delivered(*lacking)] * len(school_ids),
        )
    else:
        answer = _asked(rule, Measured.of(tables), edition, settings)
    return check_contract(answer, rule=rule.key, school_ids=school_ids)


def _asked(rule: BaseRule, tables: Measured, edition: ListEdition, settings: RuleSettings) -> pd.DataFrame:
    """Return what a rule says, handed only the tables that it names: what hangs on others could not be kept."""
    named = ("schools", *rule.tables, *rule.also)
    try:
        return rule.decide(tables.seen_through(Declared(tables, named, by=rule.key)), edition, settings)
    except NotDeclared as error:
        if error.by != rule.key:
            raise
        raise RuleError(
            _("The rule «{rule}» reads a table that it does not name.", rule=rule.key),
            examples=[str(error)],
            todo=_("name the table among «tables» or «also» of the rule"),
        ) from None
