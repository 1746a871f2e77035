import pandas as pd
import pytest

from shnor_lab.errors import RuleError
from shnor_lab.laboratory.agreement import replaced

from .conftest import decided


def test_who_enters_and_who_leaves_with_both_reasons():
    old = decided("old", [True, False, True, False, None, True, None, False])
    new = decided("new", [True, True, False, False, True, None, None, None])
    decisions = pd.concat([new, old], ignore_index=True)
    before = decisions.copy(deep=True)
    frame = replaced(decisions, "old", "new")
    assert frame[["school_id", "change"]].to_numpy().tolist() == [
        ["s0001", "enter"],
        ["s0002", "exit"],
        ["s0004", "unknown"],
        ["s0005", "unknown"],
    ]
    assert frame["reason_before"].tolist()[:2] == ["old says so of 1", "old says so of 2"]
    assert frame["reason_now"].tolist()[:2] == ["new says so of 1", "new says so of 2"]
    assert frame["before"].tolist()[:2] == [False, True] and frame["now"].isna().tolist() == [False, False, False, True]
    pd.testing.assert_frame_equal(decisions, before)


def test_back_again_turns_entries_into_exits(region):
    there, back = replaced(region, "first", "second"), replaced(region, "second", "first")
    entered, left = (set(there.loc[there["change"] == change, "school_id"]) for change in ("enter", "exit"))
    assert entered and left
    assert set(back.loc[back["change"] == "exit", "school_id"]) == entered
    assert set(back.loc[back["change"] == "enter", "school_id"]) == left


def test_nobody_moves_between_equal_lists():
    decisions = pd.concat([decided("a", [True, False, None]), decided("b", [True, False, None])])
    assert replaced(decisions, "a", "b").empty


def test_a_rule_does_not_replace_itself(region):
    with pytest.raises(RuleError):
        replaced(region, "first", "first")
