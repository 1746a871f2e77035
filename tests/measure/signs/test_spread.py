import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lab.measure.signs.spread import between_variance, tail_against_region, widened

VACCINE = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip
"""Thirteen trials of a vaccine (Colditz et al., 1994, JAMA 271:698-702): ill and healthy of both groups."""


def log_risk_ratios():
    a, b, c, d = np.array(VACCINE, dtype="float64").T
    return np.log(a / (a + b) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def test_published_value_of_paule_and_mandel():
    mean, tau2 = between_variance(*log_risk_ratios())
    assert tau2 == pytest.approx(0.3181, abs=1e-4)
    assert mean == pytest.approx(-0.7150, abs=1e-4)


def test_boundary_of_the_eight_schools():
    effect, error = np.array([28, 8, -3, 7, -1, 1, 18, 12.0]), np.array([15, 10, 16, 11, 9, 11, 10, 18.0])
    mean, tau2 = between_variance(effect, error**2)
    assert tau2 == 0.0
    assert mean == pytest.approx(7.685616725, abs=1e-6)


def test_too_few_schools_have_no_spread():
    assert np.isnan(between_variance([], [])).all()
    mean, tau2 = between_variance([3.0], [1.0])
    assert mean == 3.0 and np.isnan(tau2)


@given(st.integers(0, 10_000), st.floats(-5, 5), st.floats(0.1, 10))
def test_units_do_not_matter(seed, shift, unit):
    rng = np.random.default_rng(seed)
    noise = rng.uniform(0.1, 2, 25)
    value = rng.normal(0, 1, 25) + rng.normal(0, np.sqrt(noise))
    mean, tau2 = between_variance(value, noise)
    moved_mean, moved_tau2 = between_variance(shift + unit * value, unit**2 * noise)
    assert moved_mean == pytest.approx(shift + unit * mean, abs=1e-6 * unit)
    assert moved_tau2 == pytest.approx(unit**2 * tau2, abs=1e-6 * unit**2)


def test_known_spread_is_found_again():
    rng = np.random.default_rng(3)
    noise = rng.uniform(0.05, 0.5, 20_000)
    _mean, tau2 = between_variance(rng.normal(0, 0.5, 20_000) + rng.normal(0, np.sqrt(noise)), noise)
    assert tau2 == pytest.approx(0.25, rel=0.05)


def test_tail_is_student_t():
    z = np.zeros(11)
    z[0] = 2.228138852
    assert tail_against_region(z, upper=True)[0] == pytest.approx(0.025, abs=1e-8)
    assert tail_against_region(z, upper=False)[0] == pytest.approx(0.975, abs=1e-8)


def test_chances_that_spread_as_chance_does_stay_and_wider_ones_are_weakened():
    from scipy.special import ndtr, ndtri

    p = (np.arange(200) + 0.5) / 200
    assert widened(p, p) == pytest.approx(p, abs=1e-3)
    wide = ndtr(2 * ndtri(p))
    assert widened(wide, wide) == pytest.approx(p, abs=2e-3)
    narrow = ndtr(0.5 * ndtri(p))
    assert widened(narrow, narrow) == pytest.approx(narrow)


def test_no_schools_no_chances():
    assert len(widened([], [])) == 0
