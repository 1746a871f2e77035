"""A delivered file opened once: sheets of cells, whatever the format (xlsx, xls, ods, csv, html called xls)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

HEAD = 60
"""Rows of each sheet that layouts may look at to recognise a file."""


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Parameters
    ----------
    name : str
        As in the file; "" for CSV.
    head : list of list of str
        First ``HEAD`` rows as text: stripped, non-breaking spaces made plain, numbers without ".0", dates as ISO.
    load : callable
        Returns all rows with typed cells (str, float, int, bool, datetime, None; ``printed.Percent``, a float, where
        the cell is formatted as per cent).
    merged : tuple of (row, column, row, column)
        Merged ranges, zero-based, both ends included.
    """

    name: str
    head: list[list[str]]
    load: Callable[[], list[list[object]]]
    merged: tuple[tuple[int, int, int, int], ...] = ()

    @cached_property
    def rows(self) -> list[list[object]]:
        """Return all rows, read on first use."""
        return self.load()

    def below(self, header: int, width: int) -> tuple[list[list[object]], list[int]]:
        """Return the rows below a header, and the printed numbers of those that share a merged cell.

        A cell merged downwards, in one of the first ``width`` columns, is repeated in each of its rows.
        """
        rows = self.rows
        body = [list(row) for row in rows[header + 1 :]]
        shared: set[int] = set()
        for top, left, bottom, right in self.merged:
            if top > header and bottom > top and left == right and left < width:
                value = rows[top][left] if left < len(rows[top]) else None
                for row in range(top, min(bottom, len(rows) - 1) + 1):
                    cells = body[row - header - 1]
                    cells += [None] * (left + 1 - len(cells))
                    cells[left] = value
                    shared.add(row + 1)
        return body, sorted(shared)


@dataclass(frozen=True)
class Book:
    """One delivered file.

    Parameters
    ----------
    name : str
        File name as delivered, without folders; "archive.zip/inner.xlsx" for a member.
    path : Path
        Where its bytes lie.
    kind : {"xlsx", "xls", "ods", "csv", "html"}
        By content, not by extension.
    hashing : Future of str
        The sha256 of the bytes on its way; ``sha256`` waits for it.
    sheets : list of Sheet
    encoding, separator : str
        Of a CSV.
    hidden : tuple of str
        Names of hidden sheets on which something stands; they are not read.
    """

    name: str
    path: Path
    kind: str
    hashing: Future[str] = field(repr=False, compare=False)
    sheets: list[Sheet] = field(default_factory=list)
    encoding: str = ""
    separator: str = ""
    hidden: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Return the sha256 of the bytes; a large file is read meanwhile."""
        return self.hashing.result()
