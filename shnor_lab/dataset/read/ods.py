"""What an ODS says of its cells beyond their values: errors, formulas never computed, per cents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from .contents import CELLS, Contents, FarCell, Place, TooManyCells, check_room
from .printed import is_error
from .sheet_xml import BadSheet, parsed, parser_of

_CELLS = ("table-cell", "covered-table-cell")


@dataclass
class OdsSheet:
    """One sheet: what it says of its cells, the number of filled ones, the places formatted as per cent."""

    contents: Contents = field(default_factory=Contents)
    filled: int = 0
    row: int = -1
    column: int = -1
    percents: list[Place] = field(default_factory=list)


class _Reading:
    """Follows ``content.xml``."""

    def __init__(self) -> None:
        self.sheets: list[OdsSheet] = []
        self.row = self.column = self.rows = self.columns = 0
        self.name = self.kind = self.declared = self.formula = ""
        self.inside = False
        self.notes = 0
        self.parts: list[str] = []

    def start(self, name: str, attributes: list[str]) -> None:
        given = dict(zip(attributes[::2], attributes[1::2], strict=True))
        local = {key.rpartition(":")[2]: value for key, value in given.items()}
        if name == "table":
            self.sheets.append(OdsSheet())
            self.name, self.row = local.get("name", ""), 0
        elif name == "table-row":
            self.rows, self.column = int(local.get("number-rows-repeated", "1")), 0
        elif name in _CELLS:
            self.columns = int(local.get("number-columns-repeated", "1"))
            self.kind = given.get("office:value-type", "")
            self.declared = given.get("calcext:value-type", "")
            self.formula = local.get("formula", "")
            self.parts.clear()
            self.inside = True
        elif name == "annotation":
            self.notes += 1

    def end(self, name: str) -> None:
        if name == "table-row":
            self.row += self.rows
        elif name == "annotation":
            self.notes -= 1
        elif name in _CELLS:
            self.inside = False
            self._cell("".join(self.parts).strip())
            self.column += self.columns

    def data(self, text: str) -> None:
        if self.inside and not self.notes:
            self.parts.append(text)

    def _cell(self, text: str) -> None:
        sheet, place = self.sheets[-1], (self.row, self.column)
        if self.declared == "error" or is_error(text):
            sheet.contents.errors.append((place, text or "#"))
        elif self.formula and not self.kind and not text:
            sheet.contents.uncalculated.append(place)
        elif not self.kind and not text:
            return
        sheet.filled += self.rows * self.columns
        sheet.row, sheet.column = self.row + self.rows - 1, max(sheet.column, self.column + self.columns - 1)
        if sheet.filled > CELLS:
            raise TooManyCells
        try:
            check_room(sheet.row, sheet.column, sheet.filled)
        except FarCell as far:
            far.sheet = self.name
            raise
        if self.kind == "percentage":
            sheet.percents += [
                (self.row + below, self.column + right) for below in range(self.rows) for right in range(self.columns)
            ]


def ods_sheets(chunks: Iterator[bytes]) -> list[OdsSheet]:
    """Return the sheets of an ODS from its ``content.xml``, in their order.

    Raises
    ------
    BadSheet
        The XML is not whole.
    FarCell, TooManyCells
        A sheet would take too much room.
    """
    reading = _Reading()
    parser = parser_of(reading.start, reading.end)
    parser.CharacterDataHandler = reading.data
    try:
        parsed(chunks, parser)
    except (expat.ExpatError, ValueError, IndexError) as error:
        raise BadSheet(str(error)) from error
    return reading.sheets
