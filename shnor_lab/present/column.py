"""One column of a shown table: how its cells are printed and what the reader may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..language import text as _
from . import numbers, sentences
from .remarks import worded

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal[
    "text",
    "remark",
    "id",
    "count",
    "number",
    "share",
    "points",
    "interval",
    "counted",
    "chance",
    "year",
    "date",
    "flag",
    "state",
]
NUMERIC = ("count", "number", "share", "points", "interval", "counted", "chance", "year")
"""Kinds that stand right in their column."""

MARK = "▲"


@dataclass(frozen=True)
class TableColumn:
    """One column.

    Parameters
    ----------
    name : str
        Column of the frame; for ``interval`` the lower bound, for ``counted`` the numerator.
    title : str
        Header, in the reader's language.
    kind : str
        text · remark (put into words by `present.remarks`) · id (text whose zeros are kept) · count · number ·
        share (0-1, printed as per cent) · points (difference of shares) · interval (two bounds, 0-1) · counted
        («4 из 11») · chance (0-1, printed as «примерно 40» of 100) · year (printed as a school year) · date (ISO
        text or date) · flag (да / нет / не определено) · state (words of ``sentences.state``).
    unit, definition, source : str
        For the sheet of columns; the definition is also the hint of the header.
    base : str
        Column of participants: share and interval are empty below ten; denominator of ``counted``.
    upper : str
        Column of the upper bound of an ``interval``.
    state : str
        Column with the state of each cell; its word is printed where there is no value.
    mark : str
        Column of flags; where true the cell carries a sign, explained by ``Table.mark_words``.
    missing : str
        Printed where there is no value and no state.
    role : {"", "school", "statistic"}
        ``school`` names a school; ``statistic`` is a statistical statement, margin, reliability sign, level
        of a risk factor or context value. Both never stand together on a page for publication.
    decimals : int
        Of a ``number``.
    on_page : bool
        False for columns that only the files hold.
    choices : tuple of str
        Words offered as a drop-down list in the cells of the XLSX, for columns that a reader fills in.
    """

    name: str
    title: str
    kind: Kind = "text"
    unit: str = ""
    definition: str = ""
    source: str = ""
    base: str = ""
    upper: str = ""
    state: str = ""
    mark: str = ""
    missing: str = ""
    role: Literal["", "school", "statistic"] = ""
    decimals: int = 1
    on_page: bool = True
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a column that could not be printed."""
        if self.kind in ("interval", "counted", "share") and not self.base:
            raise ValueError(f"column {self.name}: kind {self.kind} needs base")
        if self.kind == "interval" and not self.upper:
            raise ValueError(f"column {self.name}: kind interval needs upper")

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the columns of the frame that this one reads."""
        return tuple(name for name in (self.name, self.base, self.upper, self.state, self.mark) if name)

    def printed(self, frame: pd.DataFrame) -> list[str]:
        """Return the cells as text, one per row of the frame."""
        parts = {name: frame[name].tolist() for name in set(self.needs)}
        return [self._cell({name: values[row] for name, values in parts.items()}) for row in range(len(frame))]

    def marked(self, frame: pd.DataFrame) -> list[bool]:
        """Return which cells carry the sign."""
        if not self.mark:
            return [False] * len(frame)
        return frame[self.mark].astype("boolean").fillna(False).tolist()

    def _cell(self, row: dict) -> str:
        value = row[self.name]
        if numbers.absent(value):
            return self._without_value(row)
        if self.kind == "share":
            return numbers.percent(value, row[self.base]) or self._few(row)
        if self.kind == "interval":
            return numbers.interval(value, row[self.upper], row[self.base]) or numbers.NOTHING
        if self.kind == "counted":
            return numbers.counted(value, row[self.base])
        if self.kind == "count":
            return numbers.number(value)
        if self.kind == "number":
            return numbers.number(value, self.decimals)
        if self.kind == "points":
            return numbers.points(value, signed=True)
        if self.kind == "chance":
            return numbers.chance(value)
        if self.kind == "year":
            return numbers.school_year(value)
        if self.kind == "date":
            return numbers.date(value)
        if self.kind == "flag":
            return sentences.answer(value)
        if self.kind == "state":
            return sentences.state(value)
        if self.kind == "remark":
            return worded(value)
        return str(value)

    def _without_value(self, row: dict) -> str:
        if self.state and not numbers.absent(row[self.state]):
            return sentences.state(row[self.state])
        if self.missing:
            return self.missing
        if self.kind == "counted":
            return numbers.counted(None, row[self.base])
        return sentences.answer(None) if self.kind == "flag" else numbers.NOTHING

    def _few(self, row: dict) -> str:
        base = row[self.base]
        if numbers.absent(base):
            return numbers.NOTHING
        return sentences.state("no_participants") if base == 0 else _("few participants")
