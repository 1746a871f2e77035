"""The words a reader sees: English message in the code, Russian in ``locale/ru/*.po``.

Lowest layer of the package: everything that speaks to a reader imports ``text`` and ``plural`` from here.
The English text is the key itself, so only Russian has catalogues, one file per part of the package.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

LANGUAGES = ("ru", "en")

_FOLDER = Path(__file__).parent / "locale"
_current = "ru"


def use(language: str) -> None:
    """Set the language of everything printed from now on in this process."""
    global _current
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is not one of {LANGUAGES}")
    _current = language


def current() -> str:
    """Return the language in use: ``"ru"`` or ``"en"``."""
    return _current


def text(message: str, /, **fields: object) -> str:
    """Return ``message`` in the language in use, with ``{fields}`` filled.

    Parameters
    ----------
    message : str
        English text, the key of the catalogue.
    **fields
        Values for ``str.format``.

    Examples
    --------
    >>> use("en")
    >>> text("{n} rows", n=3)
    '3 rows'
    """
    found = _catalogue(_current).gettext(message) if message else ""
    return found.format(**fields) if fields else found


def plural(number: int, one: str, many: str, /, **fields: object) -> str:
    """Return the form of a phrase that agrees with ``number``; ``{n}`` is the number itself.

    Russian has three forms (1 школа, 2 школы, 5 школ); English needs ``one`` and ``many``.

    Parameters
    ----------
    number : int
        What is counted.
    one, many : str
        English texts for one and for any other number, together the key of the catalogue.
    **fields
        Values for ``str.format``, besides ``n``.

    Examples
    --------
    >>> use("en")
    >>> plural(1, "{n} school", "{n} schools")
    '1 school'
    """
    return _catalogue(_current).ngettext(one, many, number).format(n=number, **fields)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    files = sorted((_FOLDER / language).glob("*.po"))
    if not files:
        return gettext.NullTranslations()
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale=language)
    for file in files:
        for message in read_po(io.BytesIO(file.read_bytes()), locale=language):
            if message.id:
                whole.add(message.id, message.string)
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
