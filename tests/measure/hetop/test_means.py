import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from shnor_lab.measure.hetop import fit_hetop, group_means
from tests.measure.hetop.regions import region

COLUMNS = ["state", "n", "mean", "se", "sigma", "shrunken", "shrunken_sd"]
SHRUNKEN = ["shrunken", "shrunken_sd"]


def test_truth_lies_inside_as_often_as_said():
    counts, mu, sigma = region(3000, sizes=(1, 120), seed=4)
    found = group_means(counts)
    frame = found.frame
    free = (frame["state"] == "free").to_numpy()
    raw = np.abs(frame["mean"] - mu)[free] < 1.96 * frame["se"][free]
    shrunken = np.abs(frame["shrunken"] - mu) < 1.96 * frame["shrunken_sd"]
    assert 0.93 < raw.mean() < 0.97 and 0.93 < shrunken[free].mean() < 0.97 and 0.92 < shrunken[~free].mean() < 0.98
    assert found.icc == pytest.approx(0.15, abs=0.01) and found.between == pytest.approx(0.15, abs=0.015)
    assert found.cuts == pytest.approx([-1.175, 0.126, 1.175], abs=0.03)
    error = np.sqrt(((frame["shrunken"] - mu)[free] ** 2).mean())
    assert error < np.sqrt(((frame["mean"] - mu)[free] ** 2).mean())


def test_below_twenty_only_the_shrunken_mean_is_shown():
    counts = region(60, sizes=(5, 60), seed=2)[0]
    frame = group_means(counts).frame
    small = frame["n"] < 20
    assert 5 < small.sum() < 55
    assert frame.loc[small, ["mean", "se"]].isna().all(axis=None) and frame[SHRUNKEN].notna().all(axis=None)
    assert frame.loc[small, "sigma"].nunique() == 1 and not (frame["state"][small] == "free").any()
    lower = group_means(counts, pooled_below=10).frame
    assert (lower["state"] == "free").sum() > (frame["state"] == "free").sum()


def test_members_have_mean_0():
    frame = group_means(region(80, sizes=(1, 60))[0]).frame
    assert frame["n"] @ frame["shrunken"] / frame["n"].sum() == pytest.approx(0, abs=1e-9)


def test_rows_keep_the_index_and_empty_groups_their_place():
    counts = pd.DataFrame(region(30)[0], index=[f"s{number}" for number in range(30)], columns=["2", "3", "4", "5"])
    before = counts.copy()
    counts.loc["s4"] = before.loc["s4"] = 0
    frame = group_means(counts).frame
    assert frame.columns.tolist() == COLUMNS and frame.index.tolist() == counts.index.tolist()
    assert frame.loc["s4", "state"] == "empty" and frame.loc["s4", COLUMNS[2:]].isna().all()
    rest = group_means(counts.drop(index="s4"))
    pd.testing.assert_frame_equal(frame.drop(index="s4"), rest.frame)
    pd.testing.assert_frame_equal(counts, before)


def test_no_answer_has_a_state_and_no_numbers():
    found = group_means(region(30, sizes=(3, 12))[0])
    assert found.state == "too_few" and np.isnan([found.between, found.icc]).all()
    assert found.frame[COLUMNS[2:]].isna().all(axis=None) and len(found.frame) == 30


def test_large_groups_agree_with_the_published_scale():
    counts = region(200, sizes=(200, 300))[0]
    ours, published = group_means(counts), fit_hetop(counts).corrected()
    assert np.allclose(ours.frame["mean"], published.mu, atol=0.01)
    assert ours.icc == pytest.approx(published.icc, abs=0.003)


def test_equal_data_give_equal_bytes():
    counts = region(100, sizes=(1, 60))[0]
    one, other = group_means(counts).frame, group_means(counts).frame
    assert one.to_csv() == other.to_csv()


@settings(max_examples=40, deadline=None)
@given(arrays(np.int64, st.tuples(st.integers(0, 14), st.just(4)), elements=st.sampled_from([0, 1, 2, 6, 15, 400])))
def test_any_counts_get_an_answer(counts):
    found = group_means(counts)
    there = found.frame["n"] > 0
    if found.state == "fitted":
        assert np.isfinite(found.frame.loc[there, SHRUNKEN]).all(axis=None)
        assert (found.frame.loc[there, "shrunken_sd"] > 0).all() and 0 < found.icc < 1
    else:
        assert found.frame[COLUMNS[2:]].isna().all(axis=None)
