"""Whether what is needed was read: headings that are not known or met twice, columns without a single value."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ...language import text as _
from ..findings import Finding
from ..schema import Table
from .book import Book, Sheet
from .headers import meaning
from .printed import ABSENT, as_number, as_text, plain
from .row_kinds import distinct_of

LOW = ("n_low", "n_2")
"""Either of them says how many results are low."""

ALIKE = 0.8
"""How alike a heading must be to one that is known (1 = the same) to be asked about."""

_VALUES = ("count", "number", "share")
_SHARE = re.compile(r"%|процент|доля")
_ORDINAL = re.compile(r"^(№|n|код|id|тел|инн|кпп|индекс|класс)")
_OF_LOW = re.compile(r"порог|минимал|двоек|неуд|не сда|не преодол|не набра|«2»|\"2\"")


def heading_findings(
    printed: Sequence[str],
    meant: Sequence[str | None],
    known: Mapping[str, str],
    table: Table,
    row: int,
    book: Book,
    sheet: Sheet,
) -> list[Finding]:
    """Return what is asked about the headings of a sheet before anything is taken; notes are left to the layout.

    Parameters
    ----------
    printed : sequence of str
        Headings as printed, "" where there is none.
    meant : sequence of str or None
        The column each means, repetitions too.
    known : mapping of str to str
        Every heading of the table in plain form -> column.
    table : Table
    row : int
        Position of the header in the sheet.
    book : Book
    sheet : Sheet
    """
    asked = _twice(printed, meant, table)
    unknown = [heading for heading, name in zip(printed, meant, strict=True) if heading and name is None]
    for heading in unknown:
        name = _alike(plain(heading), {text: name for text, name in known.items() if name not in meant})
        if name in table.by_name and table.by_name[name].kind in _VALUES:
            asked.append(
                (
                    "heading_guessed",
                    _("The column «{heading}» is not known.", heading=heading)
                    + " "
                    + _("It looks like «{title}».", title=table.by_name[name].title),
                    _("give the column this name if it is the one, else delete it, and deliver the file again"),
                )
            )
    if table.key == "results" and not asked:
        asked = _needed(printed, meant, table, row, sheet)
    return [
        Finding("error", rule, message, todo, book.name, sheet.name, rows=(row + 1,)) for rule, message, todo in asked
    ]


def _twice(printed: Sequence[str], meant: Sequence[str | None], table: Table) -> list[tuple[str, str, str]]:
    repeated = []
    for name in dict.fromkeys(name for name in meant if name):
        headings = [heading for heading, other in zip(printed, meant, strict=True) if other == name]
        value = name in table.by_name and table.by_name[name].kind in _VALUES
        if len(headings) > 1 and (value or len({plain(heading) for heading in headings}) < len(headings)):
            repeated.append(headings)
    if len(repeated) > 1:
        return [
            (
                "second_table",
                _(
                    "A second table stands beside the first: the columns {columns} are met twice.",
                    columns=", ".join(f"«{headings[0]}»" for headings in repeated[:5]),
                ),
                _("put every table on a sheet of its own, with its own headings, and deliver the file again"),
            )
        ]
    return [
        (
            "heading_twice",
            _(
                "Several columns mean the same: {columns}.",
                columns=", ".join(f"«{heading}»" for heading in headings),
            ),
            _("leave the one that is to be read and deliver the file again"),
        )
        for headings in repeated
    ]


def _needed(
    printed: Sequence[str], meant: Sequence[str | None], table: Table, row: int, sheet: Sheet
) -> list[tuple[str, str, str]]:
    """Return the question whether a column of numbers that is not known is the one that is missing."""
    unknown = [
        heading
        for place, (heading, name) in enumerate(zip(printed, meant, strict=True))
        if name is None and heading and not _ORDINAL.match(plain(heading)) and not _SHARE.search(plain(heading))
        if any(place < len(cells) and as_number(cells[place]) is not None for cells in sheet.head[row + 1 :])
    ]
    low = [heading for heading in unknown if _OF_LOW.search(plain(heading))]
    for missing, met in (("n", unknown), ("n_low", low)):
        if met and missing not in meant and not (missing in LOW and set(LOW) & set(meant)):
            return [
                (
                    "needed_column_missing",
                    _(
                        "The column «{title}» was not found: is it among the unknown ones: {columns}?",
                        title=table.by_name[missing].title,
                        columns=", ".join(f"«{heading}»" for heading in met[:5]),
                    ),
                    _("give the column this name if it is the one, else delete it, and deliver the file again"),
                )
            ]
    return []


def guesses(cells: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the headings of a row that are not known but look like one that is absent: column -> heading."""
    meant = {meaning(plain(cell), known) for cell in cells if cell}
    absent = {text: name for text, name in known.items() if name not in meant}
    unknown = [cell for cell in cells if cell and meaning(plain(cell), known) is None]
    return {name: cell for cell in unknown if (name := _alike(plain(cell), absent))}


