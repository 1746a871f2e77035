"""Names of procedures as files print them: «ОГЭ по математике», «ВПР. Русский язык. 5 класс», ``oge_ma``."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .. import catalogue
from .read.printed import plain

_FAMILIES = {"впр": "vpr", "огэ": "oge", "гиа-9": "oge", "егэ": "ege", "гиа-11": "ege", "кдр": "kdr"}
_SUBJECTS = {
    "математик": "mathematics", "мат": "mathematics", "ма": "mathematics", "мг": "mathematics",
    "русск": "russian", "рус": "russian", "ру": "russian", "читательск": "reading", "чг": "reading",
    "математическ": "mathematics", "естественн": "science", "енг": "science", "физик": "physics",
    "хими": "chemistry", "биолог": "biology", "географ": "geography", "истори": "history",
    "обществ": "social_studies", "информатик": "informatics", "литератур": "literature",
    "английск": "english", "немецк": "german", "француз": "french", "испанск": "spanish",
}  # fmt: skip
_BASE, _PROFILE = re.compile(r"\bбаз"), re.compile(r"\bпроф")


@lru_cache(maxsize=50_000)
def procedure_of(name: str, family: str = "", grade: int | None = None) -> str | None:
    """Return the catalogue key of a printed procedure name, None when it is not one procedure for certain.

    Parameters
    ----------
    name : str
        Key, title or a common spelling. «ЕГЭ, математика» alone is two procedures and gives None.
    family, grade : str, int, optional
        What the file says elsewhere: ``vpr``, ``oge``, ``ege``, ``kdr``; the grade.

    Examples
    --------
    >>> procedure_of("ОГЭ по математике"), procedure_of("ВПР русский язык 5"), procedure_of("ЕГЭ математика")
    ('oge_ma', 'vpr_ru5', None)
    """
    text = plain(name)
    if text in _exact():
        return _exact()[text]
    said = next((key for word, key in _FAMILIES.items() if word in text), family)
    words = re.findall(r"[а-я]+|\d+", text.replace("гиа-9", "").replace("гиа-11", ""))
    numbers = [int(word) for word in words if word.isdecimal() and 1 <= int(word) <= 11]
    subjects = {subject for word in words if (subject := _subject(word))}
    if not said or len(subjects) != 1:
        return None
    subject = subjects.pop()
    found = [
        procedure
        for procedure in catalogue.procedures().values()
        if procedure.family == said
        and procedure.subject == subject
        and procedure.grade in (numbers[:1] or [grade or procedure.grade])
    ]
    if _BASE.search(text) or _PROFILE.search(text):
        ending = "_base" if _BASE.search(text) else "_prof"
        found = [procedure for procedure in found if procedure.key.endswith(ending)]
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
