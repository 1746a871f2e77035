import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from shnor_lab.measure.heterogeneity import heterogeneity

from .reference import data, expected, near

METHODS = ("dl", "reml", "ml", "pm")

# The thirteen trials of Colditz et al. (1994): ill and healthy among the vaccinated, ill and healthy among the others.
TRIALS = """4 119 11 128  6 300 29 274  3 228 11 209  62 13536 248 12619  33 5036 47 5761  180 1361 372 1079
8 2537 10 619  505 87886 499 87892  29 7470 45 7232  17 1699 65 1600  186 50448 141 27197
5 2493 3 2338  27 16886 29 17825"""


@pytest.fixture(scope="module")
def trials():
    ill, healthy, ill0, healthy0 = np.array(TRIALS.split(), dtype=float).reshape(13, 4).T
    n, n0 = ill + healthy, ill0 + healthy0
    return np.log(ill / n / (ill0 / n0)), np.sqrt(1 / ill - 1 / n + 1 / ill0 - 1 / n0)


@pytest.mark.parametrize("method", METHODS)
def test_reference_at_the_boundary(method):
    schools = data("eight_schools", "effects")
    found = heterogeneity(schools["effect"], schools["se"], method=method)
    assert found.state == "boundary" and found.units == 8
    values = {"mu": found.mean, "se": found.se, "tau2": found.tau2, "Q": found.q, "I2": found.i2}
    assert near(values, expected("eight_schools")[f"rma_{method}"])


@pytest.mark.parametrize(("method", "tau2"), [("dl", 0.3088), ("reml", 0.3132), ("ml", 0.2800), ("pm", 0.3181)])
def test_published_numbers_away_from_it(trials, method, tau2):
    """Numbers of the manual of metafor."""
    found = heterogeneity(*trials, method=method)
    assert found.state == "fitted" and found.tau2 == pytest.approx(tau2, abs=1e-4)
    assert found.q == pytest.approx(152.2330, abs=1e-4)
    if method == "reml":
        assert (found.mean, found.se, found.i2) == pytest.approx((-0.7145, 0.1798, 0.9222), abs=1e-4)


@pytest.mark.parametrize(("method", "theirs"), [("dl", "dl"), ("pm", "iterated")])
def test_equal_to_the_library(trials, method, theirs):
    told = combine_effects(trials[0], trials[1] ** 2, method_re=theirs, atol=1e-12)
    assert heterogeneity(*trials, method=method).tau2 == pytest.approx(told.tau2, abs=1e-8)


@pytest.mark.parametrize("method", METHODS)
def test_known_spread_is_found(method):
    random = np.random.default_rng(1)
    se = np.exp(random.normal(0, 0.4, 3000))
    found = heterogeneity(random.normal(5, 1.5, 3000) + se * random.standard_normal(3000), se, method=method)
    assert found.tau2 == pytest.approx(2.25, abs=0.25) and found.mean == pytest.approx(5, abs=4 * found.se)


def test_too_few_is_a_state_and_nulls_are_left_out():
    few = heterogeneity([1.0, None], [1.0, 1.0])
    assert few.state == "too_few" and few.units == 1 and np.isnan([few.mean, few.tau2, few.i2]).all()
    assert heterogeneity([1.0, 9.0, None], [1.0, 1.0, 1.0]) == heterogeneity([1.0, 9.0], [1.0, 1.0])
    with pytest.raises(ValueError, match="standard error"):
        heterogeneity([1.0, 2.0], [1.0, -1.0])
