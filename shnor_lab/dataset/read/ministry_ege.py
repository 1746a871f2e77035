"""Layout: the ministry's form of ЕГЭ results, a row per school, five columns per subject, merged headers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from ... import catalogue
from ...language import text as _
from ..findings import Finding
from .book import Book, Sheet
from .delivery import Delivery
from .exam_subjects import exam
from .printed import TOTAL, as_number, as_text, cell, is_empty, plain, years_in

KEY = "ministry_ege"
TITLE = "Форма министерства: результаты ЕГЭ по школам"

PARTS = {
    "n": re.compile(r"приняло участие|участник"),
    "below": re.compile(r"не преодол"),
    "high": re.compile(r"высокобал|80\s*[-–]\s*99"),
    "hundred": re.compile(r"100 балл"),
    "mean": re.compile(r"средний балл|средняя отметка"),
}
"""The five columns of a subject."""

SIDE = {
    "ref_municipality": re.compile(r"муницип|район|мсу|^мо$"),
    "ref_code": re.compile(r"^код"),
    "enrolled": re.compile(r"выпускник"),
    "ref_name": re.compile(r"образовательн|наименование|школ|^оо$"),
}
"""Columns before the first subject; the first pattern that fits wins."""


@dataclass(frozen=True)
class _Subject:
    """Columns of one subject."""

    printed: str
    columns: dict[str, int]


@dataclass(frozen=True)
class _Header:
    """Header of a sheet: its last row, the subjects, the columns before them."""

    bottom: int
    subjects: list[_Subject]
    side: dict[str, int]


def recognise(book: Book) -> list[str]:
    """Return the reasons: groups of columns «приняло участие … средний балл» under names of subjects."""
    reasons = []
    for sheet in book.sheets:
        header = _header(sheet.head)
        if header is not None:
            subjects = ", ".join(subject.printed for subject in header.subjects[:3])
            reasons.append(
                _(
                    "Sheet «{name}»: five columns per subject ({subjects}…).",
                    name=sheet.name,
                    subjects=subjects,
                )
            )
    return reasons


def read(book: Book) -> Delivery:
    """Return ``results``: one row per school and subject; an empty municipality cell takes the one above.

    Notes
    -----
    ``n_high`` = 80–99 points and 100 points together; left out where the exam has marks. The graduates of
    the row stand as ``enrolled`` beside each of its subjects.
    """
    sheets = [(sheet, header) for sheet in book.sheets if (header := _header(sheet.head)) is not None]
    years, findings = _years(book, [(sheet, header.bottom) for sheet, header in sheets])
    records: list[dict[str, object]] = []
    rows_in = 0
    for sheet, header in sheets:
        if sheet.name in years:
            made, seen, schools = _read_sheet(book, sheet, header, years[sheet.name])
            records += made
            findings += seen
            rows_in += len(schools)
    if not records:
        return Delivery(KEY, {}, tuple(findings), rows_in)
    return Delivery(KEY, {"results": pd.DataFrame(records, dtype=object)}, tuple(findings), rows_in)


def _header(rows: list[list[str]]) -> _Header | None:
    for number, row in enumerate(rows):
        starts = [position for position, text in enumerate(row) if PARTS["n"].search(plain(text))]
        if not starts or not any(PARTS["below"].search(plain(text)) for text in row):
            continue
        ends = [*starts[1:], len(row)]
        subjects = []
        for start, end in zip(starts, ends, strict=True):
            columns: dict[str, int] = {}
            for position in range(start, end):
                part = next((key for key, words in PARTS.items() if words.search(plain(row[position]))), None)
                if part is not None:
                    columns.setdefault(part, position)
            subjects.append(_Subject(_above(rows, number, start, end), columns))
        above = rows[max(number - 3, 0) : number + 1]
        return _Header(number, subjects, _side(above, starts[0]))
    return None


def _above(rows: list[list[str]], bottom: int, start: int, end: int) -> str:
    """Return the name of the subject: the nearest filled cell above its columns that names an exam."""
    for number in range(bottom - 1, max(bottom - 4, -1), -1):
        for position in range(start, end):
            text = as_text(cell(rows[number], position))
            if text and exam("ege", text):
                return text
    return next(
        (text for n in range(bottom - 1, max(bottom - 4, -1), -1) if (text := as_text(cell(rows[n], start)))),
        "",
    )


def _side(rows: list[list[str]], first: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for position in range(first):
        text = " ".join(plain(cell(row, position)) for row in rows).strip()
        name = next((name for name, words in SIDE.items() if words.search(text)), None)
        if name is not None:
            found.setdefault(name, position)
    return found


def _years(book: Book, sheets: list[tuple[Sheet, int]]) -> tuple[dict[str, int], list[Finding]]:
    """Return the year of each sheet: the one that title, sheet name and file name say most often.

    Two that contradict each other settle it only when another sheet already bears one of the years.
    """
    said = {
        sheet.name: (
            years_in(*(text for row in sheet.head[:bottom] for text in row))[:1],
            years_in(sheet.name)[:1],
        )
        for sheet, bottom in sheets
    }
    file = years_in(book.name) if len(years_in(book.name)) == 1 else []
    years, findings = {}, []
    for name, (title, label) in said.items():
        votes = Counter(title + label + file)
        taken_elsewhere = {
            year for other, (first, second) in said.items() if other != name and first == second for year in first
        }
        best = [year for year, count in votes.items() if count == max(votes.values())]
        if len(best) > 1:
            best = [year for year in best if year not in taken_elsewhere]
        if len(best) != 1:
            findings.append(
                Finding(
                    "error",
                    "year_conflict" if votes else "year_missing",
                    _("The title and the name of the sheet name different years.")
                    if votes
                    else _("Neither the title nor the names of sheet and file say the year."),
                    todo=_("correct the title or the name of the sheet and deliver the file again"),
                    examples=tuple(str(year) for year in votes),
                    file=book.name,
                    sheet=name,
                )
            )
            continue
        years[name] = best[0]
        if len(votes) > 1:
            findings.append(
                Finding(
                    "note",
                    "year_conflict",
                    _(
                        "The years of the title, the sheet and the file differ; the year {year} was taken.",
                        year=best[0],
                    ),
                    todo=_("check which year the sheet is about"),
                    examples=tuple(str(year) for year in votes),
                    file=book.name,
                    sheet=name,
                )
            )
    return years, findings


def _read_sheet(book: Book, sheet: Sheet, header: _Header, year: int) -> tuple[list[dict], list[Finding], list[int]]:
    """Return the records, the findings and the printed numbers of the schools' rows."""
    records: list[dict[str, object]] = []
    municipality = ""
    totals, schools = [], []
    for number, row in enumerate(sheet.rows[header.bottom + 1 :], start=header.bottom + 2):
        place, name = (as_text(cell(row, header.side.get(key))) for key in ("ref_municipality", "ref_name"))
        if is_empty(row) or re.fullmatch(r"\d{1,3}", name):
            continue
        if not name or any(TOTAL.match(text) for text in (as_text(row[0]), place, name)):
            municipality = "" if TOTAL.match(place) else place or municipality
            totals.append(number)
            continue
        municipality = place or municipality
        schools.append(number)
        school = {
            "ref_code": as_text(cell(row, header.side.get("ref_code"))) or None,
            "ref_name": name,
            "ref_municipality": municipality or None,
            "year": year,
            "enrolled": cell(row, header.side.get("enrolled")),
            "source_sheet": sheet.name,
            "source_row": number,
        }
        records += [school | result for subject in header.subjects if (result := _result(row, subject)) is not None]
    findings = (
        [
            Finding(
                "note",
                "total_rows_skipped",
                _("Rows of totals by municipality and region were skipped."),
                file=book.name,
                sheet=sheet.name,
                rows=tuple(totals),
            )
        ]
        if totals
        else []
    )
    return records, findings, schools


def _result(row: list[object], subject: _Subject) -> dict[str, object] | None:
    """Return one result, None where the school has nothing under the subject."""
    values = {part: cell(row, position) for part, position in subject.columns.items()}
    counts = {part: as_number(value) for part, value in values.items()}
    if all(count is None for count in counts.values()):
        return None
    key = exam("ege", subject.printed)
    high = [count for part in ("high", "hundred") if (count := counts.get(part)) is not None]
    marks = key is not None and catalogue.procedures()[key].scale == "mark"
    return {
        "procedure": key or f"ЕГЭ, {subject.printed.lower()}",
        "n": values.get("n"),
        "n_low": values.get("below"),
        "n_high": None if marks or not high else sum(high),
        "mean": values.get("mean"),
    }
