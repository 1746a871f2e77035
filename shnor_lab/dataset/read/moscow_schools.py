"""Layout: register of schools of the Moscow open-data portal, export of 2015, with ЕГЭ 2015 sums."""

from __future__ import annotations

import pandas as pd

from ...language import text as _
from ..findings import Finding
from .book import Book
from .delivery import Delivery
from .moscow import filled, recognised, rows_of
from .printed import as_number

KEY = "moscow_schools"
TITLE = "Открытые данные Москвы: реестр школ 2015 года и ЕГЭ 2015"

COLUMNS = (
    "global_id",
    "status",
    "full_name",
    "short_name",
    "ogrn",
    "okrug",
    "prog_basic",
    "prog_secondary",
    "ege2015_n",
    "ege2015_over220",
    "ege_year",
)

STAGES = {"prog_secondary": "secondary", "prog_basic": "basic", "prog_primary": "primary"}
"""Programme flag -> type of school; the highest stage counts."""

SPECIALISED = r"(?i)лице[йя]|гимнази"


def recognise(book: Book) -> list[str]:
    """Return the reasons: the header of the register."""
    return recognised(book, COLUMNS)


def read(book: Book) -> Delivery:
    """Return ``schools``, ``school_names`` and ``results`` (``ege_top3``, one row per school that reported).

    An administrative okrug is the municipality. Organisations without programmes of general education and
    without ЕГЭ results are left out. ``n_low`` stays empty: the data do not count low results.
    ``rows_in`` counts organisations: rows of ``schools`` and those skipped add up to it.
    """
    rows = rows_of(book)
    flags = pd.DataFrame({flag: rows[flag].map(as_number) == 1 for flag in STAGES if flag in rows})
    kinds = pd.Series([None] * len(rows), index=rows.index, dtype=object)
    for flag, kind in reversed(STAGES.items()):
        if flag in flags:
            kinds = kinds.mask(flags[flag], kind)
    n = rows["ege2015_n"].map(as_number)
    school = kinds.notna() | n.notna()
    nowhere = school & (rows["okrug"] == "")
    kept = school & ~nowhere
    ids = pd.DataFrame(
        {
            "ref_global_id": rows["global_id"],
            "ref_ogrn": filled(rows["ogrn"]),
            "source_sheet": "",
            "source_row": rows["source_row"],
        },
        dtype=object,
    )[kept]
    schools = ids.assign(
        name=rows["short_name"],
        full_name=rows["full_name"],
        type=kinds,
        municipality=filled(rows["okrug"]),
        specialised=rows["full_name"].str.contains(SPECIALISED).map({True: "да", False: "нет"}),
    )
    names = ids.assign(
        ref_name=rows["short_name"],
        ref_municipality=filled(rows["okrug"]),
        scheme="name",
        value=rows["full_name"],
    )
    results = ids.assign(
        ref_name=rows["short_name"],
        ref_municipality=filled(rows["okrug"]),
        year=rows["ege_year"].map(as_number),
        procedure="ege_top3",
        n=n,
        n_high=rows["ege2015_over220"].map(as_number),
    )[n[kept].notna()]
    findings = [
        Finding("note", rule, message, rows=tuple(rows.loc[which, "source_row"]), file=book.name)
        for rule, message, which in (
            (
                "not_a_school",
                _("Organisations without general education and without ЕГЭ results were left out."),
                ~school,
            ),
            (
                "municipality_missing",
                _("Organisations without an administrative okrug were left out."),
                nowhere,
            ),
            (
                "being_opened",
                _("Organisations that were being opened at the time are in the register."),
                kept & (rows["status"] == "в стадии открытия"),
            ),
            ("ege_missing", _("ЕГЭ 2015 is missing for these schools."), kept & n.isna()),
            (
                "no_counts_of_low",
                _("The data hold no counts of low results; rules that need them will not answer."),
                n.notna(),
            ),
        )
        if which.any()
    ]
    tables = {"schools": schools, "school_names": names, "results": results}
    return Delivery(KEY, tables, tuple(findings), len(rows), int((~kept).sum()))
