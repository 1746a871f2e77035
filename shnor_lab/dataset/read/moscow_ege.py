"""Layout: ЕГЭ by school from the Moscow open-data portal, data set 9722, 2015/16 to 2017/18.

Its column PASSER_UNDER_160 is named wrongly: it behaves as «160 and more», so it is not read as low results.
"""

from __future__ import annotations

import pandas as pd

from ...language import text as _
from ..findings import Finding
from .book import Book
from .delivery import Delivery
from .moscow import filled, recognised, rows_of
from .printed import as_number

KEY = "moscow_ege"
TITLE = "Открытые данные Москвы: ЕГЭ по школам, набор 9722"

COLUMNS = ("AdmArea", "EDU_NAME", "YEAR", "PASSES_OVER_220", "PASSER_UNDER_160")


def recognise(book: Book) -> list[str]:
    """Return the reasons: the header of the data set, with or without OGRN and participants."""
    return recognised(book, COLUMNS)


def read(book: Book) -> Delivery:
    """Return ``results``: procedure ``ege_top3``, one row per organisation and school year.

    ``n`` = PASSED_NUMBER_FULL where the file has it, ``n_high`` = PASSES_OVER_220, ``n_low`` empty.
    The ``global_id`` of this data set numbers records, not schools, and is not taken as a code.
    """
    rows = rows_of(book)
    over, under = rows["PASSES_OVER_220"].map(as_number), rows["PASSER_UNDER_160"].map(as_number)
    counted = "PASSED_NUMBER_FULL" in rows
    n = rows["PASSED_NUMBER_FULL"].map(as_number) if counted else pd.Series(float("nan"), index=rows.index)
    frame = pd.DataFrame(
        {
            "ref_ogrn": filled(rows["OGRN"]) if "OGRN" in rows else None,
            "ref_name": filled(rows["EDU_NAME"]),
            "ref_municipality": filled(rows["AdmArea"]),
            "year": filled(rows["YEAR"]),
            "procedure": "ege_top3",
            "n": n,
            "n_high": over,
            "source_sheet": "",
            "source_row": rows["source_row"],
        }
    )
    return Delivery(KEY, {"results": frame}, tuple(_findings(book, rows, n, over, under)), len(rows))


def _findings(book: Book, rows: pd.DataFrame, n: pd.Series, over: pd.Series, under: pd.Series) -> list[Finding]:
    contradicting = over + under > n
    column = "PASSER_UNDER_160"
    if contradicting.any():
        said = _(
            "The column is named «under 160», but behaves as «160 and more»: in these schools it and the "
            "column of 220 and more add up to more than the participants. It is not read as low results."
        )
    else:
        said = _(
            "The column is named «under 160», but in the same data set with participants it behaves as "
            "«160 and more». It is not read as low results."
        )
    findings = [
        Finding(
            "note",
            "mislabelled_column",
            said,
            file=book.name,
            column=column,
            rows=tuple(rows.loc[contradicting, "source_row"]),
            count=int(contradicting.sum()) or len(rows),
        )
    ]
    for rule, message, which in (
        (
            "participants_missing",
            _("The file has no number of participants: counts without a share."),
            n.isna(),
        ),
        (
            "zeros",
            _("0 in both columns of points: nobody reached them or nothing was entered."),
            (over == 0) & (under == 0),
        ),
        (
            "zero_high",
            _("0 participants with 220 points and more: nobody reached them or nothing was entered."),
            over == 0,
        ),
        (
            "no_counts_of_low",
            _("The data hold no counts of low results; rules that need them will not answer."),
            over.notna(),
        ),
    ):
        if which.any():
            findings.append(Finding("note", rule, message, file=book.name, rows=tuple(rows.loc[which, "source_row"])))
    return findings
