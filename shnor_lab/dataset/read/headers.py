"""Which table of the schema a header row belongs to, and which column each heading means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ... import catalogue
from ..schema import TABLES, Table
from .book import Book, Sheet
from .printed import as_number, plain

REFERENCES = {
    "ref_code": ("Код школы", "Код ОО", "Код образовательной организации", "school_code", "code"),
    "ref_fis": ("Логин", "Логин ОО", "Логин школы", "Логин ФИС ОКО", "fis", "login"),
    "ref_ogrn": ("ОГРН", "ogrn"),
    "ref_global_id": ("global_id",),
    "ref_name": (
        "Школа",
        "ОО",
        "Название ОО",
        "Наименование ОО",
        "Название школы",
        "Наименование школы",
        "Краткое наименование",
        "Образовательная организация",
        "school",
        "school_name",
    ),
    "ref_municipality": ("Муниципалитет", "Муниципальное образование", "МО", "Район", "МСУ", "municipality"),
}
"""Headings that name a school, by reference column; a table's own columns come first."""

NEARLY = 3
"""Headings of one table from which on a row that lacks others is taken for its header."""

_CYRILLIC = re.compile("[а-я]")
_TO_CYRILLIC = str.maketrans("aceopxykmtbh", "асеорхукмтвн")
_UNIT = re.compile(r",? *\(?\b(чел(овек)?|шт|ед)\b\.?\)?$")

NAMES_OF_CHILDREN = re.compile(
    r"^(фамилия|отчество|снилс|дата рождения)\b"
    r"|\b(фио|фамилия|имя)\b.*\b(обучающ|учащ|участник|учени|реб[её]н|дет|выпускник|родител)\w*"
    r"|\b(обучающ|учащ|участник|учени|реб[её]н|выпускник)\w*\b.*\b(фио|фамилия|имя)\b"
)
"""Headings of columns that must not be sent; tried on a heading in plain form without dots."""


@dataclass(frozen=True)
class Header:
    """A header row found: its place, the table, and the column name of each cell (None = not ours)."""

    row: int
    table: str
    names: tuple[str | None, ...]
    unused: tuple[str, ...]

    @property
    def matched(self) -> int:
        """Return how many headings are known."""
        return sum(name is not None for name in self.names)


def find_headers(book: Book) -> dict[int, Header]:
    """Return the header found on each sheet of a book, by position of the sheet."""
    found = {}
    for position, sheet in enumerate(book.sheets):
        header = find_header(sheet, book.name)
        if header is not None:
            found[position] = header
    return found


def find_header(sheet: Sheet, file: str) -> Header | None:
    """Return the header row of a long table on this sheet; None when there is none or its table is not certain."""
    best: list[Header] = []
    for row, cells in enumerate(sheet.head):
        if sum(map(bool, cells)) < 2 or _goes_on_below(sheet.head, row):
            continue
        headings = [plain(cell) for cell in cells]
        for key in TABLES:
            header = _header(row, key, cells, headings)
            if header is None or (best and header.matched < best[0].matched):
                continue
            best = [header] if not best or header.matched > best[0].matched else [*best, header]
    best = [header for header in best if header.row == best[0].row]
    if len(best) > 1:
        best = _named(best, sheet, file) or _by_indicators(best, sheet)
    return best[0] if len(best) == 1 else None


def nearly(book: Book) -> tuple[str, tuple[str, ...]] | None:
    """Return the table whose header a file almost has, and the headings it lacks; None when there is no such table."""
    found = []
    for cells in (cells for sheet in book.sheets for cells in sheet.head):
        headings = [plain(cell) for cell in cells]
        for key, table in TABLES.items():
            known = {name for name in _names(headings, key) if name}
            absent = _absent(table, known)
            if absent and len(known) >= NEARLY and len(known) > len(absent):
                found.append((len(known) - len(absent), key, tuple(absent)))
    best = {(key, absent) for score, key, absent in found if score == max(found)[0]}
    return best.pop() if len(best) == 1 else None


def _goes_on_below(rows: Sequence[Sequence[str]], row: int) -> bool:
    """Return whether the next row has words under empty cells of this one: a heading in several rows, merged."""
    if row + 1 == len(rows):
        return False
    pairs = zip(rows[row], rows[row + 1], strict=False)
    return sum(not above and as_number(below) is None and len(below) > 3 for above, below in pairs) > 1


