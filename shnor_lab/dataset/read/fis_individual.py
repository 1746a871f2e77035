"""Layout: ФИС ОКО «Ф1 Индивидуальные результаты», added up to counts on reading.

Pupils' codes, classes and variants stay in the file: nothing of one pupil is stored or shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ... import catalogue
from ...language import plural as _n
from ...language import text as _
from ..findings import Finding
from .book import Book, Sheet
from .delivery import Delivery
from .fis_title import LOGIN, FisTitle, fis_title, title_missing, year_findings
from .printed import as_number, as_text, cell, plain

KEY = "fis_individual"
TITLE = "ФИС ОКО: Ф1 «Индивидуальные результаты»"

NEEDED = ("оо", "код участника", "первичный балл", "отметка")
LEVELS = {"Б": "basic", "П": "raised", "В": "high"}
_TASK = re.compile(r"^(\d+(?:[.,]\d+)?(?:[КK]\d+)?)\s*\((\d+)\s*б\)$")
_COUNT = re.compile(r"кол-?во участников\s*:?\s*(\d+)", re.I)


@dataclass(frozen=True)
class _Task:
    """One task: its name, maximum, level and column."""

    name: str
    maximum: int
    level: str | None
    position: int


def recognise(book: Book) -> list[str]:
    """Return the reasons: pupils' codes beside primary points and marks."""
    return [
        _("Sheet «{name}»: code of the participant, primary points and mark in a row.", name=sheet.name)
        for sheet in book.sheets
        if _header(sheet.head) is not None
    ]


def read(book: Book) -> Delivery:
    """Return ``results``, one row per school and procedure, and ``tasks``, one per school and task.

    A participant is a row with a mark from 2 to 5. Of a task, only cells with a number count:
    «X», «-» and empty are missing. ``rows_in`` counts printed rows below the header: pupils, who are added up, and
    the lines of schools and rows without a code, which are skipped.
    """
    results: list[dict[str, object]] = []
    tasks: list[dict[str, object]] = []
    findings: list[Finding] = []
    rows_in = skipped = 0
    for sheet in book.sheets:
        top = _header(sheet.head)
        if top is None:
            continue
        title = fis_title([*sheet.rows[:top], [sheet.name], [book.name]])
        if title is None:
            findings.append(title_missing(book, sheet))
            continue
        columns = _tasks(sheet.rows, top)
        findings += [*year_findings(title, book, sheet), *_scale_findings(title, columns, book, sheet)]
        pupils, stated, lines, others = _pupils(sheet, top, columns)
        skipped += len(lines) + len(others)
        rows_in += len(pupils) + len(lines) + len(others)
        findings += _skipped(book, sheet, lines, others)
        for school, group in pupils.groupby("school", sort=True):
            ids = _ids(school, group, title, sheet.name)
            marks = group["mark"].value_counts()
            results.append(ids | _marks(marks))
            tasks += [ids | summed for summed in _task_sums(group, columns)]
            if school in stated and stated[school] != int(marks.sum()):
                findings.append(
                    Finding(
                        "note",
                        "participants_differ",
                        _("The line of the school states another number of participants than have a mark."),
                        count=1,
                        rows=(int(group["row"].min()),),
                        file=book.name,
                        sheet=sheet.name,
                    )
                )
        absent = pupils.loc[pupils["mark"].isna(), "row"]
        if len(absent):
            findings.append(
                Finding(
                    "note",
                    "without_mark",
                    _n(
                        len(absent),
                        "{n} row has no mark and is not counted.",
                        "{n} rows have no mark and are not counted.",
                    ),
                    rows=tuple(absent.astype(int)),
                    file=book.name,
                    sheet=sheet.name,
                )
            )
    tables = {key: pd.DataFrame(rows, dtype=object) for key, rows in (("results", results), ("tasks", tasks)) if rows}
    return Delivery(KEY, tables, tuple(findings), rows_in, skipped, personal=True)


def _header(rows: list[list[str]]) -> int | None:
    for number, row in enumerate(rows):
        names = {plain(text) for text in row}
        if all(name in names for name in NEEDED):
            return number
    return None


def _tasks(rows: list[list[object]], top: int) -> list[_Task]:
    found = []
    for position, heading in enumerate(rows[top]):
        match = _TASK.match(as_text(heading))
        if match:
            level = LEVELS.get(as_text(cell(rows[top - 1], position)).upper()) if top else None
            found.append(_Task(match[1].replace(",", ".").replace("K", "К"), int(match[2]), level, position))
    return found


