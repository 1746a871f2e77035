import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.measure import jeffreys, wilson


def test_wilson_of_five_in_twelve_is_the_printed_interval():
    low, high = wilson([5], [12])
    assert (round(low[0], 2), round(high[0], 2)) == (0.19, 0.68)


def test_wilson_equals_statsmodels():
    from statsmodels.stats.proportion import proportion_confint

    k, n = np.array([0, 1, 5, 12, 30]), np.array([1, 3, 12, 12, 100])
    assert np.allclose(wilson(k, n), proportion_confint(k, n, method="wilson"), atol=1e-12)


def test_jeffreys_inside_equals_statsmodels():
    from statsmodels.stats.proportion import proportion_confint

    k, n = np.array([1, 5, 30]), np.array([3, 12, 100])
    assert np.allclose(jeffreys(k, n), proportion_confint(k, n, method="jeffreys"), atol=1e-9)


@pytest.mark.parametrize("interval", [wilson, jeffreys])
def test_edges_are_exact(interval):
    low, high = interval([0, 1, 0, 7, 0, np.nan], [1, 1, 7, 7, 0, 5])
    assert low[0] == 0.0 and low[2] == 0.0
    assert high[1] == 1.0 and high[3] == 1.0
    assert 0 < high[0] < 1 and 0 < low[1] < 1
    assert np.isnan([low[4], high[4], low[5], high[5]]).all()


@pytest.mark.parametrize("interval", [wilson, jeffreys])
@pytest.mark.parametrize(("k", "n"), [([4], [3]), ([-1], [3])])
def test_impossible_counts_are_refused(interval, k, n):
    with pytest.raises(ValueError, match="count"):
        interval(k, n)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_share_and_mirrors(pair):
    k, n = pair
    for interval in (wilson, jeffreys):
        low, high = interval([k], [n])
        other_low, other_high = interval([n - k], [n])
        assert 0 <= low[0] <= k / n <= high[0] <= 1
        assert low[0] == pytest.approx(1 - other_high[0]) and high[0] == pytest.approx(1 - other_low[0])