def _alike(heading: str, known: Mapping[str, str]) -> str:
    digits = re.findall(r"\d", heading)
    fitting = [text for text in known if re.findall(r"\d", text) == digits and len(text) > 3]
    found = difflib.get_close_matches(heading, fitting, 1, ALIKE)
    return known[found[0]] if found and not _SHARE.search(heading) else ""


def empty_columns(
    frame: pd.DataFrame, headings: Mapping[str, str], table: Table, book: Book, sheet: Sheet, *, tell: bool
) -> list[Finding]:
    """Return what is said of columns without a value: a question where counts hang on them, else one note.

    Parameters
    ----------
    frame : DataFrame
        Rows to hand over, values as printed.
    headings : mapping of str to str
        Column -> its heading as printed.
    table : Table
    book : Book
    sheet : Sheet
    tell : bool
        False leaves out the note, for a form has columns that nobody must fill.
    """
    if not len(frame):
        return []
    empty = [name for name in headings if not _has_value(frame[name])]
    findings = _without_counts(frame, headings, book, sheet) if table.key == "results" else []
    asked = {finding.column for finding in findings}
    rest = [headings[name] for name in empty if headings[name] not in asked]
    if rest and tell:
        findings.append(
            Finding(
                "note",
                "columns_without_values",
                _("Columns have no value in any row."),
                file=book.name,
                sheet=sheet.name,
                examples=tuple(rest),
                count=len(rest),
            )
        )
    return findings


def _without_counts(frame: pd.DataFrame, headings: Mapping[str, str], book: Book, sheet: Sheet) -> list[Finding]:
    """Return the questions about procedures and years none of whose rows has a count that the file has a column for."""
    if not {"procedure", "year"} <= set(headings):
        return []
    procedures, years = distinct_of(frame["procedure"]), distinct_of(frame["year"])
    groups = procedures[0].astype(np.int64) * (len(years[1]) + 1) + years[0]
    known = (procedures[0] >= 0) & (years[0] >= 0)
    people = _filled(frame["n"]) if "n" in headings else np.ones(len(frame), bool)
    low = [_filled(frame[name]) for name in LOW if name in headings]
    asked = []
    if "n" in headings:
        asked.append(("n", known, people))
    if low:
        some = people & ~_zero(frame["n"]) if "n" in headings else people
        asked.append((next(name for name in LOW if name in headings), known & some, np.any(low, axis=0)))
    findings = []
    for name, rows, given in asked:
        without = rows & ~np.isin(groups, groups[given])
        if without.any():
            met = frame.loc[without, ["procedure", "year"]].astype(object).drop_duplicates().head(5)
            findings.append(
                Finding(
                    "error",
                    "count_missing",
                    _(
                        "The column «{column}» has no value for whole procedures: were they not counted?",
                        column=headings[name],
                    ),
                    _(
                        "fill the column; where the numbers are not known, deliver these procedures in a file "
                        "without it"
                    ),
                    book.name,
                    sheet.name,
                    headings[name],
                    tuple(map(int, frame["source_row"].to_numpy()[without])),
                    tuple(f"{as_text(procedure)}, {as_text(year)}" for procedure, year in met.to_numpy()),
                )
            )
    return findings


def _has_value(values: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(values.dtype):
        return bool(values.notna().any())
    codes, distinct = distinct_of(values)
    return any(plain(value) not in ABSENT for value in distinct) and bool((codes >= 0).any())


def _filled(values: pd.Series) -> np.ndarray:
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.notna().to_numpy()
    codes, distinct = distinct_of(values)
    answers = np.array([plain(value) not in ABSENT for value in distinct] + [False])
    return answers[codes]


def _zero(values: pd.Series) -> np.ndarray:
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.eq(0).fillna(False).to_numpy(bool)
    codes, distinct = distinct_of(values)
    return np.array([as_number(value) == 0 for value in distinct] + [False])[codes]
