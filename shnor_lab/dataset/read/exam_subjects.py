"""Subjects of state exams as printed in forms and open data, and the procedures they are."""

from __future__ import annotations

import re

from ... import catalogue
from .printed import plain

SUBJECTS = {
    "русский": "ru",
    "физика": "ph",
    "химия": "ch",
    "биология": "bi",
    "география": "ge",
    "история": "hi",
    "обществознание": "so",
    "информатика": "it",
    "литература": "li",
    "английский": "en",
    "немецкий": "de",
    "французский": "fr",
    "испанский": "es",
}
"""First word of a printed subject -> ending of the procedure key."""


def exam(family: str, printed: str) -> str | None:
    """Return the key of the procedure for a printed subject, None when the catalogue has none.

    Parameters
    ----------
    family : {"oge", "ege"}
    printed : str
        For example «Математика (базовый уровень)», «Русский язык», «Информатика и ИКТ».

    Examples
    --------
    >>> exam("ege", "Математика (профильная)"), exam("oge", "русский"), exam("oge", "Астрономия")
    ('ege_ma_prof', 'oge_ru', None)
    """
    text = plain(printed)
    if "математик" in text:
        level = "_base" if "баз" in text else "_prof" if "проф" in text else ""
        key = f"{family}_ma{level}"
    else:
        word = re.search(r"[а-я]+", text)
        key = f"{family}_{SUBJECTS.get(word[0] if word else '', '')}"
    return key if key in catalogue.procedures() else None