def columns_with_names(book: Book) -> list[str]:
    """Return the headings of a file that announce names of children or parents."""
    return sorted(
        {
            cell
            for sheet in book.sheets
            for row in sheet.head
            for cell in row
            if len(cell) < 60 and NAMES_OF_CHILDREN.search(plain(cell).replace(".", ""))
        }
    )


@cache
def every_heading() -> frozenset[str]:
    """Return the headings of all tables in plain form, numbers left out."""
    return frozenset(heading for key in TABLES for heading in meanings(key) if not heading.isdigit())


def meaning(heading: str, known: Mapping[str, str]) -> str | None:
    """Return the column that a heading means, also where it has look-alike Latin letters or ends with its unit.

    Parameters
    ----------
    heading : str
        In plain form.
    known : mapping of str to str
        Heading in plain form -> column.

    Examples
    --------
    >>> meaning("участникoв, чел", {"участников": "n"})
    'n'
    """
    return known.get(heading) or next((known[text] for text in _wordings(heading) if text in known), None)


@lru_cache(4096)
def _wordings(heading: str) -> tuple[str, str]:
    """Return a heading in one alphabet, and without its unit."""
    russian = heading.translate(_TO_CYRILLIC) if _CYRILLIC.search(heading) else heading
    return russian, _UNIT.sub("", russian)


@cache
def meanings(key: str) -> dict[str, str]:
    """Return heading in plain form -> column of a table, or the reference that names its school."""
    table = TABLES[key]
    known: dict[str, str] = {}
    for column in table.columns:
        if column.form or column.name == "school_id":
            for heading in (column.name, column.title, *column.aliases):
                if not heading.isdigit():
                    known.setdefault(plain(heading), column.name)
    if "school_id" in table.by_name:
        for name, headings in REFERENCES.items():
            for heading in (name, *headings):
                known.setdefault(plain(heading), name)
    return known


def _header(row: int, key: str, cells: Sequence[str], headings: Sequence[str]) -> Header | None:
    table = TABLES[key]
    if "2" in cells and "5" in cells:
        return None
    names = _names(headings, key)
    known = {name for name in names if name}
    values = known & {column.name for column in table.columns if not column.key}
    if _absent(table, known) or not values or len(known) * 2 < sum(bool(cell) for cell in cells):
        return None
    unused = tuple(cell for cell, name in zip(cells, names, strict=True) if cell and name is None)
    return Header(row, key, tuple(names), unused)


def _names(headings: Sequence[str], key: str) -> list[str | None]:
    known = meanings(key)
    names: list[str | None] = []
    for heading in headings:
        name = meaning(heading, known) if heading else None
        names.append(name if name not in names else None)
    return names


def _absent(table: Table, known: set[str]) -> list[str]:
    """Return the headings without which no row says of which school, or of what, it speaks."""
    absent = [
        column.title
        for column in table.columns
        if column.form
        and column.name != "school_id"
        and (column.required or (column.key and column.default is None))
        and column.name not in known
    ]
    own_name = table.key == "schools" and "name" in known
    named = known & {"school_id", *REFERENCES} - {"ref_municipality"}
    if "school_id" in table.key_names and not own_name and not named:
        return [REFERENCES["ref_name"][0], *absent]
    return absent


def _named(best: list[Header], sheet: Sheet, file: str) -> list[Header]:
    """Return the headers whose table is named by the sheet or the file."""
    places = (plain(sheet.name), plain(file.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    for place in places:
        named = [header for header in best if plain(TABLES[header.table].title) in place or header.table in place]
        if place and named:
            return named
    return []


def _by_indicators(best: list[Header], sheet: Sheet) -> list[Header]:
    """Return the headers whose table owns the indicators met in the first rows."""
    kept = []
    for header in best:
        facts = catalogue.read("conditions").get(header.table)
        if facts is None or "indicator" not in header.names:
            return []
        place = header.names.index("indicator")
        words = {plain(word) for key, fact in facts.items() for word in (key, fact["title"])}
        met = {plain(row[place]) for row in sheet.head[header.row + 1 :] if len(row) > place and row[place]}
        if met & words:
            kept.append(header)
    return kept
