"""What a rule rests on is found by what it does."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from shnor_lab.ground.schools import open_schools
from shnor_lab.identify.rule import BaseRule, decisions
from shnor_lab.laboratory.ledger import coverage as module
from shnor_lab.laboratory.ledger.coverage import coverage

from ...small_tables import EDITION, frame, schools, tables, year_of

IDS = [f"s{place:03}" for place in range(60)]
RULES = ["persistent_low", "lowest_share", "negative_dynamics", "growth", "stably_high", "adverse_conditions", "listed"]


def region():
    rng = np.random.default_rng(1)
    rows = [row for school in IDS for year in (2024, 2023) for row in year_of(school, year, n=25)]
    for row in rows:
        row |= {"n_high": int(rng.integers(0, 20)), "mean": float(rng.normal(3.5, 0.2))}
    orders = [
        {"school_id": school, "year": 2024, "class": "low", "level": "regional", "listed": True} for school in IDS
    ]
    return tables(rows, schools(*IDS), statuses=frame("statuses", orders[:9]))


@pytest.fixture(scope="module")
def found():
    return coverage(region(), EDITION, {}, rules=RULES).set_index("rule")


def test_rules_that_count_low_results_are_judged(found):
    assert found.index[found["covered"]].tolist() == ["persistent_low", "lowest_share", "negative_dynamics"]


def test_others_are_named_with_the_reason(found):
    assert found.loc[~found["covered"], "why"].astype(str).to_dict() == {
        "growth": "not_for_low",
        "stably_high": "other_figures",
        "adverse_conditions": "no_answer",
        "listed": "other_tables",
    }


@dataclass(frozen=True)
class Ignores(BaseRule):
    """Lists by the number of letters, whatever the results."""

    title = source = ""

    def decide(self, tables, edition, settings):
        ids = open_schools(tables, edition.result_years[0])["school_id"]
        odd = ids.str[-1].astype("int64").to_numpy() % 3 == 0
        return decisions(ids, yes=odd, possible=odd, score=odd.astype("float64"), reason=[""] * len(ids))


def test_a_rule_dropped_in_that_minds_no_results(monkeypatch):
    rule = Ignores("ignores", "ours", (), about="low")
    monkeypatch.setattr(module, "all_rules", lambda: {"ignores": rule})
    monkeypatch.setattr(module, "all_settings", lambda _settings: {"ignores": rule.Settings()})
    assert coverage(region(), EDITION, {})["why"].tolist() == ["not_for_low"]


def test_tables_are_not_changed():
    data = region()
    kept = {key: one.copy() for key, one in data.items()}
    coverage(data, EDITION, {}, rules=["persistent_low"])
    for key, one in data.items():
        pd.testing.assert_frame_equal(one, kept[key])
