import numpy as np
import pytest

from shnor_lab.measure.signs import trajectory


def drawn(seed, schools=200, slope=0.8):
    rng = np.random.default_rng(seed)
    n = rng.integers(20, 120, schools)
    true = rng.normal(0, 0.35, schools)
    early = 3.6 + true + rng.normal(0, 0.8, schools) / np.sqrt(n)
    late = 3.5 + slope * true + rng.normal(0, 0.15, schools) + rng.normal(0, 0.8, schools) / np.sqrt(n)
    return early, 0.64 / n, late, 0.64 / n, n


def test_a_high_start_that_is_not_confirmed_stands_out():
    early, v, late, w, n = drawn(1)
    early[3], late[3], n[3] = 4.6, 3.2, 60
    v[3] = w[3] = 0.64 / 60
    found = trajectory(early, v, late, w, n)
    assert found["p"].idxmin() == 3 and found.loc[3, "p"] < 1e-4
    assert found.loc[3, "region"] > 4.0


def test_slope_is_that_of_true_levels():
    early, v, late, w, n = drawn(2, schools=3000)
    small = trajectory(early, v, late, w, n)
    centred = early - early.mean()
    reliability = 0.35**2 / (0.35**2 + v)
    assert small["region"].to_numpy() == pytest.approx(3.5 + 0.8 * reliability * centred, abs=0.05)


def test_clean_cohorts():
    p = np.concatenate([trajectory(*drawn(seed))["p"] for seed in range(6)])
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.02)
    assert (p < 0.5).mean() == pytest.approx(0.5, abs=0.05)


def test_without_differences_in_the_start_the_mean_is_expected():
    rng = np.random.default_rng(5)
    late = rng.normal(3.5, 0.3, 40)
    found = trajectory(np.full(40, 3.5), np.full(40, 0.01), late, np.full(40, 0.01), np.full(40, 50))
    assert found["region"].to_numpy() == pytest.approx(np.full(40, late.mean()), abs=1e-6)


def test_one_side_missing():
    early, v, late, w, n = drawn(6)
    early[0], late[1] = np.nan, np.nan
    found = trajectory(early, v, late, w, n)
    assert found["state"].tolist()[:3] == ["not_delivered", "not_delivered", "run"]
