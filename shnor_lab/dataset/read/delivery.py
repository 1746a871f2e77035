"""What a layout hands over: tables with delivered values, still untied and unchecked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from ..findings import Finding
from ..issues import Issue

if TYPE_CHECKING:
    import pandas as pd

    from .book import Book

REFERENCES = ("ref_fis", "ref_ogrn", "ref_global_id", "ref_code", "ref_name", "ref_municipality")
"""Columns that name a school before it is tied; any subset, instead of or beside ``school_id``."""

HEADINGS = "headings"
"""Key of ``attrs`` of a delivered frame: column -> its heading as printed, where a layout knows it."""


@dataclass(frozen=True)
class Delivery:
    """One file as a layout understood it.

    Parameters
    ----------
    layout : str
        Key of the layout.
    tables : mapping of str to DataFrame
        Table key -> rows. Columns: English names of the schema (any subset), ``ref_*`` columns that name the
        school, ``source_sheet`` and ``source_row`` (printed row number, 1 = first row of the sheet).
        Values may still be text as printed: ``dataset.clean`` turns them into the kinds of the schema.
    findings : tuple of Finding
        What the layout noticed about the file: errors and notes.
    rows_in : int
        Rows with content below the headers: those handed over, those set aside (findings of level row, which the
        layout made) and those skipped add up to it where one printed row makes one row of a table; see the layout
        where it makes several.
    skipped : int
        Rows among them that hold no fact and are told as skipped in notes.
    personal : bool
        True for layouts with pupils' rows: findings and quarantine then keep no value.
    issues : mapping of str to sequence of Issue
        Table key -> rules that rows of its frame broke, by position in the frame; level row sends exactly these
        rows into quarantine, not every fact of the printed row.
    """

    layout: str
    tables: Mapping[str, pd.DataFrame]
    findings: tuple[Finding, ...] = ()
    rows_in: int = 0
    skipped: int = 0
    personal: bool = False
    issues: Mapping[str, Sequence[Issue]] = field(default_factory=dict)


class Layout(Protocol):
    """A module in ``dataset/read``: three names and nothing to register."""

    KEY: str
    TITLE: str

    def recognise(self, book: Book) -> list[str]:
        """Return the reasons why this file has the layout; empty when it has not."""

    def read(self, book: Book) -> Delivery:
        """Return the delivery; raise ``DeliveryError`` when the file contradicts its own layout."""
