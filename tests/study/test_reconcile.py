"""The next step follows how lasting the answer is; a school that the rule does not look at is no disagreement."""

from types import SimpleNamespace

import pandas as pd
import pytest

from shnor_lab.ground.reasons import FEW
from shnor_lab.present.remarks import worded
from shnor_lab.study.certainty import certainty
from shnor_lab.study.identification import CELLS, answers, outside, years_lacking
from shnor_lab.study.reconcile import ACTIONS, CAUSES, RECONCILED, STEPS, _step


def school(official, listed, state, p_listed=float("nan")):
    return SimpleNamespace(official=official, listed=listed, certainty=state, p_listed=p_listed)


@pytest.mark.parametrize(
    ("row", "step"),
    [
        (school(True, True, "high"), "support"),
        (school(True, True, "unclear"), "check"),
        (school(True, True, "few"), "check"),
        (school(True, True, "none"), "check"),
        (school(True, True, "low"), "verify"),
        (school(pd.NA, True, "high"), "order"),
        (school(True, False, "high"), "compare"),
        (school(False, pd.NA, "high"), "ask"),
        (school(False, False, "high"), "watch"),
        (school(False, False, "low", 0.48), "watch"),
        (school(False, False, "low", 0.47), ""),
        (school(False, False, "unclear"), ""),
    ],
)
def test_the_step_follows_the_certainty(row, step):
    assert _step(row) == step and step in (*STEPS, "")


def test_schools_that_order_and_rule_list_get_a_road_map_where_it_lasts_and_a_diagnosis_elsewhere(demo):
    both = ACTIONS.of(demo).query("official and listed")
    states = certainty(demo).set_index("school_id")["certainty"]
    assert len(both) > 10
    for row in both.itertuples():
        assert (row.step == "support") == (states[row.school_id] == "high")
        assert row.certainty == states[row.school_id]
    assert {"support", "check", "verify"} <= set(both["step"])


def test_a_school_without_procedures_of_the_rule_neither_agrees_nor_differs(demo):
    schools = demo.schools.set_index("school_id")
    foreign = outside(CELLS.of(demo))
    assert len(foreign) and set(schools.loc[foreign, "type"]) == {"primary"}
    named = RECONCILED.of(demo).set_index("school_id").loc[lambda table: table.index.isin(foreign)]
    assert len(named) and named["agrees"].isna().all() and set(named["cause"]) == {"outside"} <= set(CAUSES)


def test_only_counts_of_few_are_marked_in_a_ground(demo):
    reasons = answers(demo).query("listed")["reason"].map(worded)
    found = reasons.str.extractall(r"из (?P<n>\d+)(?P<few>, малочисленно)?\)")
    assert ((found["n"].astype(int) < FEW) == found["few"].notna()).all()
    assert found["few"].notna().any() and found["few"].isna().any()


def test_a_year_is_lacking_where_fewer_than_half_of_the_schools_have_a_result():
    states = {"a": "delivered", "b": "not_delivered", "c": "not_delivered", "d": "not_applicable"}
    cells = pd.DataFrame([(key, 2031, state) for key, state in states.items()], columns=["school_id", "year", "state"])
    every = cells.assign(year=2024, state=["delivered", "no_counts", "not_delivered", "not_applicable"])
    unheld = cells.assign(year=2023, state="not_held")
    found = years_lacking(pd.concat([cells, every, unheld], ignore_index=True))
    assert found.to_dict("records") == [{"year": 2031, "schools": 3, "came": 1}]
