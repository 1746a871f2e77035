"""What the layouts of Moscow open data share: plain CSV with a known header, okrugs as municipalities."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...language import text as _
from .book import Book
from .printed import as_text


def recognised(book: Book, columns: Sequence[str], absent: Sequence[str] = ()) -> list[str]:
    """Return one reason when the first row holds all ``columns`` and none of ``absent``."""
    for sheet in book.sheets:
        header = set(sheet.head[0]) if sheet.head else set()
        if set(columns) <= header and not set(absent) & header:
            return [_("The header has {columns}.", columns=", ".join(columns))]
    return []


def rows_of(book: Book) -> pd.DataFrame:
    """Return the rows below the header as text ("" where empty), with ``source_row`` (the printed number)."""
    header, *rows = book.sheets[0].rows
    width = len(header)
    texts = [[as_text(entry) for entry in (row + [""] * width)[:width]] for row in rows]
    frame = pd.DataFrame(texts, columns=[as_text(heading) for heading in header], dtype="str")
    frame["source_row"] = range(2, len(rows) + 2)
    return frame[[any(row) for row in texts]].reset_index(drop=True)


def filled(column: pd.Series) -> pd.Series:
    """Return a column of texts with None where it is empty."""
    return column.astype(object).where(column != "", None)
