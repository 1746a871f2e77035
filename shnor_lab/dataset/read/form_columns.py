"""What a form asks for: the columns of each table as a region fills them, in order.

Writer and reader of forms both start from here, so a filled form needs no mapping.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from ... import catalogue
from ..schema import TABLES, Column, Table

EXPLANATION = "Пояснения"
"""Name of the sheet that says what each column is; a workbook that has it is a form."""

WORDS = "Слова"
"""Name of the hidden sheet with the drop-down lists."""

WIDE = {"passport": "count", "staff": "count", "resources": "value"}
"""Tables whose form has a column per indicator, and the column of the table that its cells become."""

BASE = {"passport": "pupils", "staff": "teachers"}
"""Indicator that all others of the table are counted out of."""

RISK = ": риск"
"""Ending of the header that asks whether a resource is recognised as a risk."""

TEMPLATE = (
    "schools",
    "school_names",
    "school_years",
    "results",
    "passport",
    "staff",
    "resources",
    "statuses",
    "support",
    "surveys",
    "risks",
    "partnerships",
    "corrections",
)
"""Tables that a region fills."""


@dataclass(frozen=True)
class FormColumn:
    """One column of a form.

    Parameters
    ----------
    header : str
        Russian heading.
    name : str
        Column of the delivered frame; for a wide form the indicator, see ``risk``.
    kind : str
        Kind of the schema: code, text, count, year, number, share, flag, date.
    words : dict
        Russian word -> code; its words make the drop-down list.
    open_list : bool
        True when other words are allowed too.
    required : bool
        The row says nothing without it.
    indicator, risk : bool
        The column of a wide form: a value of an indicator, or its risk mark.
    note, unit, source : str
        For the explanation sheet.
    """

    header: str
    name: str
    kind: str
    words: dict[str, str] = field(default_factory=dict)
    open_list: bool = False
    required: bool = False
    indicator: bool = False
    risk: bool = False
    note: str = ""
    unit: str = ""
    source: str = ""


CODE = FormColumn("Код школы", "ref_code", "code", note="Постоянный код школы в вашей системе; по нему школа узнаётся.")
NAME = FormColumn("Школа", "ref_name", "text", required=True, note="Название, как в списке школ.")
MUNICIPALITY = FormColumn("Муниципалитет", "ref_municipality", "text", required=True, note="Как в списке школ.")
FIS = FormColumn("Логин ФИС ОКО", "ref_fis", "code", note="Вида edu000000; пусто, если неизвестен.")
OGRN = FormColumn("ОГРН", "ref_ogrn", "code", note="13 цифр; пусто, если неизвестен.")


@cache
def form_columns(key: str) -> tuple[FormColumn, ...]:
    """Return the columns of the form of a table, in order.

    The school is named by code, name and municipality instead of ``school_id``.
    Passport, staff and resources ask for one row per school and year, with a column per indicator.
    """
    table = TABLES[key]
    school = (
        (CODE, FIS, OGRN) if key == "schools" else (CODE, NAME, MUNICIPALITY) if "school_id" in table.by_name else ()
    )
    if key in WIDE:
        return (*school, *_own(table, only=("year",)), *_indicators(key))
    return (*school, *_own(table))


def _own(table: Table, only: tuple[str, ...] = ()) -> list[FormColumn]:
    return [
        FormColumn(
            column.title,
            column.name,
            column.kind,
            words=_words(table, column),
            open_list=column.name == "procedure",
            required=column.required or (column.key and column.default is None),
            note=column.note,
            unit=column.unit,
            source=column.source or table.source,
        )
        for column in table.columns
        if column.form and column.name != "school_id" and (not only or column.name in only)
    ]


def _words(table: Table, column: Column) -> dict[str, str]:
    if column.name == "procedure":
        return {procedure.title_ru: key for key, procedure in catalogue.procedures().items()}
    return dict(column.words) or {code: code for code in column.one_of}


def _indicators(key: str) -> list[FormColumn]:
    kind, unit = ("number", "") if key == "resources" else ("count", "чел.")
    made = []
    for name, fact in catalogue.read("conditions")[key].items():
        made.append(
            FormColumn(
                fact["title"],
                name,
                kind,
                indicator=True,
                note=fact.get("note", ""),
                unit=unit,
                source=fact["source"],
            )
        )
    if key == "resources":
        made += [
            FormColumn(
                column.header + RISK,
                column.name,
                "flag",
                risk=True,
                source=column.source,
                note="Признан ли ресурсный риск; пусто = не оценивался.",
            )
            for column in list(made)
        ]
    return made
