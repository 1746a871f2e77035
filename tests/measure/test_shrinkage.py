import numpy as np
import pytest
from scipy.stats import betabinom, binom

from shnor_lab.measure import BetaPrior, fit_beta, predictive_tail


def region(schools, mean, rho, seed=1, top=40):
    random = np.random.default_rng(seed)
    size = (1 - rho) / rho
    n = random.integers(2, top, schools)
    return random.binomial(n, random.beta(mean * size, (1 - mean) * size, schools)), n


@pytest.mark.parametrize(("mean", "rho"), [(0.1, 0.05), (0.15, 0.2), (0.5, 0.4)])
def test_known_spread_is_found(mean, rho):
    prior = fit_beta(*region(20_000, mean, rho))
    assert prior.state == "fitted" and prior.units == 20_000
    assert prior.mean == pytest.approx(mean, abs=0.006)
    assert prior.rho == pytest.approx(rho, abs=0.012)
    assert 1 / (prior.alpha + prior.beta + 1) == pytest.approx(prior.rho)


def test_moments_are_near_the_maximum_of_likelihood():
    from scipy.optimize import minimize

    k, n = region(400, 0.15, 0.1, seed=3)
    best = minimize(lambda x: -betabinom.logpmf(k, n, *np.exp(x)).sum(), [0.0, 1.0], method="Nelder-Mead")
    alpha, beta = np.exp(best.x)
    prior = fit_beta(k, n)
    assert prior.mean == pytest.approx(alpha / (alpha + beta), abs=0.01)
    assert prior.rho == pytest.approx(1 / (alpha + beta + 1), abs=0.03)


@pytest.mark.parametrize(
    ("k", "n", "state", "mean", "rho"),
    [
        ([], [], "no_data", np.nan, np.nan),
        ([0, 0], [0, 0], "no_data", np.nan, np.nan),
        ([3], [10], "one_school", 0.5, 0.5),
        ([0, 0], [10, 20], "all_zero", 0.5 / 31, 0.0),
        ([10, 20], [10, 20], "all_low", 30.5 / 31, 0.0),
        ([0, 1, 1, 0], [1, 1, 1, 1], "not_identified", 0.5, 0.0),
        ([5, 5, 5], [50, 50, 50], "no_overdispersion", 0.1, 0.0),
        ([0, 10, 0, 10], [10, 10, 10, 10], "extreme", 0.5, 0.99),
    ],
)
def test_edges_are_answered(k, n, state, mean, rho):
    prior = fit_beta(k, n)
    assert prior.state == state
    assert prior.mean == pytest.approx(mean, nan_ok=True)
    assert prior.rho == pytest.approx(rho, nan_ok=True)


def test_schools_without_participants_or_counts_change_nothing():
    k, n = region(50, 0.2, 0.1)
    assert fit_beta(np.append(k, [0, np.nan]), np.append(n, [0, 12])) == fit_beta(k, n)


def test_tail_equals_the_library():
    k, n = region(500, 0.2, 0.1, top=80)
    prior = fit_beta(k, n)
    need = -(-30 * n // 100)
    expected = betabinom.sf(need - 1, n, prior.alpha + k, prior.beta + n - k)
    assert np.allclose(predictive_tail(n, k, prior, need), expected, atol=1e-10)


def test_without_spread_the_tail_is_binomial_and_the_own_count_says_nothing():
    prior = fit_beta([5, 5, 5], [50, 50, 50])
    tail = predictive_tail([10, 10], [0, 9], prior, [3, 3])
    assert np.allclose(tail, binom.sf(2, 10, 0.1))


def test_nothing_low_of_three_is_drawn_to_the_region_not_to_the_middle():
    k, n = region(300, 0.05, 0.05)
    chance = predictive_tail([3], [0], fit_beta(k, n), [1])[0]
    assert chance < 0.2
    assert chance < 1 - (1 - 0.28) ** 3


def test_more_low_results_mean_a_greater_chance():
    prior = BetaPrior(1.0, 6.0, 1 / 7, 1 / 8, 100, "fitted")
    tail = predictive_tail(np.full(11, 10), np.arange(11), prior, 3)
    assert (np.diff(tail) > 0).all() and tail[0] > 0 and tail[-1] < 1


def test_unknown_stays_unknown():
    prior = fit_beta([1, 5, 2], [10, 11, 12])
    assert np.isnan(predictive_tail([0, np.nan, 5], [0, 1, np.nan], prior, [1, 1, 1])).all()
    assert np.isnan(predictive_tail([5], [1], fit_beta([], []), [2])).all()
    assert predictive_tail([5], [1], prior, [0])[0] == pytest.approx(1.0)
    assert predictive_tail([5], [1], prior, [6])[0] == 0.0
