"""What is said of cells that a file merges over several rows."""

from __future__ import annotations

from ...language import text as _
from ..findings import Finding
from .book import Book, Sheet


def merged_downwards(rows: list[int], book: Book, sheet: Sheet) -> list[Finding]:
    """Return the note about the rows, by printed number, that share a merged cell; none when there are none."""
    if not rows:
        return []
    return [
        Finding(
            "note",
            "merged_downwards",
            _("Cells merged over several rows were read as the same value in each of these rows."),
            _("if the value belongs to one row only, split the cells and deliver the file again"),
            book.name,
            sheet.name,
            rows=tuple(rows),
        )
    ]
