"""Growth between two exams against a known truth, and its edges."""

import numpy as np
import pytest
from scipy.special import ndtr

from shnor_lab.measure.paired_levels import SCHOOLS_MIN, paired_levels


def drawn(schools, *, slope=0.7, seed=5, smallest=3):
    """Return counts of two exams, and the true growth of every school."""
    random = np.random.default_rng(seed)
    earlier = random.normal(0, 0.5, schools)
    growth = random.normal(0, 0.35, schools)
    n_1 = np.maximum(random.lognormal(3.2, 0.9, schools), smallest).astype(int)
    n_2 = np.maximum(n_1 * random.uniform(0.7, 1.1, schools), smallest).astype(int)
    k_1 = random.binomial(n_1, ndtr(-1.1 - earlier))
    k_2 = random.binomial(n_2, ndtr(-1.5 - slope * earlier - growth))
    return (k_1, n_1, k_2, n_2), growth


def test_the_line_of_true_positions_is_found_where_a_regression_flattens_it():
    counts, _growth = drawn(6000)
    found = paired_levels(*counts)
    assert found.state == "fitted" and found.units == 6000
    assert found.slope == pytest.approx(0.7, abs=0.04)
    assert found.correlation == pytest.approx(0.7 * 0.5 / np.hypot(0.35, 0.35), abs=0.04)
    assert (found.earlier_spread, found.later_spread) == pytest.approx((0.5, np.hypot(0.35, 0.35)), abs=0.03)
    k_1, n_1, k_2, n_2 = counts
    x, y = k_1 / n_1, k_2 / n_2
    naive = np.cov(x, y)[0, 1] / x.var() / (np.exp(-(1.5**2) / 2) / np.exp(-(1.1**2) / 2))
    assert naive < 0.6


def test_chances_and_intervals_come_true():
    counts, growth = drawn(6000, seed=8)
    found = paired_levels(*counts, margin=0.2)
    below = growth < -0.2
    edges = np.digitize(found.p_below, np.linspace(0.1, 0.9, 9))
    for place in range(10):
        here = edges == place
        spread = np.sqrt(found.p_below[here] * (1 - found.p_below[here])).mean() / np.sqrt(here.sum())
        assert abs(below[here].mean() - found.p_below[here].mean()) < 0.02 + 3 * spread
    inside = np.abs(growth - found.growth) < 1.96 * found.se
    for part in (np.ones(6000, dtype=bool), counts[1] < 12, counts[1] > 60):
        assert inside[part].mean() == pytest.approx(0.95, abs=0.025)


def test_many_participants_leave_the_plain_difference():
    counts, growth = drawn(300, smallest=4000)
    found = paired_levels(*counts)
    assert np.corrcoef(found.growth, growth)[0, 1] > 0.98
    assert found.se.max() < 0.12


def test_the_less_is_known_the_nearer_to_nothing():
    counts, _growth = drawn(400)
    k_1, n_1, k_2, n_2 = (values.copy() for values in counts)
    k_1[:2], n_1[:2], k_2[:2], n_2[:2] = (0, 0), (2, 200), (1, 100), (2, 200)
    found = paired_levels(k_1, n_1, k_2, n_2)
    assert found.growth[1] < found.growth[0] < 0
    assert found.se[1] < found.se[0]


def test_an_exam_that_lacks_is_no_answer():
    counts, _growth = drawn(60)
    k_1, n_1, k_2, n_2 = (values.astype(float) for values in counts)
    n_1[0], n_2[1], k_2[2] = 0, np.nan, np.nan
    found = paired_levels(k_1, n_1, k_2, n_2)
    assert found.units == 57
    for values in (found.growth, found.se, found.p_below):
        assert np.isnan(values[:3]).all() and not np.isnan(values[3:]).any()
    alone = paired_levels(k_1[3:], n_1[3:], k_2[3:], n_2[3:])
    assert alone.p_below == pytest.approx(found.p_below[3:])


def test_too_few_schools_and_exams_without_differences_are_said():
    counts, _growth = drawn(SCHOOLS_MIN)
    assert paired_levels(*counts).state != "too_few"
    few = paired_levels(*(values[1:] for values in counts))
    assert few.state == "too_few" and np.isnan(few.p_below).all() and np.isnan(few.slope)
    k_1, n_1, k_2, n_2 = drawn(50)[0]
    for k, n in ((np.zeros(50), n_2), (n_2, n_2), (np.ones(50), np.full(50, 5))):
        assert paired_levels(k_1, n_1, k, n).state == "no_spread"
    assert paired_levels([], [], [], []).state == "too_few"


def test_the_same_twice_and_nothing_changed():
    counts, _growth = drawn(50)
    before = [values.copy() for values in counts]
    first, second = paired_levels(*counts), paired_levels(*counts)
    assert np.array_equal(first.p_below, second.p_below)
    for values, kept in zip(counts, before, strict=True):
        assert np.array_equal(values, kept)
