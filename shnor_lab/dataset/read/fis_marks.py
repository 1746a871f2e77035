"""Layout: ФИС ОКО «Статистика по отметкам», and the long summary of it that regions build.

Both print per cents, so counts are recovered (``percents``). The nesting of rows and the block above the
header of the export are stated by sources, not seen in a real file; the columns are those of known importers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...language import text as _
from ..findings import Finding
from ..issues import Issue
from .book import Book, Sheet
from .delivery import Delivery
from .fis_title import LOGIN, fis_title, title_missing, year_findings
from .percents import TOLERANCE, Recovered, recover, step_of
from .printed import TOTAL, as_number, as_text, cell, is_empty, is_percent, plain
from .school_words import is_school

KEY = "fis_marks"
TITLE = "ФИС ОКО: статистика по отметкам (вложенность строк и заголовок не проверены на настоящем файле)"

MARKS = ("2", "3", "4", "5")
GROUP, PARTICIPANTS = "группы участников", "кол-во участников"
LONG = ("год", "класс", "предмет", PARTICIPANTS)


@dataclass(frozen=True)
class _Row:
    """One school's row as printed."""

    number: int
    ids: dict[str, object]
    n: float | None
    marks: tuple[float | None, ...]
    share: object = None
    """The cell of participants as it stands, where it holds a per cent."""


def recognise(book: Book) -> list[str]:
    """Return the reasons: a header with participants and the marks 2-5, in one of the two arrangements."""
    reasons = []
    for sheet in book.sheets:
        found = _header(sheet.head)
        if found is not None:
            kind = _("summary by school") if "предмет" in found[1] else _("export with groups of participants")
            reasons.append(_("Sheet «{name}»: marks 2–5 in per cent, {kind}.", name=sheet.name, kind=kind))
    return reasons


def read(book: Book) -> Delivery:
    """Return ``results``: one row per school, procedure and round, counts recovered from per cents."""
    records: list[dict[str, object]] = []
    findings: list[Finding] = []
    issues: list[Issue] = []
    rows_in = skipped = 0
    for sheet in book.sheets:
        found = _header(sheet.head)
        if found is None:
            continue
        top, header = found
        if "предмет" in header:
            rows, totals, others = _long_rows(sheet, top, header)
        else:
            rows, totals, others, seen = _grouped_rows(book, sheet, top, header)
            findings += seen
        findings += _skipped(book, sheet, totals, others)
        skipped += len(totals) + len(others)
        rows_in += len(rows) + len(totals) + len(others)
        made, broken = _counted(rows, sheet.name, before=len(records))
        records += made
        issues += broken
    tables = {"results": pd.DataFrame(records, dtype=object)} if records else {}
    return Delivery(KEY, tables, tuple(findings), rows_in, skipped, issues={"results": issues})


def _header(rows: list[list[str]]) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(rows):
        header = {plain(text): position for position, text in reversed(list(enumerate(row))) if text}
        marked = PARTICIPANTS in header and all(mark in header for mark in MARKS)
        if marked and (GROUP in header or all(name in header for name in LONG)):
            return number, header
    return None


def _long_rows(sheet: Sheet, top: int, header: dict[str, int]) -> tuple[list[_Row], list[int], list[int]]:
    rows: list[_Row] = []
    totals: list[int] = []
    others: list[int] = []
    for number, row in enumerate(sheet.rows[top + 1 :], start=top + 2):
        name = as_text(cell(row, header.get("оо")))
        login = LOGIN.search(as_text(cell(row, header.get("логин"))))
        if is_empty(row):
            continue
        if TOTAL.match(as_text(row[0])) or not (name or login):
            (totals if TOTAL.match(as_text(row[0])) else others).append(number)
            continue
        grade, subject = as_text(cell(row, header["класс"])), as_text(cell(row, header["предмет"]))
        ids = {
            "ref_fis": login[1].lower() if login else None,
            "ref_name": name or None,
            "ref_municipality": as_text(cell(row, header.get("муниципалитет"))) or None,
            "year": cell(row, header["год"]),
            "procedure": f"ВПР, {subject.lower()}, {grade} класс",
            "round": "main",
            "programme_grade": grade,
        }
        rows.append(_row(number, ids, row, header))
    return rows, totals, others


