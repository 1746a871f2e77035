"""Names of education authorities: the municipality that «Комитет образования администрации …» is of."""

from __future__ import annotations

import re
from functools import lru_cache

_BODY = r"комитет[ау]?|управлени[ея]м?|отдел[ау]?|департамент[ау]?|администраци[яи]|мэри[яи]|орган[ыа]?|исполком[а]?"
_HEAD = re.compile(
    rf"^\W*(?:(?:муниципальн\w+ )?(?:(?:казенн|бюджетн|автономн)\w+ )?(?:учреждени\w+|орган\w*) \W*|м[кба]?у \W*)?"
    rf"(?:(?:районн|городск|муниципальн)\w+ )?(?:{_BODY}|районо|гороно|руо|роо|гуо|уо|моуо|омсу)\b"
)
_ADMINISTRATION = re.compile(
    r"\b(?:администраци\w*|мэри\w*|исполком\w*|исполнительн\w+ комитет\w*)\s*(?:\([^)]*\)\s*)?"
)
_FIELD = re.compile(
    r"^(?:образован\w*|по|и|в|делам|вопрос\w*|работе|с|молодеж\w*|культур\w*|спорт\w*|физическ\w*|туризм\w*|социальн\w*"
    r"|политик\w*|наук\w*|просвещени\w*|семь\w*|опек\w*|попечительств\w*|народн\w*|общего|дошкольн\w*|дополнительн\w*"
    r"|профессиональн\w*|воспитани\w*|детств\w*|детьми|защит\w*|прав|развити\w*|кадров\w*|искусств\w*|местного|самоуправления"
    r"|управлени\w*|отдел\w*|осуществляющ\w*)$"
)
_LED = re.compile(
    rf"^([\w-]+[сц]к)(?:ий|ое|ая|ого|ой) (?:(районн|городск|муниципальн|окружн)\w+ )?(?:{_BODY}) (?:\w+ )*?образовани"
)
"""«Ёлкинский районный отдел образования»."""
_KINDS = (
    (re.compile(r"\bмуниципальн\w+ район\w*"), "муниципальный район"),
    (re.compile(r"\bмуниципальн\w+ округ\w*"), "муниципальный округ"),
    (re.compile(r"\bгородск\w+ округ\w*"), "городской округ"),
    (re.compile(r"\bгородск\w+ поселени\w*"), "городское поселение"),
    (re.compile(r"\bмуниципальн\w+ образовани\w*"), "муниципальное образование"),
    (re.compile(r"\bм\. ?р-н\w*|\bм\. ?р\b\.?|\bмр\b"), "муниципальный район"),
    (re.compile(r"\bм\.? ?о\b\.?"), "муниципальное образование"),
    (re.compile(r"\bг\.? ?о\b\.?"), "городской округ"),
    (re.compile(r"\bрайон\w*|\bр-н\w*"), "район"),
    (re.compile(r"\bокруг\w*"), "округ"),
    (re.compile(r"\bгород[ауе]?\b|\bг\.|\bг\b"), "город"),
)
_QUOTED = re.compile(r"[«„“\"']+([^«„“”»\"']+)[»“”\"']")
_REGION = re.compile(
    r"\s*,?\s+(?:республики\s+[\w-]+(?:\s*\([^)]*\))?"
    r"|[\w-]+(?:ой|ого)\s+(?:области|края|республики|автономн\w+ округа))\s*$"
)
_OF_REGION = re.compile(r"\b(?:области|края|республик\w*|министерств\w*)\b")
_CERTAIN = re.compile(r"(?<=ск|рг)а$|(?<=град)а$")
"""Endings by which a name after «города» is surely the genitive of one without «а»: Энска, Энскграда, Энсбурга."""
_UNSTRESSED = re.compile(r"(?:(?<!дон)(?<!мор)(?<!твер)(?<!завод)(?<!полев)(?<!ям)[сц]к|[оеё]в)$")
"""Stems whose adjective ends in «-ий» or «-ый»; «Верхнедонского» and «Речного» are of «-ой»."""


