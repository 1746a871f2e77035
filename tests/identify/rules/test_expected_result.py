"""Rules against an expected result: ``context_adjusted`` and ``value_added``."""

import numpy as np
import pytest

from shnor_lab import language

from ...small_tables import schools
from .conftest import answers, expectation, said, sized


@pytest.mark.parametrize(("key", "basis"), [("context_adjusted", "context"), ("value_added", "prior")])
def test_listed_is_who_is_surely_below_the_expected_result(key, basis):
    differences = [-0.9, -0.1, 0.0, 0.9, *np.linspace(-0.5, 0.5, 21)]
    answer = answers(key, expectation(differences, basis=basis))
    assert answer["listed"][["s00", "s04"]].all() and not answer["listed"][["s01", "s02", "s03"]].any()
    assert answer["score"].iloc[:4].is_monotonic_decreasing and answer["p_low"].isna().all()
    assert answer["reason"]["s00"].startswith("Below the expected result: out of 100 schools")
    other = "prior" if basis == "context" else "context"
    for data in (expectation(differences, basis=other), expectation(differences, basis=basis, year=2023)):
        assert answers(key, data)["listed"].isna().all()


def test_little_known_schools_are_drawn_to_the_expected_result():
    differences = np.r_[[-0.6, -0.6], np.random.default_rng(3).normal(0, 0.2, 60)]
    se = np.r_[[0.6, 0.05], np.full(60, 0.1)]
    answer = answers("context_adjusted", expectation(differences, se=se))
    assert said(answer["listed"]["s00"]) is False and said(answer["listed"]["s01"]) is True


def test_where_schools_do_not_differ_nobody_is_listed():
    differences = np.random.default_rng(3).normal(0, 0.1, 200)
    assert answers("context_adjusted", expectation(differences, se=0.1))["listed"].sum() == 0


def test_of_fewer_than_three_schools_nothing_is_learnt():
    answer = answers("context_adjusted", expectation([-0.9, 0.1]))
    assert answer["listed"].isna().all() and answer["reason"].str.contains("no answer").all()


def test_without_an_expected_result_the_words_are_said():
    data = expectation([-0.9, 0.1, 0.2])
    lacking = data | {"schools": schools("s00", "s01", "s02", "z")}
    answer = answers("context_adjusted", lacking)
    assert said(answer["listed"]["z"]) is None and answer["reason"]["z"] == "expected result not computed"
    language.use("ru")
    assert answers("value_added", sized(20))["reason"].tolist() == ["ожидаемый результат не рассчитан"]
