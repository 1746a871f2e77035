import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import log_ndtr
from scipy.stats import multinomial

from shnor_lab.measure.hetop.groups import information
from shnor_lab.measure.hetop.likelihood import log_likelihood, slopes
from tests.measure.hetop.regions import chances

CUTS = np.array([-1.2, 0.1, 1.3])
number = st.floats(-2, 2)


def test_equals_the_library_but_for_the_coefficient():
    counts, mu, sigma = np.array([[3, 9, 7, 2]]), np.array([0.3]), np.array([0.8])
    p = chances(mu, sigma, CUTS)[0]
    assert log_likelihood(counts, 1 / sigma, mu / sigma, CUTS)[0] == pytest.approx((counts[0] * np.log(p)).sum())
    one, other = np.array([3, 9, 7, 2]), np.array([4, 8, 7, 2])
    gap = multinomial.logpmf(one, 21, p) - multinomial.logpmf(other, 21, p)
    ours = np.diff(log_likelihood(np.array([other, one]), np.full(2, 1.25), np.full(2, 0.375), CUTS))[0]
    assert ours + np.log(4 / 9) == pytest.approx(gap)


@settings(max_examples=50)
@given(counts=arrays(float, (1, 4), elements=st.integers(0, 30).map(float)), a=st.floats(0.2, 3), b=number)
def test_derivatives_are_those_of_the_likelihood(counts, a, b):
    a, b, h = np.array([a]), np.array([b]), 1e-5
    now = slopes(counts, a, b, CUTS)

    def value(da=0.0, db=0.0):
        return log_likelihood(counts, a + da, b + db, CUTS)[0]

    assert now.value[0] == value()
    assert (now.first @ CUTS)[0] == pytest.approx((value(da=h) - value(da=-h)) / (2 * h), abs=1e-4, rel=1e-5)
    assert -now.first.sum() == pytest.approx((value(db=h) - value(db=-h)) / (2 * h), abs=1e-4, rel=1e-5)
    of_a, both, of_b = (part[0] for part in information(now, CUTS))
    step = [slopes(counts, a + da, b + db, CUTS) for da, db in ((h, 0), (-h, 0), (0, h), (0, -h))]
    by_a = [(one.first @ CUTS)[0] for one in step]
    by_b = [-one.first.sum() for one in step]
    found = [-(by_a[0] - by_a[1]), -(by_b[0] - by_b[1]), -(by_b[2] - by_b[3])]
    assert np.allclose([of_a, both, of_b], np.array(found) / (2 * h), rtol=1e-4, atol=1e-3)
    assert of_a >= 0 and of_b >= 0 and of_a * of_b >= both**2 * (1 - 1e-9)


@pytest.mark.parametrize("b", [-9.0, 9.0])
def test_far_tails_keep_their_digits(b):
    inner = np.array([[0, 0, 1, 0]]) if b < 0 else np.array([[0, 1, 0, 0]])
    near, far = (0.1 - b, 1.3 - b) if b < 0 else (b - 0.1, b + 1.2)
    exact = log_ndtr(-near) + np.log1p(-np.exp(log_ndtr(-far) - log_ndtr(-near)))
    assert log_likelihood(inner, np.array([1.0]), np.array([b]), CUTS)[0] == pytest.approx(exact, rel=1e-10)
