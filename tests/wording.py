"""Words that no reader may meet, and where they are allowed: the one list behind every test of wording."""

from __future__ import annotations

import re

from shnor_lab.present import caveats

_QUOTED = re.compile(r"«[^«»]*»")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")
_DENIED = re.compile(r"\b(?:не|нет|ни)\b|\bне\w*подтвержд|маловероят", re.IGNORECASE)

_NEVER = {
    "оценочное слово о школе": r"худш\w*|слаб(?:ы[йехм]\w*|ая|ое|ого|ому|ую|ой|ейш\w*)"
    r"(?!\s+(?:связ|соглас|завис))"
    r"|отстающ\w*|проблемн\w+\s+школ\w*|аутсайдер\w*|антирейтинг\w*",
    "рейтинг, место": r"рейтинг\w*|лидиру\w*|лидирова\w*|(?:последн|перв|втор|треть|призов)\w+\s+мест\w*"
    r"|\d+(?:-?\w+)?\s+мест[оае]\b|занима\w+\s+(?:\S+\s+)?мест\w*|мест[оае]\s+в\s+(?:регион|район|муницип|списк)\w*",
    "неуспевающие": r"двоечни\w*|неуспевающ\w*",
    "неблагополучные": r"неблагополучн\w*|инофон\w*|сложн\w+\s+контингент\w*",
    "необъективность": r"необъективн\w*|завыш\w*|списыва\w*",
    "ошибочно включена": r"ошибочн\w+\s+включ\w*|ложн\w+\s+шнор|незаслуженн\w*",
    "эффективная школа": r"(?:не)?эффективн\w+\s+школ\w*",
    "значимо": r"значимо|(?:не)?значим\w+\s+различ\w*|различи\w+\s+(?:не)?значим\w*",
    "не выполнено": r"не\s+выполнен[аоы]?",
}
_UNLESS_DENIED = {
    "причина": r"влия\w+|привел[аои]?|привёл|за\s+сч[её]т|благодаря|эффект(?:а|у|ом|е|ы|ов|ам|ами|ах)?",
}
_RISK = re.compile(r"\bриск\w*", re.IGNORECASE)
_RISK_NOUN = re.compile(r"(?:зон|фактор|групп)\w*\s+(?:\w+\s+)?$", re.IGNORECASE)
_PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _NEVER.items()}
_CAUSES = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _UNLESS_DENIED.items()}


def forbidden(text: str) -> list[str]:
    """Return what of a Russian text must not be shown, e.g. ``["рейтинг, место: рейтинг"]``.

    Exceptions: the fixed caveats, quotations in «», and sentences that deny an effect.
    """
    for key in caveats.all_keys():
        text = text.replace(caveats.caveat(key), " ")
    text = _QUOTED.sub(" «» ", text.replace("\N{NO-BREAK SPACE}", " "))
    found = [f"{name}: {match.group()}" for name, pattern in _PATTERNS.items() for match in pattern.finditer(text)]
    found += [
        f"{name}: {match.group()}"
        for sentence in _SENTENCE.split(text)
        if not _DENIED.search(sentence)
        for name, pattern in _CAUSES.items()
        for match in pattern.finditer(sentence)
    ]
    found += [
        f"риск без своего слова: {match.group()}"
        for match in _RISK.finditer(text)
        if not _RISK_NOUN.search(text[: match.start()])
    ]
    return found
