"""XLSX by a pass of our own, XLS and ODS through calamine with what it leaves unsaid: sheets of typed cells."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .biff import BadStream, BiffSheet, Locked, biff_sheets
from .book import Sheet
from .contents import CELLS, Contents, FarCell, Place, TooManyCells, add_error_words, refuse_unread
from .ods import OdsSheet, ods_sheets
from .ooxml import BROKEN, Package, TooLarge
from .printed import Percent
from .refusals import damaged, far_cell, locked, too_large, too_many_cells
from .sheet_xml import read_sheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_Found = tuple[list[Sheet], tuple[str, ...]]


def open_workbook(path: Path, name: str, kind: str) -> _Found:
    """Return the visible sheets of a workbook, and the names of the hidden ones on which something stands.

    Parameters
    ----------
    path : Path
    name : str
        Shown in refusals.
    kind : {"xlsx", "xls", "ods"}

    Raises
    ------
    DeliveryError
        Protected by a password, damaged, too large, or with cells that would read as empty: errors, formulas
        without a saved result.
    """
    try:
        return _open_xlsx(path, name) if kind == "xlsx" else _open_old(path, name, kind)
    except TooLarge:
        raise too_large(name) from None
    except TooManyCells:
        raise too_many_cells(name) from None
    except FarCell as far:
        raise far_cell(name, far) from None
    except (*BROKEN, BadStream):
        raise damaged(name) from None


def _open_xlsx(path: Path, name: str) -> _Found:
    shown: list[tuple[str, Contents]] = []
    hidden = []
    room = CELLS
    with zipfile.ZipFile(path) as archive:
        package = Package(archive)
        for part in package.sheets:
            try:
                contents, filled = read_sheet(
                    package.chunks(part.part), package.strings, package.formats, package.since_1904, room
                )
            except FarCell as far:
                far.sheet = part.name
                raise
            room -= filled
            if part.visible:
                shown.append((part.name, contents))
            elif filled:
                hidden.append(part.name)
        calculated = package.calculated
    for _name, contents in shown:
        add_error_words(contents)
    refuse_unread(shown, name, calculated)
    return [contents.sheet(title) for title, contents in shown], tuple(hidden)


def _open_old(path: Path, name: str, kind: str) -> _Found:
    """Return the sheets of an XLS or ODS: values from calamine, what it does not tell from a pass before it."""
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    try:
        told = _told(path, kind)
        with load_workbook(path) as book:
            shown, hidden = [], []
            for position, meta in enumerate(book.sheets_metadata):
                if meta.typ != SheetTypeEnum.WorkSheet:
                    continue
                beyond = told[position]
                if meta.visible != SheetVisibleEnum.Visible:
                    hidden += [meta.name] if beyond.filled else []
                    continue
                found = book.get_sheet_by_index(position)
                beyond.contents.rows = _rows(found, beyond.percents)
                beyond.contents.merged = list(found.merged_cell_ranges or ())
                shown.append((meta.name, beyond.contents))
    except (PasswordError, Locked):
        raise locked(name) from None
    except (CalamineError, OSError, ValueError, OverflowError, IndexError):
        raise damaged(name) from None
    except BaseException as error:
        # A defect of the library reaches Python as an exception that is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(name) from None
    for _name, contents in shown:
        add_error_words(contents)
    refuse_unread(shown, name, calculated=False)
    return [contents.sheet(title) for title, contents in shown], tuple(hidden)


def _told(path: Path, kind: str) -> Sequence[BiffSheet] | Sequence[OdsSheet]:
    if kind == "xls":
        return biff_sheets(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        return ods_sheets(Package(archive).chunks("content.xml"))


def _rows(sheet: CalamineSheet, percents: Iterable[Place]) -> list[list[object]]:
    rows: list[list[object]] = [
        [None if cell == "" else cell for cell in row] for row in sheet.to_python(skip_empty_area=False)
    ]
    for row, column in percents:
        value = rows[row][column]
        if isinstance(value, float | int):
            rows[row][column] = Percent(value)
    return rows
