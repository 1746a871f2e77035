"""Questions about doubtful ties, the workbook that carries them, and its answers."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pandas as pd

from ...errors import DeliveryError
from ...language import text as _
from ...spreadsheet import Shape, spreadsheet
from .names import normal, normal_municipality
from .references import Reference

COLUMNS = (
    "question_id", "file", "name", "municipality", "codes", "school_id", "school_name", "why", "rows",
    "answer",
)  # fmt: skip
YES, NO, NEW = "yes", "no", "new"

_HEAD: Shape = {"bold": True, "text_wrap": True}
_CELLS: Shape = {"text_wrap": True}
_WIDTHS = (16, 24, 40, 24, 20, 28, 40, 44, 10, 14)


def question_id(reference: Reference, school: str) -> str:
    """Return the lasting code of "is this reference that school", the same in every later delivery."""
    parts = (
        *reference.codes.items(), normal(reference.name), normal_municipality(reference.municipality), school,
    )  # fmt: skip
    return "q-" + hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def question(reference: Reference, school: str, school_name: str, *, why: str, file: str, rows: int) -> dict:
    """Return one row of the table of questions."""
    return {
        "question_id": question_id(reference, school), "file": file, "name": reference.name,
        "municipality": reference.municipality, "codes": ", ".join(reference.codes.values()),
        "school_id": school, "school_name": school_name, "why": why, "rows": rows, "answer": "",
    }  # fmt: skip


def as_frame(rows: list[dict]) -> pd.DataFrame:
    """Return questions as a table: one row per reference and school it may mean."""
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).drop_duplicates("question_id")
    frame = frame.astype({column: "int64" if column == "rows" else "str" for column in COLUMNS})
    return frame.sort_values(["municipality", "name", "school_id"], ignore_index=True)


def _words() -> dict[str, str]:
    return {YES: _("yes"), NO: _("no"), NEW: _("new school")}


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


def questions_file(path: str | os.PathLike, questions: pd.DataFrame) -> Path:
    """Write open questions as a workbook whose last column has a list to choose from; return its path.

    Parameters
    ----------
    path : path
        File to make; an existing one is replaced only when the new one is whole.
    questions : DataFrame
        As ``Tied.questions``.
    """
    path = Path(path)
    words, headers = _words(), _headers()
    with spreadsheet(path, in_memory=False) as book:
        sheet = book.sheet(_("Questions"))
        for place, (column, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.width(place, width, _CELLS)
            sheet.head(place, headers[column], shape=_HEAD)
            values = questions[column].replace(words) if column == "answer" else questions[column]
            sheet.fill(place, values.tolist())
        sheet.freeze(1)
        sheet.offer(COLUMNS.index("answer"), len(questions), list(words.values()))
        about = book.sheet(_("How to answer"))
        about.width(0, 110, _CELLS)
        about.fill(
            0,
            (
                _("Every line asks: is the school in the file the school of the register named beside it?"),
                _("«yes»: it is that school; its rows are taken in, and the spelling is remembered."),
                _("«no»: it is another school. If all lines about it say «no», its rows stay outside."),
                _("«new school»: the register does not have it yet; it is added."),
                _("An empty answer leaves the question open."),
                _("Filter by «Why we ask»: lines with one reason can be looked through and answered together."),
            ),
            row=0,
        )
    return path


def read_answers(path: str | os.PathLike) -> pd.DataFrame:
    """Return the answers of a filled workbook: ``question_id, answer`` (yes, no, new), without open ones.

    Raises
    ------
    DeliveryError
        The file is not a workbook of questions, or an answer is another word.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    path = Path(path)
    todo = _("fill in the column «Answer» of the workbook that the command match has written")
    try:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError):
        raise DeliveryError(_("The file with answers cannot be opened."), where=path.name, todo=todo) from None
    header = [str(cell).strip() for cell in rows[0]] if rows else []
    headers = _headers()
    if headers["question_id"] not in header or headers["answer"] not in header:
        raise DeliveryError(_("This is not a workbook of questions."), where=path.name, examples=header, todo=todo)
    code, answer = header.index(headers["question_id"]), header.index(headers["answer"])
    meaning = {word: key for key, word in _words().items()}
    found, unknown = {}, []
    for number, row in enumerate(rows[1:], start=2):
        word = str(row[answer]).strip().lower()
        if word and word not in meaning:
            unknown.append(_("row {row}: {word}", row=number, word=word))
        elif word:
            found[str(row[code]).strip()] = meaning[word]
    if unknown:
        raise DeliveryError(
            _("Some answers are none of the words of the list."),
            where=path.name,
            count=len(unknown),
            examples=unknown,
            todo=_("choose one of: {words}", words=", ".join(meaning)),
        )
    return pd.DataFrame({"question_id": list(found), "answer": list(found.values())}, dtype="str")
