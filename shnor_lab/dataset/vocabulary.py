"""Words of coded columns, and what is said of cells that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from .. import catalogue
from ..language import current
from ..language import text as _
from .read.printed import as_number, as_text, plain
from .schema import TABLES


@cache
def vocabulary(table: str, name: str) -> tuple[dict[str, str], bool]:
    """Return the words of a coded column in plain form, and whether nothing else is allowed."""
    column = TABLES[table].by_name.get(name)
    if column is None:
        return {}, False
    words = {plain(code): code for code in column.one_of} | {plain(word): code for word, code in column.words.items()}
    if name == "indicator":
        facts = catalogue.read("conditions").get(table, {})
        words |= {plain(word): key for key, fact in facts.items() for word in (key, fact["title"])}
    elif name == "scale":
        facts = catalogue.read("scales")["scales"]
        words |= {plain(word): key for key, fact in facts.items() for word in (key, fact["title"])}
    elif table == "corrections" and name == "table":
        words |= {plain(word): key for key, other in TABLES.items() for word in (key, other.title)}
    return words, bool(column.one_of)


def in_words(table: str, name: str, value: object) -> str:
    """Return a stored value as a form says it: the title of a procedure, the first word of a code.

    Examples
    --------
    >>> in_words("results", "attempt", "main"), in_words("results", "procedure", "oge_ma")
    ('основной', 'ОГЭ, математика')
    """
    code = str(value)
    if name == "procedure":
        found = catalogue.procedures().get(code)
        return found.title if found else code
    column = TABLES[table].by_name[name]
    return next((word for word, meant in column.words.items() if meant == code), code)


def key_in_words(table: str, row: Mapping[str, object]) -> str:
    """Return the key of a row as the journal of corrections takes it: its parts in words, joined by «|»."""
    return "|".join(in_words(table, name, row[name]) for name in TABLES[table].key_names)


def said(column: str) -> dict[str, tuple[str, str]]:
    """Return message and advice of every rule about a single cell; ``column`` is its heading, as printed if known."""
    mend = _("correct the cell in the journal of corrections, or deliver the file again")
    return {
        "not_a_number": (_("The cell of the column «{column}» is not a number.", column=column), mend),
        "not_whole": (_("A whole number is expected in the column «{column}».", column=column), mend),
        "too_large": (_("The number in the column «{column}» is too large for a count.", column=column), mend),
        "error_cell": (
            _("The cell of the column «{column}» has the error of a formula in place of a value.", column=column),
            _("correct the formula in the workbook it comes from, save it and deliver the file again"),
        ),
        "per_cent": (
            _("The cell of the column «{column}» holds a per cent where a plain number is expected.", column=column),
            _("give the number itself, without per cents and without the per-cent format of the cell"),
        ),
        "cell_became_date": (
            _("The program that saved the file turned the cell of the column «{column}» into a date.", column=column),
            _("format the column as text, type the value anew and deliver the file again"),
        ),
        "code_damaged": (
            _("The code in «{column}» was rounded when it was kept as a number; its digits are lost.", column=column),
            _("format the column as text, paste the codes anew and deliver the file again"),
        ),
        "not_a_year": (
            _("The school year in the column «{column}» is not understood.", column=column),
            _("write 2023, 2022/23 or 2022-2023"),
        ),
        "not_a_date": (
            _("The date in the column «{column}» is not understood.", column=column),
            _("write the date as 14.03.2023"),
        ),
        "not_yes_no": (_("«Yes» or «no» is expected in the column «{column}».", column=column), mend),
        "unknown_word": (
            _("The word is not in the list of the column «{column}».", column=column),
            _("choose a word from the form's list"),
        ),
        "unknown_procedure": (
            _("The procedure is not in the catalogue, or its name fits several."),
            _("write the title or the code from the catalogue of procedures"),
        ),
        "letters_of_two_alphabets": (
            _("Latin and Cyrillic look-alike letters were brought to one alphabet in «{column}».", column=column),
            "",
        ),
        "leading_zeros_restored": (
            _("Leading zeros that were lost in a number were given back in «{column}».", column=column),
            _("keep codes in cells of text format"),
        ),
    }


def guess(rule: str, values: Sequence[object]) -> str:
    """Return what values that could not be read look like; "" where nothing is likely."""
    texts = [as_text(value) for value in values]
    if rule == "not_whole" and all(0 < (as_number(value) or 0) < 1 for value in values):
        return _("It looks like shares or per cents; the number of people is needed.")
    if rule in ("not_a_number", "not_whole") and texts and all(text.endswith("%") for text in texts):
        return _("It looks like per cents; the number of people is needed.")
    return ""


def shown(value: object) -> str:
    """Return a value as a reader writes it: Russian numbers have a decimal comma."""
    text = as_text(value)
    return text.replace(".", ",") if isinstance(value, float) and current() == "ru" else text
