"""Layout: the «Сверочная ведомость» that the laboratory hands out and a municipality sends back."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ...language import text as _
from ..findings import Finding
from .book import Book, Sheet
from .delivery import Delivery
from .printed import as_text, is_empty, plain

KEY = "reconciliation"
TITLE = "Сверочная ведомость"

HEADERS = {
    "school_id": "Код школы",
    "name": "Школа",
    "municipality": "Муниципалитет",
    "year": "Год перечня",
    "official": "По приказу",
    "listed": "Расчёт по методике",
    "reason": "Основание расчёта",
    "certainty": "Согласие (согласны / возражение)",
    "ground": "Основание возражения",
}
"""Columns of the sheet, by the names of the frame that makes it."""


def recognise(book: Book) -> list[str]:
    """Return the reason: a sheet whose first row holds all headers of the reconciliation sheet."""
    return [
        _("Sheet «{name}» has the header of the reconciliation sheet.", name=sheet.name)
        for sheet in book.sheets
        if _places(sheet) is not None
    ]


def read(book: Book) -> Delivery:
    """Return ``statuses``: one row per school, source «reconciliation», listed as the order says.

    A school without «согласны» or «возражение» is kept as unanswered. Without an order the computation stands in;
    a school with neither is left out and named in a finding.
    """
    records: list[dict[str, object]] = []
    findings: list[Finding] = []
    skipped = 0
    for sheet in book.sheets:
        places = _places(sheet)
        if places is None:
            continue
        silent: list[int] = []
        open_: list[int] = []
        for number, row in enumerate(sheet.rows[1:], start=2):
            if is_empty(row):
                continue
            text = {name: as_text(row[place]) if place < len(row) else "" for name, place in places.items()}
            said = [answer for answer in (text["official"], text["listed"]) if plain(answer) in ("да", "нет")]
            if not said:
                open_.append(number)
                continue
            if not text["certainty"]:
                silent.append(number)
            records.append(
                {
                    "school_id": text["school_id"],
                    "year": text["year"],
                    "class": "low",
                    "level": "municipal",
                    "source": "reconciliation",
                    "listed": said[0],
                    "certainty": text["certainty"] or "нет ответа",
                    "ground": text["ground"],
                    "source_sheet": sheet.name,
                    "source_row": number,
                }
            )
        findings += _findings(book, sheet, open_, silent)
        skipped += len(open_)
    statuses = pd.DataFrame(records, dtype=object)
    return Delivery(KEY, {"statuses": statuses}, tuple(findings), len(records) + skipped, skipped)


def _findings(book: Book, sheet: Sheet, open_: list[int], silent: list[int]) -> Iterator[Finding]:
    said = (
        (
            open_,
            "reconciliation_open",
            _("Schools with neither an order nor a computed answer are left out."),
            _("deliver the missing results and the order, then take the new sheet from the pages"),
            "listed",
        ),
        (
            silent,
            "reconciliation_unanswered",
            _("Schools of the reconciliation sheet have no answer."),
            _("fill «согласны» or «возражение» and deliver the sheet again"),
            "certainty",
        ),
    )
    for rows, rule, message, todo, column in said:
        if rows:
            yield Finding(
                "note",
                rule,
                message,
                todo=todo,
                file=book.name,
                sheet=sheet.name,
                column=HEADERS[column],
                rows=tuple(rows),
            )


def _places(sheet: Sheet) -> dict[str, int] | None:
    header = {plain(cell): place for place, cell in enumerate(sheet.head[0])} if sheet.head else {}
    wanted = {name: plain(title) for name, title in HEADERS.items()}
    if not set(wanted.values()) <= set(header):
        return None
    return {name: header[title] for name, title in wanted.items()}
