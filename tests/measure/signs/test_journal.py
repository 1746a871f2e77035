import numpy as np
import pytest
from scipy.stats import betabinom

from shnor_lab.measure.shrinkage import fit_beta
from shnor_lab.measure.signs import journal_agreement, journal_gaps


def drawn(seed, schools=100):
    rng = np.random.default_rng(seed)
    n = rng.integers(25, 120, schools)
    return rng.binomial(n, rng.beta(14, 6, schools)).astype("float64"), n


def test_tails_are_those_of_the_beta_binomial():
    k, n = drawn(1)
    prior = fit_beta(k, n)
    low = betabinom.cdf(k, n, prior.alpha, prior.beta)
    high = betabinom.sf(k - 1, n, prior.alpha, prior.beta)
    assert journal_gaps(k, n)["p"].to_numpy() == pytest.approx(high, abs=1e-9)
    assert journal_agreement(k, n)["p"].to_numpy() == pytest.approx(np.minimum(2 * np.minimum(low, high), 1), abs=1e-9)


@pytest.mark.parametrize("share", [0.05, 1.0])
def test_hardly_any_and_complete_agreement_stand_out(share):
    k, n = drawn(2)
    n[0], k[0] = 100, 100 * share
    found = journal_agreement(k, n)
    assert found["p"].idxmin() == 0 and found.loc[0, "value"] == share


def test_schools_that_do_not_differ():
    n = np.full(40, 50)
    found = journal_gaps(np.full(40, 5.0), n)
    assert (found["p"] > 0.3).all() and found["region"].iloc[0] == pytest.approx(0.1)
    assert journal_gaps(np.zeros(40), n)["p"].to_numpy() == pytest.approx(1.0)


def test_missing_counts():
    k, n = drawn(3)
    k[0] = np.nan
    before = k.copy()
    assert journal_agreement(k, n)["state"].tolist()[:2] == ["not_delivered", "run"]
    np.testing.assert_array_equal(k, before)
