"""Which state the chance and the number of participants give."""

from types import SimpleNamespace

import pandas as pd
import pytest

from shnor_lab.present.numbers import chance
from shnor_lab.study import certainty as module
from shnor_lab.study.certainty import LOWER, STATES, UPPER, certainty


def said(monkeypatch, p_low, sizes):
    """Return the state of one school by its chance and its participants, a list of (year, procedure, state, n)."""
    decisions = pd.DataFrame(
        {"rule": ["regional_30", "other"], "school_id": ["a", "a"], "p_low": [p_low, 0.5], "listed": [True, True]}
    )
    cells = pd.DataFrame(sizes, columns=["year", "procedure", "state", "n"]).astype({"n": "Int32"})
    cells = cells.assign(school_id="a")
    monkeypatch.setattr(module, "DECISIONS", SimpleNamespace(of=lambda study: decisions))
    monkeypatch.setattr(module, "CELLS", SimpleNamespace(of=lambda study: cells))
    table = certainty(None)
    assert table["school_id"].tolist() == ["a"] and table["certainty"].isin(STATES).all()
    return table["certainty"].iloc[0]


TWO = [(2024, "oge_ma", "delivered", 10), (2023, "oge_ru", "delivered", 40)]


@pytest.mark.parametrize(
    ("p_low", "state"),
    [
        (0.776, "high"),
        (0.774, "unclear"),
        (0.176, "unclear"),
        (0.174, "low"),
        (float("nan"), "none"),
    ],
)
def test_the_borders_belong_to_the_state_above(monkeypatch, p_low, state):
    assert said(monkeypatch, p_low, TWO) == state


def test_one_printed_number_has_one_state(monkeypatch):
    states = {}
    for p_low in [thousandth / 1000 for thousandth in range(0, 1001, 7)]:
        states.setdefault(chance(p_low), set()).add(said(monkeypatch, p_low, TWO))
    assert all(len(found) == 1 for found in states.values())
    assert states[f"примерно {UPPER}"] == {"high"} and states[f"примерно {UPPER - 5}"] == {"unclear"}
    assert states[f"примерно {LOWER}"] == {"unclear"} and states[f"примерно {LOWER - 5}"] == {"low"}


@pytest.mark.parametrize(
    "sizes",
    [
        [],
        [(2024, "oge_ma", "delivered", 9), (2023, "oge_ma", "delivered", 9)],
        [(2024, "oge_ma", "no_counts", 30)],
        [(2024, "oge_ma", "not_delivered", None)],
    ],
)
def test_without_a_procedure_of_ten_nothing_is_told_apart(monkeypatch, sizes):
    assert said(monkeypatch, 0.99, sizes) == "few"
    assert said(monkeypatch, float("nan"), sizes) == "none"
