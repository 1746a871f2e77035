"""XLSX, XLS, ODS through calamine, and HTML tables that are called .xls: sheets of typed cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import DeliveryError
from ...language import text as _
from .book import HEAD, Sheet
from .printed import as_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_Place = tuple[int, int]


def open_workbook(path: Path, name: str) -> list[Sheet]:
    """Return the visible sheets of a workbook.

    Raises
    ------
    DeliveryError
        Protected by a password, or damaged.
    """
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    try:
        with load_workbook(path) as book:
            return [
                _sheet(meta.name, found.to_python(skip_empty_area=False), found.merged_cell_ranges or ())
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
                for found in (book.get_sheet_by_name(meta.name),)
            ]
    except PasswordError:
        raise locked(name) from None
    except (CalamineError, OSError, ValueError):
        raise damaged(name) from None


def open_html(path: Path, name: str) -> list[Sheet]:
    """Return the tables of an HTML page, a sheet each; a cell over several places stands in the first of them."""
    from lxml import etree, html

    try:
        page = html.fromstring(path.read_bytes(), parser=html.HTMLParser(encoding=_declared(path)))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise damaged(name) from None
    tables = [table for table in page.iter("table") if next(table.iterdescendants("table"), None) is None]
    if not tables:
        raise DeliveryError(
            _("The page holds no table."),
            where=name,
            todo=_("open it in Excel, save it as XLSX and send that file"),
        )
    return [_html_sheet(str(number), table) for number, table in enumerate(tables, 1)]


def locked(name: str) -> DeliveryError:
    """Return the refusal of a file under a password."""
    return DeliveryError(
        _("The file is protected by a password."),
        where=name,
        todo=_("open it, take the password off (File, Info, Protect), save and send it again"),
    )


def damaged(name: str) -> DeliveryError:
    """Return the refusal of a file that cannot be read to its end."""
    return DeliveryError(
        _("The file is damaged or not whole."),
        where=name,
        todo=_("ask for the file again; if it opens in Excel, save it anew as XLSX"),
    )


def _sheet(name: str, rows: Sequence[Sequence[object]], merged: Iterable[tuple[_Place, _Place]]) -> Sheet:
    cells: list[list[object]] = [[None if cell == "" else cell for cell in row] for row in rows]
    spans = tuple((first[0], first[1], last[0], last[1]) for first, last in merged)
    return Sheet(name, [[as_text(cell) for cell in row] for row in cells[:HEAD]], lambda: cells, spans)


def _declared(path: Path) -> str | None:
    """Return the encoding of a page without a declaration; None lets the declaration speak."""
    content = path.read_bytes()
    if b"charset" in content[:2000].lower():
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"


def _html_sheet(name: str, table: HtmlElement) -> Sheet:
    grid: dict[tuple[int, int], object] = {}
    merged = []
    height = width = 0
    for down, row in enumerate(table.iter("tr")):
        across = 0
        for cell in row.iterchildren("td", "th"):
            while (down, across) in grid:
                across += 1
            tall, wide = _span(cell, "rowspan"), _span(cell, "colspan")
            for below in range(tall):
                for right in range(wide):
                    grid[down + below, across + right] = None
            grid[down, across] = as_text(" ".join(cell.itertext())) or None
            if tall * wide > 1:
                merged.append(((down, across), (down + tall - 1, across + wide - 1)))
            across += wide
            width = max(width, across)
        height = down + 1
    return _sheet(name, [[grid.get((down, across)) for across in range(width)] for down in range(height)], merged)


def _span(cell: HtmlElement, side: str) -> int:
    value = cell.get(side) or "1"
    return min(max(int(value), 1), 1000) if value.isdigit() else 1
