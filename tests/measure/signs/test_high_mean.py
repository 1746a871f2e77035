import numpy as np
import pytest

from shnor_lab.measure.signs import high_mean


def drawn(seed, schools=400, tau=0.3, sigma=0.8):
    rng = np.random.default_rng(seed)
    n = rng.integers(20, 150, schools)
    return rng.normal(3.5, np.sqrt(tau**2 + sigma**2 / n)), n, np.full(schools, sigma**2)


def test_one_high_school_stands_out():
    mean, n, within = drawn(1)
    mean[5] = 5.0
    found = high_mean(mean, n, within=within)
    assert found["p"].idxmin() == 5 and found.loc[5, "p"] < 1e-4
    assert found["region"].iloc[0] == pytest.approx(3.5, abs=0.05)


def test_differences_between_schools_are_in_the_denominator():
    mean, n, within = drawn(2)
    p = high_mean(mean, n, within=within)["p"]
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.025)
    plain = (mean - mean.mean()) / np.sqrt(within / n)
    assert (plain > 1.645).mean() > 0.2, "a plain standard error flags every good school"


@pytest.mark.parametrize("within", [None, np.full(400, np.nan)])
def test_without_variances_they_are_read_from_the_means(within):
    mean, n, known = drawn(3)
    found = high_mean(mean, n, within=within)["p"].to_numpy()
    assert found == pytest.approx(high_mean(mean, n, within=known)["p"].to_numpy(), abs=0.08)


def test_size_counts():
    mean, n, within = drawn(4)
    mean[:2], n[:2] = 4.3, (20, 1000)
    found = high_mean(mean, n, within=within)
    assert found.loc[1, "p"] < found.loc[0, "p"]


def test_missing_and_small_schools():
    mean, n, within = drawn(5, schools=60)
    mean[0], n[1] = np.nan, 19
    before = mean.copy()
    found = high_mean(mean, n, within=within)
    np.testing.assert_array_equal(mean, before)
    assert found["state"].tolist()[:3] == ["not_delivered", "too_few", "run"]


def test_equal_means_give_no_sign():
    found = high_mean(np.full(30, 3.0), np.full(30, 25))
    assert found["p"].to_numpy() == pytest.approx(0.5)
