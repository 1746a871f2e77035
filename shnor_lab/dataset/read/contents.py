"""What one sheet of a workbook holds, and the words for what must not be read in silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ...errors import DeliveryError
from ...language import text as _
from .book import HEAD, Sheet
from .printed import as_text, is_error

CELLS = 4_000_000
"""Filled cells that one workbook may have; more are read from CSV only."""

_ROOM, _SPARSE, _MOST = 2_000_000, 20, 32_000_000
"""Places that any sheet may span, how many times its filled cells a larger one may span, and the end of it."""

Place = tuple[int, int]
"""Row and column, from zero."""


class FarCell(Exception):
    """A sheet spans far more places than it has filled cells; the arguments are its farthest row and column."""

    sheet = ""
    """Its name, or its number where no name is known."""


class TooManyCells(Exception):
    """A workbook has more filled cells than are read at once."""


@dataclass
class Contents:
    """One sheet as it stands in the file.

    Parameters
    ----------
    rows : list of list
        Typed cells, every row as wide as the farthest filled column; None where nothing stands.
    merged : list of (first place, last place)
    errors : list of (place, word)
        Cells that hold an error instead of a value.
    uncalculated : list of place
        Cells whose formula has no saved result.
    zeros : list of place
        First cells of columns where every formula has the result 0.
    """

    rows: list[list[object]] = field(default_factory=list)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    errors: list[tuple[Place, str]] = field(default_factory=list)
    uncalculated: list[Place] = field(default_factory=list)
    zeros: list[Place] = field(default_factory=list)

    def sheet(self, name: str) -> Sheet:
        """Return the sheet for the layouts."""
        rows = self.rows
        spans = tuple((*first, *last) for first, last in self.merged)
        return Sheet(name, [[as_text(cell) for cell in row] for row in rows[:HEAD]], lambda: rows, spans)


def check_room(row: int, column: int, filled: int) -> None:
    """Raise when a sheet up to a row and a column, from zero, is far larger than what is filled in it."""
    if (row + 1) * (column + 1) > min(max(_ROOM, _SPARSE * filled), _MOST):
        raise FarCell(row, column)


def add_error_words(contents: Contents) -> None:
    """Add the cells whose text is the word of an error to the errors of a sheet, and put them into order."""
    told = {place for place, _word in contents.errors}
    contents.errors += [
        ((number, position), cell)
        for number, row in enumerate(contents.rows)
        for position, cell in enumerate(row)
        if type(cell) is str and ("#" in cell or ":5" in cell) and is_error(cell) and (number, position) not in told
    ]
    contents.errors.sort()


def refuse_unread(sheets: Iterable[tuple[str, Contents]], name: str, calculated: bool = True) -> None:
    """Refuse a workbook whose cells hold an error, or a formula without its result.

    Parameters
    ----------
    sheets : iterable of (name, Contents)
    name : str
        Of the file.
    calculated : bool
        False when the file asks to be calculated on opening: then formulas that all give 0 are in doubt.

    Raises
    ------
    DeliveryError
        With sheet, row and column of the first cells and their number.
    """
    found = list(sheets)
    resave = _("open the file in Excel, save it there and deliver it again: saving computes the formulas")
    if places := [_place(sheet, place) for sheet, contents in found for place in contents.uncalculated]:
        raise DeliveryError(
            _("Cells hold a formula whose result was not saved; they would read as empty."),
            where=name,
            count=len(places),
            examples=places,
            todo=resave,
        )
    if not calculated and (places := [_place(sheet, place) for sheet, contents in found for place in contents.zeros]):
        raise DeliveryError(
            _("All formulas of a column give 0, and the file asks to be calculated when it is opened."),
            where=name,
            count=len(places),
            examples=places,
            todo=resave,
        )
    places = [f"{_place(sheet, place)}: {word}" for sheet, contents in found for place, word in contents.errors]
    if places:
        raise DeliveryError(
            _("Cells hold an error instead of a value."),
            where=name,
            count=len(places),
            examples=places,
            todo=_("correct the formulas or type the values, clear cells that are not needed, and deliver it again"),
        )


def column_letters(column: int) -> str:
    """Return a column, from zero, as spreadsheets name it.

    Examples
    --------
    >>> column_letters(0), column_letters(27), column_letters(16383)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        letters = chr(65 + rest) + letters
        column -= 1
    return letters


def _place(sheet: str, place: Place) -> str:
    return _(
        "sheet «{sheet}», row {row}, column {column}",
        sheet=sheet,
        row=place[0] + 1,
        column=column_letters(place[1]),
    )
