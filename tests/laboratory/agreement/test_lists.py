import numpy as np
import pandas as pd
import pytest

from shnor_lab.errors import RuleError
from shnor_lab.laboratory.agreement.answers import side_by_side
from shnor_lab.laboratory.agreement.lists import highest, lists, orders

from .conftest import decided


def test_lists_tell_length_unknown_and_order(region):
    frame = lists(region, ["first", "third"]).set_index("rule")
    own = region[region["rule"] == "first"]["listed"]
    assert frame.loc["first"].tolist() == [300, 15, int(own.sum()), True]
    assert not frame.loc["third", "orders"]


@pytest.mark.parametrize(
    ("listed", "score", "answer"),
    [
        ([1, 1, 0], [3, 2, 1], True),
        ([1, 1, 0], [3, 2, 2], True),
        ([1, 0, 0], [1, 2, 0], False),
        ([1, 0, np.nan], [1, 0, 9], True),
        ([1, 0], [np.nan, 0], False),
        ([1, 0], [1, np.nan], True),
        ([0, 0], [1, 2], False),
        ([1, 1], [1, 2], False),
    ],
)
def test_orders(listed, score, answer):
    assert orders(np.array(listed, dtype=float), np.array(score, dtype=float)) is answer


def test_highest_takes_exactly_k_and_counts_the_lots():
    score = pd.Series([5.0, 4.0, 4.0, 4.0, np.nan], index=list("abcde"))
    cut = highest(score, 3, rule="first", seed=1)
    assert cut.listed[[0, 4]].tolist() == [1, 0] and cut.listed.sum() == 3 and cut.by_lot == 2
    drawn = {tuple(highest(score, 3, rule=rule, seed=1).listed) for rule in map(str, range(20))}
    assert len(drawn) == 3, "rules draw apart, and every pair of equal schools may come"
    assert highest(score[:3], 3, rule="first", seed=1).by_lot == 0
    assert highest(score[:1], 0, rule="first", seed=1).listed.tolist() == [0]


def test_a_school_without_a_score_stands_below_all_others():
    score = pd.Series([np.nan, 1.0, np.nan, np.nan], index=list("abcd"))
    cut = highest(score, 2, rule="first", seed=1)
    assert cut.listed[1] == 1 and cut.listed.sum() == 2 and cut.by_lot == 1


def test_answers_side_by_side():
    decisions = pd.concat([decided("b", [True, None], [2, 1]), decided("a", [False, True]).iloc[::-1]])
    before = decisions.copy(deep=True)
    answers, scores = side_by_side(decisions, ["b", "a"])
    assert answers.columns.tolist() == ["b", "a"] and answers.index.tolist() == ["s0000", "s0001"]
    np.testing.assert_array_equal(answers.to_numpy(), [[1, 0], [np.nan, 1]])
    assert scores["b"].tolist() == [2, 1] and scores["a"].isna().all()
    pd.testing.assert_frame_equal(decisions, before)


@pytest.mark.parametrize("rules", [["a"], ["a", "a"], ["a", "none"], []])
def test_two_known_rules_are_needed(rules):
    decisions = pd.concat([decided("a", [True]), decided("b", [True])])
    with pytest.raises(RuleError, match="Two or more different rules") as raised:
        side_by_side(decisions, rules)
    assert "a, b" in raised.value.todo
