"""One printed cell to the kind of its column: pure functions, asked once per distinct value."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable

from .read.printed import Percent, as_text, is_error, plain

EMPTY = frozenset({"", "-", "–", "—", "−", "н/д", "нд", "нет данных", "nan", "null", "none"})
"""Cells, in plain form, that are missing in any column."""

CROSSES = frozenset({"x", "х"})
"""Marks, Latin and Cyrillic, that mean «missing» where a number is expected."""

MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTH = "янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек"
_BECAME_DATE = re.compile(
    rf"\d{{1,2}}[.\-]\s?({_MONTH})\w*|\d{{1,2}}\.\d{{1,2}}\.(19|20)\d\d|(19|20)\d\d-\d\d-\d\d", re.I
)
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eе]\+\d{1,2}", re.I)
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}( \d{3})+)([.,]\d+)?")
_YEARS = re.compile(r"((?:19|20)\d\d) ?[/\-–—] ?((?:19|20)?\d\d)( ?уч\S*)?( ?г\S*)?( ?год)?")
_YEAR = re.compile(r"((?:19|20)\d\d)( ?г\S*)?( ?год)?")
_WORDED_DATE = re.compile(rf"(\d{{1,2}}) ({_MONTH})\w* (\d{{4}})( ?г\S*)?( ?год\S*)?", re.I)
_YES, _NO = frozenset({"да", "yes", "true", "1", "+", "есть", "истина"}), frozenset({"нет", "no", "false", "0", "ложь"})
_LATIN, _CYRILLIC = "ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху"
_TO_CYRILLIC, _TO_LATIN = str.maketrans(_LATIN, _CYRILLIC), str.maketrans(_CYRILLIC, _LATIN)


class Unreadable(Exception):
    """A cell does not hold what its column asks for; the argument is the key of the rule."""


def read_count(cell: object) -> int | None:
    """Return a whole number; None for a missing one."""
    number = read_number(cell)
    if number is None:
        return None
    if not float(number).is_integer():
        raise Unreadable("not_whole")
    if abs(number) > 2_147_483_647:
        raise Unreadable("too_large")
    return int(number)


def _words(cell: object) -> str:
    """Return a cell as text; the error of a formula is no value and never an empty cell."""
    text = as_text(cell)
    if is_error(text):
        raise Unreadable("error_cell")
    return text


def read_number(cell: object) -> float | None:
    """Return a number with decimal comma or point, thousands apart or not; None for a missing one.

    Examples
    --------
    >>> read_number("1 234,5"), read_number("X")
    (1234.5, None)
    """
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        raise Unreadable("cell_became_date")
    if isinstance(cell, int | float) and not isinstance(cell, Percent):
        return None if math.isnan(cell) else float(cell)
    text = _words(cell).replace("'", "").replace("\u2009", " ")
    if plain(text) in EMPTY | CROSSES:
        return None
    if _BECAME_DATE.fullmatch(text):
        raise Unreadable("cell_became_date")
    text = text.replace("−", "-")
    if text.endswith("%") and _NUMBER.fullmatch(text.rstrip("% ")):
        raise Unreadable("per_cent")
    if not _NUMBER.fullmatch(text):
        raise Unreadable("not_a_number")
    return float(text.replace(" ", "").replace(",", "."))


def read_share(cell: object) -> float | None:
    """Return a share: «45 %» is 0.45, a plain number stays as it is."""
    if isinstance(cell, Percent):
        return float(cell)
    text = _words(cell)
    if text.endswith("%"):
        number = read_number(text.rstrip("% "))
        return None if number is None else number / 100
    return read_number(cell)


def read_year(cell: object) -> int | None:
    """Return the calendar year in which a school year ends.

    Examples
    --------
    >>> read_year("2022/23"), read_year("2022-2023 уч. год"), read_year(2023.0)
    (2023, 2023, 2023)
    """
    if isinstance(cell, dt.date):
        raise Unreadable("cell_became_date")
    text = _words(cell)
    if plain(text) in EMPTY:
        return None
    if pair := _YEARS.fullmatch(text):
        first, last = int(pair[1]), pair[2]
        end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        end += 100 if end < first else 0
        if end == first + 1:
            return end
    elif alone := _YEAR.fullmatch(text):
        return int(alone[1])
    raise Unreadable("not_a_year")


def read_date(cell: object) -> str | None:
    """Return a date as ISO text.

    Examples
    --------
    >>> read_date("14.03.2023"), read_date("14 марта 2023 г.")
    ('2023-03-14', '2023-03-14')
    """
    if isinstance(cell, dt.date):
        return as_text(cell)
    text = _words(cell)
    if plain(text) in EMPTY:
        return None
    if worded := _WORDED_DATE.fullmatch(text):
        month = next(i for i, stem in enumerate(MONTHS, 1) if worded[2].lower().startswith(stem))
        text = f"{worded[1]}.{month}.{worded[3]}"
    for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, pattern).date().isoformat()
        except ValueError:
            continue
    raise Unreadable("not_a_date")


def read_flag(cell: object) -> bool | None:
    """Return yes or no; None for a missing one."""
    if isinstance(cell, bool):
        return cell
    text = _words(cell)
    word = plain(text) if text != "+" else "+"
    if word in EMPTY:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise Unreadable("not_yes_no")


def read_text(cell: object) -> str | None:
    """Return a text on one line; None for a missing one."""
    text = _words(cell)
    return None if plain(text) in EMPTY and text != "+" else text


def read_code(cell: object) -> str | None:
    """Return a code as text; a code that a spreadsheet turned into a date or a rounded number is refused."""
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        raise Unreadable("cell_became_date")
    if isinstance(cell, float) and abs(cell) >= 1e15:
        raise Unreadable("code_damaged")
    text = read_text(cell)
    if text is None:
        return None
    if _BECAME_DATE.fullmatch(text):
        raise Unreadable("cell_became_date")
    if _SCIENTIFIC.fullmatch(text):
        raise Unreadable("code_damaged")
    return text


_ORDINARY = re.compile(r"(?:[0-9A-Za-z][0-9A-Za-z_./-]*\n)*[0-9A-Za-z][0-9A-Za-z_./-]*")
_DOUBTFUL = re.compile(rf"^({_BECAME_DATE.pattern}|{_SCIENTIFIC.pattern}|nan|null|none)$", re.I | re.M)


def ordinary_codes(values: list[str]) -> bool:
    """Return whether all of many codes are Latin letters and digits that ``read_code`` leaves as they are."""
    lines = "\n".join(values)
    return bool(_ORDINARY.fullmatch(lines)) and not _DOUBTFUL.search(lines)


READERS: dict[str, Callable[[object], object]] = {
    "code": read_code, "text": read_text, "count": read_count, "year": read_year,
    "number": read_number, "share": read_share, "flag": read_flag, "date": read_date,
}  # fmt: skip


def one_alphabet(code: str, cyrillic: bool | None = None) -> str:
    """Return a code with look-alike letters brought to one alphabet; unchanged where that cannot be done.

    Parameters
    ----------
    code : str
    cyrillic : bool, optional
        The alphabet wanted; by default the one most letters of the code have, Cyrillic when equal.

    Examples
    --------
    >>> one_alphabet("АБB-12"), one_alphabet("edu100")
    ('АБВ-12', 'edu100')
    """
    latin, russian = sum("a" <= c <= "z" for c in code.lower()), sum("а" <= c <= "ё" for c in code.lower())
    if cyrillic is None:
        if not latin or not russian:
            return code
        cyrillic = russian >= latin
    changed = code.translate(_TO_CYRILLIC if cyrillic else _TO_LATIN)
    foreign = re.search("[a-zA-Z]" if cyrillic else "[а-яёА-ЯЁ]", changed)
    return code if foreign else changed