def _grouped_rows(
    book: Book, sheet: Sheet, top: int, header: dict[str, int]
) -> tuple[list[_Row], list[int], list[int], list[Finding]]:
    title = fis_title([*sheet.rows[:top], [sheet.name], [book.name]])
    if title is None:
        return [], [], [], [title_missing(book, sheet)]
    findings = list(year_findings(title, book, sheet))
    rows, municipality = [], ""
    totals: list[int] = []
    others: list[int] = []
    for number, row in enumerate(sheet.rows[top + 1 :], start=top + 2):
        name = as_text(cell(row, header[GROUP]))
        login = LOGIN.search(name)
        if is_empty(row):
            continue
        if (
            not name
            or as_number(cell(row, header[PARTICIPANTS])) is None
            and all(m is None for m in _marks(row, header))
        ):
            others.append(number)
            continue
        if TOTAL.match(name) or not (login or is_school(name)):
            municipality = "" if TOTAL.match(name) else name
            totals.append(number)
            continue
        ids = {
            "ref_fis": login[1].lower() if login else None,
            "ref_name": LOGIN.sub("", name).replace("()", "").strip() or None,
            "ref_municipality": municipality or None,
            "year": title.year,
            "procedure": title.procedure,
            "round": title.round,
            "programme_grade": title.programme_grade,
        }
        rows.append(_row(number, ids, row, header))
    return rows, totals, others, findings


def _skipped(book: Book, sheet: Sheet, totals: list[int], others: list[int]) -> Iterator[Finding]:
    for rows, rule, message in (
        (totals, "total_rows_skipped", _("Rows of the whole sample, region and municipalities were skipped.")),
        (others, "rows_without_school", _("Rows without a school or without a number were skipped.")),
    ):
        if rows:
            yield Finding("note", rule, message, rows=tuple(rows), file=book.name, sheet=sheet.name)


def _row(number: int, ids: dict[str, object], row: list[object], header: dict[str, int]) -> _Row:
    participants = cell(row, header[PARTICIPANTS])
    if is_percent(participants):
        return _Row(number, ids, None, _marks(row, header), participants)
    return _Row(number, ids, as_number(participants), _marks(row, header))


def _marks(row: list[object], header: dict[str, int]) -> tuple[float | None, ...]:
    return tuple(as_number(cell(row, header[mark])) for mark in MARKS)


def _counted(rows: list[_Row], sheet: str, before: int) -> tuple[list[dict[str, object]], list[Issue]]:
    """Return records with counts, and what was noticed; ``before`` records stand in front of these."""
    step = step_of([mark for row in rows for mark in row.marks if mark is not None])
    counted = _are_counts(rows)
    records: list[dict[str, object]] = []
    broken: dict[str, list[int]] = defaultdict(list)
    for position, row in enumerate(rows, start=before):
        record = row.ids | {
            "n": row.n if row.share is None else row.share,
            "source_sheet": sheet,
            "source_row": row.number,
        }
        given = [mark or 0.0 for mark in row.marks]
        if row.n and any(mark is not None for mark in row.marks):
            found = Recovered(tuple(map(int, given))) if counted else recover(int(row.n), given, step)
            if found.counts is not None:
                record |= dict(zip(("n_2", "n_3", "n_4", "n_5"), found.counts, strict=True))
            if found.problem:
                broken[found.problem].append(position)
            elif found.approximate:
                broken["counts_approximate"].append(position)
        records.append(record)
    return records, [
        Issue("note" if rule == "counts_approximate" else "row", rule, *problems()[rule], at=np.array(at))
        for rule, at in broken.items()
    ]


def _are_counts(rows: list[_Row]) -> bool:
    """Return whether the marks add up to the participants more often than to a hundred."""
    sums = [(row.n, sum(mark or 0.0 for mark in row.marks)) for row in rows if row.n and None not in row.marks]
    return sum(n == total for n, total in sums) > sum(abs(total - 100) <= TOLERANCE for _n, total in sums)


def problems() -> dict[str, tuple[str, str]]:
    """Return what is said, and what is to be done, when per cents do not give counts."""
    check = _("check the row in the source and deliver the file again")
    return {
        "percents_do_not_add_up": (
            _("The per cents of the marks add up to less than 99 or more than 101."),
            check,
        ),
        "percent_contradicts_count": (_("A per cent is impossible with this number of participants."), check),
        "counts_do_not_add_up": (
            _("The counts recovered from the per cents do not add up to the participants."),
            check,
        ),
        "counts_approximate": (
            _("The per cents are rounded so that more than one count fits; the nearest was taken."),
            _("where a share lies at the threshold, ask for the counts"),
        ),
    }
