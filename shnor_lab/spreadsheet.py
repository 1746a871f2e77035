"""Workbooks, written one way: equal content gives equal bytes, and what begins with «=» stays text."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .writing import whole

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

CREATED = dt.datetime(2000, 1, 1)
"""Creation date in every workbook, fixed so that equal workbooks are equal byte for byte."""

FORM_CREATED = dt.datetime(2020, 1, 1)
"""The same of a form: a dataset knows a delivered form again by its bytes, so this date stays as it was given out."""

Shape = Mapping[str, Any]
"""How a cell looks, in the words of xlsxwriter."""

HEAD: Shape = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
WRAPPED: Shape = {"text_wrap": True, "valign": "top"}
DATE: Shape = {"num_format": "dd.mm.yyyy"}

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False}


class Sheet:
    """One sheet of a workbook; rows and places of columns are counted from 0.

    A cell takes text, a number, or a date; ``None`` leaves it untouched. A cell written without a shape takes the one
    of its column.
    """

    def __init__(self, book: Spreadsheet, sheet: Worksheet) -> None:
        self._book, self._sheet = book, sheet

    def width(self, place: int, characters: int, cells: Shape | None = None) -> None:
        """Set the width of a column, and the shape of all its cells, also of those still to be filled in."""
        self._sheet.set_column(place, place, characters, self._book.shaped(cells))

    def height(self, row: int, points: int) -> None:
        """Set the height of a row."""
        self._sheet.set_row(row, points)

    def head(self, place: int, title: str, *, row: int = 0, shape: Shape = HEAD) -> None:
        """Write the title of a column."""
        self._cell(row, place, title, self._book.shaped(shape))

    def fill(self, place: int, values: Iterable[Any], *, row: int = 1, shape: Shape | None = None) -> None:
        """Write values below each other, the first of them at ``row``."""
        shaped = self._book.shaped(shape)
        for number, value in enumerate(values, start=row):
            self._cell(number, place, value, shaped)

    def table(
        self,
        titles: Sequence[str],
        widths: Sequence[int],
        rows: Iterable[Sequence[Any]],
        *,
        row: int = 0,
        columns: Shape | None = None,
        cells: Shape | None = None,
    ) -> None:
        """Write titles at ``row`` and rows of cells below; ``columns`` is the shape of columns, ``cells`` of cells."""
        for place, (title, width) in enumerate(zip(titles, widths, strict=True)):
            self.width(place, width, columns)
            self.head(place, title, row=row)
        shaped = self._book.shaped(cells)
        for number, values in enumerate(rows, start=row + 1):
            for place, value in enumerate(values):
                self._cell(number, place, value, shaped)

    def freeze(self, rows: int, columns: int = 0) -> None:
        """Keep the first rows and columns in sight."""
        self._sheet.freeze_panes(rows, columns)

    def sift(self, rows: int, columns: int, *, row: int = 0) -> None:
        """Put a filter over the titles at ``row``, for so many rows below."""
        self._sheet.autofilter(row, 0, row + rows, columns - 1)

    def offer(self, place: int, rows: int, words: Sequence[str] | str, *, row: int = 1, **warning: str) -> None:
        """Offer words as a drop-down list in the cells of a column.

        Parameters
        ----------
        place, rows : int
            Column, and how many cells from ``row`` on; at least one gets the list.
        words : sequence of str or str
            The words, or where they stand (``where`` of a sheet): a list of its own takes 255 characters at most.
        row : int
            The first of the cells.
        **warning : str
            What another word meets: ``error_type``, ``error_title``, ``error_message`` of xlsxwriter.
        """
        source = words if isinstance(words, str) else list(words)
        rule = {"validate": "list", "source": source, **warning}
        self._sheet.data_validation(row, place, row + max(rows, 1) - 1, place, rule)

    def where(self, place: int, rows: int) -> str:
        """Return the first cells of a column as other sheets name them."""
        from xlsxwriter.utility import xl_range_abs

        return f"='{self._sheet.get_name()}'!{xl_range_abs(0, place, rows - 1, place)}"

    def _cell(self, row: int, place: int, value: Any, shaped: Format | None) -> None:
        if value is None:
            return
        if isinstance(value, dt.date):
            self._sheet.write_datetime(row, place, dt.datetime(value.year, value.month, value.day), shaped)
        elif isinstance(value, str):
            self._sheet.write_string(row, place, value, shaped)
        else:
            self._sheet.write_number(row, place, value, shaped)


class Spreadsheet:
    """A workbook in the making."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._shapes: dict[tuple[tuple[str, Any], ...], Format] = {}

    def sheet(self, title: str, *, hidden: bool = False) -> Sheet:
        """Add a sheet after those there are."""
        added = self._book.add_worksheet(title)
        if hidden:
            added.hide()
        return Sheet(self, added)

    def shaped(self, shape: Shape | None) -> Format | None:
        """Return the format of a shape, one for all cells that look so."""
        if shape is None:
            return None
        key = tuple(sorted(shape.items()))
        if key not in self._shapes:
            self._shapes[key] = self._book.add_format(dict(shape))
        return self._shapes[key]


@contextmanager
def spreadsheet(
    path: Path, *, title: str | None = None, created: dt.datetime = CREATED, in_memory: bool = True
) -> Iterator[Spreadsheet]:
    """Give a workbook to write sheets to; at the end it stands whole under its name, on an error nothing does.

    Parameters
    ----------
    path : Path
        File to make; its folder is made when absent.
    title : str, optional
        Title among the properties of the file.
    created : datetime
        Creation date among them.
    in_memory : bool
        Whether the parts of the file are made in memory or on disk: the archive notes another date and other rights
        of parts that were on disk, so a workbook keeps to the way it was first given out.

    Raises
    ------
    WriteError
        The file cannot be written.
    """
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {**_OPTIONS, "in_memory": in_memory}) as book:
        book.set_properties({"created": created} | ({} if title is None else {"title": title}))
        yield Spreadsheet(book)
    whole(path, content.getvalue())
