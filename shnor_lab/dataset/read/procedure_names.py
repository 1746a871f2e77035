"""Names of procedures as files print them: «ОГЭ по математике», «ВПР. Русский язык. 5 класс», ``oge_ma``."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ... import catalogue
from .printed import plain

_FAMILIES = {"впр": "vpr", "огэ": "oge", "гиа-9": "oge", "егэ": "ege", "гиа-11": "ege", "кдр": "kdr"}
_SUBJECTS = {
    "матем": "mathematics", "мат": "mathematics", "ма": "mathematics", "мг": "mathematics",
    "русск": "russian", "рус": "russian", "ру": "russian", "читательск": "reading", "чг": "reading",
    "естественн": "science", "енг": "science", "физик": "physics", "физ": "physics",
    "хими": "chemistry", "хим": "chemistry", "биолог": "biology", "био": "biology", "географ": "geography",
    "гео": "geography", "истори": "history", "ист": "history", "обществ": "social_studies",
    "информатик": "informatics", "инф": "informatics", "икт": "informatics", "кегэ": "informatics",
    "литератур": "literature", "лит": "literature", "англ": "english", "нем": "german", "немецк": "german",
    "франц": "french", "фр": "french", "испан": "spanish", "исп": "spanish", "китай": "chinese", "кит": "chinese",
}  # fmt: skip
_LEVELS = {"_base": (" баз", "(б)"), "_prof": (" проф", "(п)")}
_ORAL, _WRITTEN = re.compile(r"\bустн|\bговорени"), re.compile(r"\bписьм")
_OTHER = re.compile(r"\bродн|\bгвэ\b|культур")
"""Words that make another exam of one that bears the name of a subject of the catalogue."""


@lru_cache(maxsize=50_000)
def procedure_of(name: str, family: str = "", grade: int | None = None) -> str | None:
    """Return the catalogue key of a printed procedure name, None when it is not one procedure for certain.

    Parameters
    ----------
    name : str
        Key, title or a common spelling. «ЕГЭ, математика» alone is two procedures and gives None.
    family, grade : str, int, optional
        What the file says elsewhere: ``vpr``, ``oge``, ``ege``, ``kdr``; the grade.

    Notes
    -----
    The oral part of a language is a procedure of its own; a name with both parts, or none, is the whole exam.

    Examples
    --------
    >>> procedure_of("ОГЭ по математике"), procedure_of("ВПР русский язык 5"), procedure_of("ЕГЭ математика")
    ('oge_ma', 'vpr_ru5', None)
    >>> procedure_of("Английский язык (устный)", "ege"), procedure_of("Иностранные языки", "ege")
    ('ege_en_oral', None)
    """
    text = plain(name)
    if text in _exact():
        return _exact()[text]
    said = next((key for word, key in _FAMILIES.items() if word in text), family)
    words = re.findall(r"[а-я]+|\d+", text.replace("гиа-9", "").replace("гиа-11", ""))
    numbers = [int(word) for word in words if word.isdecimal() and 1 <= int(word) <= 11]
    subjects = {subject for word in words if (subject := _subject(word))}
    if not said or len(subjects) != 1 or _OTHER.search(text):
        return None
    subject = subjects.pop()
    if _ORAL.search(text) and not _WRITTEN.search(text):
        subject += "_oral"
    found = [
        procedure
        for procedure in catalogue.procedures().values()
        if procedure.family == said
        and procedure.subject == subject
        and procedure.grade in (numbers[:1] or [grade or procedure.grade])
    ]
    spaced = " ".join(["", *words])
    levels = tuple(ending for ending, (word, letter) in _LEVELS.items() if word in spaced or letter in text)
    if len(found) > 1 or any(word in spaced for word, _letter in _LEVELS.values()):
        found = [procedure for procedure in found if len(levels) == 1 and procedure.key.endswith(levels)]
    return found[0].key if len(found) == 1 else None


@cache
def _exact() -> dict[str, str]:
    return {
        plain(text): key
        for key, procedure in catalogue.procedures().items()
        for text in (key, procedure.title_ru, procedure.title_en)
    }


def _subject(word: str) -> str | None:
    if len(word) < 4:
        return _SUBJECTS.get(word)
    return next((subject for stem, subject in _SUBJECTS.items() if len(stem) > 3 and word.startswith(stem)), None)
