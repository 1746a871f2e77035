"""Layout: ОГЭ 2015 from the Moscow open-data portal, long CSV, a row per unit of a school, day, subject."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...language import text as _
from ..findings import Finding
from ..issues import Issue
from .book import Book
from .delivery import Delivery
from .moscow import filled, recognised, rows_of
from .printed import as_number
from .procedure_names import procedure_of

KEY = "moscow_oge"
TITLE = "Открытые данные Москвы: ОГЭ 2015 по предметам"

COLUMNS = ("global_id", "ogrn", "date", "subject", "n", "mean_mark")

MAIN_DAYS = frozenset({"2015-05-27", "2015-05-29", "2015-06-03", "2015-06-05"})
RETAKE_DAYS = frozenset({"2015-06-10", "2015-06-16", "2015-06-17", "2015-06-18"})
"""Days of 2015; any other day (April, May, 9 June) is a first sitting outside the main ones: ``reserve``."""

_ROW = ["ref_global_id", "procedure", "attempt"]


def recognise(book: Book) -> list[str]:
    """Return the reasons: the header of the table."""
    return recognised(book, COLUMNS)


def read(book: Book) -> Delivery:
    """Return ``results``: one row per school, subject and kind of day (main, reserve, retake) of 2015.

    Rows of merged units repeat a key: participants are added up, the mean is weighted by them. Counts of
    marks and of low results are not in the data and stay empty. ``rows_in`` counts printed rows, which are added up.
    """
    rows = rows_of(book)
    day = pd.to_datetime(rows["date"], format="%d.%m.%Y", errors="coerce").dt.strftime("%Y-%m-%d")
    frame = pd.DataFrame(
        {
            "ref_global_id": rows["global_id"],
            "ref_ogrn": filled(rows["ogrn"]),
            "year": pd.to_numeric(day.str[:4]),
            "procedure": rows["subject"].map(lambda subject: procedure_of(subject, "oge") or f"ОГЭ, {subject}"),
            "attempt": day.map(_attempt),
            "n": rows["n"].map(as_number),
            "mean": rows["mean_mark"].map(as_number),
            "day": day,
            "source_row": rows["source_row"],
        }
    )
    repeated = frame.duplicated(["ref_global_id", "procedure", "day"], keep=False)
    unread = day.isna() | frame["n"].isna()
    summed = _summed(frame[~unread])
    results = pd.concat([summed, frame[unread].drop(columns="day").assign(source_sheet="")], ignore_index=True)
    findings = [
        Finding("note", rule, message, file=book.name, rows=tuple(frame.loc[which, "source_row"]))
        for rule, message, which in (
            (
                "units_added_up",
                _("Units of merged schools: participants were added up, the mean was weighted by them."),
                repeated,
            ),
            (
                "retake_day",
                _("Days of June 10 and 16–18 are re-sits; their means are those of pupils who had failed."),
                frame["attempt"] == "retake",
            ),
            (
                "other_day",
                _("Days outside the main ones and the re-sits are kept as reserve days."),
                (frame["attempt"] == "reserve") & ~unread,
            ),
            (
                "one_participant",
                _("One participant: the mean is one pupil's mark and must not be shown."),
                frame["n"] == 1,
            ),
            (
                "no_counts_of_low",
                _("The data hold no counts of low results; rules that need them will not answer."),
                ~unread,
            ),
        )
        if which.any()
    ]
    elsewhen = day.notna() & (day.str[:4] != "2015")
    if elsewhen.any():
        findings.append(
            Finding(
                "error",
                "days_unknown",
                _("Main days and re-sits are known for 2015 only."),
                _("deliver results of other years as a long table with the column «{column}»", column="День"),
                file=book.name,
                rows=tuple(rows.loc[elsewhen, "source_row"]),
            )
        )
    issues = (
        [
            Issue(
                "row",
                "day_or_number_unread",
                _("The day or the number of participants cannot be read."),
                _("correct the row and deliver the file again"),
                at=np.arange(len(summed), len(results)),
            )
        ]
        if unread.any()
        else []
    )
    return Delivery(KEY, {"results": results}, tuple(findings), len(rows), issues={"results": issues})


def _attempt(day: object) -> str:
    return "main" if day in MAIN_DAYS else "retake" if day in RETAKE_DAYS else "reserve"


def _summed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row per school, subject and kind of day; a mean missing in any part is missing."""
    points = (frame["mean"] * frame["n"]).where(frame["n"] > 0, 0.0)
    parts = frame.assign(points=points).groupby(_ROW, sort=True)
    made = parts.agg(
        ref_ogrn=("ref_ogrn", "first"),
        year=("year", "first"),
        n=("n", "sum"),
        points=("points", lambda part: part.sum(skipna=False)),
        source_row=("source_row", "min"),
    ).reset_index()
    mean = (made.pop("points") / made["n"]).where(made["n"] > 0)
    return made.assign(mean=mean.round(4), source_sheet="")
