"""Reference cases: data and the numbers that public programs give for them."""

import json
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).resolve().parents[1] / "reference"


def data(case: str, file: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / case / f"{file}.csv")


def expected(case: str) -> dict[str, tuple]:
    """Return value and absolute tolerance by id."""
    rows = json.loads((FOLDER / case / "expected.json").read_text(encoding="utf-8"))["expected"]
    return {row["id"]: (row["value"], row["tol_abs"]) for row in rows}


def near(found, told: tuple) -> bool:
    """Return whether a number, or every number of a mapping, lies within the tolerance."""
    value, tolerance = told
    if isinstance(value, dict):
        return all(abs(found[name] - number) <= tolerance for name, number in value.items())
    return abs(found - value) <= tolerance
