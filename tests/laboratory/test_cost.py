"""What lists cost: by hand, by a known truth, and by chances."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab.laboratory.cost import cheapest, curve_by_chance, curve_simulated, least_chance, with_cost
from shnor_lab.laboratory.ledger.lists import SimulatedLists


def lists(score, low, *, ordering=True):
    score, low = np.asarray(score, dtype="float64"), np.asarray(low, dtype=bool)
    return SimulatedLists(
        schools=pd.Index([f"s{place}" for place in range(low.shape[1])]),
        rules=("a",),
        ordering=(ordering,),
        listed=np.where(np.isnan(score), np.nan, 0.0)[:, None],
        score=score[:, None],
        low={"level": low, "shares": np.zeros(low.shape, dtype=bool)},
        known=np.full(low.shape[1], True),
        seed=1,
    )


def test_a_curve_by_hand():
    found = curve_simulated(lists([[4, 3, 2, 1], [1, 2, 3, 4]], [[1, 0, 1, 0], [1, 0, 0, 1]]))
    level = found[found["meaning"] == "level"]
    assert level["length"].tolist() == [0, 1, 2, 3, 4]
    assert level["caught"].tolist() == [0, 1, 1, 1.5, 2]
    assert level["false_flags"].tolist() == [0, 0, 1, 1.5, 2]
    assert level["missed"].tolist() == [2, 1, 1, 0.5, 0]
    assert with_cost(level, 3)["cost"].tolist() == [1.5, 0.75, 1, 0.75, 0.5]
    assert found[found["meaning"] == "shares"]["missed"].eq(0).all()


def test_the_curve_ends_where_scores_end_and_asks_for_an_order():
    scores = [[4, 3, np.nan, 1], [1, np.nan, np.nan, 4]]
    assert curve_simulated(lists(scores, np.eye(4)[:2]))["length"].max() == 2
    empty = curve_simulated(lists(scores, np.eye(4)[:2], ordering=False))
    assert empty.empty and list(empty) == list(curve_simulated(lists(scores, np.eye(4)[:2])))


def test_long_curves_are_thinned_and_keep_their_ends():
    score = np.random.default_rng(1).random((1, 3000))
    found = curve_simulated(lists(score, score > 0.9))
    level = found[found["meaning"] == "level"]
    assert len(level) == 400 and level["length"].iloc[[0, -1]].tolist() == [0, 3000]
    best = cheapest(found, 1).set_index("meaning").loc["level"]
    assert abs(best["length"] - (score > 0.9).sum()) <= 8


@pytest.mark.parametrize("ratio", [0.25, 1, 3, 10])
def test_the_cheapest_list_by_chances_is_all_above_the_least_chance(ratio):
    p = pd.Series(np.random.default_rng(2).beta(0.3, 2, 300), name="chance")
    p[7] = np.nan
    best = cheapest(curve_by_chance(p, meaning="level"), ratio).iloc[0]
    assert best["length"] == (p >= least_chance(ratio)).sum()
    assert best["cost"] <= best["cost_of_none"] == pytest.approx(ratio * p.mean())
    assert best["schools"] == 299 and best["rule"] == "chance"


def test_dearer_misses_make_longer_lists():
    score = np.random.default_rng(3).random((5, 200))
    low = np.random.default_rng(4).random((5, 200)) < score**4
    curve = curve_simulated(lists(score, low))
    curve = curve[curve["meaning"] == "level"]
    lengths = [int(cheapest(curve, ratio)["length"].iloc[0]) for ratio in (0.2, 1, 3, 10)]
    assert lengths == sorted(lengths) and lengths[0] < lengths[-1]


def test_a_miss_of_a_school_without_an_answer_costs_as_any_other():
    row = pd.DataFrame({"false_flags": [2.0], "missed": [1.0], "unanswered_low": [1.0], "schools": [10]})
    before = row.copy()
    assert with_cost(row, 2)["cost"].tolist() == [0.6]
    pd.testing.assert_frame_equal(row, before)


@pytest.mark.parametrize("ratio", [0, -1, np.nan])
def test_a_miss_without_cost_is_refused(ratio):
    with pytest.raises(ValueError):
        with_cost(pd.DataFrame({"false_flags": [1], "missed": [1], "schools": [1]}), ratio)
