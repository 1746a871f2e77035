import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from shnor_lab.measure.signs import points_border

BORDERS = (6, 10, 14)
CUTS = ndtri(0.02 + 0.96 * np.arange(1, 17) / 17) / 0.6


def drawn(seed, n):
    rng = np.random.default_rng(seed)
    share = np.diff(ndtr(CUTS - rng.normal(0, 0.4, len(n))[:, None]), prepend=0, append=1, axis=1)
    return rng.multinomial(n, share / share.sum(axis=1, keepdims=True)).astype("float64")


def test_pupils_moved_over_a_border_are_seen_at_that_border_only():
    points = drawn(1, np.full(150, 120))
    moved = points[9, 9]
    points[9, 10] += moved + points[9, 8]
    points[9, 8:10] = 0
    found = points_border(points, BORDERS).groupby("border")
    at = {border: rows.reset_index(drop=True) for border, rows in found}
    assert at[10]["p"].idxmin() == 9 and at[10].loc[9, "p"] < 1e-4 and at[10].loc[9, "value"] == 1
    assert at[6].loc[9, "p"] > 0.01


def test_expected_share_follows_the_mean_of_the_school():
    points = drawn(2, np.full(200, 200))
    found = points_border(points, (6,))
    mean = points @ np.arange(17) / 200
    assert np.corrcoef(mean, found["region"])[0, 1] > 0.95
    assert found["region"].mean() == pytest.approx(found["value"].mean(), abs=0.02)


def test_what_the_whole_region_does_is_no_sign_of_one_school():
    points = drawn(3, np.full(150, 120))
    points[:, 6] += points[:, 5]
    points[:, 5] = 0
    assert (points_border(points, BORDERS)["p"] < 0.001).mean() < 0.01


def test_clean_schools_get_no_smaller_chances_than_they_should():
    n = np.random.default_rng(0).integers(20, 200, 150)
    p = np.concatenate([points_border(drawn(seed, n), BORDERS)["p"] for seed in range(5)])
    for bound in (0.2, 0.05, 0.01):
        assert (p <= bound).mean() <= bound * 1.2


def test_one_row_per_school_and_border_and_its_gate():
    points = drawn(4, np.concatenate([[10, 30], np.full(40, 60)]))
    points[2] = np.nan
    before = points.copy()
    found = points_border(points, (6, 10))
    np.testing.assert_array_equal(points, before)
    assert found["border"].tolist() == [6] * 42 + [10] * 42
    assert found["state"].tolist()[:4] == ["too_few", "run", "not_delivered", "run"]
    assert found["limited"].tolist()[:4] == [False, True, False, False]


@pytest.mark.parametrize("border", [1, 16])
def test_a_border_needs_points_on_both_sides(border):
    with pytest.raises(ValueError, match="two points"):
        points_border(np.ones((30, 17)), (border,))
