"""Names of schools and municipalities without their decoration: equal normal forms mean the same words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from .authorities import municipality_in

KINDS = {
    "нош": "primary", "оош": "basic", "сош": "secondary", "ош": "basic", "сш": "secondary",
    "гимназия": None, "лицей": None,
}  # fmt: skip
"""Kinds of school that a name may state, and the school type each means where it means one."""

_LOOKALIKES = str.maketrans("acekmhopxytb", "асекмнорхутв")
_ADJECTIVES = (
    r"(?:муниципальн|государственн|негосударственн|областн|краев|республиканск|федеральн|частн|автономн|бюджетн|казенн"
    r"|некоммерческ|профессиональн|общеобразовательн|образовательн)\w*"
)
_GLUED = re.compile(r"(?<=[а-я]ое)(?=учреждени)|(?<=[а-я]ая)(?=организаци)")
_FOUNDER = re.compile(
    rf"((?:{_ADJECTIVES} +)+(?:учрежден|организац)\w*) +города +[\w-]+(?: +[\w-]+)?? *"
    r"(?=[«„“\"]|\b(?:школ|гимнази|лице|кадет|центр|средн|основн|начальн|специальн|колледж|техникум|сош|оош|нош))",
    re.IGNORECASE,
)
"""A city between the legal form and the name is the founder, not a part of the name."""
_LEGAL = re.compile(
    rf"\b(?:{_ADJECTIVES} )+(?:учрежден|организац)\w*"
    r"|\b(?:м|мб|мк|ма|моб|мок|моа|г|гб|гк|га|обл?г|огб|огк|ога|кгб|кгк|кга|ч|н|фгк|фгб|фга)п?оу(?:\b|(?=[сон]ош))"
    r"|\bм(?:об|ок|оа)у\b|\bког(?:об|оа)у\b|\bано\b"
)
_WORDS = [
    (re.compile(pattern), short)
    for pattern, short in (
        (r"\bсредн\w+ (?:полн\w+ )?общеобразовательн\w+ школ\w*", "сош"),
        (r"\bосновн\w+ общеобразовательн\w+ школ\w*", "оош"),
        (r"\bначальн\w+ общеобразовательн\w+ школ\w*", "нош"),
        (r"\bсредн\w+ школ\w*", "сш"),
        (r"\bосновн\w+ школ\w*", "ош"),
        (r"\b(?:имени|им)\b", "им"),
        (r"\b(?:пгт|пос[её]л\w+ городского типа)\b", "пгт"),
        (r"\b(?:р п|рп|рабоч\w+ пос[её]л\w+)\b", "рп"),
        (r"\b(?:город|города|городе|гор|г)\b", "г"),
        (r"\b(?:село|села|селе|с)\b", "с"),
        (r"\b(?:поселок|поселка|поселке|пос|п)\b", "п"),
        (r"\b(?:деревня|деревни|деревне|дер|д)\b", "д"),
        (r"\b(?:хутор|хутора|хуторе|х)\b", "х"),
        (r"\b(?:станица|станицы|станице|ст ца)\b", "ст"),
        (r"\b(?:район|района|районе|р н|р на|р не)\b", "район"),
    )
]
_NUMBER_SIGN = re.compile(r"\b(?:n|no|nо|номер) ?(?=[0-9])")
_TYPED_NUMBER = re.compile(r"\b(n|no|nо|номер) *((?=[0-9]*з|[0-9])[0-9зо]+)\b")
"""A number after its sign in which letters stand for digits: «№З», «№ 1О»."""
_TYPED_DIGITS = str.maketrans("зо", "30")
_MIXED = re.compile(r"\b(?=\w*[а-я])\w*[acekmhopxytb]\w*\b")
_CYRILLIC = re.compile("[а-я]")
_ALIKE = re.compile(r"\b[acekmhopxytb]+\b")
"""A word of letters that look the same in both alphabets: «c» in a Russian name is the «с» of «село»."""
_MUNICIPAL = re.compile(
    r"\bмуниципальное образование\b|\bмуниципальн\w+\b|\bгородско(?:й|го) округ\w*\b"
    r"|\bг о\b|\bго\b|\bм о\b|\bмо\b|\bм(?: р)?(?= район\b)|\bмр(?=.* район\b)|^г (?=\w)"
)


@lru_cache(maxsize=200_000)
def normal(name: str) -> str:
    """Return a school name without decoration: words in small letters, one blank between them.

    Case, «ё», quotes, brackets, dashes, blanks of any sort, signs of number, legal forms and Latin letters
    inside Cyrillic words are levelled; kinds of school and of settlement are shortened to one spelling. The
    digits stay. Applied twice it changes nothing.

    Examples
    --------
    >>> normal("МБОУ «Средняя общеобразовательная школа №3» г. Вымыслов") == normal("СОШ N 3 города Вымыслов")
    True
    """
    return _settle(name, _school_words)


@lru_cache(maxsize=20_000)
def normal_municipality(name: str) -> str:
    """Return a municipality name without decoration; «г. Энск» and «Энск» agree, «Энский район» stays apart.

    The name of an authority is that of its municipality.

    Examples
    --------
    >>> normal_municipality("ЭНСКИЙ муниципальный р-н") == normal_municipality("Энский район ")
    True
    """
    return _settle(name, _municipal_words)


@lru_cache(maxsize=200_000)
def numbers(normal_name: str) -> tuple[str, ...]:
    """Return the numbers in a normal name without leading zeros, in order."""
    return tuple(str(int(word)) for word in normal_name.split() if word.isdecimal())


@lru_cache(maxsize=200_000)
def kind(normal_name: str) -> str:
    """Return the kind of school that a normal name states («сош», «лицей» …), or ""."""
    return next((word for word in normal_name.split() if word in KINDS), "")


def is_branch(normal_name: str) -> bool:
    """Return whether a name says that it is a branch; its number is then that of the head school."""
    return "филиал" in normal_name.split()


def short(normal_name: str) -> str:
    """Return the words that name a school for short: kind and number, or the whole name without a number."""
    found = numbers(normal_name)
    if not found or is_branch(normal_name):
        return normal_name
    return f"{kind(normal_name) or 'школа'} {found[0]}"


def _settle(text: str, once: Callable[[str], str]) -> str:
    before, after = text, once(text)
    while after != before:
        before, after = after, once(after)
    return after


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.replace("№", " n ").replace("#", " n ")).lower().replace("ё", "е")
    text = re.sub(r"[\W_]+", " ", text)
    text = _MIXED.sub(lambda found: found[0].translate(_LOOKALIKES), text)
    if _CYRILLIC.search(text):
        text = _ALIKE.sub(lambda found: found[0].translate(_LOOKALIKES), text)
    text = _TYPED_NUMBER.sub(lambda found: f"{found[1]} {found[2].translate(_TYPED_DIGITS)}", text)
    text = re.sub(r"(?<=[0-9])(?=[^\W\d])|(?<=[^\W\d])(?=[0-9])", " ", text)
    return _NUMBER_SIGN.sub("", text)


def _short_words(text: str) -> str:
    for pattern, word in _WORDS:
        text = pattern.sub(word, text)
    return " ".join(text.split())


def _school_words(text: str) -> str:
    named = _FOUNDER.sub(r"\1 ", _GLUED.sub(" ", text))
    return _short_words(_LEGAL.sub(" ", _plain(named)))


def _municipal_words(text: str) -> str:
    words = _MUNICIPAL.sub(" ", _short_words(_plain(municipality_in(text)[0]))).split()
    return " ".join("район" if word == "мр" else word for word in words)
