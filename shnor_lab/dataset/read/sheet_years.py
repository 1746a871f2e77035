"""The year that each sheet of a book is about, where title, sheet and file may name different ones."""

from __future__ import annotations

from collections import Counter

from ...language import text as _
from ..findings import Finding
from .book import Book, Sheet
from .printed import years_in


def years_of(book: Book, sheets: list[tuple[Sheet, int]]) -> tuple[dict[str, int], list[Finding]]:
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
