"""One rule per module; a module dropped in here is found without any other change."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from pydantic import ValidationError

from ...errors import RuleError
from ...language import text as _
from ...params import mistake
from ..rule import About, BaseRule, RuleSettings


def all_rules() -> dict[str, BaseRule]:
    """Return every rule of the folder by key, in the order they are shown (``order``, then key).

    Raises
    ------
    RuleError
        A module cannot be loaded, holds no ``RULE``, two share a key, or ``about`` is no word of `About`.
    """
    return dict(_found(tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))))


def rule_named(key: str) -> BaseRule:
    """Return one rule.

    Raises
    ------
    RuleError
        No such rule; those that exist are listed.
    """
    rules = all_rules()
    if key not in rules:
        raise RuleError(
            _("There is no rule «{rule}».", rule=key),
            todo=_("use one of these names in the params file: {names}", names=", ".join(sorted(rules))),
        )
    return rules[key]


def settings_of(rule: BaseRule, mapping: Mapping[str, Any]) -> RuleSettings:
    """Return the settings of a rule from plain values; what is not named keeps its default.

    Parameters
    ----------
    rule : BaseRule
        Its ``Settings`` model checks the values.
    mapping : mapping
        Name of a setting to its value, as in the ``rules`` of a params file.

    Raises
    ------
    RuleError
        An unknown name, a wrong type or an impossible value; all of them are named.
    """
    try:
        return rule.Settings.model_validate(dict(mapping))
    except ValidationError as error:
        raise RuleError(
            _("The settings of the rule «{rule}» cannot be used.", rule=rule.key),
            where=f"rules: {rule.key}",
            count=error.error_count(),
            examples=[".".join(map(str, item["loc"])) + ": " + mistake(item) for item in error.errors()],
            todo=_(
                "correct these lines; the valid names are: {names}",
                names=", ".join(rule.Settings.model_fields),
            ),
        ) from None


def all_settings(mappings: Mapping[str, Mapping[str, Any]]) -> dict[str, RuleSettings]:
    """Return the settings of every rule, as the ``rules`` of a params file give them.

    Raises
    ------
    RuleError
        As `settings_of`, or a rule that does not exist is named.
    """
    for key in mappings:
        rule_named(key)
    return {key: settings_of(rule, mappings.get(key) or {}) for key, rule in all_rules().items()}


@cache
def _found(names: tuple[str, ...]) -> tuple[tuple[str, BaseRule], ...]:
    rules: dict[str, BaseRule] = {}
    for name in names:
        try:
            rule = importlib.import_module(f"{__name__}.{name}").RULE
        except Exception as error:
            raise RuleError(
                _("A module of rules cannot be used."),
                where=f"identify/rules/{name}.py",
                examples=[f"{type(error).__name__}: {error}"],
                todo=_("correct the module, or take it out of the folder"),
            ) from error
        if not isinstance(rule, BaseRule) or rule.key in rules:
            raise RuleError(
                _("A module of rules cannot be used."),
                where=f"identify/rules/{name}.py",
                examples=[_("RULE must be a rule with a key of its own")],
                todo=_("correct the module, or take it out of the folder"),
            )
        if rule.about not in get_args(About):
            raise RuleError(
                _("A module of rules cannot be used."),
                where=f"identify/rules/{name}.py",
                examples=[_("about must be one of: {words}", words=", ".join(get_args(About)))],
                todo=_("correct the module, or take it out of the folder"),
            )
        rules[rule.key] = rule
    return tuple(sorted(rules.items(), key=lambda pair: (pair[1].order, pair[0])))
