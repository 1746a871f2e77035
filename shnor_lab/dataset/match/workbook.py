"""The workbook that a person answers in: open questions, and the schools and municipalities that may need mending."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import pandas as pd

from ...errors import DeliveryError
from ...language import text as _
from ...spreadsheet import Shape, Sheet, Spreadsheet, spreadsheet
from . import answers as said
from .answers import Answer, Answers, mend_question, place_question
from .questions import COLUMNS, LIST
from .wording import Unclear, offered, pointed, understood, worded

_HEAD: Shape = {"bold": True, "text_wrap": True}
_CELLS: Shape = {"text_wrap": True}
_WIDTHS = (16, 24, 40, 24, 20, 28, 40, 44, 10, 48)
_HINT = {"error_type": "information"}
"""Another word than those of the list may be typed: a new name, a code."""


def questions_file(
    path: str | os.PathLike,
    questions: pd.DataFrame,
    *,
    schools: pd.DataFrame | None = None,
    answers: pd.DataFrame | None = None,
) -> Path:
    """Write open questions, and the register to mend, as a workbook with lists to choose from; return its path.

    Parameters
    ----------
    path : path
        File to make; an existing one is replaced only when the new one is whole.
    questions : DataFrame
        As ``Tied.questions``.
    schools : DataFrame, optional
        The register; every school and municipality of it can be chosen and mended then. Without it a question offers
        the schools that it names.
    answers : DataFrame, optional
        ``question_id, answer``; what was said of schools and municipalities before stands in their lines.
    """
    path = Path(path)
    known = (
        pd.DataFrame(columns=["school_id", "name", "municipality", "municipality_id"]) if schools is None else schools
    )
    known = known.sort_values(["municipality", "name", "school_id"])
    replies = Answers({}) if answers is None else Answers.of(answers)
    with spreadsheet(path, in_memory=False) as book:
        lists = _Lists()
        sheet = book.sheet(_("Questions"))
        for place, (column, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.width(place, width, _CELLS)
            sheet.head(place, _headers()[column], shape=_HEAD)
            values = questions[column].tolist()
            sheet.fill(place, [worded(*Answer.of(value)) for value in values] if column == "answer" else values)
        sheet.freeze(1)
        offers = [lists.column(_choices(row, known)) for row in questions.to_dict("records")]
        filled: list[tuple[Sheet, int, Sequence[int]]] = [(sheet, COLUMNS.index("answer"), offers)]
        if schools is not None:
            filled += [_schools(book, known, replies, lists), _places(book, known, replies, lists)]
        about = book.sheet(_("How to answer"))
        about.width(0, 110, _CELLS)
        about.fill(0, _how(), row=0)
        hidden = book.sheet(_("Choices"), hidden=True)
        for place, words in enumerate(lists.columns):
            hidden.fill(place, words, row=0)
        for target, at, columns in filled:
            row = 1
            for number, run in groupby(columns):
                rows = len(list(run))
                target.offer(at, rows, hidden.where(number, len(lists.columns[number])), row=row, **_HINT)
                row += rows
    return path


def read_answers(path: str | os.PathLike) -> pd.DataFrame:
    """Return the answers of a filled workbook: ``question_id, answer`` as they are kept, without open ones.

    Answers are ``new``, ``not``, ``yes``, ``no``, ``remove``, ``keep``, ``same:CODE`` and ``rename:NAME``. A school may
    be pointed at by its code in the register or by its name, when only one school of the workbook has it.

    Raises
    ------
    DeliveryError
        The file is not a workbook of questions, or an answer is not understood.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    path = Path(path)
    todo = _("fill in the column «Answer» of the workbook that the command match has written")
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except (CalamineError, OSError):
        raise DeliveryError(_("The file with answers cannot be opened."), where=path.name, todo=todo) from None
    question = _headers()["question_id"]
    columns = {_headers()["answer"], _("What to do")}
    found: dict[str, str] = {}
    unclear: list[str] = []
    headers = [[str(cell).strip() for cell in rows[0]] if rows else [] for _name, rows in sheets]
    if not any(question in header and columns & set(header) for header in headers):
        raise DeliveryError(_("This is not a workbook of questions."), where=path.name, examples=headers[0], todo=todo)
    targets = pointed(rows for _name, rows in sheets)
    for header, (_name, rows) in zip(headers, sheets, strict=True):
        if question not in header or not columns & set(header):
            continue
        code, answer = header.index(question), next(at for at, title in enumerate(header) if title in columns)
        for number, row in enumerate(rows[1:], start=2):
            try:
                if kept := understood(str(row[answer]), str(row[code]).strip(), targets):
                    found[str(row[code]).strip()] = kept
            except Unclear:
                unclear.append(_("row {row}: {word}", row=number, word=str(row[answer]).strip()))
    if unclear:
        raise DeliveryError(
            _("Some answers are none of the words of the list."),
            where=path.name,
            count=len(unclear),
            examples=unclear,
            todo=_("choose from the list of the cell"),
        )
    return pd.DataFrame({"question_id": list(found), "answer": list(found.values())}, dtype="str")


