"""Signs over a whole region: what is set apart, and what a lifted paper leaves behind."""

import numpy as np
import pandas as pd

from shnor_lab.ground.examination import examine
from shnor_lab.ground.one_sitting import CELL
from shnor_lab.study import signs

from ..ground.papers import marks_of, rows, table


def test_a_lifted_paper_is_found_and_the_frame_stays_as_it_was():
    counts = marks_of(1)
    school = int(np.argsort(counts[:, 0])[-5])
    counts[school, 1] += counts[school, 0]
    counts[school, 0] = 0
    results = table(rows(counts))
    before = results.copy()
    found = examine(results)
    pd.testing.assert_frame_equal(results, before)
    assert not found.duplicated([*CELL, "diagnostic"]).any()
    flagged = signs.with_sign(found)
    assert set(flagged["school_id"]) == {f"s{school:03d}"}
    assert flagged.set_index("diagnostic").loc["mark_border", "strength"] == "strong"
    counted = signs.totals(found).set_index("diagnostic")
    assert counted.index.tolist() == [*signs.DIAGNOSTICS, *signs.NOT_IN_TABLES]
    assert counted.index[counted["why"] == ""].tolist() == ["high_mean", "mark_border", "mark_spread"]
    assert counted.loc["mark_border", ["run", "too_few", "weak", "strong", "schools"]].tolist() == [60, 0, 0, 1, 1]


def test_no_rows_no_signs():
    found = examine(table(rows(marks_of(1), attempt="retake")))
    assert found.empty and signs.with_sign(found).empty
    counted = signs.totals(found).set_index("diagnostic")
    assert (counted["run"] == 0).all() and counted.drop(columns=["run", "why"]).isna().all(axis=None)


def test_a_diagnostic_that_did_not_run_found_neither_nothing_nor_something_and_says_why():
    means_only = rows(marks_of(1)).assign(n_2=None, n_3=None, n_4=None, n_5=None)
    counted = signs.totals(examine(table(means_only, rows(marks_of(2), procedure="oge_ma")))).set_index("diagnostic")
    assert counted.loc["mark_border", ["run", "not_delivered", "why"]].tolist() == [60, 60, ""]
    counted = signs.totals(examine(table(means_only))).set_index("diagnostic")
    assert counted.loc["mark_border", ["run", "not_delivered", "why"]].tolist() == [0, 60, "not_delivered"]
    assert counted.loc["mark_border", ["weak", "strong", "schools"]].isna().all()
    assert counted.loc["trajectory", "why"] == counted.loc["task_profile", "why"] == "not_delivered"
    assert set(counted.loc[list(signs.NOT_IN_TABLES), "why"]) == {"no_table"}
    small = signs.totals(examine(table(rows(marks_of(1, n=19))))).set_index("diagnostic")
    assert small.loc["mark_border", ["too_few", "why"]].tolist() == [60, "too_few"]
    few = signs.totals(examine(table(rows(marks_of(1, schools=19))))).set_index("diagnostic")
    assert few.loc["mark_border", ["few_schools", "why"]].tolist() == [19, "few_schools"]


def test_the_demo_region_is_clean_and_says_what_was_not_delivered(in_demo_root):
    from shnor_lab import study as studies

    demo = studies.open("demo")
    found = signs.SIGNS.of(demo)
    assert set(found["diagnostic"]) == {"high_mean", "mark_border", "mark_spread", "trajectory"}
    ran = found[found["state"] == "run"]
    assert ran["n"].min() >= 20 and (ran["limited"] == (ran["n"] < 50)).all()
    assert signs.with_sign(found)["school_id"].nunique() <= 0.05 * ran["school_id"].nunique()
    why = signs.totals(found).set_index("diagnostic")["why"]
    assert why["task_profile"] == "not_delivered" and (why[list(signs.NOT_IN_TABLES)] == "no_table").all()
