"""All findings of a dataset once more, on screen and as a workbook."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from ..language import text as _
from ..spreadsheet import WRAPPED, Spreadsheet, spreadsheet
from .findings import COLUMNS
from .read.form_columns import CODE, FIS, MUNICIPALITY, NAME, OGRN
from .schema import TABLES
from .store import Dataset, check_contract, open_dataset

SHOWN = 10_000
"""Rows of each sheet of the workbook; what is beyond is counted in its first line."""


def check(name: str) -> pd.DataFrame:
    """Check every stored table against its schema and return the findings kept at import.

    Parameters
    ----------
    name : str
        Name of the dataset.

    Returns
    -------
    DataFrame
        One row per finding and place, errors first: the columns of ``findings.as_frame``.

    Raises
    ------
    DatasetError
        No such dataset, or a stored table breaks its schema.
    """
    dataset = open_dataset(name)
    for table in dataset.tables():
        check_contract(dataset.table(table), table)
    return _sorted(dataset)


def findings_file(name: str, path: str | Path) -> Path:
    """Write findings and quarantined rows of a dataset as a workbook; equal datasets give equal bytes.

    Parameters
    ----------
    name : str
        Name of the dataset.
    path : path
        File to make.

    Returns
    -------
    Path
        The file: a sheet of findings (one row per finding and place) and one of quarantined rows, each of at most
        ``SHOWN`` rows under a line that tells how many there are.

    Raises
    ------
    DatasetError
        No such dataset.
    WriteError
        The file cannot be written.
    """
    dataset = open_dataset(name)
    path = Path(path)
    with spreadsheet(path) as book:
        found = _sorted(dataset)
        words = {"error": _("Error"), "row": _("Rows left out"), "note": _("Note")}
        said = dict(zip(found["rule"], found["message"], strict=True))
        found = found.assign(level=found["level"].map(words), column=found["column"].map(_heading))
        _sheet(book, _("Findings"), found, _finding_titles(), (16, 50, 50, 28, 20, 18, 10, 20, 40))
        outside = dataset.quarantine()
        outside = outside.assign(
            table=[TABLES[key].title for key in outside["table"]],
            rule=["; ".join(said.get(rule, rule) for rule in rules.split(", ")) for rules in outside["rule"]],
            values=[_values(values) for values in outside["values"]],
        )
        _sheet(book, _("Rows in quarantine"), outside, _row_titles(), (28, 20, 8, 22, 50, 90))
    return path


def _sorted(dataset: Dataset) -> pd.DataFrame:
    found = dataset.findings()[COLUMNS]
    order = found["level"].map({"error": 0, "row": 1, "note": 2})
    return (
        found.assign(order=order)
        .sort_values(["order", "file", "sheet", "rule"])
        .drop(columns="order")
        .reset_index(drop=True)
    )


def _heading(name: str) -> str:
    """Return the Russian heading of a column of any form or table, or the name as delivered."""
    references = {column.name: column.header for column in (CODE, NAME, MUNICIPALITY, FIS, OGRN)}
    titles = (table.by_name[name].title for table in TABLES.values() if name in table.by_name)
    return references.get(name) or next(titles, name)


def _values(kept: str) -> str:
    """Return the delivered values of a row, «heading: value» each; "" where none were kept."""
    return "; ".join(f"{_heading(name)}: {value}" for name, value in json.loads(kept or "{}").items())


def _sheet(book: Spreadsheet, title: str, frame: pd.DataFrame, titles: dict[str, str], widths: tuple[int, ...]) -> None:
    sheet = book.sheet(title)
    shown = frame.head(SHOWN)
    sheet.fill(0, [_("In all: {count}; shown: {shown}", count=len(frame), shown=len(shown))], row=0)
    for place, (name, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.width(place, width, WRAPPED)
        sheet.head(place, titles[name], row=1)
        sheet.fill(place, shown[name].tolist(), row=2)
    sheet.freeze(2)
    sheet.sift(len(shown), len(titles), row=1)


def _finding_titles() -> dict[str, str]:
    return {
        "level": _("Level"),
        "message": _("What was seen"),
        "todo": _("What to do now"),
        "file": _("File"),
        "sheet": _("Sheet"),
        "column": _("Column"),
        "count": _("Times"),
        "first_rows": _("First rows"),
        "examples": _("For example"),
    }


def _row_titles() -> dict[str, str]:
    return {
        "file": _("File"),
        "sheet": _("Sheet"),
        "row": _("Row"),
        "table": _("Table"),
        "rule": _("What was seen"),
        "values": _("Values as delivered"),
    }
