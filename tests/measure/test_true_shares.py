import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.measure.true_shares import LEAST_IN_GROUP, true_shares

NUMBERS = ["mean", "low", "high", "p_at_least"]


@pytest.fixture
def region():
    random = np.random.default_rng(4)
    n = random.integers(1, 50, 200)
    return pd.DataFrame({"k": random.binomial(n, random.beta(1, 6, 200)), "n": n}, index=[f"s{i}" for i in range(200)])


@pytest.mark.parametrize(
    ("k", "n", "state"),
    [
        ([0, 0, 0], [5, 9, 8], "all_zero"),
        ([5, 9], [5, 9], "all_low"),
        ([3], [10], "one_school"),
        ([0], [1], "one_school"),
        ([0, 1, 1, 0], [1, 1, 1, 1], "not_identified"),
        ([5, 5, 5], [50, 50, 50], "fitted"),
        ([0, 10, 0, 10], [10, 10, 10, 10], "fitted"),
        ([0, 3000], [4000, 4000], "fitted"),
    ],
)
def test_edges_are_answered_with_ordered_numbers(k, n, state):
    found = true_shares(k, n, threshold=0.3)
    assert set(found["state"]) == {state}
    assert found[NUMBERS].stack().between(0, 1).all()
    assert (found["low"] < found["mean"]).all() and (found["mean"] < found["high"]).all()


def test_nobody_low_is_not_surely_zero():
    found = true_shares([0, 0, 0, 0], [2, 6, 10, 40], threshold=0.3)
    assert (found["high"] > 0.005).all() and (found["p_at_least"] > 0).all()
    assert found["high"].is_monotonic_decreasing


def test_without_data_there_is_a_state_and_no_number():
    empty = true_shares([0, None], [0, 5], threshold=0.3)
    assert empty["state"].tolist() == ["no_data", "no_data"] and empty[NUMBERS].isna().all(axis=None)
    assert len(true_shares([], [])) == 0
    some = true_shares(pd.array([None, 3, 0, 4], dtype="Int32"), [4, 9, 0, 9], threshold=0.3)
    assert some["state"].tolist() == ["no_data", "fitted", "no_data", "fitted"]
    assert some.loc[[1, 3], NUMBERS].equals(true_shares([3, 4], [9, 9], threshold=0.3)[NUMBERS].set_axis([1, 3]))


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="count"):
        true_shares([5, 1], [4, 9])


def test_frames_keep_their_index_and_are_not_changed(region):
    before = region.copy(deep=True)
    found = true_shares(region["k"], region["n"], by=pd.Series("town", index=region.index), threshold=0.3)
    assert found.index.equals(region.index)
    pd.testing.assert_frame_equal(region, before)


def test_a_threshold_is_optional_and_its_ends_are_sure(region):
    assert true_shares(region["k"], region["n"])["p_at_least"].isna().all()
    assert (true_shares(region["k"], region["n"], threshold=0.0)["p_at_least"] == 1).all()
    assert (true_shares(region["k"], region["n"], threshold=1.0)["p_at_least"] < 1e-9).all()


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 12)), min_size=1, max_size=15), st.randoms())
@settings(max_examples=30, deadline=None)
def test_order_of_schools_and_sense_of_low_make_no_difference(rows, shuffler):
    n = np.array([row[1] for row in rows])
    k = np.minimum([row[0] for row in rows], n)
    found = true_shares(k, n, threshold=0.3)[NUMBERS].to_numpy()
    order = list(range(len(rows)))
    shuffler.shuffle(order)
    assert true_shares(k[order], n[order], threshold=0.3)[NUMBERS].to_numpy() == pytest.approx(found[order], abs=1e-9)
    turned = true_shares(n - k, n, threshold=0.7)[NUMBERS].to_numpy()
    assert turned[:, 0] == pytest.approx(1 - found[:, 0], abs=1e-3)
    assert turned[:, 3] == pytest.approx(1 - found[:, 3], abs=5e-3)


def test_more_low_results_mean_more_and_a_higher_level_is_wider(region):
    k, n = np.append(region["k"], np.arange(11)), np.append(region["n"], np.full(11, 10))
    narrow, wide = (true_shares(k, n, threshold=0.3, level=level).tail(11) for level in (0.8, 0.95))
    for column in NUMBERS:
        assert (narrow[column].diff().dropna() > 0).all()
    assert (wide["low"] < narrow["low"]).all() and (wide["high"] > narrow["high"]).all()


def test_a_large_group_is_drawn_to_its_own_mean_a_small_one_is_not(region):
    village = pd.DataFrame({"k": 6, "n": 10}, index=[f"v{i}" for i in range(LEAST_IN_GROUP)])
    for schools, own in ((pd.concat([region, village]), True), (pd.concat([region, village[1:]]), False)):
        label = pd.Series(np.where(schools.index.str.startswith("v"), "village", None), index=schools.index)
        label[schools.index[:50]] = "north"
        label[schools.index[50:100]] = "south"
        apart = true_shares(schools["k"], schools["n"], by=label)["mean"]
        together = true_shares(schools["k"], schools["n"], by=label.replace("village", None))["mean"]
        assert (apart["v9"] > together["v9"] + 0.02) == own


def test_small_groups_and_the_nameless_have_one_mean_in_common(region):
    label = pd.Series(np.resize(["a", "b", "c"], 200), index=region.index, dtype=object)
    label[:9], label[9:12] = "small", None
    merged = label.where(label.isin(["a", "b", "c"]), "rest")
    pd.testing.assert_frame_equal(
        true_shares(region["k"], region["n"], by=label), true_shares(region["k"], region["n"], by=merged)
    )


@pytest.mark.parametrize("schools", [10, 60])
def test_intervals_hold_the_truth_where_plugged_in_ones_would_not(schools):
    random, held, units = np.random.default_rng(1), 0, 0
    for _region in range(1500 // schools):
        n = np.clip(np.round(np.exp(random.normal(np.log(10), 1, schools))), 1, 150).astype(int)
        share = random.beta(0.15 * 9, 0.85 * 9, schools)
        found = true_shares(random.binomial(n, share), n)
        held, units = held + int(((found["low"] <= share) & (share <= found["high"])).sum()), units + schools
    assert 0.93 <= held / units <= 0.97
