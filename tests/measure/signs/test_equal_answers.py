import numpy as np
import pandas as pd
import pytest

from shnor_lab.measure.signs import equal_answers


def drawn(seed, classes=40, size=25, tasks=12):
    rng = np.random.default_rng(seed)
    able = rng.normal(0, 1, (classes * size, 1))
    right = rng.random((classes * size, tasks)) < 1 / (1 + np.exp(np.linspace(-2, 2, tasks) - able))
    return pd.DataFrame(
        {
            "class": np.repeat([f"k{number:02d}" for number in range(classes)], size),
            "score": right.sum(axis=1),
            "answers": ["".join("1" if one else "0" for one in row) for row in right],
        }
    )


def test_a_class_that_shares_its_answers_stands_out():
    pupils = drawn(1)
    one = pupils["class"] == "k07"
    pupils.loc[pupils[one].index[:12], ["score", "answers"]] = [6, "101010101010"]
    found = equal_answers(pupils).set_index("class")
    assert found["p"].idxmin() == "k07" and found.loc["k07", "p"] < 1e-6
    assert found.loc["k07", "value"] >= 66 / 300


def test_all_right_is_equal_by_itself():
    pupils = drawn(2)
    full = pupils["class"].isin(["k01", "k02", "k03"])
    pupils.loc[full, ["score", "answers"]] = [12, "1" * 12]
    assert (equal_answers(pupils)["p"] > 0.01).all()


def test_expected_pairs_by_hand():
    pupils = pd.DataFrame(
        {
            "class": np.repeat([f"k{number:02d}" for number in range(20)], 20),
            "score": 1,
            "answers": ["10"] * 200 + ["01"] * 200,
        }
    )
    found = equal_answers(pupils)
    elsewhere = 400 * 399 / 2 - 20 * 190
    alike = 2 * 200 * 199 / 2 - 20 * 190
    assert found["region"].to_numpy() == pytest.approx(np.full(20, alike / elsewhere))
    assert found["value"].to_numpy() == pytest.approx(np.ones(20))


def test_clean_classes_and_no_change_of_the_frame():
    pupils = drawn(3)
    before = pupils.copy()
    p = pd.concat([equal_answers(drawn(seed)) for seed in range(4)])["p"]
    assert (p < 0.05).mean() < 0.08
    equal_answers(pupils)
    pd.testing.assert_frame_equal(pupils, before)


def test_small_classes_are_not_looked_at():
    assert set(equal_answers(drawn(4, size=15))["state"]) == {"too_few"}
