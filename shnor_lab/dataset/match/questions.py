"""Questions about schools and municipalities as rows of one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from ...language import text as _
from .answers import ZEROS, place_question, school_question
from .references import Reference

COLUMNS = (
    "question_id", "file", "name", "municipality", "codes", "school_id", "school_name", "why", "rows",
    "answer",
)  # fmt: skip
LIST = "; "
"""Between several candidates, or examples, in one cell."""
_EXAMPLES = 5


def school_row(reference: Reference, candidates: Mapping[str, str], *, why: str, file: str, rows: int) -> dict:
    """Return the question which school a reference means; ``candidates`` are code -> name, likeliest first."""
    return _row(
        school_question(reference), reference.name, reference.municipality, ", ".join(reference.codes.values()),
        candidates, why, file, rows,
    )  # fmt: skip


def place_row(reference: Reference, candidates: Mapping[str, str], *, why: str, file: str, rows: int) -> dict:
    """Return the question which municipality a name means; the school of the reference is an example."""
    place = reference.municipality
    return _row(place_question(place), reference.name, place, "", candidates, why, file, rows)


def zeros_row(code: str, whole: str, school: str, *, file: str, rows: int) -> dict:
    """Return the question whether a code without zeros in front is the code with them."""
    why = _("the codes differ from those of the register by zeros in front; are they the same schools?")
    return _row(ZEROS, "", "", code, {whole: f"{whole}: {school}"}, why, file, rows)


def as_frame(rows: Iterable[dict]) -> pd.DataFrame:
    """Return questions as a table, one row per question: its rows are summed, of what it names five are shown."""
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    frame = frame.astype({column: "int64" if column == "rows" else "str" for column in COLUMNS})
    if len(frame):
        frame = pd.DataFrame([_one(part) for _id, part in frame.groupby("question_id", sort=False)])
    return frame.sort_values(["municipality", "name", "school_id", "question_id"], ignore_index=True)


def _row(
    question: str,
    name: str,
    municipality: str,
    codes: str,
    candidates: Mapping[str, str],
    why: str,
    file: str,
    rows: int,
) -> dict:
    return {
        "question_id": question, "file": file, "name": name, "municipality": municipality, "codes": codes,
        "school_id": LIST.join(candidates), "school_name": LIST.join(candidates.values()), "why": why, "rows": rows,
        "answer": "",
    }  # fmt: skip


def _one(part: pd.DataFrame) -> dict:
    """Return rows of one question as one row."""
    first = part.iloc[0].to_dict()
    if first["question_id"] == ZEROS:
        for column in ("codes", "school_id", "school_name"):
            first[column] = LIST.join(part[column].drop_duplicates().iloc[:_EXAMPLES])
        first["school_id"] = ""
    elif first["question_id"] == place_question(first["municipality"]):
        first["name"] = LIST.join(part["name"].drop_duplicates().iloc[:_EXAMPLES])
    return {**first, "rows": int(part["rows"].sum())}
