import numpy as np
import pytest
from scipy.stats import betabinom

from shnor_lab.measure import BetaPrior, Levels, fit_levels, next_tail, predictive_tail


def region(schools=20_000, years=2, lasting=0.1, transient=0.05, mean=0.15, seed=2):
    """Counts of schools with a lasting share and a class of its own every year."""
    random = np.random.default_rng(seed)
    size, yearly = (1 - lasting) / lasting, (1 - transient) / transient
    level = random.beta(mean * size, (1 - mean) * size, schools)[:, None]
    share = random.beta(level * yearly, (1 - level) * yearly, (schools, years + 1))
    n = random.integers(5, 40, (schools, years + 1))
    return random.binomial(n, share), n


def test_lasting_and_transient_spread_are_told_apart():
    k, n = region(years=2)
    found = fit_levels(k, n)
    assert found.lasting == pytest.approx(0.1, abs=0.01)
    assert found.transient == pytest.approx(0.05 * 0.9, abs=0.01)
    assert np.allclose(found.means, 0.15, atol=0.005)


def test_one_year_takes_all_spread_for_lasting():
    k, n = region(years=0)
    assert fit_levels(k, n).transient == 0.0


def test_chance_is_the_rate_of_the_next_year():
    k, n = region()
    seen, of, after, size = k[:, 1:], n[:, 1:], k[:, 0], n[:, 0]
    need = -(-30 * size // 100)
    chance = next_tail(seen, of, fit_levels(seen, of), n_next=size, need=need)
    listed = (seen >= 0.3 * of).any(axis=1)
    for group in (listed, ~listed, of.sum(axis=1) < 25, (seen >= 0.3 * of).all(axis=1)):
        assert chance[group].mean() == pytest.approx((after >= need)[group].mean(), abs=0.03)


def test_a_school_seen_long_enough_repeats_itself():
    levels = Levels((0.1, 0.1), 0.2, 0.0)
    chance = next_tail([[400, 400]], [[1000, 1000]], levels, n_next=[20], need=[6])[0]
    assert chance == pytest.approx(betabinom.sf(5, 20, 800, 1200), abs=0.02)


@pytest.mark.parametrize("rho", [0.02, 0.2, 0.6])
def test_one_year_and_nothing_transient_is_the_beta_binomial(rho):
    size = (1 - rho) / rho
    prior = BetaPrior(0.15 * size, 0.85 * size, 0.15, rho, 100, "fitted")
    k, n, need = np.arange(11), np.full(11, 10), np.full(11, 3)
    levels = Levels((0.15,), rho, 0.0)
    chance = next_tail(k[:, None], n[:, None], levels, n_next=n, need=need)
    assert np.allclose(chance, predictive_tail(n, k, prior, need), atol=1e-9)


@pytest.mark.parametrize(("lasting", "transient", "mean"), [(0.1, 0.05, 0.15), (0.3, 0.05, 0.15), (0.5, 0.01, 0.3)])
def test_chance_is_right_at_every_level(lasting, transient, mean):
    k, n = region(60_000, lasting=lasting, transient=transient, mean=mean)
    need = -(-30 * n[:, 0] // 100)
    chance = next_tail(k[:, 1:], n[:, 1:], fit_levels(k[:, 1:], n[:, 1:]), n_next=n[:, 0], need=need)
    tenth = np.searchsorted(np.quantile(chance, np.arange(1, 10) / 10), chance)
    off = np.bincount(tenth, chance - (k[:, 0] >= need)) / np.bincount(tenth)
    assert np.abs(off).max() < 0.02


def test_years_without_data_add_nothing_and_unknown_stays_unknown():
    levels = Levels((0.1, 0.2), 0.1, 0.02)
    whole = next_tail([[3, 0]], [[10, 0]], levels, n_next=[10], need=[3])
    null = next_tail([[3, np.nan]], [[10, 12]], levels, n_next=[10], need=[3])
    assert whole[0] == null[0]
    assert np.isnan(next_tail([[3, 3]], [[10, 10]], levels, n_next=[0], need=[0])[0])
    nothing = fit_levels(np.zeros((2, 2)), np.zeros((2, 2)))
    assert np.isnan(next_tail(np.zeros((2, 2)), np.zeros((2, 2)), nothing, n_next=[5, 5], need=[2, 2])).all()
    quiet = fit_levels(np.zeros((30, 2)), np.full((30, 2), 10))
    assert 0 < next_tail(np.zeros((30, 2)), np.full((30, 2), 10), quiet, n_next=[10] * 30, need=[3] * 30)[0] < 0.01
