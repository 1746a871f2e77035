"""Small frames of the right types, and editions."""

from __future__ import annotations

import pandas as pd

from shnor_lab.dataset.schema import TABLES
from shnor_lab.ground.cells import RULE_30
from shnor_lab.params import ListEdition
from shnor_lab.present.remarks import worded

BASIC = RULE_30[:6]
EDITION = ListEdition(year=2024, result_years=[2024, 2023])


def frame(table: str, rows: list[dict]) -> pd.DataFrame:
    """Return rows as a stored table: every column of the schema, its dtypes, its defaults."""
    columns = TABLES[table].columns
    return pd.DataFrame(
        {
            column.name: pd.array([row.get(column.name, column.default) for row in rows], dtype=column.dtype)
            for column in columns
        }
    )


def schools(*ids: str, type: str | None = "basic", **more) -> pd.DataFrame:
    """Return schools of one type in one municipality."""
    return frame(
        "schools",
        [
            {
                "school_id": school,
                "name": f"Школа «{school}»",
                "type": type,
                "municipality": "Ясный",
                "municipality_id": "yasny",
                **more,
            }
            for school in ids
        ],
    )


def result(school: str, year: int, procedure: str, n_low: int | None, n: int | None, **more) -> dict:
    """Return one result row as a mapping."""
    return {"school_id": school, "year": year, "procedure": procedure, "n_low": n_low, "n": n, **more}


def year_of(
    school: str, year: int, *, low: dict[str, tuple[int, int]] | None = None, keys=BASIC, n: int = 20
) -> list[dict]:
    """Return a whole year of one school: every procedure of ``keys`` with 0 of ``n``, but those in ``low``."""
    given = low or {}
    return [result(school, year, key, *given.get(key, (0, n))) for key in keys]


def in_words(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a frame whose remarks of one column are put into words; a setting and its option as «name=option»."""
    return frame.assign(
        **{column: [worded(said, setting=lambda chosen: "{}={}".format(*chosen)) for said in frame[column]]}
    )


def tables(rows: list[dict], register: pd.DataFrame | None = None, **more: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of a region from result rows; schools are taken from the rows, basic, when not given."""
    if register is None:
        register = schools(*sorted({row["school_id"] for row in rows}))
    return {"schools": register, "results": frame("results", rows), **more}
