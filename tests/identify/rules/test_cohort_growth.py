"""Cohorts followed from the sixth grade to the ninth."""

import numpy as np
import pandas as pd
from scipy.special import ndtr

from ...small_tables import result, schools, tables
from .conftest import answers, said

COHORT = (("oge_ma", 2024), ("oge_ru", 2024), ("vpr_ma6", 2021), ("vpr_ru6", 2021))


def cohort(count=40, *, cells=COHORT, seed=2, fallen=("s00",), **more):
    """Return a region whose cohorts keep their positions but for those that fell."""
    random = np.random.default_rng(seed)
    rows = []
    for place in range(count):
        own, school = random.normal(0, 0.5), f"s{place:02d}"
        for key, year in cells:
            drop = 1.5 if school in fallen and key.startswith("oge") else 0.0
            k = random.binomial(60, ndtr(-1.2 - own + drop + random.normal(0, 0.1)))
            rows.append(result(school, year, key, int(k), 60, **more.get(key, {})))
    return tables(rows)


def without(data, school, key):
    rows = data["results"]
    return data | {"results": rows[~((rows["school_id"] == school) & (rows["procedure"] == key))]}


def test_a_cohort_that_fell_is_listed_and_told():
    answer = answers("cohort_growth", cohort())
    assert answer.index[answer["listed"]].tolist() == ["s00"]
    assert answer["score"]["s00"] > 0.95 and answer["p_low"].isna().all()
    assert "after VPR" in answer["reason"]["s00"] and "2020/21" in answer["reason"]["s00"]
    assert not answers("cohort_growth", cohort(fallen=()))["listed"].any()


def test_what_lacks_leaves_it_open_unless_the_other_subject_decides():
    data = cohort()
    assert said(answers("cohort_growth", without(data, "s00", "oge_ru"))["listed"]["s00"]) is True
    answer = answers("cohort_growth", without(data, "s05", "vpr_ru6"))
    assert said(answer["listed"]["s05"]) is None and answer["score"]["s05"] >= 0
    assert answer["reason"]["s05"] == "The rule cannot answer, missing: 2020/21: VPR Russian, grade 6"
    nobody = data["results"].assign(
        n=data["results"]["n"].mask(
            (data["results"]["school_id"] == "s05") & (data["results"]["procedure"] == "oge_ru"), 0
        )
    )
    assert said(answers("cohort_growth", data | {"results": nobody})["listed"]["s05"]) is False


def test_without_the_sixth_grade_the_fifth_is_followed():
    cells = (("oge_ma", 2024), ("vpr_ma5", 2020))
    answer = answers("cohort_growth", cohort(cells=cells))
    assert said(answer["listed"]["s00"]) is True and "grade 5" in answer["reason"]["s00"]
    assert "2019/20" in answer["reason"]["s00"]


def test_an_autumn_work_belongs_to_the_programme_it_checks():
    autumn = {"round": "autumn", "programme_grade": 6}
    data = cohort(cells=(("oge_ma", 2024), ("vpr_ma7", 2022)), vpr_ma7=autumn)
    answer = answers("cohort_growth", data)
    assert said(answer["listed"]["s00"]) is True and "grade 6" in answer["reason"]["s00"]


def test_a_cohort_that_cannot_be_followed_is_no_answer():
    few = answers("cohort_growth", cohort(12))
    assert few["listed"].isna().all() and few["reason"].str.contains("no answer").all()
    nobody = tables([result("a", 2024, key, 0, 0) for key in ("oge_ma", "oge_ru")])
    alone = answers("cohort_growth", nobody)
    assert alone["listed"].isna().all() and "cannot be followed" in alone["reason"].iloc[0]
    primary = cohort() | {}
    primary["schools"] = pd.concat([primary["schools"], schools("z", type="primary")], ignore_index=True)
    assert said(answers("cohort_growth", primary)["listed"]["z"]) is None
