import numpy as np
import pytest
from scipy.special import betainc
from scipy.stats import beta, betabinom

from shnor_lab.measure.beta_likelihood import likeliest_beta
from shnor_lab.measure.beta_posterior import MOST_SPREAD, BetaMixture, beta_mixtures

from .reference import data


def test_plug_in_reference():
    schools, told = data("hsb82", "school_counts"), data("hsb82", "ref_betabin")
    assert schools["school"].equals(told["school"])
    prior, _loglik = likeliest_beta(schools["passed"], schools["n"])
    k, n = (schools[name].to_numpy(dtype=float) for name in ("passed", "n"))
    found = BetaMixture.plug_in(prior).posterior(k, n, level=0.95, threshold=0.4)
    for name, reference in (("mean", "post_mean"), ("low", "q025"), ("high", "q975")):
        assert np.abs(found[name] - told[reference]).max() <= 0.0003
    assert found["p_at_least"] == pytest.approx(beta.sf(0.4, k + prior.alpha, n - k + prior.beta))


@pytest.mark.parametrize(("schools", "mean", "size"), [(3, 0.2, 5), (10, 0.1, 4), (20, 0.15, 60), (30, 0.15, 8)])
def test_mixture_equals_brute_integration(schools, mean, size):
    """Every mean and spread on a fine grid: what the few points that follow the mass must reproduce."""
    random = np.random.default_rng(schools)
    n = random.integers(1, 40, schools).astype(float)
    k = random.binomial(n.astype(int), random.beta(mean * size, (1 - mean) * size, schools)).astype(float)
    points = (np.arange(120) + 0.5) / 120
    m, square = np.sin(points[:, None] * np.pi / 2) ** 2, (MOST_SPREAD * points) ** 2
    a, b = (1 / (square * (1 - m))).ravel(), (1 / (square * m)).ravel()
    log = sum(betabinom.logpmf(low, of, a, b) for low, of in zip(k, n, strict=True))
    weight = np.exp(log - log.max())
    weight /= weight.sum()

    found = beta_mixtures(k, n, np.zeros(schools, dtype=int))[0].posterior(k, n, level=0.95, threshold=0.3)
    for school in range(min(schools, 6)):
        of, rest = a + k[school], b + n[school] - k[school]
        assert found["mean"][school] == pytest.approx((of / (of + rest)) @ weight, abs=0.002)
        for name, told in (("low", 0.025), ("high", 0.975)):
            assert betainc(of, rest, found[name][school]) @ weight == pytest.approx(told, abs=0.002)
        assert found["p_at_least"][school] == pytest.approx(1 - betainc(of, rest, 0.3) @ weight, abs=0.006)


def test_many_schools_leave_little_to_integrate():
    random = np.random.default_rng(5)
    n = random.integers(1, 60, 5000).astype(float)
    k = random.binomial(n.astype(int), random.beta(1.5, 8.5, 5000)).astype(float)
    mixed = beta_mixtures(k, n, np.zeros(5000, dtype=int))[0].posterior(k, n, level=0.95, threshold=0.3)
    fixed = BetaMixture.plug_in(likeliest_beta(k, n)[0]).posterior(k, n, level=0.95, threshold=0.3)
    for name in mixed:
        assert np.abs(mixed[name] - fixed[name]).max() < 0.01, name


def test_groups_share_the_spread_but_not_the_mean():
    random = np.random.default_rng(2)
    group = np.repeat([0, 1], 400)
    n = np.full(800, 20.0)
    share = np.where(group == 0, random.beta(1, 19, 800), random.beta(8, 12, 800))
    k = random.binomial(20, share).astype(float)
    town, village = beta_mixtures(k, n, group)
    means = [mixture.alpha / (mixture.alpha + mixture.beta) @ mixture.weight for mixture in (town, village)]
    assert means == pytest.approx([0.05, 0.4], abs=0.02)
    spread = [(1 / np.sqrt(m.alpha + m.beta)) / np.sqrt(m.alpha * m.beta) * (m.alpha + m.beta) for m in (town, village)]
    centre = [value @ mixture.weight for value, mixture in zip(spread, (town, village), strict=True)]
    assert centre[0] == pytest.approx(centre[1], abs=0.01)
    assert all(mixture.weight.sum() == pytest.approx(1) for mixture in (town, village))
