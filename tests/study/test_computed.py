"""A frame that one room computes reaches the rules that wait for it, for the present and for the earlier edition."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab import study as studies
from shnor_lab.ground.declared import NotDeclared
from shnor_lab.ground.schools import open_schools
from shnor_lab.study import computed, identification, ledger
from shnor_lab.study.edition import EDITION, YEARS_OF_LIST
from shnor_lab.study.given import Given
from shnor_lab.study.result import Result


def expected(given: Given, year: int) -> pd.DataFrame:
    schools = open_schools(given.tables, year)["school_id"]
    low = np.arange(len(schools)) < 5
    return pd.DataFrame(
        {
            "school_id": schools.astype("str"),
            "year": pd.array([year] * len(schools), dtype="Int32"),
            "basis": pd.array(["context"] * len(schools), dtype="str"),
            "actual": np.where(low, -2.0, 0.0) + np.linspace(-0.3, 0.3, len(schools)),
            "expected": 0.0,
            "se": 0.1,
        }
    )


@pytest.fixture
def with_expected(monkeypatch):
    """Let a room compute the expected results of both editions."""
    read = {"params": YEARS_OF_LIST, "needs": ("schools", "results", EDITION)}
    frame = computed.Frame(
        "expected",
        Result("expected", lambda given: expected(given, given.edition.result_years[0]), **read),
        Result("expected_before", lambda given: expected(given, given.edition.earlier().result_years[0]), **read),
    )
    monkeypatch.setattr(computed, "FRAMES", (frame,))
    return frame


def answers(decisions: pd.DataFrame) -> pd.Series:
    return decisions.loc[decisions["rule"] == "context_adjusted", "listed"]


def test_without_the_frame_the_rule_waits(small_workbench):
    small_workbench()
    assert answers(identification.DECISIONS.of(studies.open("own"))).isna().all()
    assert "context_adjusted" not in identification.computing()


def test_with_the_frame_the_rule_takes_part_in_both_editions_and_in_the_ledger(small_workbench, with_expected):
    small_workbench()
    study = studies.open("own")
    for result in (identification.DECISIONS, identification.DECISIONS_BEFORE):
        found = answers(result.of(study))
        assert found.sum() == 5 and found.notna().all()
    assert "context_adjusted" in identification.computing()
    assert study.computed["expected"] == study.computed["expected_before"] == 1
    covered = ledger.COVERED.of(study).set_index("rule")["why"]
    assert covered["context_adjusted"] == "other_tables", "a simulation of results knows nothing of the frame"


def test_decisions_change_with_the_frame_and_stand_without_its_tables(small_workbench, with_expected, monkeypatch):
    small_workbench()
    study = studies.open("own")
    mark = study.mark(identification.DECISIONS)
    monkeypatch.setattr(computed, "FRAMES", ())
    assert studies.open("own").mark(identification.DECISIONS) != mark
    monkeypatch.setattr(computed, "FRAMES", (with_expected,))
    small = studies.open("own")
    (small.dataset.folder / "results.parquet").unlink()
    assert answers(identification.DECISIONS.of(studies.open("own"))).isna().all()


def test_a_computation_is_handed_what_it_declares_and_nothing_else(small_workbench):
    small_workbench()
    study = studies.open("own")
    base = Result("base", lambda given: pd.DataFrame({"n": [len(given.table("schools"))]}), tables=("schools",))
    touches = {
        "a table": lambda given: given.tables["results"],
        "whether a table is there": lambda given: given.has("results"),
        "a table with a default": lambda given: given.tables.get("results"),
        "cells": lambda given: given.tables.grid([2024]),
        "a param": lambda given: given.params.seed,
        "settings of a rule": lambda given: given.settings["growth"],
        "all settings": lambda given: dict(given.settings),
        "another result": lambda given: identification.CELLS.of(given),
    }
    for what, touch in touches.items():
        wrong = Result("wrong", touch, tables=("schools",), params=("rules.regional_30",), results=(base,))
        with pytest.raises(NotDeclared):
            wrong.compute(Given(study, wrong))
            pytest.fail(what)
    right = Result(
        "right",
        lambda given: base.of(given).assign(seed=given.params.seed, n_min=given.settings["regional_30"].n_min),
        tables=("schools", "roadmap"),
        params=("seed", "rules.regional_30"),
        results=(base,),
    )
    assert right.of(study)["n"].item() == len(study.table("schools"))
    assert set(Given(study, right).tables) == {"schools"}, "a declared table that was not delivered is absent"
    with pytest.raises(KeyError):
        Given(study, right).tables["roadmap"]


def test_cells_measured_for_one_result_are_refused_to_another_that_does_not_declare_their_tables(small_workbench):
    small_workbench()
    study = studies.open("own")
    study.tables.grid([2024])
    wrong = Result("wrong", lambda given: given.tables.grid([2024]), tables=("schools", "results"))
    with pytest.raises(NotDeclared, match="school_years"):
        wrong.compute(Given(study, wrong))
