import numpy as np
import pytest
from scipy.special import ndtr

from shnor_lab.measure.pooled import chunks
from shnor_lab.measure.pooled.propagation import propagate

from .region import VARIANCE, cells_of, region


def test_one_school_agrees_with_sampling_by_importance():
    """Latent parts of one school, cuts known to be near 1: against 400,000 draws from the prior."""
    truth = region(3, schools=40, years=2, procedures=2)
    cells = cells_of(truth)
    posterior = propagate(cells, VARIANCE)
    random = np.random.default_rng(1)
    sd = np.sqrt(VARIANCE)
    draws = 400_000
    school = random.normal(0, sd[0], draws)
    offset = posterior.fixed
    for place in (0, 7, 19):
        log = np.zeros(draws)
        procedure = random.normal(0, sd[1], (2, draws))
        year = random.normal(0, sd[2], (2, draws))
        for cell in range(4):
            t, p = divmod(cell, 2)
            level = offset[cell] + school + procedure[p] + year[t] + random.normal(0, sd[3], draws)
            k, n = cells.k[place, cell], cells.n[place, cell]
            log += k * np.log(ndtr(-level)) + (n - k) * np.log(ndtr(level))
        weight = np.exp(log - log.max())
        weight /= weight.sum()
        mean = float(weight @ school)
        spread = float(np.sqrt(weight @ (school - mean) ** 2))
        assert posterior.mean[place, 0] == pytest.approx(mean, abs=0.02)
        assert np.sqrt(posterior.cov[place, 0, 0]) == pytest.approx(spread, rel=0.03)


def test_a_slope_of_the_design_is_found():
    truth = region(5, schools=300)
    hard = truth.school[:, None] + np.random.default_rng(0).normal(0, 0.1, (300, 1))
    found = propagate(cells_of(truth, hard - hard.mean()), VARIANCE)
    assert found.fixed[-1] == pytest.approx(1.0, abs=0.15)
    assert 0 < found.fixed_cov[-1, -1] < 0.1**2


def test_a_cell_without_a_single_low_result_stays_finite():
    truth = region(2, schools=30)
    truth.k[:, 0, 0] = 0
    found = propagate(cells_of(truth), VARIANCE)
    assert found.settled
    assert np.isfinite(found.fixed).all()
    assert found.fixed[0] > found.fixed[1:].max()


def test_start_changes_only_the_way():
    cells = cells_of(region(4))
    far = propagate(cells, VARIANCE * 3)
    one, other = (propagate(cells, VARIANCE, start=start, tolerance=1e-7) for start in (None, far))
    np.testing.assert_allclose(one.mean, other.mean, atol=1e-5)
    assert one.evidence == pytest.approx(other.evidence, abs=1e-4)


def test_chunks_of_schools_give_one_answer(monkeypatch):
    cells = cells_of(region(6, schools=50), np.random.default_rng(0).normal(size=(50, 1)))
    whole = propagate(cells, VARIANCE, tolerance=1e-7)
    monkeypatch.setattr(chunks, "_SCHOOLS", 7)
    parts = propagate(cells, VARIANCE, tolerance=1e-7)
    np.testing.assert_allclose(parts.mean, whole.mean, atol=1e-9)
    np.testing.assert_allclose(parts.cov, whole.cov, atol=1e-9)
    np.testing.assert_allclose(parts.fixed, whole.fixed, atol=1e-9)
    assert parts.evidence == pytest.approx(whole.evidence, abs=1e-7)
    np.testing.assert_allclose(parts.gradient, whole.gradient, atol=1e-6)
