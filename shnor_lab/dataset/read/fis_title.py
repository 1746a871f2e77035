"""The block above the header of a ФИС ОКО export: procedure, class, school year, round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...language import text as _
from ..findings import Finding
from .book import Book, Sheet
from .printed import as_text, plain, years_in

LOGIN = re.compile(r"\b((?:edu|sch)\d+)\b", re.I)
"""Login of a school in ФИС ОКО, alone or in brackets after its name."""

_TITLE = re.compile(r"впр\D{0,12}(20\d\d)\W*(.*?)\W+(\d{1,2})\s*(?:-?й)?\s*класс", re.I)
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(20\d\d)|(20\d\d)-(\d\d)-(\d\d)")


@dataclass(frozen=True)
class FisTitle:
    """What the title block says.

    Parameters
    ----------
    procedure : str
        Title of the procedure, as in the catalogue: «ВПР, математика, 5 класс».
    year : int
        Calendar year in which the school year ends: a round held from August on belongs to the next one.
    round : str
        ``"autumn"`` for a round held from August on, else ``"main"``.
    programme_grade : int
        Class whose programme was tested; in an autumn round the previous one.
    stated : int
        Year as the title prints it.
    maximum : float or None
        «Максимальный первичный балл».
    """

    procedure: str
    year: int
    round: str
    programme_grade: int
    stated: int
    maximum: float | None


def fis_title(rows: Sequence[Sequence[object]]) -> FisTitle | None:
    """Return what the rows above the header say, None without a line like «ВПР 2023 Математика 5 класс»."""
    found = next((match for row in rows for cell in row if (match := _TITLE.search(as_text(cell)))), None)
    if found is None:
        return None
    stated, grade = int(found[1]), int(found[3])
    subject = plain(re.sub(r"(?i)\(?осень\)?|\(?весна\)?", " ", found[2])).strip("(), ")
    date = _labelled(rows, "дата")
    month, year = _month_and_year(date) or (0, stated)
    autumn = month >= 8 or "осень" in found[0].lower() or any("осень" in plain(cell) for row in rows for cell in row)
    maximum = _labelled(rows, "максимальный первичный балл")
    return FisTitle(
        f"ВПР, {subject}, {grade} класс",
        year + 1 if autumn else year,
        "autumn" if autumn else "main",
        grade - 1 if autumn else grade,
        stated,
        float(maximum.replace(",", ".")) if maximum and re.fullmatch(r"\d+([.,]\d+)?", maximum) else None,
    )


def _labelled(rows: Sequence[Sequence[object]], label: str) -> str:
    """Return the value beside a label: in the next cell or after a colon."""
    for row in rows:
        cells = [as_text(cell) for cell in row]
        for position, text in enumerate(cells):
            if plain(text).startswith(label):
                after = text.partition(":")[2].strip()
                return after or next((cell for cell in cells[position + 1 :] if cell), "")
    return ""


def _month_and_year(text: str) -> tuple[int, int] | None:
    match = _DATE.search(text)
    if not match:
        return None
    return (int(match[2]), int(match[3])) if match[3] else (int(match[5]), int(match[4]))


def title_missing(book: Book, sheet: Sheet) -> Finding:
    """Return the refusal of an export whose title is not above its table."""
    return Finding(
        "error",
        "title_missing",
        _("Above the table there is no line such as «ВПР 2023 Математика 5 класс»."),
        todo=_("export the report from ФИС ОКО again, together with its title"),
        file=book.name,
        sheet=sheet.name,
    )


def year_findings(title: FisTitle, book: Book, sheet: Sheet) -> Iterator[Finding]:
    """Yield what contradicts the year of the title, and a note on an autumn round."""
    stated = (title.year - 1, title.year) if title.round == "autumn" else (title.year,)
    others = [year for year in years_in(sheet.name, book.name) if year not in stated]
    if title.stated not in stated or others:
        yield Finding(
            "note",
            "year_conflict",
            _(
                "The years of title, date, sheet and file differ; the year {year} was taken.",
                year=title.year,
            ),
            todo=_("check which school year the file is about"),
            examples=tuple(str(year) for year in dict.fromkeys([title.stated, *others])),
            file=book.name,
            sheet=sheet.name,
        )
    if title.round == "autumn":
        yield Finding(
            "note",
            "autumn_round",
            _(
                "Autumn round of the school year; the programme of class {grade} was tested.",
                grade=title.programme_grade,
            ),
            file=book.name,
            sheet=sheet.name,
        )
