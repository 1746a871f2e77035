import numpy as np
import pandas as pd
import pytest

from shnor_lab.measure.anova import one_way

from .reference import data, expected, near


def test_dutch_classes():
    pupils, told = data("netherlands_schools", "pupils"), expected("netherlands_schools")
    before = pupils.copy(deep=True)
    found = one_way(pupils["lang"], pupils["class"])
    assert near({"between": found.between, "within": found.within}, told["anova_ms"])
    assert near(found.icc1, told["icc1"]) and near(found.icc2, told["icc2"]) and near(found.tau2, told["anova_tau2"])
    assert (found.schools, found.pupils) == (133, 2287) and found.n0 < found.size
    pd.testing.assert_frame_equal(pupils, before)


def test_moments_are_right_on_average_also_without_spread():
    random = np.random.default_rng(6)
    school = np.repeat(np.arange(30), np.resize([2, 5, 11], 30))
    for tau in (0.0, 0.5):
        found = [
            one_way(tau * random.standard_normal(30)[school] + random.standard_normal(len(school)), school).tau2
            for _repeat in range(300)
        ]
        assert np.mean(found) == pytest.approx(tau**2, abs=0.02)
        assert min(found) < 0 or tau > 0


def test_equal_sizes_are_worth_what_they_are():
    found = one_way([1, 2, 3, 5, 6, 7], [1, 1, 1, 2, 2, 2])
    assert found.n0 == found.size == 3
    assert (found.between, found.within) == (24.0, 1.0) and found.tau2 == pytest.approx(23 / 3)


@pytest.mark.parametrize(
    ("y", "school"), [([], []), ([1.0, 2], ["a", "a"]), ([1.0, 2], ["a", "b"]), ([1, None], ["a", "b"])]
)
def test_where_nothing_follows_nothing_is_told(y, school):
    found = one_way(y, school)
    assert np.isnan([found.between, found.within, found.icc1, found.icc2, found.tau2]).all()


def test_nulls_are_left_out_and_equal_results_have_no_ratio():
    some = one_way(pd.array([1, 2, None, 5, 6, 9], dtype="Int64"), ["a", "a", "a", "b", "b", None])
    assert some == one_way([1, 2, 5, 6], ["a", "a", "b", "b"])
    same = one_way([3, 3, 3, 3], ["a", "a", "b", "b"])
    assert same.between == same.within == 0 and np.isnan(same.icc1)
