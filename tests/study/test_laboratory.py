"""Which rules are compared, and what the region keeps of their agreement."""

from math import comb

import pandas as pd

from shnor_lab.laboratory.agreement import JOINT as COEFFICIENTS
from shnor_lab.study import laboratory
from shnor_lab.study.identification import DECISIONS, MAIN_RULE


def decided(**rules: list) -> pd.DataFrame:
    """Return decisions: rule -> answers of its schools."""
    parts = [
        pd.DataFrame({"rule": rule, "school_id": [f"s{place:02}" for place in range(len(said))], "listed": said})
        .astype({"listed": "boolean"})
        .assign(score=0.0, reason="")
        for rule, said in rules.items()
    ]
    return pd.concat(parts, ignore_index=True)


MANY, FEW = [True] * 12 + [False] * 8, [True] * 2 + [False] * 17 + [None]


def test_compared_are_rules_that_compute_a_list_of_low_schools():
    found = decided(
        listed=MANY,
        stably_high=MANY,
        growth=MANY,
        resource_risk=[False] * 19 + [None],
        pooled_low=FEW,
        regional_30=MANY,
    )
    before = found.copy(deep=True)
    assert laboratory.compared(found) == ["regional_30", "pooled_low"]
    pd.testing.assert_frame_equal(found, before)


def test_one_number_is_told_of_rules_that_mean_low_results_and_list_ten():
    found = decided(regional_30=MANY, persistent_low=MANY, pooled_low=FEW, negative_dynamics=MANY)
    assert laboratory.together(found) == ["regional_30", "persistent_low"]
    assert laboratory.together(found[found["rule"] != "persistent_low"]) == [
        "regional_30",
        "negative_dynamics",
        "pooled_low",
    ]
    assert laboratory.together(found[found["rule"] == "none"]) == []


def test_a_rule_outside_that_number_has_its_reason():
    found = decided(regional_30=MANY, persistent_low=MANY, complex_and_low=MANY, pooled_low=FEW, negative_dynamics=FEW)
    assert laboratory.apart(found) == {
        "complex_and_low": "conditions",
        "negative_dynamics": "change",
        "pooled_low": "short",
    }
    assert laboratory.apart(found[found["rule"] != "persistent_low"]) == {}


def test_pairs_and_joint_stand_at_own_and_at_equal_length(demo):
    decisions = DECISIONS.of(demo)
    rules = laboratory.compared(decisions)
    pairs, joint = laboratory.PAIRS.of(demo), laboratory.JOINT.of(demo)
    assert pairs["equal"].value_counts().to_dict() == {False: comb(len(rules), 2), True: comb(len(rules), 2)}
    assert joint["equal"].value_counts().to_dict() == {False: len(COEFFICIENTS), True: len(COEFFICIENTS)}
    same = pairs[pairs["equal"] & pairs["listed_a"].notna() & pairs["state"].isin(["compared", "too_few"])]
    assert len(same) and (same["listed_a"] == same["listed_b"]).all()
    assert joint.loc[~joint["equal"], "length"].isna().all() and joint.loc[joint["equal"], "length"].notna().all()


def test_replacements_enter_or_leave_the_list_of_the_main_rule(demo):
    moved = laboratory.replacements(demo)
    decisions = DECISIONS.of(demo).set_index(["rule", "school_id"])["listed"]
    assert set(moved["rule"]) == set(laboratory.together(DECISIONS.of(demo))) - {MAIN_RULE}
    for row in moved[moved["change"] != "unknown"].itertuples():
        now, main = decisions[row.rule, row.school_id], decisions[MAIN_RULE, row.school_id]
        assert (bool(now), bool(main)) == ((True, False) if row.change == "enter" else (False, True))
    assert {"enter", "exit"} <= set(moved["change"])
