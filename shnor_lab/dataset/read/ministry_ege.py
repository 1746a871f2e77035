"""Layout: the ministry's form of ЕГЭ results, a row per school, five columns per subject, merged headers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ... import catalogue
from ...language import plural as _n
from ...language import text as _
from ..findings import Finding
from .book import Book, Sheet
from .delivery import Delivery
from .headers import find_headers
from .ministry_aside import Aside, unread_sheets
from .ministry_header import Header, Subject, header_of
from .printed import ABSENT, TOTAL, as_number, as_text, cell, is_empty
from .sheet_years import years_of

KEY = "ministry_ege"
TITLE = "Форма министерства: результаты ЕГЭ по школам"
GOES_BEFORE = ("long_table",)


def recognise(book: Book) -> list[str]:
    """Return the reasons: groups of columns «приняло участие … средний балл» under names of subjects.

    A sheet whose header has a column of procedures is a long table, also where its header is printed again below.
    """
    reasons = []
    long = {place for place, found in find_headers(book).items() if "procedure" in found.names}
    for place, sheet in enumerate(book.sheets):
        header = header_of(sheet) if place not in long else None
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
    the row stand as ``enrolled`` beside each of its subjects. A mean without participants is left out: the form
    prints 0 there. Columns of a subject that the catalogue lacks, or that stands twice, are set aside whole and
    told once with the schools and participants in them.
    """
    headed = [(sheet, header) for sheet in book.sheets if (header := header_of(sheet)) is not None]
    years, findings = years_of(book, [(sheet, header.bottom) for sheet, header in headed])
    findings += unread_sheets(book, {sheet.name for sheet, _header in headed})
    aside = Aside()
    records: list[dict[str, object]] = []
    rows_in = 0
    for sheet, header in headed:
        if sheet.name in years:
            made, seen, schools = _read_sheet(book, sheet, header, years[sheet.name], aside)
            records += made
            findings += seen
            rows_in += schools
    findings += aside.findings(book.name, nothing_taken=not records)
    if not records:
        return Delivery(KEY, {}, tuple(findings), rows_in)
    return Delivery(KEY, {"results": pd.DataFrame(records, dtype=object)}, tuple(findings), rows_in)


def _read_sheet(
    book: Book, sheet: Sheet, header: Header, year: int, aside: Aside
) -> tuple[list[dict], list[Finding], int]:
    """Return the records, the findings and the number of rows of schools."""
    records: list[dict[str, object]] = []
    municipality = ""
    totals, nameless, means, unknown_low, schools = [], [], [], [], 0
    twice = _twice(header.subjects)
    for number, row in enumerate(sheet.rows[header.bottom + 1 :], start=header.bottom + 2):
        if is_empty(row) or _numbers_columns(row):
            continue
        place, name = (as_text(cell(row, header.side.get(key))) for key in ("ref_municipality", "ref_name"))
        results = list(_results(row, header.subjects))
        if any(TOTAL.match(text) for text in (as_text(row[0]), place, name)) or (place and not name):
            municipality = "" if TOTAL.match(place) else place or municipality
            totals += [number] if results else []
            continue
        if not name:
            nameless += [number] if results else []
            continue
        municipality = place or municipality
        schools += 1
        school = {
            "ref_code": as_text(cell(row, header.side.get("ref_code"))) or None,
            "ref_name": name,
            "ref_municipality": municipality or None,
            "year": year,
            "enrolled": cell(row, header.side.get("enrolled")),
            "source_sheet": sheet.name,
            "source_row": number,
        }
        for subject, result in results:
            participants = as_number(result["n"])
            if participants in (None, 0) and result["mean"] is not None and as_number(result["mean"]) != 0:
                means.append(number)
                result["mean"] = None
            if not any(_filled(result[part]) for part in ("n", "n_low", "n_high")):
                continue
            if subject.procedure is None or subject.procedure in twice:
                aside.add(sheet.name, subject, (municipality, name), participants)
                continue
            if participants and "below" in subject.columns and not _filled(result["n_low"]):
                unknown_low.append(number)
            records.append(school | {"procedure": subject.procedure} | result)
    return records, _told(book, sheet, totals, nameless, means, unknown_low), schools


def _twice(subjects: list[Subject]) -> set[str]:
    keys = [subject.procedure for subject in subjects if subject.procedure is not None]
    return {key for key in keys if keys.count(key) > 1}


def _numbers_columns(row: list[object]) -> bool:
    """Return whether a row only numbers the columns (1, 2, 3 …)."""
    texts = [text for value in row if (text := as_text(value))]
    first = int(texts[0]) if texts[0].isdecimal() and len(texts[0]) < 4 else 0
    return bool(first) and len(texts) > 2 and texts == [str(first + step) for step in range(len(texts))]


def _results(row: list[object], subjects: list[Subject]) -> Iterator[tuple[Subject, dict[str, object]]]:
    """Yield the subjects under which a row holds anything but zeros, with what it holds."""
    for subject in subjects:
        values = {part: cell(row, position) for part, position in subject.columns.items()}
        if not any(_filled(value) and (part == "n" or as_number(value) != 0) for part, value in values.items()):
            continue
        marks = subject.procedure is not None and catalogue.procedures()[subject.procedure].scale == "mark"
        yield (
            subject,
            {
                "n": values.get("n"),
                "n_low": values.get("below"),
                "n_high": None if marks else _high(values),
                "mean": values.get("mean") if _filled(values.get("mean")) else None,
            },
        )


def _high(values: dict[str, object]) -> object:
    """Return the participants with high points: one column for all of them, else those of 80–99 and of 100."""
    if _filled(values.get("high_and_hundred")):
        return values["high_and_hundred"]
    parts = [value for part in ("high", "hundred") if _filled(value := values.get(part))]
    counts = [as_number(value) for value in parts]
    unread = [value for value, count in zip(parts, counts, strict=True) if count is None]
    return unread[0] if unread else sum(count for count in counts if count is not None) if parts else None


def _filled(value: object) -> bool:
    return as_text(value).lower() not in ABSENT


def _told(
    book: Book, sheet: Sheet, totals: list[int], nameless: list[int], means: list[int], unknown_low: list[int]
) -> list[Finding]:
    """Return what was skipped on a sheet or taken as unknown."""
    said = (
        (
            "total_rows_skipped",
            _("Rows of totals by municipality and region were skipped."),
            "",
            totals,
        ),
        (
            "rows_without_school",
            _("Rows with results name no school; they were not taken."),
            _("write the school into these rows and deliver the file again"),
            nameless,
        ),
        (
            "mean_without_participants",
            _("A mean where nobody took part is kept as missing."),
            _("check the number of participants in these rows"),
            means,
        ),
        (
            "low_not_stated",
            _n(
                len(unknown_low),
                "In {n} result the number of those below the minimum is empty: it is kept as unknown, not as 0.",
                "In {n} results the number of those below the minimum is empty: it is kept as unknown, not as 0.",
            ),
            _("if an empty cell means nobody, write 0 there and deliver the file again"),
            unknown_low,
        ),
    )
    return [
        Finding(
            "note",
            rule,
            message,
            todo,
            book.name,
            sheet.name,
            rows=tuple(dict.fromkeys(rows)),
            count=len(rows),
        )
        for rule, message, todo, rows in said
        if rows
    ]
