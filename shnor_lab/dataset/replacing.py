"""With ``--replace`` a file stands for the one earlier delivery whose rows it mostly brings again."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..language import plural as _n
from ..language import text as _
from .draft import Draft
from .findings import Finding
from .kept_rows import Kept
from .keys import key_codes
from .merge import stack
from .schema import TABLES
from .vocabulary import key_in_words

MOSTLY = 0.5
"""Share of the rows of an earlier delivery that the new file must bring again to stand for it (ours)."""

GOING = 0.05
"""Share of them that may go without a question; a single row always may (ours)."""


def stands_for(draft: Draft, kept: Kept, tables: Mapping[str, pd.DataFrame]) -> tuple[str, list[Finding]]:
    """Return the code of the delivery that a file stands for, "" when there is none, and what is to be told.

    Parameters
    ----------
    draft : Draft
    kept : Kept
        The new file.
    tables : mapping of str to DataFrame
        Its rows ready to store.

    Returns
    -------
    str
    list of Finding
        A note with the rows that go; an error where several deliveries are candidates or too many rows would go.
    """
    asked = [one for one in draft.deliveries if one["state"] == "stored" and one["layout"] == kept.layout]
    own = {str(one["source_id"]): rows_of(draft, str(one["source_id"]), tables) for one in asked}
    left = {
        source_id: {key: _absent(rows, tables[key], key) for key, rows in parts.items()}
        for source_id, parts in own.items()
    }
    sizes = {source_id: sum(map(len, parts.values())) for source_id, parts in own.items()}
    gone = {source_id: sum(map(len, parts.values())) for source_id, parts in left.items()}
    found = [source_id for source_id in own if sizes[source_id] - gone[source_id] > MOSTLY * sizes[source_id]]
    names = {str(one["source_id"]): str(one["file"]) for one in asked}
    if len(found) > 1:
        return "", [_several(kept.file, [f"{source_id} {names[source_id]}" for source_id in found])]
    if not found:
        return "", []
    (source_id,) = found
    if not gone[source_id]:
        return source_id, []
    rows = left[source_id]
    examples = tuple(key_in_words(key, row) for key, part in rows.items() for row in part.head(5).to_dict("records"))[
        :5
    ]
    if gone[source_id] > max(1, GOING * sizes[source_id]):
        return "", [_too_many(kept.file, names[source_id], gone[source_id], sizes[source_id], examples)]
    return source_id, [_going(kept.file, names[source_id], gone[source_id], examples)]


def rows_of(draft: Draft, source_id: str, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the stored rows of a delivery in those of the tables that say where a row came from."""
    found = {}
    for key in tables:
        if "source_id" in TABLES[key].by_name:
            stored = draft.table(key)
            rows = stored[(stored["source_id"] == source_id).to_numpy(dtype=bool, na_value=False)]
            if len(rows):
                found[key] = rows
    return found


def _absent(rows: pd.DataFrame, new: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the rows whose key the new ones do not have."""
    names = TABLES[key].key_names
    codes = key_codes(stack([rows[names], new[names]]), names)
    return rows[~pd.Series(codes[: len(rows)]).isin(codes[len(rows) :]).to_numpy()]


def _several(file: str, candidates: list[str]) -> Finding:
    return Finding(
        "error",
        "replaces_several",
        _("The file could stand for several that were taken in."),
        _("take back the one that it replaces (shnor-lab forget DATASET FILE), and import it without --replace"),
        file,
        examples=tuple(candidates),
        count=len(candidates),
    )


def _too_many(file: str, earlier: str, gone: int, size: int, examples: tuple[str, ...]) -> Finding:
    return Finding(
        "error",
        "rows_would_go",
        _n(
            gone,
            "{n} row of {size} of the file «{earlier}» is absent from the new one.",
            "{n} rows of {size} of the file «{earlier}» are absent from the new one.",
            size=size,
            earlier=earlier,
        ),
        _("if they are to go, take that file back first: shnor-lab forget DATASET FILE; if not, deliver all rows"),
        file,
        examples=examples,
        count=gone,
    )


def _going(file: str, earlier: str, gone: int, examples: tuple[str, ...]) -> Finding:
    return Finding(
        "note",
        "rows_gone",
        _n(
            gone,
            "{n} row of the file «{earlier}» is absent from the new one and was removed.",
            "{n} rows of the file «{earlier}» are absent from the new one and were removed.",
            earlier=earlier,
        ),
        file=file,
        examples=examples,
        count=gone,
    )
