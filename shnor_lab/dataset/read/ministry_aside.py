"""What a book in the ministry's form holds and the layout does not take: columns of subjects, whole sheets."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlsxwriter.utility import xl_col_to_name

from ...language import plural as _n
from ...language import text as _
from ..findings import Finding
from .book import Book
from .ministry_header import Subject
from .printed import is_empty, plain


@dataclass
class _Columns:
    """What stands in the columns set aside under one printed subject."""

    places: dict[str, str] = field(default_factory=dict)
    schools: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    results: int = 0
    participants: int = 0


@dataclass
class Aside:
    """Subjects set aside in one book, each told once over all sheets."""

    subjects: dict[tuple[str, str], _Columns] = field(default_factory=dict)

    def add(self, sheet: str, subject: Subject, school: tuple[str, str], participants: float | None) -> None:
        """Count one result that was set aside."""
        rule = "subject_unknown" if subject.procedure is None else "subject_twice"
        found = self.subjects.setdefault((rule, subject.printed), _Columns())
        found.places.setdefault(sheet, xl_col_to_name(min(subject.columns.values())))
        found.schools.setdefault(sheet, set()).add(school)
        found.results += 1
        found.participants += int(participants or 0)

    def findings(self, file: str, *, nothing_taken: bool) -> list[Finding]:
        """Return one question per subject; an error where the book holds nothing else."""
        return [
            Finding(
                "error" if nothing_taken else "note",
                rule,
                _set_aside(rule, printed, columns),
                _todo(rule),
                file,
                ", ".join(columns.places),
                printed,
                examples=tuple(
                    _("sheet «{sheet}», from column {column}", sheet=sheet, column=column)
                    for sheet, column in columns.places.items()
                ),
                count=columns.results,
            )
            for (rule, printed), columns in self.subjects.items()
        ]


def unread_sheets(book: Book, read: set[str]) -> list[Finding]:
    """Return a note for every filled sheet that has no header of the form; applications are told as such."""
    found = []
    for sheet in book.sheets:
        if sheet.name in read or all(is_empty(row) for row in sheet.head):
            continue
        applied = any("заявлени" in plain(text) for row in sheet.head for text in row)
        found.append(
            Finding(
                "note",
                "applications_not_read" if applied else "sheet_not_read",
                _("The sheet holds applications for the exam, not results; it was not read.")
                if applied
                else _("The sheet has no columns of subjects as in the form; it was not read."),
                file=book.name,
                sheet=sheet.name,
                count=sum(not is_empty(row) for row in sheet.rows),
            )
        )
    return found


def _set_aside(rule: str, printed: str, columns: _Columns) -> str:
    amount = {
        "subject": printed,
        "results": _n(columns.results, "{n} result", "{n} results"),
        "schools": _n(max(map(len, columns.schools.values())), "{n} school", "{n} schools"),
        "participants": _n(columns.participants, "{n} participant", "{n} participants"),
    }
    if rule == "subject_twice":
        return _(
            "«{subject}» stands above several groups of columns; they are set aside: {results} (at most {schools} on "
            "a sheet), {participants}.",
            **amount,
        )
    return _(
        "Which exam is «{subject}»? Its columns are set aside: {results} (at most {schools} on a sheet), "
        "{participants}.",
        **amount,
    )


def _todo(rule: str) -> str:
    if rule == "subject_twice":
        return _("write above each group which part or level it is and deliver the file again")
    return _(
        "write the exam as the catalogue names it, for example «Английский язык (устный)», and deliver the file "
        "again; leave it so if the exam is not needed"
    )
