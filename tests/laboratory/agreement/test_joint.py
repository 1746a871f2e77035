import numpy as np
import pandas as pd
import pytest

from shnor_lab.laboratory.agreement import JOINT, joint, pairs
from shnor_lab.laboratory.agreement.coefficients import fleiss, gwet_ac1, krippendorff

from .conftest import decided


def test_all_rules_together(region):
    frame = joint(region, ["first", "second", "third"], seed=1).set_index("coefficient")
    assert frame.index.tolist() == list(JOINT)
    assert frame["rules"].eq(3).all() and frame["length"].isna().all()
    assert frame.loc[["fleiss", "conger", "light"], ["schools", "unknown"]].to_numpy().tolist() == [[285, 15]] * 3
    assert frame.loc[["krippendorff", "ac1"], ["schools", "unknown"]].to_numpy().tolist() == [[300, 0]] * 2
    answers = region.pivot(index="school_id", columns="rule", values="listed").astype("float64").to_numpy()
    assert frame.loc["fleiss", "value"] == fleiss(answers[~np.isnan(answers).any(axis=1)])
    assert frame.loc["krippendorff", "value"] == krippendorff(answers)
    assert frame.loc["ac1", "value"] == gwet_ac1(answers)
    assert (frame["low"] < frame["value"]).all() and (frame["value"] < frame["high"]).all()


def test_of_two_rules_it_is_the_pair(region):
    frame = joint(region, ["first", "second"], seed=1).set_index("coefficient")
    pair = pairs(region, ["first", "second"], seed=1).iloc[0]
    assert frame.loc["light", "value"] == pytest.approx(pair["cohen"])
    assert frame.loc["conger", "value"] == pytest.approx(pair["cohen"])
    assert frame.loc["ac1", "value"] == pytest.approx(pair["ac1"])
    assert frame.loc["ac1", "schools"] == pair["schools"]


def test_equal_length_leaves_out_what_has_no_order(region):
    frame = joint(region, ["first", "second", "third"], equal=True, seed=1)
    assert frame["rules"].eq(2).all() and frame["schools"].eq(285).all()
    pair = pairs(region, ["first", "second"], equal=True, seed=1).iloc[0]
    assert frame["length"].eq(pair["listed_a"]).all()
    assert frame.set_index("coefficient").loc["ac1", "value"] == pytest.approx(pair["ac1"])
    assert joint(region, ["first", "second"], equal=True, length=20, seed=1)["length"].eq(20).all()


def test_short_lists_are_lengthened_to_the_shortest_of_ten(region):
    score = region[region["rule"] == "second"]["score"].to_numpy()
    few = decided("few", (score >= np.sort(score)[-3]).tolist(), score)
    frame = joint(pd.concat([region, few]), ["first", "second", "few"], equal=True, seed=1)
    usual = joint(region, ["first", "second"], equal=True, seed=1)
    assert frame["length"].tolist() == usual["length"].tolist() and frame["rules"].eq(3).all()
    assert set(frame["state"]) == {"compared"}
    only_few = pd.concat([few, few.assign(rule="same")])
    assert joint(only_few, ["few", "same"], equal=True, seed=1)["length"].eq(3).all()


def test_what_cannot_be_computed_is_a_state(region):
    few = joint(region[region["school_id"] < "s0059"], ["first", "second"], seed=1)
    assert set(few["state"]) == {"too_few"} and few["value"].notna().all() and few["low"].isna().all()
    alone = joint(region, ["first", "third"], equal=True, seed=1)
    assert set(alone["state"]) == {"too_few_rules"} and alone["value"].isna().all()
    nobody = pd.concat([decided("a", [False] * 70), decided("b", [False] * 70)])
    assert set(joint(nobody, ["a", "b"], seed=1)["state"]) == {"undefined"}
    silent = pd.concat([decided("a", [None] * 5), decided("b", [True] * 5)])
    assert (
        joint(silent, ["a", "b"], seed=1)[["schools", "unknown", "state"]].to_numpy().tolist()
        == [[0, 5, "undefined"]] * 5
    )
