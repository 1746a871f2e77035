"""How a cell of a delivered sheet reads: as text, as a number, as a heading, as a year."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence

ABSENT = frozenset({"", "-", "–", "—", "x", "х", "н/д", "нет данных", "нет отметки", "нет"})
"""Words, in lower case, that stand for a missing value; «x» is met in both alphabets."""

ERRORS = frozenset({
    "#REF!", "#N/A", "#NAME?", "#NUM!", "#NULL!", "#VALUE!", "#DIV/0!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#PYTHON!", "#GETTING_DATA", "#ERROR!", "#ССЫЛКА!", "#ССЫЛ!", "#Н/Д",
    "#ИМЯ?", "#ЧИСЛО!", "#ПУСТО!", "#ЗНАЧ!", "#ДЕЛ/0!", "#ПЕРЕНОС!", "#ВЫЧИСЛ!", "#ПОЛЕ!", "#БЛОКИРОВАНО!",
    "#ЗАБЛОКИРОВАНО!", "#НЕИЗВЕСТНО!", "#СОЕДИНЕНИЕ!", "#ПОДКЛЮЧИТЬ!", "#ЗАНЯТО!", "#ОЖИДАНИЕ_ДАННЫХ",
    "#ЗАГРУЗКА_ДАННЫХ", "#ОШИБКА!",
})  # fmt: skip
"""Words, in upper case, that spreadsheets print in place of a value that could not be computed."""

_ERROR = re.compile(r"#{3,}|(ERR|ОШИБКА):5\d\d")

TOTAL = re.compile(
    r"^\s*(итого|всего|вся выборка|в целом|среднее|сумма|по (району|региону|городу|области|краю))\b", re.I
)
"""Beginning of a subtotal or footer row."""


_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SOFT = re.compile(r"\u00ad[^\S\n]*\r?\n\s*")
_BROKEN = re.compile(r"\b([^\W\d_]+)-[^\S\r\n]*\r?\n\s*(?=[^\W\d_])")
_FORMULA_TEXT = re.compile(r'="((?:[^"]|"")*)"')


class Percent(float):
    """A number in a cell that is formatted as per cent: 0.25 that reads «25%»."""


def undressed(text: str) -> str:
    r"""Return a text on one line without what only a spreadsheet shows or hides.

    Invisible characters, soft hyphens and hyphenation at the end of a line go; ``="0101"`` and ``'0101`` are ``0101``.

    Examples
    --------
    >>> undressed('="0101"'), undressed("'0101"), undressed("участ-\nников"), undressed("Северо-\nЗападный")
    ('0101', '0101', 'участников', 'Северо-Западный')
    """
    if not text.isprintable() or text[:1] in ("=", "'", " "):
        text = _INVISIBLE.sub("", _SOFT.sub("", text))
        text = _BROKEN.sub(_joined, text).strip()
        if formula := _FORMULA_TEXT.fullmatch(text):
            text = formula[1].replace('""', '"')
        if text.startswith("'") and "'" not in text[1:]:
            text = text[1:]
    return " ".join(text.split())


def is_error(cell: object) -> bool:
    """Return whether a cell holds a spreadsheet's word for a value that could not be computed or shown.

    Examples
    --------
    >>> is_error("#ДЕЛ/0!"), is_error("#n/a"), is_error("Err:502"), is_error("№ 5")
    (True, True, True, False)
    """
    if not isinstance(cell, str):
        return False
    word = undressed(cell).upper()
    return word in ERRORS or bool(_ERROR.fullmatch(word))


def as_text(cell: object) -> str:
    """Return a cell as one line of text: plain blanks, whole numbers without ``.0``, dates as ISO.

    Examples
    --------
    >>> as_text(12.0), as_text("  СОШ  № 3 "), as_text(None), as_text(Percent(0.255))
    ('12', 'СОШ № 3', '', '25.5%')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, Percent):
        return f"{as_text(round(100 * float(cell), 10))}%"
    if isinstance(cell, float):
        if math.isnan(cell):
            return ""
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return undressed(str(cell))


def is_percent(cell: object) -> bool:
    """Return whether a cell holds a per cent, by its format or by its sign.

    Examples
    --------
    >>> is_percent(Percent(0.25)), is_percent("25 %"), is_percent(25.0)
    (True, True, False)
    """
    return isinstance(cell, Percent) or (isinstance(cell, str) and undressed(cell).endswith("%"))


def as_number(cell: object) -> float | None:
    """Return a cell as a number, None when it holds none; decimal comma, per cent sign and blanks are understood.

    Examples
    --------
    >>> as_number("33,3 %"), as_number("X"), as_number(0)
    (33.3, None, 0.0)
    """
    if isinstance(cell, bool | dt.date):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, Percent):
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
    return as_text(heading).lower().replace("ё", "е").strip(" .:;*")


def _joined(broken: re.Match[str]) -> str:
    """Return a word without the hyphen that breaks it, with the hyphen where the word has one of its own."""
    own = broken[1].lower() == "кол" or not broken.string[broken.end()].islower()
    return f"{broken[1]}-" if own else broken[1]


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
