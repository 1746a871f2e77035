"""The core of a municipality's name: what a case, a reform or the name of an authority leaves as it is."""

from __future__ import annotations

import re
from functools import lru_cache

from .authorities import is_authority, municipality_in
from .names import normal_municipality

DISTRICT, TOWN, ANY = "district", "town", "any"
"""What a name says its municipality is: «муниципальный округ» may follow a district and a town."""

_KINDS = (
    (re.compile(r"район|\bр-н|\bм\.? ?р\b"), DISTRICT),
    (re.compile(r"городск\w+ округ|\bг\. ?о\b|\bго\b|\bгород|\bг\b|\bзато\b"), TOWN),
    (re.compile(r"округ|муниципальн\w+ образовани|\bм\. ?о\b|\bмо\b"), ANY),
)
_KIND_WORDS = re.compile(r"(?:район|округ)\w*|г|зато")
_ADJECTIVE = re.compile(r"(\w{3,}?)(?:ий|ый|ой|ого|его|ому|ему|ое|ая)")
_ENDING = re.compile(r"(?<=\w\w)[аяыиоеуюьй]+$")


@lru_cache(maxsize=20_000)
def core(name: str) -> tuple[str, ...]:
    """Return the words of a municipality's name without their endings and without what it is.

    An adjective keeps a mark: «Энский район» and «город Энск» are two.

    Examples
    --------
    >>> core("Ёлкинского муниципального округа") == core("Ёлкинский район"), core("Ёлкинск") == core("Ёлкинский")
    (True, False)
    """
    words = [word for word in normal_municipality(name).split() if not _KIND_WORDS.fullmatch(word)]
    return tuple(f"{found[1]}*" if (found := _ADJECTIVE.fullmatch(word)) else _ENDING.sub("", word) for word in words)


@lru_cache(maxsize=20_000)
def kind_of(name: str) -> str:
    """Return what a name says its municipality is: without a word a town, of an authority anything."""
    text = municipality_in(name)[0].lower()
    return next((kind for words, kind in _KINDS if words.search(text)), ANY if is_authority(name) else TOWN)


def may_be_one(one: str, other: str) -> bool:
    """Return whether two kinds may be said of one municipality."""
    return one == other or ANY in (one, other)
