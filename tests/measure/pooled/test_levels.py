import numpy as np

from shnor_lab.measure.pooled import fit_pooled

from .region import region


def test_a_level_is_told_among_the_schools_of_the_region():
    """Large classes and no noise of years: the middle of eight schools is unknown, their places are not."""
    variance = np.array([0.12, 0.05, 1e-5, 1e-5])
    truth = region(7, schools=8, variance=variance, median=20_000)
    found = fit_pooled(truth.k, truth.n, variance=variance).level()
    assert abs(found.mean.mean()) < 1e-9
    np.testing.assert_allclose(found.mean, truth.level - truth.level.mean(), atol=0.05)
    assert found.sd.max() < 0.03 and found.reliability.min() > 0.99


def test_schools_without_counts_move_nobody():
    truth = region(9, schools=12)
    n = np.concatenate([truth.n, np.zeros_like(truth.n[:4])])
    k = np.concatenate([truth.k, np.zeros_like(truth.k[:4])])
    alone, beside = fit_pooled(truth.k, truth.n).level(), fit_pooled(k, n).level()
    np.testing.assert_allclose(beside.mean[:12], alone.mean, atol=1e-6)
    np.testing.assert_allclose(beside.sd[:12], alone.sd, atol=1e-6)
    assert np.isnan(beside.mean[12:]).all()
