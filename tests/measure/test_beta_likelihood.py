import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom, binom

from shnor_lab.measure.beta_likelihood import BetaCounts, counted, likeliest_beta
from shnor_lab.measure.shrinkage import fit_beta

from .reference import data, expected, near

PAIRS = st.lists(
    st.integers(1, 25).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=12
)


def loglik(k, n, mean, rho):
    if rho == 0:
        return binom.logpmf(k, n, mean).sum()
    size = (1 - rho) / rho
    return betabinom.logpmf(k, n, mean * size, (1 - mean) * size).sum()


def test_reference_of_vgam():
    schools, told = data("hsb82", "school_counts"), expected("hsb82")
    prior, found = likeliest_beta(schools["passed"], schools["n"])
    assert prior.state == "fitted" and prior.units == 160
    for name, value in (("mu", prior.mean), ("rho", prior.rho), ("alpha", prior.alpha), ("beta", prior.beta)):
        assert near(value, told[f"betabin_{name}"]), name
    assert near(found, told["betabin_loglik"])


@given(PAIRS, st.floats(0.02, 0.98), st.sampled_from([0.0, 0.01, 0.2, 0.9]))
@settings(max_examples=50, deadline=None)
def test_likelihood_is_that_of_the_library_up_to_a_constant(pairs, mean, rho):
    k, n = np.array(pairs, dtype=float).T
    zero = np.zeros(len(k), dtype=int)
    counts = BetaCounts.of(k, n, zero)

    def ours(mean, rho):
        return counts.log(np.array([[mean]]), np.array([[rho]]), np.array([0]))[0, 0]

    assert ours(mean, rho) - ours(0.5, 0.3) == pytest.approx(loglik(k, n, mean, rho) - loglik(k, n, 0.5, 0.3), abs=1e-6)


@given(PAIRS)
@settings(max_examples=15, deadline=None)
def test_no_other_mean_and_spread_is_likelier(pairs):
    k, n = np.array(pairs).T
    prior, best = likeliest_beta(k, n)
    if prior.state in ("fitted", "no_overdispersion", "extreme"):
        assert best == pytest.approx(loglik(k, n, prior.mean, prior.rho), abs=1e-6)
        others = [
            loglik(k, n, mean, rho) for mean in np.arange(0.02, 1, 0.06) for rho in (0, 0.003, 0.03, 0.1, 0.3, 0.6, 0.9)
        ]
        assert max(others) <= best + 1e-4


@pytest.mark.parametrize(
    ("k", "n", "state", "told"),
    [
        ([], [], "no_data", np.nan),
        ([3], [10], "one_school", loglik([3], [10], 0.5, 0.5)),
        ([0, 0], [10, 20], "all_zero", loglik([0, 0], [10, 20], 0.5 / 31, 0)),
        ([10, 20], [10, 20], "all_low", loglik([10, 20], [10, 20], 30.5 / 31, 0)),
        ([0, 1, 1, 0], [1, 1, 1, 1], "not_identified", 4 * np.log(0.5)),
        ([5, 5, 5], [50, 50, 50], "no_overdispersion", loglik([5, 5, 5], [50, 50, 50], 0.1, 0)),
    ],
)
def test_edges_are_answered_as_by_moments(k, n, state, told):
    prior, found = likeliest_beta(k, n)
    assert prior.state == state == fit_beta(k, n).state
    assert prior.mean == pytest.approx(fit_beta(k, n).mean, nan_ok=True)
    assert found == pytest.approx(told, nan_ok=True)


def test_wholly_divided_schools_are_extreme():
    assert likeliest_beta([0, 10, 0, 10], [10, 10, 10, 10])[0].state == "extreme"


def test_nulls_are_no_counts_and_impossible_counts_are_refused():
    low, size, known = counted(pd.array([1, None, 0], dtype="Int32"), [3, 4, 0])
    assert known.tolist() == [True, False, False] and np.isnan(low[1]) and size.tolist() == [3, 4, 0]
    for k, n in (([5], [4]), ([-1], [4])):
        with pytest.raises(ValueError, match="count"):
            counted(k, n)
