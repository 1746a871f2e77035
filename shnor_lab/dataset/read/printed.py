"""How a cell of a delivered sheet reads: as text, as a number, as a heading, as a year."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence

ABSENT = frozenset({"", "-", "–", "—", "x", "х", "н/д", "нет данных", "нет отметки", "нет"})
"""Words, in lower case, that stand for a missing value; «x» is met in both alphabets."""

ERRORS = frozenset(
    {
        "#REF!", "#ССЫЛКА!", "#N/A", "#Н/Д", "#DIV/0!", "#ДЕЛ/0!", "#VALUE!", "#ЗНАЧ!", "#NAME?", "#ИМЯ?", "#NUM!",
        "#ЧИСЛО!", "#NULL!", "#ПУСТО!", "#SPILL!", "#ПЕРЕНОС!", "#CALC!", "#ВЫЧИСЛ!", "#FIELD!", "#ПОЛЕ!", "#BLOCKED!",
        "#ЗАБЛОКИРОВАНО!", "#CONNECT!", "#ПОДКЛЮЧИТЬ!", "#BUSY!", "#UNKNOWN!", "#GETTING_DATA", "#ЗАГРУЗКА_ДАННЫХ",
    }
)  # fmt: skip
"""What a spreadsheet shows where a formula has failed, in upper case."""

TOTAL = re.compile(
    r"^\s*(итого|всего|вся выборка|в целом|среднее|сумма|по (району|региону|городу|области|краю))\b", re.I
)
"""Beginning of a subtotal or footer row."""


def as_text(cell: object) -> str:
    """Return a cell as one line of text: plain blanks, whole numbers without ``.0``, dates as ISO.

    Examples
    --------
    >>> as_text(12.0), as_text("  СОШ  № 3 "), as_text(None)
    ('12', 'СОШ № 3', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if math.isnan(cell):
            return ""
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return " ".join(str(cell).replace("\u00a0", " ").replace("\u202f", " ").split())


def as_number(cell: object) -> float | None:
    """Return a cell as a number, None when it holds none; decimal comma, per cent sign and blanks are understood.

    Examples
    --------
    >>> as_number("33,3 %"), as_number("X"), as_number(0)
    (33.3, None, 0.0)
    """
    if isinstance(cell, bool | dt.date):
        return None
    if isinstance(cell, int | float):
        return None if math.isnan(cell) else float(cell)
    text = as_text(cell).rstrip("%").replace(" ", "").replace(",", ".")
    if text.lower() in ABSENT or not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        return None
    return float(text)


def plain(heading: object) -> str:
    """Return a heading for comparison: lower case, ё as е, single blanks, no hyphenation, no closing punctuation.

    Examples
    --------
    >>> plain("Кол-во  участников:"), plain("Ещё столбец")
    ('кол-во участников', 'еще столбец')
    """
    return as_text(heading).replace("\u00ad", "").lower().replace("ё", "е").strip(" .:;*")


def years_in(*texts: str) -> list[int]:
    """Return the calendar years named in texts, in order, without repetition."""
    found = (int(year) for text in texts for year in re.findall(r"(?<!\d)20\d\d(?!\d)", text))
    return list(dict.fromkeys(found))


def is_empty(row: Iterable[object]) -> bool:
    """Return whether no cell of a row holds anything."""
    return not any(as_text(cell) for cell in row)


def cell(row: Sequence[object], position: int | None) -> object:
    """Return the cell of a row, None where the row is shorter or the column absent."""
    return row[position] if position is not None and position < len(row) else None