class _Lists:
    """Columns of the hidden sheet that cells choose from; equal lists are one column."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, ...], int] = {}

    @property
    def columns(self) -> list[tuple[str, ...]]:
        return list(self._places)

    def column(self, words: Iterable[str]) -> int:
        return self._places.setdefault(tuple(words), len(self._places))


def _headers() -> dict[str, str]:
    return {
        "question_id": _("Question"),
        "file": _("File"),
        "name": _("School in the file"),
        "municipality": _("Municipality in the file"),
        "codes": _("Codes in the file"),
        "school_id": _("Code in the register"),
        "school_name": _("School in the register"),
        "why": _("Why we ask"),
        "rows": _("Rows that wait"),
        "answer": _("Answer"),
    }


def _choices(row: dict, known: pd.DataFrame) -> list[str]:
    """Return what may be answered to a question: the likeliest first, then all schools of the place, then the rest."""
    question = row["question_id"]
    if question == said.ZEROS:
        return [worded(said.YES), worded(said.NO)]
    codes = row["school_id"].split(LIST) if row["school_id"] else []
    named = dict(zip(codes, row["school_name"].split(LIST), strict=False))
    if said.about_place(question):
        named |= dict(zip(known["municipality_id"], known["municipality"], strict=True))
        return [*offered(named), worded(said.NEW, place=True), worded(said.NOT, place=True)]
    places = set(known.loc[known["school_id"].isin(codes), "municipality"]) | {row["municipality"]}
    here = known[known["municipality"].isin(places)]
    here = known if here.empty else here
    named |= dict(zip(here["school_id"], here["name"], strict=True))
    return [*offered(named), worded(said.NEW), worded(said.NOT)]


def _schools(
    book: Spreadsheet, known: pd.DataFrame, replies: Answers, lists: _Lists
) -> tuple[Sheet, int, Sequence[int]]:
    """Write the sheet of schools, those that were mended away among them."""
    ids = known["school_id"].tolist()
    gone = sorted(set(replies.mends()).difference(ids))
    lines = [
        *zip(ids, known["name"].tolist(), known["municipality"].tolist(), strict=True),
        *((school, "", "") for school in gone),
    ]
    sheet = book.sheet(_("Schools"))
    titles = [_("Question"), _("Code in the register"), _("School"), _("Municipality"), _("What to do")]
    rows = [
        (mend_question(school), school, name, place, worded(*replies.to(mend_question(school))))
        for school, name, place in lines
    ]
    sheet.table(titles, (16, 30, 48, 30, 48), rows, columns=_CELLS)
    sheet.freeze(1)
    end = [worded(said.REMOVE), worded(said.KEEP)]
    by_place = {
        place: [*offered(dict(zip(part["school_id"], part["name"], strict=True))), *end]
        for place, part in known.groupby("municipality")
    }
    return sheet, len(titles) - 1, [lists.column(by_place.get(place, end)) for _code, _name, place in lines]


def _places(
    book: Spreadsheet, known: pd.DataFrame, replies: Answers, lists: _Lists
) -> tuple[Sheet, int, Sequence[int]]:
    places = known.groupby(["municipality", "municipality_id"], as_index=False).size()
    sheet = book.sheet(_("Municipalities"))
    titles = [_("Question"), _("Code in the register"), _("Municipality"), _("Schools"), _("What to do")]
    rows = [
        (place_question(name), code, name, int(size), worded(*replies.to(place_question(name)), place=True))
        for name, code, size in places.itertuples(index=False, name=None)
    ]
    sheet.table(titles, (16, 30, 48, 10, 48), rows, columns=_CELLS)
    sheet.freeze(1)
    named = dict(zip(places["municipality_id"], places["municipality"], strict=True))
    words = lists.column([*offered(named), worded(said.REMOVE), worded(said.KEEP)])
    return sheet, len(titles) - 1, [words] * len(places)


def _how() -> tuple[str, ...]:
    return (
        _("Sheet «Questions»: every line is one question; choose the answer in its last column."),
        _("«same as: …»: it is that school of the register; its rows are taken in, and the spelling is remembered."),
        _("«new school»: the register does not have it yet; it is added."),
        _("«not a school»: a total, a note, a school that does not belong here; its rows stay outside."),
        _("About a municipality the answer holds for all its schools; «new municipality» adds it with its schools."),
        _("About codes without zeros in front «yes» holds for all schools and for later files."),
        _("An empty answer leaves the question open."),
        _("Filter by «Why we ask»: lines with one reason can be looked through and answered together."),
        _("Sheets «Schools» and «Municipalities»: write only where something is wrong, in the column «What to do»."),
        _("«same as: …»: both are one, all rows go there. «rename to: …»: the old name stays known."),
        _("«remove»: it should not be there; its rows wait outside. «keep as it is» takes back what was said."),
    )
