"""What follows from a row without doubt: absent columns, the scale, results below the threshold where they are «2»."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import catalogue
from ..language import text as _
from .issues import Issue, of_rows
from .schema import Column, Table


def complete(frame: pd.DataFrame, table: Table) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the rows with every column of the table, and what was noticed.

    In ``results`` an empty ``scale`` is that of the procedure; where the scale is marks, the number below the
    threshold is the number of «2», so an empty ``n_low`` is ``n_2``; a mean of 0 where nobody took part is missing.
    """
    columns = {name: frame[name].array for name in frame.columns}
    for column in table.columns:
        if column.name not in columns:
            columns[column.name] = _absent(column, len(frame))
    issues: list[Issue] = []
    if table.key == "results":
        issues = _results(columns)
    return pd.DataFrame(columns, index=frame.index, copy=False), issues


def _absent(column: Column, rows: int) -> pd.api.extensions.ExtensionArray:
    if column.kind in ("code", "text", "date"):
        return pd.Categorical.from_codes(np.full(rows, -1, np.int8), pd.Index([], dtype="str"))
    return (
        pd.array([None], dtype=column.dtype).take(np.zeros(rows, np.intp)) if rows else pd.array([], dtype=column.dtype)
    )


def _results(columns: dict) -> list[Issue]:
    procedures = pd.Categorical(columns["procedure"])
    scales = [_scale(key) for key in procedures.categories] + [""]
    given = pd.Categorical(columns["scale"])
    known = sorted({*scales, *given.categories} - {""})
    of_procedure = np.array([known.index(scale) if scale else -1 for scale in scales])[procedures.codes]
    of_row = np.array([known.index(scale) for scale in given.categories] + [-1])[given.codes]
    codes = np.where(of_row >= 0, of_row, of_procedure).astype(np.int8)
    columns["scale"] = pd.Categorical.from_codes(codes, pd.Index(known, dtype="str"))
    low, two = columns["n_low"], columns["n_2"]
    empty = low.isna() & ~two.isna() & (codes == (known.index("mark") if "mark" in known else -2))
    if empty.any():
        columns["n_low"] = pd.array(pd.Series(low).where(~empty, pd.Series(two)), dtype="Int32")
    means = np.asarray(columns["mean"], dtype="float64")
    nobody = (means == 0) & (pd.Series(columns["n"]).fillna(1) == 0).to_numpy()
    if nobody.any():
        columns["mean"] = np.where(nobody, np.nan, means)
    return of_rows(
        nobody,
        "note",
        "mean_without_participants",
        _("A mean of 0 where nobody took part is kept as missing."),
        column="mean",
    )


def _scale(procedure: str) -> str:
    found = catalogue.procedures().get(procedure)
    return found.scale if found else ""
