"""A CSV as text: its separator found out, its lines split into cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from .book import HEAD, Sheet
from .printed import as_text
from .quotes import LONGEST, check_quotes

SEPARATORS = ("\t", ";", ",", "|")
"""Separators tried; the earlier one wins where two split the first lines equally well."""


def separator_of(lines: list[str]) -> str:
    """Return the separator that splits the first lines into the same number of cells, two at least.

    Quotes hold cells together; where a separator would let one swallow lines, they are letters like any other.
    """

    def evenness(separator: str) -> int:
        rows = csv.reader(lines, delimiter=separator)
        if any(separator in cell and "\n" in cell for row in rows for cell in row):
            rows = csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
        else:
            rows = csv.reader(lines, delimiter=separator)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return max(widths.values(), default=0)

    scores = {separator: evenness(separator) for separator in SEPARATORS}
    best = max(scores.values())
    if not best:
        return ";"
    return next(separator for separator in SEPARATORS if scores[separator] == best)


def cells(path: Path, encoding: str, separator: str) -> Iterator[list[str]]:
    """Yield the lines of a CSV as lists of cells, untouched but for quotes."""
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.reader(file, delimiter=separator)


def open_csv(path: Path, name: str, encoding: str) -> tuple[Sheet, str]:
    """Return the one sheet of a CSV and its separator; only the first lines are read until rows are asked for.

    Raises
    ------
    DeliveryError
        A quote swallows lines.
    """
    csv.field_size_limit(LONGEST)
    with path.open(encoding=encoding, newline="") as file:
        start = list(islice(file, HEAD * 2))
    separator = separator_of(start)
    check_quotes(path, encoding, separator, name)
    rows = csv.reader(io.StringIO("".join(start), newline=""), delimiter=separator)
    head = [[as_text(cell) for cell in row] for row in islice(rows, HEAD)]

    def load() -> list[list[object]]:
        return [list(row) for row in cells(path, encoding, separator)]

    return Sheet(name="", head=head, load=load), separator
