"""Signs over a whole region: what is examined, what is set apart, and what a lifted paper leaves behind."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from shnor_lab.dataset.schema import TABLES
from shnor_lab.study import signs

CUTS = np.array([-1.3, 0.2, 1.3])
CELL = ["school_id", "procedure", "year", "round"]


def marks_of(seed, schools=60, n=150):
    """Return counts of four marks for the same schools, another paper per seed."""
    level = np.random.default_rng(99).normal(0, 0.4, schools)
    share = np.diff(ndtr(CUTS - level[:, None]), prepend=0, append=1, axis=1)
    return np.random.default_rng(seed).multinomial(n, share / share.sum(axis=1, keepdims=True))


def rows(counts, *, procedure="vpr_ma5", year=2024, **columns):
    """Return rows of the table of results, one per school."""
    frame = pd.DataFrame(counts, columns=signs.MARKS)
    frame = frame.assign(
        school_id=[f"s{number:03d}" for number in range(len(counts))], procedure=procedure, year=year, round="main",
        attempt="main", graduates="current", n=counts.sum(axis=1), mean=counts @ np.arange(2, 6) / counts.sum(axis=1),
    )  # fmt: skip
    return frame.assign(**columns)


def table(*parts, key="results"):
    dtypes = TABLES[key].empty().dtypes
    frame = pd.concat(parts, ignore_index=True).reindex(columns=dtypes.index)
    return frame.astype(dtypes.to_dict())


def test_a_lifted_paper_is_found_and_the_frame_stays_as_it_was():
    counts = marks_of(1)
    school = int(np.argsort(counts[:, 0])[-5])
    counts[school, 1] += counts[school, 0]
    counts[school, 0] = 0
    results = table(rows(counts))
    before = results.copy()
    found = signs.examine(results)
    pd.testing.assert_frame_equal(results, before)
    assert not found.duplicated([*CELL, "diagnostic"]).any()
    flagged = signs.with_sign(found)
    assert set(flagged["school_id"]) == {f"s{school:03d}"}
    assert flagged.set_index("diagnostic").loc["mark_border", "strength"] == "strong"
    counted = signs.totals(found).set_index("diagnostic")
    assert counted.index.tolist() == ["high_mean", "mark_border", "mark_spread"]
    assert counted.loc["mark_border", ["run", "too_few", "weak", "strong", "schools"]].tolist() == [60, 0, 0, 1, 1]


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
    found = signs.examine(table(spring, reserve, *others))
    alone = signs.examine(table(spring, reserve))
    pd.testing.assert_frame_equal(found, alone)
    assert set(found["n"]) == {160} and set(found["round"]) == {"main"}


def test_an_autumn_paper_is_held_apart():
    found = signs.examine(table(rows(marks_of(2), round="spring"), rows(marks_of(3), round="autumn")))
    assert set(found["round"]) == {"main", "autumn"} and set(found["n"]) == {150}


def test_means_without_marks_allow_the_mean_only():
    points = rows(marks_of(4), procedure="ege_ru").drop(columns=signs.MARKS)
    bare = rows(marks_of(5)).drop(columns=[*signs.MARKS, "mean"])
    found = signs.examine(table(points, bare)).set_index("procedure")
    assert set(found.loc["ege_ru", "diagnostic"]) == {"high_mean"} and set(found.loc["ege_ru", "state"]) == {"run"}
    assert set(found.loc["vpr_ma5", "state"]) == {"not_delivered"}
    assert found.loc["vpr_ma5", "strength"].isna().all()


def test_some_marks_missing_are_not_added_up():
    partly = rows(marks_of(6)).assign(n_5=lambda frame: frame["n_5"].where(frame["school_id"] != "s003"))
    found = signs.examine(table(partly)).set_index(["diagnostic", "school_id"])["state"]
    assert found["mark_border", "s003"] == "not_delivered" and found["mark_border", "s004"] == "run"
    assert found["high_mean", "s003"] == "run"


def test_a_cohort_is_followed_over_three_years():
    early = marks_of(7)
    early[9] = [0, 0, 10, 140]
    late = marks_of(8)
    late[9] = [80, 60, 10, 0]
    found = signs.examine(
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
    found = signs.examine(table(rows(marks_of(1))), table(*parts, key="tasks"))
    profile = found[found["diagnostic"] == "task_profile"]
    assert signs.with_sign(profile)["school_id"].tolist() == ["s002"]


def test_no_rows_no_signs():
    found = signs.examine(table(rows(marks_of(1), attempt="retake")))
    assert found.empty and signs.totals(found).empty and signs.with_sign(found).empty


def test_the_demo_region_is_clean_and_says_what_was_not_delivered(in_demo_root):
    from shnor_lab import study as studies

    demo = studies.open("demo")
    found = signs.SIGNS.of(demo)
    assert set(found["diagnostic"]) == {"high_mean", "mark_border", "mark_spread", "trajectory"}
    ran = found[found["state"] == "run"]
    assert ran["n"].min() >= 20 and (ran["limited"] == (ran["n"] < 50)).all()
    assert signs.with_sign(found)["school_id"].nunique() <= 0.05 * ran["school_id"].nunique()
    assert signs.not_run(demo) == ("task_profile", *signs.NOT_IN_TABLES)
