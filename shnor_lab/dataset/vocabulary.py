"""Words of coded columns, and what is said of cells that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from .. import catalogue
from ..language import text as _
from .read.printed import plain
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


def said() -> dict[str, tuple[str, str]]:
    """Return message and advice of every rule of this module."""
    mend = _("correct the cell in the journal of corrections, or deliver the file again")
    return {
        "not_a_number": (_("The cell is not a number."), mend),
        "not_whole": (_("A whole number is expected."), mend),
        "too_large": (_("The number is too large for a count."), mend),
        "cell_became_date": (
            _("The program that saved the file turned the cell into a date."),
            _("format the column as text, type the value anew and deliver the file again"),
        ),
        "code_damaged": (
            _("The code was rounded when it was kept as a number; its digits are lost."),
            _("format the column as text, paste the codes anew and deliver the file again"),
        ),
        "not_a_year": (_("The school year is not understood."), _("write 2023, 2022/23 or 2022-2023")),
        "not_a_date": (_("The date is not understood."), _("write the date as 14.03.2023")),
        "not_yes_no": (_("«Yes» or «no» is expected."), mend),
        "unknown_word": (_("The word is not in the list of this column."), _("choose a word from the form's list")),
        "unknown_procedure": (
            _("The procedure is not in the catalogue, or its name fits several."),
            _("write the title or the code from the catalogue of procedures"),
        ),
        "letters_of_two_alphabets": (_("Latin and Cyrillic look-alike letters were brought to one alphabet."), ""),
        "leading_zeros_restored": (
            _("Leading zeros that were lost in a number were given back."),
            _("keep codes in cells of text format"),
        ),
    }
