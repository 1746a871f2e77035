"""How far the rules agree: the region's answers for the laboratory of rules."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ..identify.rules import all_rules
from ..laboratory.agreement import joint, lists, pairs, replaced
from ..laboratory.agreement.bootstrap import FEWEST_LISTED
from .given import Given
from .identification import DECISIONS, MAIN_RULE
from .result import Result
from .study import Study


def compared(decisions: pd.DataFrame) -> list[str]:
    """Return the rules that can be compared, in the order of rules: they compute a list and it is not empty.

    Rules that repeat what orders say are left out, and rules that single out good results: agreement with those would
    mean nothing.

    Parameters
    ----------
    decisions : DataFrame
        ``identification.DECISIONS``.
    """
    listing = set(_listed(decisions)["rule"].astype(str))
    return [key for key, rule in all_rules().items() if key in listing and rule.about not in ("order", "good")]


def together(decisions: pd.DataFrame) -> list[str]:
    """Return the rules whose agreement is told by one number: rules of low results that list ten schools or more.

    Conditions, resources and changes are other objects, and no agreement with those is to be expected. Where fewer
    than two are left, all compared rules.
    """
    left_out = apart(decisions)
    return [key for key in compared(decisions) if key not in left_out]


def apart(decisions: pd.DataFrame) -> dict[str, str]:
    """Return the compared rules outside that number and why: what else they are about, or short (a list).

    Empty where all compared rules stand together.
    """
    about = {key: rule.about for key, rule in all_rules().items()}
    lengths = _listed(decisions)["rule"].astype(str).value_counts()
    rules = compared(decisions)
    found = {
        key: "short" if about[key] == "low" else about[key]
        for key in rules
        if about[key] != "low" or lengths[key] < FEWEST_LISTED
    }
    return found if len(rules) - len(found) >= 2 else {}


def replacements(study: Study) -> pd.DataFrame:
    """Return who would enter and leave the list, were the main rule replaced by another one that means low results.

    One row per replacing rule and school: rule, and as ``laboratory.agreement.replaced``; no rows where the main rule
    is not among those compared.
    """
    decisions = DECISIONS.of(study)
    rules = together(decisions)
    others = [key for key in rules if key != MAIN_RULE] if MAIN_RULE in rules else []
    found = [replaced(decisions, MAIN_RULE, key).assign(rule=key) for key in others]
    columns = ["rule", "school_id", "change", "before", "now", "reason_before", "reason_now"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def _listed(decisions: pd.DataFrame) -> pd.DataFrame:
    return decisions[decisions["listed"].fillna(False).astype(bool)]


def _rules(study: Given) -> pd.DataFrame:
    decisions = DECISIONS.of(study)
    return lists(decisions, list(dict.fromkeys(decisions["rule"].astype(str))))


RULES = Result("rules_compared", _rules, results=(DECISIONS,))
"""One row per rule: rule, schools, unknown, listed, orders; see ``laboratory.agreement.lists``."""


def _both_lengths(study: Given, rules: list[str], agreement: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    if len(rules) < 2:
        return pd.DataFrame({"equal": pd.Series([], dtype="bool")})
    decisions, seed = DECISIONS.of(study), study.params.seed
    found = [agreement(decisions, rules, equal=equal, seed=seed).assign(equal=equal) for equal in (False, True)]
    return pd.concat(found, ignore_index=True)


PAIRS = Result(
    "rule_pairs",
    lambda given: _both_lengths(given, compared(DECISIONS.of(given)), pairs),
    params=("seed",),
    results=(DECISIONS,),
)
"""One row per pair of compared rules, at own and at equal length: equal, and as ``laboratory.agreement.pairs``; no rows
below two rules."""

JOINT = Result(
    "rules_together",
    lambda given: _both_lengths(given, together(DECISIONS.of(given)), joint),
    params=("seed",),
    results=(DECISIONS,),
)
"""One row per coefficient, at own and at equal length: equal, and as ``laboratory.agreement.joint``; no rows below two
rules."""
