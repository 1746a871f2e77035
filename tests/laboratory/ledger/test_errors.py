"""The ledger by hand."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab.laboratory.ledger.errors import base_rates, ledger
from shnor_lab.laboratory.ledger.lists import SimulatedLists

T, F, U = 1.0, 0.0, np.nan
LISTS = SimulatedLists(
    schools=pd.Index(list("abcdefghij")),
    rules=("one", "two"),
    ordering=(True, False),
    listed=np.array([[[T, T, F, F, U, F, F, F, F, F]] * 2, [[T, F, T, T, U, F, F, F, F, F]] * 2]),
    score=np.array([[[9, 8, 7, 6, U, 5, 4, 3, 2, 1]] * 2, [[9, 6, 7, 8, U, 5, 4, 3, 2, 1]] * 2]),
    low={
        "level": np.isin(np.arange(10), [0, 2, 4]) * np.ones((2, 1), dtype=bool),
        "shares": np.isin(np.arange(10), [0]) * np.array([[True], [False]]),
    },
    known=np.arange(10) < 9,
    seed=1,
)
SIZE = pd.Series(range(10), index=list("abcdefghij"))
COUNTS = ["schools", "truly_low", "listed", "caught", "false_flags", "missed", "unanswered", "unanswered_low"]


@pytest.fixture(scope="module")
def found():
    return ledger(LISTS, size=SIZE).set_index(["rule", "length", "meaning", "band"]).sort_index()


def test_own_list(found):
    row = found.loc[("one", "own", "level", 0)]
    assert row[COUNTS].tolist() == [9, 3, 2.5, 1.5, 1, 0.5, 1, 1]
    assert row["precision"] == 3 / 5 and row["recall"] == 0.5 and row["false_rate"] == pytest.approx(1 / 6)
    assert row["best_precision"] == 1 and row["best_recall"] == pytest.approx(5 / 6)
    assert row["precision_low"] == pytest.approx(0.5 + (2 / 3 - 0.5) * 0.05) and row["regions"] == 2
    assert row["precision_se"] == pytest.approx(np.sqrt((0.2**2 + 0.2**2) / 2) / 2.5)


def test_equal_list_is_as_long_as_there_are_truly_low(found):
    row = found.loc[("one", "equal", "level", 0)]
    assert row[COUNTS].tolist() == [9, 3, 3, 2, 1, 0, 1, 1]
    assert row["precision"] == row["recall"] == 2 / 3
    assert "equal" not in found.loc["two"].index.get_level_values("length")


def test_second_meaning_and_its_ceiling(found):
    row = found.loc[("one", "own", "shares", 0)]
    assert row[["truly_low", "caught", "precision", "recall"]].tolist() == [0.5, 0.5, 1 / 5, 1]
    assert row["best_precision"] == 1 / 5
    rates = base_rates(LISTS).set_index("meaning")
    assert rates["truly_low"].tolist() == [3, 0.5] and rates["share"].tolist() == pytest.approx([3 / 9, 0.5 / 9])


def test_fifths_add_up(found):
    own = found.loc[("two", "own", "level")]
    np.testing.assert_allclose(own.loc[1:, COUNTS].sum(), own.loc[0, COUNTS].astype("float64"))
    assert own.loc[1, ["schools", "truly_low", "caught"]].tolist() == [2, 1, 1]
    assert np.isnan(own.loc[5, "precision"]) and np.isnan(own.loc[5, "recall"]) and own.loc[5, "false_rate"] == 0


def test_a_school_without_a_size_is_among_all_only():
    found = ledger(LISTS, size=SIZE.drop("a")).set_index(["rule", "length", "meaning", "band"]).sort_index()
    own = found.loc[("two", "own", "level")]
    assert own.loc[1:, "schools"].sum() == 8 and own.loc[0, "schools"] == 9


def test_monte_carlo_error_is_that_of_repetition():
    """Standard deviation of the precision over many ledgers of 40 regions."""
    rng = np.random.default_rng(1)

    def one():
        listed = rng.random((40, 1, 60)) < 0.3
        low = {"level": rng.random((40, 60)) < 0.2, "shares": np.zeros((40, 60), dtype=bool)}
        ids = pd.Index([str(place) for place in range(60)])
        lists = SimulatedLists(ids, ("a",), (False,), listed * 1.0, listed * 1.0, low, np.full(60, True), 1)
        return ledger(lists, size=pd.Series(dtype="float64")).iloc[0][["precision", "precision_se"]]

    rows = pd.DataFrame([one() for _repetition in range(40)]).astype("float64")
    assert rows["precision"].std() == pytest.approx(rows["precision_se"].mean(), rel=0.35)
