"""Header of the ministry's form: groups of columns under names of subjects, and the columns before them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .book import Sheet
from .printed import as_text, cell, plain
from .procedure_names import procedure_of

PARTS = {
    "below": re.compile(r"не преодол|не набра|не сда(?!ва)|ниже мин|ниже порог|неудовл|менее мин|[«\"(]2[»\")]"),
    "high_and_hundred": re.compile(
        r"\b8[01]\s*[-–—]\s*100|\b8[01]( балл\w*)? и (более|выше)|(от|более|свыше) 8[01](?!\s*до 99)"
    ),
    "hundred": re.compile(r"\b100[\s-]*б|стобал"),
    "high": re.compile(r"высокобал|\b8[01]\s*[-–—]\s*99|\b8[01] до 99"),
    "mean": re.compile(r"средн|\bср\.? ?(тест\w*\.? ?)?балл"),
    "n": re.compile(r"приня\w+ участ|участник|участво|сдава[лв]|сдало|сдали|писал|^кол\S* (чел|уч)"),
}
"""Columns of a subject; the first pattern that fits wins."""

_SHARE = re.compile(r"%|процент|\bдол[яи]\b|зарегистр|заявлен|заявивш|не явил|неявк")
"""Columns beside the counts that are derived from them, or count others than those who took part."""

SIDE = {
    "": re.compile(r"^код (мсу|мо\b|мр\b|ате|муницип|район|территор|оиуо|моуо|регион|субъект)"),
    "ref_municipality": re.compile(r"муниц|район|мсу|^мо$|^ате$|\bате$|территори|^м?оуо$|^оиуо$|орган управлени"),
    "ref_code": re.compile(r"^код"),
    "enrolled": re.compile(r"выпускник|11[- ]*(х |ых )?класс"),
    "ref_name": re.compile(r"образовательн|наименование|школ|^оо$|^оу$|учреждени|организаци"),
}
"""Columns before the first subject; the first pattern that fits wins, the nameless one is left out."""

_OF_EXAM = re.compile(r"част|устн|письм|уров|баз|проф")
"""Words that name a part or a level of the exam named above them."""

_ROWS_ABOVE = 3


@dataclass(frozen=True)
class Subject:
    """Columns of one subject, the procedure they hold, None where the catalogue has no such one."""

    printed: str
    procedure: str | None
    columns: dict[str, int]


@dataclass(frozen=True)
class Header:
    """Header of a sheet: its last row, the subjects, the columns before them."""

    bottom: int
    subjects: list[Subject]
    side: dict[str, int]


def header_of(sheet: Sheet) -> Header | None:
    """Return the header of a sheet, None where there are no groups of columns below names of subjects."""
    for number, row in enumerate(sheet.head):
        above = range(max(number - _ROWS_ABOVE, 0), number)
        groups = _groups(row, _borders(sheet, above))
        if not any("below" in columns for columns in groups):
            continue
        starts = [min(columns.values()) for columns in groups]
        ends = [*starts[1:], max(groups[-1].values()) + 1]
        spans = list(zip(starts, ends, strict=True))
        if not any(cell_ for start, end in spans for line in above for cell_ in sheet.head[line][start:end]):
            continue
        named = _names(sheet, above, spans)
        subjects = [Subject(*name, columns) for name, columns in zip(named, groups, strict=True)]
        return Header(number, subjects, _side([sheet.head[line] for line in [*above, number]], starts[0]))
    return None


def _part(heading: str) -> str | None:
    text = plain(heading)
    if _SHARE.search(text):
        return None
    return next((part for part, words in PARTS.items() if words.search(text)), None)


def _borders(sheet: Sheet, above: range) -> set[int]:
    """Return the first columns of what is merged to the right in the rows above."""
    return {left for top, left, _bottom, right in sheet.merged if top in above and right > left}


def _groups(row: list[str], borders: set[int]) -> list[dict[str, int]]:
    """Return the columns of each subject: a group ends where a part comes again or the name above begins."""
    groups: list[dict[str, int]] = []
    for position, heading in enumerate(row):
        part = _part(heading)
        if part is None:
            continue
        if not groups or part in groups[-1] or position in borders:
            groups.append({})
        groups[-1][part] = position
    return [columns for columns in groups if "n" in columns and len(columns) > 1]


def _names(sheet: Sheet, above: range, spans: list[tuple[int, int]]) -> list[tuple[str, str | None]]:
    """Return name and procedure of each group: the nearest words above, with those over them where they need it.

    Words above all groups at once, a title or «Предметы», name no subject unless nothing else does.
    """
    lines = [[_over(sheet, line, span) for span in spans] for line in reversed(above)]
    telling = [line for line in lines if len(set(line)) > 1] or lines
    found: list[tuple[str, str | None]] = []
    for place in range(len(spans)):
        own, whole = ([line[place] for line in some if line[place]] for some in (telling, lines))
        wordings = [" ".join(reversed(words[: depth + 1])) for words in (own, whole) for depth in range(len(words))]
        known = ((wording, procedure_of(wording, "ege")) for wording in wordings)
        printed = " ".join(reversed(own[: 2 if own and _OF_EXAM.search(plain(own[0])) else 1]))
        found.append(next(((wording, key) for wording, key in known if key), (printed, None)))
    return found


def _over(sheet: Sheet, line: int, span: tuple[int, int]) -> str:
    """Return what stands above a group in one row: its own words, else those of a merged cell that covers it."""
    start, end = span
    own = next((text for text in sheet.head[line][start:end] if text), "")
    if own:
        return as_text(own)
    covering = [
        (top, left)
        for top, left, bottom, right in sheet.merged
        if top <= line <= bottom and left < start <= right and top < len(sheet.head)
    ]
    return next((as_text(cell(sheet.head[top], left)) for top, left in covering), "")


def _side(rows: list[list[str]], first: int) -> dict[str, int]:
    """Return the columns before the subjects: by the heading next to the cells, else by all of it but titles."""
    rows = [row for row in rows if sum(map(bool, row)) > 1]
    found: dict[str, int] = {}
    for position in range(first):
        headings = [text for row in rows if (text := plain(cell(row, position)))]
        for text in (*headings[-1:], " ".join(headings)):
            name = next((name for name, words in SIDE.items() if words.search(text)), None)
            if name is not None:
                break
        if name:
            found.setdefault(name, position)
    return found
