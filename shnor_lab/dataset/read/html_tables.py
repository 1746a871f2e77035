"""HTML tables that are called .xls: a sheet each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import DeliveryError
from ...language import text as _
from .book import Sheet
from .contents import Contents, add_error_words, refuse_unread
from .printed import as_text
from .refusals import damaged, too_large, too_many_cells

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LARGEST = 40 << 20
_PLACES = 2_000_000
_WIDEST = 16_384


def open_html(path: Path, name: str) -> list[Sheet]:
    """Return the tables of an HTML page, a sheet each; a cell over several places stands in the first of them.

    Raises
    ------
    DeliveryError
        No table, damaged, too large, or cells that hold an error.
    """
    from lxml import etree, html

    content = path.read_bytes()
    if len(content) > _LARGEST:
        raise too_large(name)
    try:
        page = html.fromstring(content, parser=html.HTMLParser(encoding=_declared(content)))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise damaged(name) from None
    tables = [table for table in page.iter("table") if next(table.iterdescendants("table"), None) is None]
    if not tables:
        raise DeliveryError(
            _("The page holds no table."),
            where=name,
            todo=_("open it in Excel, save it as XLSX and send that file"),
        )
    found = []
    places = 0
    for number, table in enumerate(tables, 1):
        contents = _contents(table, _PLACES - places, name)
        places += sum(map(len, contents.rows))
        add_error_words(contents)
        found.append((str(number), contents))
    refuse_unread(found, name)
    return [contents.sheet(title) for title, contents in found]


def _declared(content: bytes) -> str | None:
    """Return the encoding of a page without a declaration; None lets the declaration speak."""
    if b"charset" in content[:2000].lower():
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"


def _contents(table: HtmlElement, room: int, name: str) -> Contents:
    """Return the cells of a table; spans end with its last row."""
    contents = Contents()
    lines = list(table.iter("tr"))
    taken: set[tuple[int, int]] = set()
    for down, line in enumerate(lines):
        row: list[object] = []
        across = 0
        for cell in line.iterchildren("td", "th"):
            while (down, across) in taken:
                across += 1
            tall = min(_span(cell, "rowspan"), len(lines) - down)
            wide = _span(cell, "colspan")
            room -= tall * wide
            if room < 0 or across + wide > _WIDEST:
                raise too_many_cells(name)
            row += [None] * (across - len(row)) + [as_text("\n".join(cell.itertext())) or None] + [None] * (wide - 1)
            if tall * wide > 1:
                contents.merged.append(((down, across), (down + tall - 1, across + wide - 1)))
                taken.update((down + below, across + right) for below in range(1, tall) for right in range(wide))
            across += wide
        contents.rows.append(row)
    width = max((len(row) for row in contents.rows), default=0)
    width = max(width, max((last[1] + 1 for _first, last in contents.merged), default=0))
    if width * len(lines) > _PLACES:
        raise too_many_cells(name)
    for row in contents.rows:
        row += [None] * (width - len(row))
    return contents


def _span(cell: HtmlElement, side: str) -> int:
    value = (cell.get(side) or "").strip()
    return max(int(value[:6]), 1) if value.isascii() and value.isdigit() else 1
