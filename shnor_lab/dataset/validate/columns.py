"""Required cells, bounds and closed lists, from the declaration of each column."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...language import text as _
from ..issues import Issue, of_rows
from ..schema import Column, Table
from ..vocabulary import shown

_TIED_LATER = ("school_id", "municipality_id")


def check_columns(frame: pd.DataFrame, table: Table) -> list[Issue]:
    """Return the rows with an empty required cell, a value out of bounds or a word out of a closed list."""
    issues: list[Issue] = []
    for column in table.columns:
        if column.name in _TIED_LATER or column.name not in frame or not len(frame):
            continue
        values = frame[column.name]
        if column.key or column.required:
            issues += _required(values, column)
        if column.low is not None or column.high is not None:
            issues += _bounds(values, column)
        if column.one_of:
            issues += _closed(values, column)
    return issues


def _required(values: pd.Series, column: Column) -> list[Issue]:
    missing = values.isna().to_numpy()
    if missing.all():
        return of_rows(
            missing,
            "error",
            "column_empty",
            _("The column «{column}» is absent or empty.", column=column.title),
            _("add the column and deliver the file again"),
            column.name,
        )
    return of_rows(
        missing,
        "row",
        "cell_required",
        _("The cell of the column «{column}» is empty.", column=column.title),
        _("fill the cell and deliver the file again"),
        column.name,
    )


def _bounds(values: pd.Series, column: Column) -> list[Issue]:
    low = column.low if column.low is not None else -np.inf
    high = column.high if column.high is not None else np.inf
    if column.kind in ("count", "year"):
        numbers = values.to_numpy(np.int32, na_value=int(column.low if column.low is not None else high))
    else:
        numbers = values.to_numpy("float64", na_value=np.nan)
    with np.errstate(invalid="ignore"):
        out = (numbers < low) | (numbers > high)
    return of_rows(
        out,
        "row",
        "out_of_bounds",
        _(
            "The value of the column «{column}» is out of its bounds: from {low} to {high}.",
            column=column.title,
            low=_said(column.low),
            high=_said(column.high),
        ),
        _("correct the cell in the journal of corrections, or deliver the file again"),
        column.name,
        examples=lambda at: (shown(float(number)) for number in numbers[at[:5]]),
    )


def _said(bound: float | None) -> str:
    return _("no limit") if bound is None else shown(float(bound))


def _closed(values: pd.Series, column: Column) -> list[Issue]:
    categories = values.astype("category").cat
    foreign = ~np.array([*categories.categories.isin(column.one_of), True])
    out = foreign[categories.codes.to_numpy()]
    return of_rows(
        out,
        "row",
        "unknown_word",
        _("The word is not in the list of the column «{column}».", column=column.title),
        _("choose a word from the form's list"),
        column.name,
        examples=lambda at: map(str, values.iloc[at[:5]]),
    )
