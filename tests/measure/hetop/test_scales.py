import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from shnor_lab.measure.hetop.scales import bias_corrected, standardised
from tests.measure.hetop.regions import CUTS

N = np.array([10.0, 30, 60])
MU, SIGMA = np.array([-1.0, 0.0, 0.5]), np.array([1.0, 2.0, 1.0])
groups = st.integers(2, 9)
real = st.floats(-3, 3)


@given(groups.flatmap(lambda g: st.tuples(arrays(float, g, elements=real), st.just(g))), real, st.floats(0.1, 9))
def test_members_have_mean_0_and_variance_1_on_any_scale(drawn, move, stretch):
    mu, count = drawn
    n, sigma = np.arange(2.0, count + 2), np.linspace(0.5, 1.5, count)
    scale = standardised(n, mu, sigma, CUTS)
    assert n @ scale.mu == pytest.approx(0, abs=1e-8)
    assert n @ (scale.mu**2 + scale.sigma**2) / n.sum() == pytest.approx(1)
    for own in (standardised, bias_corrected):
        one, other = own(n, mu, sigma, CUTS), own(n, move + stretch * mu, stretch * sigma, move + stretch * CUTS)
        assert np.allclose(one.mu, other.mu, equal_nan=True) and np.allclose(one.cuts, other.cuts, equal_nan=True)
        assert one.icc == pytest.approx(other.icc, nan_ok=True)


def test_by_hand():
    middle, between, within = 0.2, (10 * 1.44 + 30 * 0.04 + 60 * 0.09) / 100, (10 + 120 + 60) / 100
    scale = standardised(N, MU, SIGMA, CUTS)
    assert scale.icc == pytest.approx(between / (between + within))
    assert scale.mu[0] == pytest.approx((-1 - middle) / (between + within) ** 0.5)
    h = 3 / (1 / 9 + 1 / 29 + 1 / 59)
    noise = h / (1 + h) * (0.9 * 1 + 0.7 * 4 + 0.4 * 1) / 100
    corrected = bias_corrected(N, MU, SIGMA, CUTS)
    assert corrected.icc == pytest.approx((between - noise) / (between - noise + h / (1 + h) * within))


def test_a_single_member_has_no_correction_and_nobody_changes_nothing():
    assert np.isnan(bias_corrected(np.array([1.0, 30, 60]), MU, SIGMA, CUTS).icc)
    n, mu, sigma = np.append(N, 0), np.append(MU, np.nan), np.append(SIGMA, np.nan)
    for own in (standardised, bias_corrected):
        one, other = own(N, MU, SIGMA, CUTS), own(n, mu, sigma, CUTS)
        assert one.icc == other.icc and np.isnan(other.mu[3]) and (one.mu == other.mu[:3]).all()


def test_groups_closer_than_chance_give_a_negative_corrected_share():
    assert bias_corrected(N, np.full(3, 0.4), np.ones(3), CUTS).icc < 0
