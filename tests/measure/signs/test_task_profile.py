import numpy as np
import pytest
from scipy.stats import spearmanr

from shnor_lab.measure.signs import task_profile

MOST = np.array([1, 1, 2, 1, 2, 1, 3, 1, 2, 1, 1, 2])


def drawn(seed, schools=120, n=60):
    rng = np.random.default_rng(seed)
    difficulty = np.linspace(-1.5, 1.5, len(MOST))
    chance = 1 / (1 + np.exp(difficulty - rng.normal(0, 0.5, (schools, 1)) - rng.normal(0, 0.2, (schools, len(MOST)))))
    return rng.binomial(n * MOST, chance).astype("float64"), np.full(schools, n)


def test_a_profile_turned_over_stands_out():
    points, n = drawn(1)
    points[4] = points[4][::-1] / MOST[::-1] * MOST
    found = task_profile(points, MOST, n)
    assert found["p"].idxmin() == 4 and found.loc[4, "value"] > 0.8


def test_value_is_spearmans_correlation():
    points, n = drawn(2)
    points[0, 3] = np.nan
    found = task_profile(points, MOST, n)
    full = np.where(np.isnan(points), np.nan, n[:, None] * MOST)
    total, whole = np.nansum(points, axis=0), np.nansum(full, axis=0)
    region = np.log((total + 0.5) / (whole - total + 0.5))
    for school in (0, 5):
        seen = ~np.isnan(points[school])
        own = np.log((points[school] + 0.5) / (full[school] - points[school] + 0.5)) - region
        assert found.loc[school, "value"] == pytest.approx(spearmanr(own[seen], -region[seen])[0])


def test_a_good_school_is_no_sign_by_itself():
    points, n = drawn(3)
    points[0] = np.minimum(np.rint(points.mean(axis=0) * 1.4), 60 * MOST)
    assert task_profile(points, MOST, n).loc[0, "p"] > 0.01
    p = np.concatenate([task_profile(*_with_most(seed))["p"] for seed in range(6)])
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.025)


def _with_most(seed):
    points, n = drawn(seed)
    return points, MOST, n


def test_too_few_tasks_or_pupils():
    points, n = drawn(4)
    points[0, :6], points[1], n[1] = np.nan, np.floor(points[1] / 5), 12
    points[3, :5] = 60 * MOST[:5] + 1
    before = points.copy()
    found = task_profile(points, MOST, n)
    np.testing.assert_array_equal(points, before)
    assert found["state"].tolist()[:3] == ["not_delivered", "too_few", "run"]
    assert found["state"][3] == "not_delivered", "impossible points are no results"
