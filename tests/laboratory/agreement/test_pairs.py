import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom
from statsmodels.stats.multitest import multipletests

from shnor_lab.laboratory.agreement import pairs

from .conftest import decided

RULES = ["first", "second", "third"]


def two(a, b, score_a=None, score_b=None) -> pd.DataFrame:
    return pd.concat([decided("a", a, score_a), decided("b", b, score_b)], ignore_index=True)


def only(frame: pd.DataFrame) -> pd.Series:
    assert len(frame) == 1
    return frame.iloc[0]


def test_by_hand():
    row = only(pairs(two([True] * 4 + [False] * 6, [True] * 3 + [False] * 5 + [True] * 2), ["a", "b"], seed=1))
    counts = row[["schools", "unknown", "listed_a", "listed_b", "both", "either", "by_lot"]]
    assert counts.tolist() == [10, 0, 4, 5, 3, 6, 0]
    assert row["expected"] == pytest.approx(2.0)
    assert (row["jaccard"], row["agreement"]) == (0.5, 0.7)
    assert row["p_chance"] == pytest.approx((4 * 15 + 1 * 6) / 252)  # (C(4,3)·C(6,2) + C(4,4)·C(6,1)) / C(10,5)
    assert row["cohen"] == pytest.approx((0.7 - 0.5) / 0.5)
    assert row["ac1"] == pytest.approx((0.7 - 2 * 0.45 * 0.55) / (1 - 2 * 0.45 * 0.55))
    assert row["state"] == "too_few" and np.isnan(row["ac1_low"])


def test_a_school_without_an_answer_is_never_agreement():
    known = two([True, True, False, False], [True, False, False, False])
    lacking = two([True, True, False, False, None, None, True], [True, False, False, False, None, True, None])
    one, other = only(pairs(known, ["a", "b"], seed=1)), only(pairs(lacking, ["a", "b"], seed=1))
    assert (one["unknown"], other["unknown"]) == (0, 3)
    pd.testing.assert_series_equal(one.drop("unknown"), other.drop("unknown"))


def test_intervals_only_from_sixty_schools_and_ten_listed_by_each(region):
    frame = pairs(region, RULES, seed=1)
    assert set(frame["state"]) == {"compared"}
    for name in ("cohen", "ac1"):
        assert (frame[f"{name}_low"] < frame[name]).all() and (frame[name] < frame[f"{name}_high"]).all()
    few = pairs(region[region["school_id"] < "s0059"], RULES, seed=1)
    assert set(few["state"]) == {"too_few"} and few["cohen"].notna().all()
    assert few[["cohen_low", "cohen_high", "ac1_low", "ac1_high"]].isna().all(axis=None)
    nine = two([True] * 9 + [False] * 191, [True] * 50 + [False] * 150)
    assert only(pairs(nine, ["a", "b"], seed=1))["state"] == "too_few"


def test_intervals_of_more_pairs_are_wider(region):
    alone, among = pairs(region, RULES[:2], seed=1).iloc[0], pairs(region, RULES, seed=1).iloc[0]
    assert among["ac1_high"] - among["ac1_low"] > alone["ac1_high"] - alone["ac1_low"]
    assert among["ac1"] == alone["ac1"]


def test_probability_by_chance_is_corrected_by_holm(region):
    frame = pairs(region, RULES, seed=1)
    raw = [hypergeom.sf(r.both - 1, r.schools, r.listed_a, r.listed_b) for r in frame.itertuples()]
    assert frame["p_chance"].tolist() == pytest.approx(multipletests(raw, method="holm")[1].tolist())
    same = pd.concat([decided(rule, [True] * 2 + [False] * 4) for rule in "abc"])
    assert pairs(same, ["a", "b", "c"], seed=1)["p_chance"].tolist() == pytest.approx([3 / 15] * 3)


def test_lists_drawn_independently_coincide_as_often_as_expected():
    random = np.random.default_rng(8)
    both, small = [], 0
    for _draw in range(40):
        drawn = two((random.permutation(50) < 20).tolist(), (random.permutation(50) < 30).tolist())
        row = only(pairs(drawn, ["a", "b"], seed=1))
        both.append(row["both"])
        small += row["p_chance"] <= 0.05
    assert np.mean(both) == pytest.approx(20 * 30 / 50, abs=0.8)
    assert small <= 6


def test_equal_length_takes_the_highest_scores_of_both(region):
    row = only(pairs(region, ["first", "second"], equal=True, seed=1))
    own = only(pairs(region, ["first", "second"], seed=1))
    k = min(own["listed_a"], own["listed_b"])
    wide = region.pivot(index="school_id", columns="rule", values=["listed", "score"])
    known = wide[wide["listed"]["first"].notna()]["score"].astype(float)
    tops = [set(known[rule].nlargest(k).index) for rule in ("first", "second")]
    assert (row["listed_a"], row["listed_b"], row["both"], row["by_lot"]) == (k, k, len(tops[0] & tops[1]), 0)
    assert row["expected"] == pytest.approx(k * k / 285)
    given = only(pairs(region, ["first", "second"], equal=True, length=17, seed=1))
    assert (given["listed_a"], given["listed_b"]) == (17, 17)


def test_a_score_that_does_not_order_schools_gives_no_list_of_another_length(region):
    frame = pairs(region, RULES, equal=True, seed=1).set_index(["rule_a", "rule_b"])
    assert frame["state"].tolist() == ["compared", "not_ordering", "not_ordering"]
    assert frame.loc[("first", "third")].drop(["schools", "unknown", "state"]).isna().all()
    assert pairs(region, RULES, seed=1)["state"].eq("compared").all(), "at own length it is compared"


def test_a_list_made_mostly_by_lot_is_no_list():
    decisions = two([True] * 4 + [False] * 16, [True] * 2 + [False] * 18, [1] * 4 + [0] * 16, range(20, 0, -1))
    assert only(pairs(decisions, ["a", "b"], equal=True, seed=1))["state"] == "ties"
    assert only(pairs(decisions, ["a", "b"], equal=True, length=4, seed=1))["state"] != "ties"


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        ([False] * 80, [True] * 20 + [False] * 60, "empty"),
        ([True] * 80, [True] * 20 + [False] * 60, "alike"),
        ([True] * 20 + [False] * 60, [False] * 60 + [True] * 20, "extreme"),
        ([True] * 20 + [False] * 60, [True] * 20 + [False] * 60, "extreme"),
        ([None] * 80, [True] * 80, "empty"),
    ],
)
def test_states_without_intervals(a, b, state):
    row = only(pairs(two(a, b), ["a", "b"], seed=1))
    assert row["state"] == state and np.isnan(row["cohen_low"])
    assert np.isnan(row["cohen"]) == (state in ("empty", "alike"))


def test_order_of_rows_seed_and_caller_do_not_matter(region):
    before = region.copy(deep=True)
    for equal in (False, True):
        one = pairs(region, RULES, equal=equal, seed=1)
        pd.testing.assert_frame_equal(one, pairs(region.sample(frac=1, random_state=3), RULES, equal=equal, seed=1))
        other = pairs(region, RULES, equal=equal, seed=2)
        pd.testing.assert_series_equal(one["ac1"], other["ac1"])
        assert (one["ac1_low"] != other["ac1_low"]).any()
    pd.testing.assert_frame_equal(region, before)
