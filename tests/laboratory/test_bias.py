"""Listed schools by fifth of size: by hand, and against a known truth."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab.laboratory.bias import by_size
from shnor_lab.measure.shares import jeffreys

COUNTS = ["schools", "unanswered", "listed", "truly_low", "caught", "false_flags"]


def region(listed, rule="a"):
    ids = [f"s{place:04}" for place in range(len(listed))]
    return pd.DataFrame({"rule": rule, "school_id": ids, "listed": pd.array(listed, dtype="boolean")})


def by_school(values):
    return pd.Series(values, index=[f"s{place:04}" for place in range(len(values))], dtype="float64")


def test_counts_and_shares_by_hand():
    decisions = region([True, True, False, None, True, False, False, False, True, False])
    truth, size = by_school([1, 0, 1, 1, 0.5, 0, 0, 0, 1, 0]), by_school(range(10))
    found = by_size(decisions, truth=truth, size=size).set_index("band")
    assert found.loc[0, COUNTS].tolist() == [10, 1, 4, 4.5, 2.5, 1.5]
    assert found.loc[2, COUNTS].tolist() == [2, 1, 0, 2, 0, 0]
    assert found.loc[1, COUNTS].tolist() == [2, 0, 2, 1, 1, 1]
    whole = found.loc[0]
    assert whole[["precision", "recall", "listed_share", "false_rate"]].tolist() == pytest.approx(
        [2.5 / 4, 2.5 / 4.5, 4 / 9, 1.5 / 5.5]
    )
    low, high = jeffreys([2.5], [4])
    assert whole[["precision_from", "precision_to"]].tolist() == pytest.approx([low[0], high[0]])
    assert found["state"].tolist() == ["few", "few", "none", "few", "none", "few"]
    assert np.isnan(found.loc[2, "precision"])
    assert found.loc[5, ["from", "to"]].tolist() == [8, 9]


def test_fifths_add_up_to_the_region_and_nothing_is_changed():
    rng = np.random.default_rng(1)
    decisions = pd.concat([region(rng.random(203) < 0.2, "a"), region(rng.random(203) < 0.4, "b")])
    truth, size = by_school(rng.random(203)), by_school(rng.integers(0, 50, 203))
    before = decisions.copy(), truth.copy(), size.copy()
    found = by_size(decisions, truth=truth, size=size)
    for rule in ("a", "b"):
        own = found[found["rule"] == rule].set_index("band")
        np.testing.assert_allclose(own.loc[1:, COUNTS].sum(), own.loc[0, COUNTS].astype("float64"))
    pd.testing.assert_frame_equal(decisions, before[0])
    pd.testing.assert_series_equal(truth, before[1])
    pd.testing.assert_series_equal(size, before[2])


def test_a_school_without_a_truth_or_outside_the_rule_is_not_counted():
    truth = by_school([1, np.nan, 0, 1])
    found = by_size(region([True, True, False]), truth=truth, size=by_school([1, 2, 3, 4])).set_index("band")
    assert found.loc[0, COUNTS].tolist() == [2, 0, 1, 1, 1, 0]


def test_intervals_hold_the_precision_of_the_rule():
    """Lists of 40 of which each school is truly low with chance 0.6."""
    rng = np.random.default_rng(2)
    inside = 0
    for _region in range(60):
        truth = by_school(rng.random(100) < 0.6)
        row = by_size(region([True] * 40 + [False] * 60), truth=truth, size=truth * 0, level=0.8).iloc[0]
        inside += row["precision_from"] <= 0.6 <= row["precision_to"]
    assert 0.68 <= inside / 60 <= 0.92


def test_chances_are_the_expected_truth():
    rng = np.random.default_rng(3)
    p = by_school(rng.beta(0.4, 2, 150))
    decisions = region(p.to_numpy() > 0.3)
    expected = by_size(decisions, truth=p, size=p * 100).set_index("band")
    drawn = [
        by_size(decisions, truth=by_school(rng.random(150) < p.to_numpy()), size=p * 100).set_index("band")
        for _draw in range(80)
    ]
    for name in ("caught", "false_flags", "truly_low"):
        mean = np.mean([one[name].astype("float64") for one in drawn], axis=0)
        np.testing.assert_allclose(mean, expected[name].astype("float64"), atol=1.2)