@lru_cache(maxsize=20_000)
def municipality_in(name: str) -> tuple[str, bool]:
    """Return the municipality that an authority is of, and whether that is for certain its whole name, nominative.

    A name that is no authority's, or of an authority of a region, comes back as it is.

    Examples
    --------
    >>> municipality_in("Отдел образования администрации Ёлкинского муниципального округа")
    ('Ёлкинский муниципальный округ', True)
    >>> municipality_in("Управление образования городского округа «Город Энск»")
    ('Город Энск', True)
    """
    text = re.sub(r"\s+", " ", name).strip()
    lower = text.lower().replace("ё", "е")
    if len(lower) != len(text):
        return text, True
    led = _LED.match(lower)
    head = _HEAD.match(lower)
    if led is None and head is None:
        return text, True
    region = _REGION.search(lower)
    if region is not None:
        text, lower = text[: region.start()], lower[: region.start()]
    if _OF_REGION.search(lower):
        return re.sub(r"\s+", " ", name).strip(), True
    if head is None:
        assert led is not None
        kind = {"районн": " район", "городск": " городской округ"}.get(led[2] or "", "")
        return text[: led.end(1)] + "ий" + kind, bool(kind)
    own = _tail(text, lower, head.end())
    return own if own[0] else (re.sub(r"\s+", " ", name).strip(), True)


def is_authority(name: str) -> bool:
    """Return whether a name is that of an authority of a municipality."""
    return municipality_in(name)[0] != re.sub(r"\s+", " ", name).strip()


def _tail(text: str, lower: str, begin: int) -> tuple[str, bool]:
    """Return the municipality in what follows the words for the authority itself."""
    found = list(_ADMINISTRATION.finditer(lower))
    if found:
        begin = found[-1].end()
    words = [(match[0], match.start() + begin) for match in re.finditer(r"[^\s,]+", lower[begin:])]
    for word, start in words:
        if not _FIELD.match(word.strip("«»\"“”„'().,")):
            return _nominative(text[start:].strip(" ,."))
    return "", True


def _nominative(text: str) -> tuple[str, bool]:
    quoted = _QUOTED.search(text)
    lower = text.lower().replace("ё", "е")
    kind = next(((match, said) for words, said in _KINDS if (match := words.search(lower))), None)
    if quoted is not None:
        inside = quoted[1].strip()
        if kind is None or any(words.search(inside.lower()) for words, _said in _KINDS):
            return inside, True
        return f"{kind[1]} {inside}", True
    text = text.strip(" «»\"“”„'.,")
    lower = text.lower().replace("ё", "е")
    kind = next(((match, said) for words, said in _KINDS if (match := words.search(lower))), None)
    if kind is None:
        return _adjectives(text)[0], False
    match, said = kind
    before, after = text[: match.start()].strip(), text[match.end() :].strip(" «»\"“”„'.,")
    if before:
        named, sure = _adjectives(before)
        if said.startswith("муниципальное ") or said == "городское поселение":
            named = re.sub(r"[иы]й$", "ое", named)
        return f"{named} {said} {after}".strip(), sure
    if any(words.search(after.lower()) for words, _said in _KINDS):
        return _nominative(after)
    named, sure = _adjectives(_CERTAIN.sub("", after) if said == "город" else after)
    return f"{said} {named}".strip(), sure or said != "город"


def _adjectives(text: str) -> tuple[str, bool]:
    """Return words with adjectives in the genitive or dative put into the nominative, and whether none else may be."""
    made = [_adjective(word) for word in text.split()]
    return " ".join(word for word, _sure in made), all(sure for _word, sure in made)


def _adjective(word: str) -> tuple[str, bool]:
    """Return a word in the nominative; where the stress decides between «-ый» and «-ой» that is not certain."""
    found = re.fullmatch(r"([\w-]+?)(ого|его|ому|ему)", word)
    if found is None:
        return word, not re.search(r"[аыияую]$", word)
    stem, ending = found.groups()
    soft = stem[-1] in "кгх" or ending[0] == "е"
    return stem + ("ий" if soft else "ый"), bool(ending[0] == "е" or _UNSTRESSED.search(stem.lower()))
