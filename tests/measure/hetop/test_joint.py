import numpy as np
import pytest

from shnor_lab.measure.hetop import fit_hetop
from shnor_lab.measure.hetop.joint import _Ties
from shnor_lab.measure.hetop.states import FREE, HIGHEST, LOWEST, group_states
from tests.measure.hetop.regions import region

SPARSE = np.array(
    [[5, 8, 0, 0], [0, 10, 10, 0], [12, 0, 0, 0], [0, 0, 0, 10], [4, 2, 6, 6], [7, 5, 5, 2], [6, 1, 5, 3], [4, 7, 4, 8],
     [5, 5, 7, 5], [1, 3, 7, 6]], dtype=float)  # fmt: skip


def test_the_gradient_is_that_of_the_likelihood():
    ties = _Ties(group_states(SPARSE, pooled_below=0))
    place, fixed, h = np.random.default_rng(1).normal(0, 0.4, 8 + 6 + 1), np.array([-1.0, 0.0]), 1e-6
    gradient = ties.climb(SPARSE, place, fixed)[1]
    moves = [h * move for move in np.eye(len(place))]
    found = [ties.climb(SPARSE, place + m, fixed)[0] - ties.climb(SPARSE, place - m, fixed)[0] for m in moves]
    assert np.allclose(gradient, np.array(found) / (2 * h), atol=1e-4)


def test_ties_hold_and_beat_the_groups_apart():
    fit = fit_hetop(SPARSE, pooled_below=0, ties="joint")
    free, others = fit.states == FREE, ~np.isin(fit.states, [LOWEST, HIGHEST])
    assert np.allclose(np.log(fit.sigma[~free]), np.log(fit.sigma[free]).mean())
    assert fit.mu[2] == fit.mu[others].min() and fit.mu[3] == fit.mu[others].max()
    apart = fit_hetop(SPARSE, pooled_below=0)
    z = (apart.cuts - apart.mu[:, None]) / apart.sigma[:, None]
    from scipy.special import ndtr

    reached = (SPARSE * np.log(np.diff(ndtr(z), axis=1, prepend=0, append=1) + 1e-300)).sum()
    assert fit.log_likelihood > reached


def test_without_sparse_groups_both_ties_are_one():
    counts = region(30, sizes=(60, 90), icc=0.05)[0]
    counts = counts[(counts > 0).all(axis=1)]
    one, other = fit_hetop(counts, pooled_below=0), fit_hetop(counts, pooled_below=0, ties="joint")
    assert (one.mu == other.mu).all() and one.log_likelihood == other.log_likelihood


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_sparse_groups_settle(seed):
    counts = region(400, sizes=(1, 30), seed=seed)[0]
    fit = fit_hetop(counts, pooled_below=0, ties="joint")
    assert fit.state == "fitted" and np.isfinite(fit.mu).all() and (fit.sigma > 0).all()
    assert {LOWEST, HIGHEST, FREE, "sigma_pooled"} == set(fit.states)
