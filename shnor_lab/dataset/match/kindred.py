"""Which names are worth showing beside an unknown one; nothing is ever tied by what is found here."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from .names import KINDS, numbers

_SIMILAR = 0.7
_STEM = 4
_PLAIN = {*KINDS, "школа", "г", "с", "п", "пгт", "рп", "д", "х", "ст", "им", "района", "район"}


def kindred(name: str, known: Iterable[str]) -> list[str]:
    """Return the normal names that share a telling word with this one, or nearly all letters, likeliest first.

    Words tell when they are no kind of school or settlement; one is shared when its first letters are, so that
    «елкинская сош» finds «сош с елкино». Two names with different numbers are never kindred.
    """
    words, number = _telling(name), numbers(name)[:1]
    found = []
    for other in known:
        if numbers(other)[:1] != number and numbers(other) and number:
            continue
        shared = sum(any(_alike(word, theirs) for theirs in _telling(other)) for word in words)
        likeness = difflib.SequenceMatcher(None, name, other).ratio()
        if shared or likeness >= _SIMILAR or (number and numbers(other)[:1] == number):
            found.append((-shared, -likeness, other))
    return [other for _shared, _likeness, other in sorted(found)]


def _telling(name: str) -> list[str]:
    return [word for word in name.split() if word not in _PLAIN and not word.isdecimal() and len(word) >= _STEM]


def _alike(one: str, other: str) -> bool:
    stem = min(len(one), len(other))
    return one[: max(_STEM, stem - 2)] == other[: max(_STEM, stem - 2)]
