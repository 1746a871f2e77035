"""Words of rows that hold no fact: totals, notes below a table, signatures, dates of printing."""

from __future__ import annotations

import re

from .printed import TOTAL, as_text

_TOTAL = re.compile(
    r"^\W*(общий итог|итог|общее количество|в среднем|средн\w+ (по|значени\w+)|по муниципал\w+)\b", re.I
)
_FOOTER = re.compile(
    r"^\W*(примечани\w*|прим|сноск\w*|источник\w*|исполнител\w*|исп|составил\w*|подготовил\w*|ответственн\w+"
    r"|руководител\w*|директор\w*|начальник\w*|заместител\w*|зам|председател\w*|министр\w*|специалист\w*|методист\w*"
    r"|подпис\w*|м\.?\s?п|согласован\w*|утвержд\w+|дата|время|сформирован\w*|распечатан\w*|напечатан\w*|выгружен\w*"
    r"|отч[её]т\s+(сформ|постро)\w*|данные (на|по состоянию)|по состоянию на|стр|страниц\w*|лист \d+|тел|телефон\w*"
    r"|e-?mail|эл\w*\.? почт\w*|контакт\w*|конец (отч[её]та|таблицы)|\*)(?!\w)",
    re.I,
)
_DATE = re.compile(
    r"^(на |от )?(\d{1,2}[./]\d{1,2}[./](\d\d|\d{4})|\d{4}-\d\d-\d\d|«?\d{1,2}»? [а-я]+ \d{4})"
    r"( ?г(\.|од\w*)?)?,?( \d{1,2}:\d\d(:\d\d)?)?$",
    re.I,
)
_PAGE = re.compile(r"^\W*\d+ (из|/) \d+\W*$", re.I)


def is_total(cell: object) -> bool:
    """Return whether a cell begins as the name of a subtotal does.

    Examples
    --------
    >>> is_total("ИТОГО по району:"), is_total("Среднеегорлыкская СОШ")
    (True, False)
    """
    if isinstance(cell, str) and cell.isascii():
        return False
    text = as_text(cell)
    return bool(TOTAL.match(text) or _TOTAL.match(text))


def is_footer(cell: object) -> bool:
    """Return whether the only filled cell of a row is a note, a signature, a date of printing or a total.

    Examples
    --------
    >>> is_footer("Исполнитель: И. О. Фамилия"), is_footer("15.03.2024 г."), is_footer("СОШ № 5")
    (True, True, False)
    """
    text = as_text(cell)
    return is_total(text) or bool(_FOOTER.match(text) or text.startswith("*") or _DATE.match(text) or _PAGE.match(text))