def _skipped(book: Book, sheet: Sheet, lines: list[int], others: list[int]) -> Iterator[Finding]:
    for rows, rule, message in (
        (lines, "school_lines_skipped", _("Lines of schools with the number of participants are no pupils.")),
        (others, "rows_without_code", _("Rows without a code of a participant were skipped.")),
    ):
        if rows:
            yield Finding("note", rule, message, rows=tuple(rows), file=book.name, sheet=sheet.name)


def _pupils(sheet: Sheet, top: int, columns: list[_Task]) -> tuple[pd.DataFrame, dict[str, int], list[int], list[int]]:
    """Return one row per pupil without the code, the participants each school's group line states, and its number.

    Last come the numbers of rows that are neither.
    """
    places = {plain(heading): position for position, heading in reversed(list(enumerate(sheet.rows[top])))}
    records, stated = [], {}
    lines, others = [], []
    for number, row in enumerate(sheet.rows[top + 1 :], start=top + 2):
        line = " ".join(as_text(entry) for entry in row if as_text(entry))
        count = _COUNT.search(line)
        login = LOGIN.search(as_text(cell(row, places["оо"]))) or LOGIN.search(line)
        if count:
            lines.append(number)
            if login:
                stated[login[1].lower()] = int(count[1])
            continue
        if not re.search(r"\d", as_text(cell(row, places["код участника"]))):
            if line:
                others.append(number)
            continue
        name = as_text(cell(row, places.get("название оо")))
        mark = as_number(cell(row, places["отметка"]))
        records.append(
            {
                "row": number,
                "school": login[1].lower() if login else name,
                "login": login[1].lower() if login else None,
                "name": name or None,
                "municipality": as_text(cell(row, places.get("муниципалитет"))) or None,
                "mark": int(mark) if mark in (2, 3, 4, 5) else None,
                **{task.name: as_number(cell(row, task.position)) for task in columns},
            }
        )
    names = ["row", "school", "login", "name", "municipality", "mark", *(task.name for task in columns)]
    return pd.DataFrame(records, columns=names), stated, lines, others


def _ids(school: str, group: pd.DataFrame, title: FisTitle, sheet: str) -> dict[str, object]:
    first = group.iloc[0]
    return {
        "ref_fis": first["login"],
        "ref_name": first["name"],
        "ref_municipality": first["municipality"],
        "year": title.year,
        "procedure": title.procedure,
        "round": title.round,
        "programme_grade": title.programme_grade,
        "source_sheet": sheet,
        "source_row": int(group["row"].min()),
    }


def _marks(marks: pd.Series) -> dict[str, object]:
    counts = {f"n_{mark}": int(marks.get(mark, 0)) for mark in (2, 3, 4, 5)}
    return {"n": int(marks.sum()), **counts}


def _task_sums(group: pd.DataFrame, columns: list[_Task]) -> Iterator[dict[str, object]]:
    for task in columns:
        points = pd.to_numeric(group.loc[group["mark"].notna(), task.name]).dropna()
        yield {
            "task": task.name,
            "max_points": task.maximum,
            "level": task.level,
            "n": len(points),
            "points": float(points.sum()),
            "n_zero": int((points == 0).sum()),
            "n_full": int((points == task.maximum).sum()),
        }


def _scale_findings(title: FisTitle, columns: list[_Task], book: Book, sheet: Sheet) -> Iterator[Finding]:
    """Yield what contradicts the stated maximum: the tasks of the file, the scale of the catalogue."""
    if title.maximum is None:
        return
    total = sum(task.maximum for task in columns)
    if total != title.maximum:
        yield Finding(
            "note",
            "maximum_differs",
            _("The maxima of the tasks add up to another number than the stated maximum."),
            file=book.name,
            sheet=sheet.name,
        )
    keys = {plain(procedure.title_ru): key for key, procedure in catalogue.procedures().items()}
    key = keys.get(plain(title.procedure))
    for scale in catalogue.read("vpr_scales")["scales"]:
        known = scale["procedure"] == key and title.year in scale["years"] and title.round == "main"
        if known and scale["max"] != title.maximum:
            sure = scale["status"] == "verified"
            yield Finding(
                "error" if sure else "note",
                "scale_contradicted",
                _("The stated maximum is not that of the known scale of this year."),
                todo=_("check the year, the class and the subject in the title of the report"),
                file=book.name,
                sheet=sheet.name,
            )
