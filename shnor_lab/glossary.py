"""The words of the field: Russian term, English name, meaning, source; public names come from here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from . import language
from .catalogue import read


@dataclass(frozen=True)
class Term:
    """One term.

    Parameters
    ----------
    key : str
        English name, as in code and frames.
    term, english : str
        The word on pages, in Russian and English.
    meaning_ru, meaning_en : str
        One sentence.
    source : str
        Where the meaning comes from; «наше» where no source gives it.
    stems : tuple of str
        Beginnings of the Russian word forms, blanks between several words.
    """

    key: str
    term: str
    english: str
    meaning_ru: str
    meaning_en: str
    source: str
    stems: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the word in the language in use."""
        return self.term if language.current() == "ru" else self.english

    @property
    def meaning(self) -> str:
        """Return the meaning in the language in use."""
        return self.meaning_ru if language.current() == "ru" else self.meaning_en

    def met_in(self, text: str) -> bool:
        """Return whether a form of the word stands in the text."""
        return _pattern(self).search(text) is not None


@cache
def terms() -> tuple[Term, ...]:
    """Return all terms in the order of the catalogue."""
    return tuple(
        Term(key=key, **{**fact, "stems": tuple(fact["stems"])}) for key, fact in read("glossary")["terms"].items()
    )


def terms_in(text: str) -> tuple[Term, ...]:
    """Return the terms met in a text of the language in use, by alphabet.

    Examples
    --------
    >>> language.use("ru")
    >>> [term.key for term in terms_in("Школа включена в перечень; доля выше порога.")]
    ['share_low', 'list', 'threshold']
    """
    return tuple(sorted((term for term in terms() if term.met_in(text)), key=lambda term: term.name.lower()))


@cache
def _pattern_of(beginnings: tuple[str, ...]) -> re.Pattern[str]:
    forms = "|".join(r"\s+".join(rf"{re.escape(word)}\w*" for word in stem.split()) for stem in beginnings)
    return re.compile(rf"\b(?:{forms})", re.IGNORECASE)


def _pattern(term: Term) -> re.Pattern[str]:
    return _pattern_of(term.stems if language.current() == "ru" else (term.english,))
