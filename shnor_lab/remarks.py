"""Remarks: what is said of a school as a code with fields; `present.remarks` puts it into words.

A remark is compact JSON text, so it fits a column of text, is compared and kept as it stands, and shows every number:
``{"remark":"Below the expected result: {chance}","chance":{"chance":0.73}}``. Its code is the English message, the key
of the catalogues; its fields are numbers, texts printed as they are (an order's act, a name), further remarks, and
fields of a kind that the reader's language or the rules of rounding put into words.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import lru_cache

Field = str | int | float


class Remark(str):
    """JSON text of a remark, or of a field of a kind; any other text among the fields is printed as it is."""

    __slots__ = ()


def remark(message: str, /, **fields: Field) -> Remark:
    """Return a remark.

    Parameters
    ----------
    message : str
        English text with ``{fields}``, the key of the catalogue; a literal where it is written.
    **fields
        Numbers, texts, remarks, and what the functions below make.

    Examples
    --------
    >>> remark("{k} of {n}", k=4, n=11)
    '{"remark":"{k} of {n}","k":4,"n":11}'
    """
    return Remark(f'{{"remark":{_quoted(message)}{_members(fields)}}}')


def remark_of(number: int, one: str, many: str, /, **fields: Field) -> Remark:
    """Return a remark whose words agree with ``number``, as `language.plural` makes them; ``{n}`` is the number.

    Parameters
    ----------
    number : int
        What is counted.
    one, many : str
        English texts with ``{fields}`` for one and for several; literals where they are written.
    **fields
        As in `remark`.

    Examples
    --------
    >>> remark_of(2, "{n} school", "{n} schools")
    '{"remark":["{n} school","{n} schools"],"n":2}'
    """
    return Remark(f'{{"remark":[{_quoted(one)},{_quoted(many)}],"n":{_written(number)}{_members(fields)}}}')


def enumeration(items: Iterable[Field]) -> Remark:
    """Return items that are printed with semicolons and «and» before the last, as they hold commas."""
    return _list("enumeration", items)


def commas(items: Iterable[Field]) -> Remark:
    """Return items that are printed with commas."""
    return _list("commas", items)


def phrases(items: Iterable[Field]) -> Remark:
    """Return items that are printed with semicolons."""
    return _list("phrases", items)


def sentences(items: Iterable[Field]) -> Remark:
    """Return items that are printed as sentences, each but the last closed by a full stop."""
    return _list("sentences", items)


def year_of(year: int) -> Remark:
    """Return the school year that ends in ``year``."""
    return _of_kind("year", int(year))


def chance_of(chance: float) -> Remark:
    """Return a chance, 0-1, printed as schools out of 100 with the same data."""
    return _of_kind("chance", float(chance))


def percent_of(share: float) -> Remark:
    """Return a share, 0-1, printed as per cent without the sign."""
    return _of_kind("percent", float(share))


def procedure_of(key: str) -> Remark:
    """Return a procedure by its key."""
    return _of_kind("procedure", key)


def table_of(key: str) -> Remark:
    """Return a table of the dataset by its key."""
    return _of_kind("table", key)


def condition_of(key: str, *, hard: bool = False) -> Remark:
    """Return a condition of a school.

    Parameters
    ----------
    key : str
        As in the catalogue.
    hard : bool
        At its hard end, which may be that there is little of it.
    """
    return _of_kind("hard" if hard else "condition", key)


def level_of(key: str) -> Remark:
    """Return a level of lists by its key."""
    return _of_kind("level", key)


def rule_of(key: str) -> Remark:
    """Return a rule by its key; only pages know its title."""
    return _of_kind("rule", key)


def setting_of(name: str, option: Field) -> Remark:
    """Return an option of a setting; only pages know their titles.

    Parameters
    ----------
    name : str
        Name of the setting of a rule.
    option : str, int, float or bool
        Its value.
    """
    return Remark(f'{{"setting":[{_quoted(name)},{_written(option)}]}}')


def _of_kind(kind: str, value: Field) -> Remark:
    return Remark(f'{{"{kind}":{_written(value)}}}')


def _list(style: str, items: Iterable[Field]) -> Remark:
    return Remark(f'{{"list":"{style}","items":[{",".join(map(_written, items))}]}}')


def _members(fields: dict[str, Field]) -> str:
    return "".join([f",{_quoted(name)}:{_written(value)}" for name, value in fields.items()])


def _written(value: Field) -> str:
    if isinstance(value, Remark):
        return value
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float) and math.isfinite(value):
        return float.__repr__(value)
    raise TypeError(f"{value!r} cannot be a field of a remark")


_json = json.JSONEncoder(ensure_ascii=False)


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return _json.encode(text)
