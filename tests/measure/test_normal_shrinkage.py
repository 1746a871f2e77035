import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from shnor_lab.measure.normal_shrinkage import _given, shrunken

from .reference import data, expected

EFFECTS = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.2, 3)), min_size=3, max_size=12)


@pytest.fixture
def eight():
    return data("eight_schools", "effects").set_index("school")


@pytest.mark.parametrize("tau", [5, 10, 20])
def test_given_spread_of_the_reference(eight, tau):
    told, tolerance = expected("eight_schools")[f"shrunken_tau{tau}"]
    means, _sds = _given(*eight[["effect", "se"]].to_numpy(dtype=float).T, np.array([float(tau)]))
    assert np.abs(means[:, 0] - pd.Series(told)[eight.index]).max() <= tolerance


def test_a_spread_of_nothing_gives_all_the_common_mean_and_a_great_one_leaves_all_alone(eight):
    means, sds = _given(*eight[["effect", "se"]].to_numpy(dtype=float).T, np.array([0.0, 1e6]))
    assert means[:, 0] == pytest.approx(7.6856, abs=1e-4) and sds[:, 0] == pytest.approx(4.0719, abs=1e-4)
    assert means[:, 1] == pytest.approx(eight["effect"], abs=1e-3) and sds[:, 1] == pytest.approx(eight["se"], rel=1e-3)


def test_the_boundary_is_answered_as_in_the_literature(eight):
    """Published (Gelman et al., table 5.3): medians 10, 8, 7, 8, 5, 6, 10, 8, ranges of A -2 to 31, of G -1 to 26."""
    found = shrunken(eight["effect"], eight["se"])
    assert found.state == "fitted" and found.mean == pytest.approx(8, abs=0.5) and 5 < found.tau < 8
    told = found.estimates
    assert np.abs(told["mean"] - [11, 8, 6.5, 8, 5, 6, 10.5, 8.5]).max() < 0.8
    assert told.loc["A", ["low", "high"]].to_numpy() == pytest.approx([-2, 31], abs=1.5)
    assert told.loc["G", ["low", "high"]].to_numpy() == pytest.approx([-1, 26], abs=1.5)
    surely_equal = (1 / eight["se"] ** 2).sum() ** -0.5
    assert (told["sd"] > surely_equal).all() and (told["sd"] < eight["se"]).all()


@given(EFFECTS)
@settings(max_examples=15, deadline=None)
def test_posterior_equals_brute_integration(rows):
    y, s = np.array(rows).T
    at = (np.arange(3000) + 0.5) / 3000
    tau = np.median(s) * at / (1 - at)
    total = s[:, None] ** 2 + tau**2
    variance = 1 / (1 / total).sum(axis=0)
    mean = (y[:, None] / total).sum(axis=0) * variance
    log = 0.5 * np.log(variance) + norm.logpdf(y[:, None], mean, np.sqrt(total)).sum(axis=0) - 2 * np.log1p(-at)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    drawn = s[:, None] ** 2 / total
    means, sds = (1 - drawn) * y[:, None] + drawn * mean, np.sqrt((1 - drawn) * s[:, None] ** 2 + drawn**2 * variance)
    found = shrunken(y, s)
    unit = s.max()
    assert found.mean == pytest.approx(mean @ weight, abs=0.01 * unit)
    assert found.estimates["mean"].to_numpy() == pytest.approx(means @ weight, abs=0.01 * unit)
    for name, share in (("low", 0.025), ("high", 0.975)):
        reached = norm.cdf(found.estimates[name].to_numpy()[:, None], means, sds) @ weight
        assert reached == pytest.approx(share, abs=0.002)


@given(EFFECTS, st.floats(-100, 100), st.floats(0.01, 100))
@settings(max_examples=20, deadline=None)
def test_units_and_origin_make_no_difference(rows, origin, unit):
    y, s = np.array(rows).T
    found, moved = shrunken(y, s).estimates, shrunken(origin + unit * y, unit * s).estimates
    assert moved["mean"].to_numpy() == pytest.approx(origin + unit * found["mean"].to_numpy(), abs=1e-3 * unit)
    assert moved["sd"].to_numpy() == pytest.approx(unit * found["sd"].to_numpy(), rel=1e-3)


@pytest.mark.parametrize(("schools", "tau"), [(8, 0.0), (8, 1.0), (30, 0.5), (30, 2.0)])
def test_intervals_hold_the_truth(schools, tau):
    random, held = np.random.default_rng(3), []
    for _repeat in range(1200 // schools):
        se = np.exp(random.normal(0, 0.4, schools))
        true = random.normal(0, tau, schools)
        told = shrunken(random.normal(true, se), se).estimates
        held.append(((told["low"] <= true) & (true <= told["high"])).mean())
    assert np.mean(held) >= 0.925 and (np.mean(held) <= 0.975 or tau == 0)


def test_too_few_and_unknown_are_states():
    few = shrunken([1.0, 2.0], [1.0, 1.0])
    assert few.state == "too_few" and few.estimates.isna().all(axis=None) and np.isnan([few.mean, few.tau]).all()
    assert len(shrunken([], []).estimates) == 0
    some = shrunken([1.0, None, 2.0, 4.0, 5.0], [1.0, 1.0, None, 2.0, 1.0])
    assert some.estimates["mean"].isna().tolist() == [False, True, True, False, False]
    assert some.mean == pytest.approx(shrunken([1.0, 4.0, 5.0], [1.0, 2.0, 1.0]).mean)


def test_moments_that_do_not_exist_are_no_numbers():
    y, s = np.array([0.0, 1.0, 2.0, 1.5, 0.2]), np.ones(5)
    told = {k: shrunken(y[:k], s[:k]) for k in (3, 4, 5)}
    assert [bool(np.isfinite(found.tau)) for found in told.values()] == [False, True, True]
    assert [bool(np.isfinite(found.mean_sd)) for found in told.values()] == [False, False, True]


def test_an_error_of_nothing_is_refused_and_inputs_stay(eight):
    before = eight.copy(deep=True)
    assert shrunken(eight["effect"], eight["se"]).estimates.index.equals(eight.index)
    pd.testing.assert_frame_equal(eight, before)
    with pytest.raises(ValueError, match="standard error"):
        shrunken([1.0, 2.0, 3.0], [1.0, 0.0, 1.0])


def test_equal_estimates_are_not_surely_equal():
    found = shrunken(np.full(10, 3.0), np.ones(10))
    assert found.estimates["mean"].to_numpy() == pytest.approx(3)
    assert (found.estimates["sd"] > np.sqrt(0.1)).all() and found.tau > 0
