"""Identification: rules of listing, one per file, and what stands around them."""

from ..ground.cells import RULE_30, STATES
from .decide import decide, decide_all
from .missing import unanswered
from .movement import Expected, chance_of_next, expected_by_chance, transitions
from .rule import DECISION, BaseRule, RuleSettings
from .rules import all_rules, all_settings, rule_named, settings_of
from .sensitivity import other_options, sensitivity

__all__ = [
    "DECISION",
    "RULE_30",
    "STATES",
    "BaseRule",
    "Expected",
    "RuleSettings",
    "all_rules",
    "all_settings",
    "chance_of_next",
    "decide",
    "decide_all",
    "expected_by_chance",
    "other_options",
    "rule_named",
    "sensitivity",
    "settings_of",
    "transitions",
    "unanswered",
]
