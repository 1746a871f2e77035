"""Remarks (`shnor_lab.remarks`) in the words of the language in use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from .. import language
from . import numbers, sentences, titles

_BEGINNINGS = ('{"remark":', '{"list":')

_KINDS: dict[str, Callable[[Any], str]] = {
    "year": numbers.school_year,
    "chance": numbers.chance_of_schools,
    "percent": numbers.per_hundred,
    "procedure": titles.procedure,
    "table": titles.table,
    "condition": titles.condition,
    "hard": titles.hard_condition,
    "level": titles.level,
}

_LISTS: dict[str, Callable[[list[str]], str]] = {
    "enumeration": lambda items: sentences.enumeration(items, phrases=True),
    "commas": ", ".join,
    "phrases": "; ".join,
    "sentences": ". ".join,
}


def worded(remark: str, **more: Callable[[Any], str]) -> str:
    """Return a remark in words; a text that is no remark passes as it is, a rule may give one.

    Parameters
    ----------
    remark : str
        What `shnor_lab.remarks` makes, also after it was kept in a file.
    **more
        Words of the kinds of fields that only a page knows: ``rule`` (of its key), ``setting`` (of name and option).

    Raises
    ------
    KeyError
        A kind of field, or a code in one, that nothing puts into words.
    """
    if not remark.startswith(_BEGINNINGS):
        return remark
    return _words(json.loads(remark), {**_KINDS, **more}) if more else _once(remark, language.current())


@lru_cache(maxsize=65536)
def _once(remark: str, _language: str) -> str:
    return _words(json.loads(remark), _KINDS)


def _words(value: Any, kinds: Mapping[str, Callable[[Any], str]]) -> str:
    if not isinstance(value, dict):
        return str(value)
    kind = next(iter(value))
    if kind == "list":
        return _LISTS[value[kind]]([_words(item, kinds) for item in value["items"]])
    if kind != "remark":
        return kinds[kind](value[kind])
    message, fields = value[kind], {name: _words(field, kinds) for name, field in value.items() if name != kind}
    if isinstance(message, str):
        return language.text(message, **fields)
    del fields["n"]
    return language.plural(value["n"], *message, **fields)
