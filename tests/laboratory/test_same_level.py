"""Listed shares at the same level of results: known confounding is removed, real differences stay."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab.laboratory.same_level import listed_at_same_level


def region(chance, schools=600, seed=1, none=0.0):
    """Villages are lower by level; ``chance(level, rural)`` lists."""
    rng = np.random.default_rng(seed)
    rural = rng.random(schools) < 0.5
    level = rng.normal(0, 1, schools) - 0.8 * rural
    listed = pd.array(rng.random(schools) < chance(level, rural), dtype="boolean")
    listed[rng.random(schools) < none] = pd.NA
    ids = [f"s{place:04}" for place in range(schools)]
    decisions = pd.DataFrame({"rule": "a", "school_id": ids, "listed": listed})
    return decisions, pd.Series(np.where(rural, "village", "town"), ids), pd.Series(level, ids)


def compared(made, **more):
    decisions, groups, level = made
    found = listed_at_same_level(decisions, groupings={"settlement": (groups, "town")}, level=level, **more)
    return found.set_index("group")


def by_level(level, rural):
    return np.where(level < np.quantile(level, 0.4), 0.5, 0.1)


def test_what_the_level_explains_is_taken_out():
    found = compared(region(by_level, schools=4000))
    assert found.loc["village", "share"] / found.loc["town", "share"] > 1.5
    assert found.loc["village", "ratio"] == pytest.approx(1, abs=0.12)
    assert found.loc["village", "ratio_from"] < 1 < found.loc["village", "ratio_to"]


def test_a_difference_at_the_same_level_stays():
    found = compared(region(lambda level, rural: 0.1 + 0.2 * rural, schools=4000))
    row = found.loc["village"]
    assert row["ratio"] == pytest.approx(3, rel=0.15) and row["ratio_from"] > 2
    assert row["standardised"] == pytest.approx(0.3, abs=0.03)
    assert found["state"].to_dict() == {"town": "reference", "village": "compared"}


def test_standardisation_by_hand():
    """Fifth 1: town 1 of 10, village 6 of 20; the others alike, 0 of 15 each, nobody listed but there."""
    ids = [f"s{place:03}" for place in range(150)]
    groups = pd.Series((["town"] * 10 + ["village"] * 20) + (["town"] * 15 + ["village"] * 15) * 4, ids)
    listed = np.zeros(150, dtype=bool)
    listed[[0, *range(10, 16), 40, 41, 42, 55]] = True
    decisions = pd.DataFrame({"rule": "a", "school_id": ids, "listed": pd.array(listed, dtype="boolean")})
    found = compared((decisions, groups, pd.Series(np.arange(150.0), ids)))
    assert found.loc["town", "standardised"] == pytest.approx((1 / 10 + 3 / 15) / 5)
    assert found.loc["village", "standardised"] == pytest.approx((6 / 20 + 1 / 15) / 5)
    assert found.loc["village", "ratio"] == pytest.approx((6 / 20 + 1 / 15) / (1 / 10 + 3 / 15))
    assert found["covered"].tolist() == [1, 1]


def test_intervals_of_the_ratio_cover():
    inside = []
    for seed in range(25):
        row = compared(region(lambda level, rural: 0.15 + 0.15 * rural, schools=300, seed=seed)).loc["village"]
        inside.append(row["ratio_from"] <= 2 <= row["ratio_to"])
    assert np.mean(inside) >= 0.85


def several(seed, rules=6, schools=200):
    """Rules that list by lot, and two groupings that nothing binds to them."""
    rng = np.random.default_rng(seed)
    ids = [f"s{place:04}" for place in range(schools)]
    decisions = pd.concat(
        pd.DataFrame({"rule": f"r{one}", "school_id": ids, "listed": pd.array(rng.random(schools) < 0.25)})
        for one in range(rules)
    )
    groupings = {
        name: (pd.Series(np.where(rng.random(schools) < 0.5, "a", "b"), ids), "a") for name in ("one", "another")
    }
    return decisions, groupings, pd.Series(rng.normal(size=schools), ids)


def test_several_ratios_hold_together():
    """Nothing differs in twelve comparisons: one or another would be confirmed in near half of the regions."""
    confirmed = []
    for seed in range(15):
        decisions, groupings, level = several(seed)
        found = listed_at_same_level(decisions, groupings=groupings, level=level).query("state == 'compared'")
        confirmed.append(((found["ratio_from"] > 1) | (found["ratio_to"] < 1)).any())
    assert np.mean(confirmed) <= 0.14


def test_shares_are_not_widened_and_ratios_are():
    decisions, groupings, level = several(1)
    found = listed_at_same_level(decisions, groupings=groupings, level=level)
    own = listed_at_same_level(
        decisions[decisions["rule"] == "r0"], groupings={"one": groupings["one"]}, level=level
    ).set_index("group")
    row = found[(found["rule"] == "r0") & (found["grouping"] == "one")].set_index("group")
    assert row.loc["b", "ratio"] == own.loc["b", "ratio"]
    assert row.loc["b", "ratio_from"] < own.loc["b", "ratio_from"]
    assert row.loc["b", "ratio_to"] > own.loc["b", "ratio_to"]
    width = [one.loc["b", "standardised_to"] - one.loc["b", "standardised_from"] for one in (row, own)]
    assert width[0] == pytest.approx(width[1], rel=0.1)


def test_a_reference_that_hardly_lists_leaves_no_upper_bound():
    decisions, groups, level = region(lambda level, rural: 0.3 * rural, schools=300)
    decisions.loc[(groups == "town").to_numpy().argmax(), "listed"] = True
    row = compared((decisions, groups, level)).loc["village"]
    assert row["state"] == "compared" and row["ratio_from"] > 1 and np.isinf(row["ratio_to"])


def test_schools_without_an_answer_are_left_out():
    found = compared(region(by_level, none=0.3))
    assert found["schools"].sum() == pytest.approx(420, abs=40)


@pytest.mark.parametrize(
    ("made", "state"),
    [
        (region(by_level, schools=59), "few_schools"),
        (region(lambda level, rural: np.full(len(level), 0.01), schools=200), "few_listed"),
        (region(lambda level, rural: 0.4 * rural, schools=300), "nobody_in_reference"),
        (region(lambda level, rural: 0.4 * ~rural, schools=300), "nobody_in_group"),
    ],
)
def test_too_little_is_said_in_words(made, state):
    row = compared(made).loc["village"]
    assert row["state"] == state and np.isnan(row["ratio"])


def test_small_groups_and_levels_apart_are_not_compared():
    decisions, groups, level = region(by_level, schools=200)
    few = groups.copy()
    few.iloc[:190] = "town"
    few.iloc[190:] = "village"
    assert compared((decisions, few, level)).loc["village", "state"] == "small_group"
    apart = level.rank() / 200 + 5 * (groups == "town")
    assert compared((decisions, groups, apart)).loc["village", "state"] == "no_overlap"


def test_the_reference_must_be_there_and_nothing_is_changed():
    decisions, groups, level = region(by_level)
    with pytest.raises(ValueError):
        listed_at_same_level(decisions, groupings={"settlement": (groups, "farm")}, level=level)
    before = decisions.copy(), groups.copy(), level.copy()
    one, two = compared((decisions, groups, level)), compared((decisions, groups, level))
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(decisions, before[0])
    pd.testing.assert_series_equal(groups, before[1])
    pd.testing.assert_series_equal(level, before[2])


def test_a_share_that_no_draw_can_change_has_no_interval():
    row = compared(region(lambda level, rural: 0.4 * ~rural, schools=300)).loc["village"]
    assert row["standardised"] == 0 and np.isnan(row["standardised_from"]) and np.isnan(row["standardised_to"])
