"""Reading of delivered files: opening them and finding the one layout that knows each.

A layout is a module of this package with ``KEY``, ``TITLE``, ``recognise(book)`` and ``read(book)``;
putting a file here is all it takes. ``GOES_BEFORE`` names layouts that its own headings may resemble, or that other
sheets of its book may have; such a layout tells which sheets it did not read.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from ...errors import DeliveryError
from ...language import plural as _n
from ...language import text as _
from ..schema import TABLES
from .delivery import Layout
from .headers import meaning, meanings, nearly
from .needed import guesses
from .printed import plain

if TYPE_CHECKING:
    from .book import Book


@cache
def layouts() -> dict[str, Layout]:
    """Return all layouts by key, in order of their keys."""
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    known = [cast("Layout", module) for module in modules if hasattr(module, "recognise")]
    return {layout.KEY: layout for layout in sorted(known, key=lambda layout: layout.KEY)}


def recognise(book: Book, layout: str | None = None) -> Layout:
    """Return the one layout of a file.

    Parameters
    ----------
    book : Book
    layout : str, optional
        Key of the layout to take without asking the others.

    Raises
    ------
    DeliveryError
        No layout knows the file, several do, or the key is unknown.
    """
    if layout is not None:
        if layout not in layouts():
            raise DeliveryError(
                _("There is no layout «{key}».", key=layout),
                where=book.name,
                examples=_keys(list(layouts())),
                todo=_("choose one of these keys"),
            )
        return layouts()[layout]
    reasons = {key: found for key, known in layouts().items() if (found := known.recognise(book))}
    for yielding in {other for key in reasons for other in getattr(layouts()[key], "GOES_BEFORE", ())}:
        reasons.pop(yielding, None)
    if len(reasons) == 1:
        return layouts()[next(iter(reasons))]
    if not reasons and (near := nearly(book)):
        table, lacking = near
        raise DeliveryError(
            _n(
                len(lacking),
                "The file looks like the table «{table}», but the column {columns} was not found.",
                "The file looks like the table «{table}», but the columns {columns} were not found.",
                table=TABLES[table].title,
                columns=", ".join(f"«{heading}»" for heading in lacking),
            )
            + _likely(book, table),
            where=book.name,
            examples=_first_lines(book),
            todo=_("add the columns or give them these names, and deliver the file again"),
        )
    if not reasons:
        raise DeliveryError(
            _("The layout of the file is not recognised."),
            where=book.name,
            examples=_first_lines(book),
            todo=_(
                "check that the header row is in place, fill a blank form (shnor-lab template FOLDER), "
                "or name the layout: --layout {keys}",
                keys=" | ".join(layouts()),
            ),
        )
    raise DeliveryError(
        _("Several layouts fit the file."),
        where=book.name,
        examples=[f"{key} ({'; '.join(found)})" for key, found in reasons.items()],
        todo=_("name the right one: --layout {keys}", keys=" | ".join(reasons)),
    )


def _likely(book: Book, table: str) -> str:
    """Return which heading of the file is likely the one that was not found; "" when none is."""
    rows = [row for sheet in book.sheets for row in sheet.head]
    known = meanings(table)
    header = max(rows, key=lambda row: sum(meaning(plain(cell), known) is not None for cell in row if cell))
    titles = {name: heading for heading, name in reversed(known.items())} | {
        name: column.title for name, column in TABLES[table].by_name.items()
    }
    return "".join(
        " " + _("«{heading}» looks like «{title}».", heading=heading, title=titles[name])
        for name, heading in guesses(header, known).items()
    )


def _keys(keys: list[str]) -> list[str]:
    return [f"{key} — {layouts()[key].TITLE}" for key in keys]


def _first_lines(book: Book) -> list[str]:
    lines = []
    for sheet in book.sheets:
        filled = [[cell for cell in row if cell] for row in sheet.head]
        lines += [" | ".join(row)[:120] for row in filled if row][:2]
    return lines
