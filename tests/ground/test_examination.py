"""Which diagnostics run over the tables of a region, and on which rows."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab.ground.examination import examine
from shnor_lab.ground.one_sitting import MARKS
from shnor_lab.study.signs import with_sign

from .papers import marks_of, rows, table


def test_one_sitting_is_main_and_reserve_day_of_the_spring():
    counts = marks_of(2)
    spring = rows(counts, round="spring")
    reserve = rows(marks_of(3, n=10), round="spring", attempt="reserve")
    others = [
        rows(counts),
        rows(counts, round="spring", attempt="retake"),
        rows(counts, round="spring", graduates="past"),
        rows(counts, round="spring", graduates="all"),
    ]
    found = examine(table(spring, reserve, *others))
    alone = examine(table(spring, reserve))
    pd.testing.assert_frame_equal(found, alone)
    assert set(found["n"]) == {160} and set(found["round"]) == {"main"}


def test_an_autumn_paper_is_held_apart():
    found = examine(table(rows(marks_of(2), round="spring"), rows(marks_of(3), round="autumn")))
    assert set(found["round"]) == {"main", "autumn"} and set(found["n"]) == {150}


def test_means_without_marks_allow_the_mean_only():
    points = rows(marks_of(4), procedure="ege_ru").drop(columns=MARKS)
    bare = rows(marks_of(5)).drop(columns=[*MARKS, "mean"])
    found = examine(table(points, bare)).set_index("procedure")
    assert set(found.loc["ege_ru", "diagnostic"]) == {"high_mean"} and set(found.loc["ege_ru", "state"]) == {"run"}
    assert set(found.loc["vpr_ma5", "state"]) == {"not_delivered"}
    assert found.loc["vpr_ma5", "strength"].isna().all()


def test_some_marks_missing_are_not_added_up():
    partly = rows(marks_of(6)).assign(n_5=lambda frame: frame["n_5"].where(frame["school_id"] != "s003"))
    found = examine(table(partly)).set_index(["diagnostic", "school_id"])["state"]
    assert found["mark_border", "s003"] == "not_delivered" and found["mark_border", "s004"] == "run"
    assert found["high_mean", "s003"] == "run"


def test_a_cohort_is_followed_over_three_years():
    early = marks_of(7)
    early[9] = [0, 0, 10, 140]
    late = marks_of(8)
    late[9] = [80, 60, 10, 0]
    found = examine(
        table(
            rows(early, procedure="vpr_ma6", year=2021, round="spring"),
            rows(late, procedure="oge_ma", year=2024),
            rows(marks_of(9), procedure="oge_ru", year=2024),
        )
    )
    later = found[found["diagnostic"] == "trajectory"]
    assert set(later["procedure"]) == {"oge_ma"} and set(later["year"]) == {2024}
    row = later.set_index("school_id").loc["s009"]
    assert row["strength"] == "strong" and row["value"] == pytest.approx(2.533, abs=1e-3) and row["region"] > 3


def test_tasks_give_profiles():
    rng = np.random.default_rng(3)
    hard = np.linspace(-1.5, 1.5, 10)
    own = rng.normal(0, 0.4, 40)
    points = rng.binomial(60, 1 / (1 + np.exp(hard - own[:, None])))
    points[2] = points[2][::-1]
    parts = [
        pd.DataFrame(
            {
                "school_id": f"s{school:03d}",
                "year": 2024,
                "procedure": "vpr_ma5",
                "round": "spring",
                "attempt": "main",
                "task": [f"{task:02d}" for task in range(10)],
                "max_points": 1,
                "n": 60,
                "points": points[school],
            }
        )  # fmt: skip
        for school in range(40)
    ]
    found = examine(table(rows(marks_of(1))), table(*parts, key="tasks"))
    profile = found[found["diagnostic"] == "task_profile"]
    assert with_sign(profile)["school_id"].tolist() == ["s002"]
