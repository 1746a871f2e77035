"""Lists against the year after: perfect, useless, and only as good as size."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab.laboratory.prediction.judge import prediction, roc_curves

SCHOOLS = 300
IDS = [f"s{place:04}" for place in range(SCHOOLS)]


def rule(score, share=0.1, name="a", listed=None):
    score = np.asarray(score, dtype="float64")
    by_score = score >= np.nanquantile(score, 1 - share)
    return pd.DataFrame(
        {
            "rule": name,
            "school_id": IDS,
            "listed": pd.array(by_score if listed is None else listed, dtype="boolean"),
            "score": score,
        }
    )


def outcome(values):
    return pd.Series(pd.array(values, dtype="boolean"), index=IDS)


RNG = np.random.default_rng(5)
LEVEL = RNG.normal(size=SCHOOLS)
NEXT = outcome(LEVEL + RNG.normal(size=SCHOOLS) > 1.7)
SIZE = pd.Series(RNG.integers(5, 500, SCHOOLS), index=IDS)


def judged(decisions, found=NEXT, size=SIZE, **more):
    return prediction(decisions, found, size=size, **more).set_index("rule")


def test_counts_and_precision_by_hand():
    row = judged(rule(LEVEL)).loc["a"]
    listed = rule(LEVEL)["listed"].to_numpy(dtype=bool)
    low = NEXT.to_numpy(dtype=bool)
    assert row[["schools", "listed", "outcomes", "caught"]].tolist() == [300, 30, low.sum(), (low & listed).sum()]
    assert row["precision"] == (low & listed).sum() / 30 and row["base_rate"] == low.mean()
    assert row["precision_from"] < row["precision"] < row["precision_to"]
    longest = np.argsort(-LEVEL)[: low.sum()]
    assert row["precision_equal"] == pytest.approx(low[longest].mean())


def test_a_perfect_score_and_a_useless_one():
    rng = np.random.default_rng(1)
    both = pd.concat([rule(NEXT.astype("float64") + rng.random(300) / 9), rule(rng.random(300), name="b")])
    found = judged(both)
    assert found.loc["a", ["precision_equal", "auc", "auc_from", "auc_to"]].tolist() == [1, 1, 1, 1]
    assert found.loc["a", "precision"] > found.loc["a", "reshuffled_to"]
    assert found.loc["b", "auc_from"] < 0.5 < found.loc["b", "auc_to"]
    assert found.loc["b", "precision"] <= found.loc["b", "reshuffled_to"]


def test_reshuffling_is_the_hypergeometric_chance():
    from scipy.stats import hypergeom

    row = judged(rule(LEVEL)).loc["a"]
    chance = hypergeom(300, int(row["outcomes"]), 30)
    assert row["reshuffled_from"] * 30 == pytest.approx(chance.ppf(0.025), abs=1)
    assert row["reshuffled_to"] * 30 == pytest.approx(chance.ppf(0.975), abs=1)


def test_the_placebo_keeps_what_size_alone_tells():
    """The rule lists small schools, the outcome falls on small schools, nothing else binds them."""
    rng = np.random.default_rng(3)
    small = SIZE.to_numpy() < 110
    found = judged(rule(small + rng.random(300), share=0.15), outcome(rng.random(300) < np.where(small, 0.5, 0.05)))
    row = found.loc["a"]
    assert row["precision"] > row["reshuffled_to"], "better than a lot"
    assert row["placebo_from"] <= row["precision"] <= row["placebo_to"], "no better than size"
    assert row["auc_placebo"] > 0.65 and row["auc"] <= row["auc_placebo_to"]
    honest = judged(rule(LEVEL)).loc["a"]
    assert honest["precision"] > honest["placebo_to"] and abs(honest["auc_placebo"] - 0.5) < 0.05


def test_bounds_by_chance_are_wider_beside_other_rules_and_nothing_else_is():
    rng = np.random.default_rng(2)
    alone = judged(rule(LEVEL)).loc["a"]
    beside = judged(pd.concat([rule(LEVEL), *(rule(rng.random(300), name=f"lot{one}") for one in range(4))])).loc["a"]
    for name in ("auc_placebo_to", "auc_reshuffled_to"):
        assert beside[name] > alone[name], name
    for name in ("reshuffled_to", "placebo_to"):
        assert beside[name] >= alone[name], f"{name} has few possible values and may stay"
    same = ["precision", "precision_from", "precision_to", "placebo", "auc", "auc_from", "auc_to", "auc_placebo"]
    assert beside[same].tolist() == alone[same].tolist()


def test_unknown_answers_and_outcomes_are_reported_not_counted():
    listed = rule(LEVEL)["listed"].array
    listed[:40] = pd.NA
    missing = NEXT.copy()
    missing.iloc[30:60] = pd.NA
    row = judged(rule(LEVEL, listed=listed), missing).loc["a"]
    assert row["schools"] == 240 and row["unanswered"] == 30


def test_a_score_that_does_not_make_the_list_has_no_curve():
    listed = rule(LEVEL)["listed"].to_numpy(dtype=bool)
    decisions = pd.concat([rule(-LEVEL, listed=listed), rule(LEVEL, name="b")])
    found = judged(decisions)
    assert np.isnan(found.loc["a", "auc"]) and found.loc["a", "precision"] == found.loc["b", "precision"]
    assert set(roc_curves(decisions, NEXT)["rule"]) == {"b"}


@pytest.mark.parametrize(
    ("decisions", "found", "state"),
    [
        (rule(LEVEL, share=0.02), NEXT, "few_listed"),
        (rule(LEVEL), outcome([True] * 5 + [False] * 295), "few_outcomes"),
        (rule(LEVEL), outcome([True] * 20 + [False] * 39 + [None] * 241), "few_schools"),
    ],
)
def test_too_little_is_said_in_words(decisions, found, state):
    row = judged(decisions, found).loc["a"]
    assert row["state"] == state and np.isnan(row["precision"]) and np.isnan(row["auc"])
    assert roc_curves(decisions, found).empty


def test_equal_seeds_give_equal_figures_and_nothing_is_changed():
    decisions = rule(LEVEL)
    kept = decisions.copy(), NEXT.copy(), SIZE.copy()
    pd.testing.assert_frame_equal(judged(decisions, seed=4), judged(decisions, seed=4))
    pd.testing.assert_frame_equal(decisions, kept[0])
    pd.testing.assert_series_equal(NEXT, kept[1])
    pd.testing.assert_series_equal(SIZE, kept[2])
