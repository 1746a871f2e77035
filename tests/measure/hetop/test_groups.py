import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize

from shnor_lab.measure.hetop import groups as module
from shnor_lab.measure.hetop.groups import Fitted, best_groups, mean_errors, start
from shnor_lab.measure.hetop.likelihood import log_likelihood, slopes
from tests.measure.hetop.regions import CUTS, region


def searched(row, sigma=None):
    """Return mu and log sigma found by a search that uses no derivative of ours."""

    def worse(place):
        spread = place[1] if sigma is None else np.log(sigma)
        a = np.array([np.exp(-spread)])
        return -log_likelihood(row[None, :], a, place[:1] * a, CUTS)[0]

    width = 2 if sigma is None else 1
    return minimize(worse, np.zeros(width), method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10}).x


def curvature(row, mu, spread):
    """Return the observed information of (mu, log sigma) by differences."""
    h = 1e-3
    found = np.empty((2, 2))
    for i, one in enumerate(np.eye(2) * h):
        for j, other in enumerate(np.eye(2) * h):
            total = 0.0
            for sign, move in ((1, one + other), (-1, one - other), (-1, other - one), (1, -one - other)):
                a = np.array([np.exp(-(spread + move[1]))])
                total += sign * log_likelihood(row[None, :], a, (mu + move[:1]) * a, CUTS)[0]
            found[i, j] = -total / (4 * h * h)
    return found


def test_the_maximum_is_that_of_a_plain_search():
    counts = region(12, sizes=(5, 40))[0].astype(float)
    counts = counts[(counts > 0).sum(axis=1) >= 3]
    found = best_groups(counts, CUTS, start(counts, CUTS))
    ours = np.stack([found.b / found.a, -np.log(found.a)], axis=1)
    assert found.settled and len(counts) > 8
    assert np.allclose(ours, [searched(row) for row in counts], atol=1e-5)


def test_with_known_sigma_only_the_mean_moves():
    counts = np.array([[5.0, 8, 0, 0], [0, 3, 0, 0], [1, 4, 4, 1]])
    guess = Fitted(np.full(3, 1 / 0.9), np.zeros(3), False)
    found = best_groups(counts, CUTS, guess, sigma_known=True)
    assert found.settled and (found.a == guess.a).all() and (guess.b == 0).all()
    assert np.allclose(found.b / found.a, [searched(row, 0.9)[0] for row in counts], atol=1e-5)


def test_errors_are_those_of_the_curvature():
    counts = region(6)[0].astype(float)
    found = best_groups(counts, CUTS, start(counts, CUTS))
    information = [curvature(row, b / a, -np.log(a)) for row, a, b in zip(counts, found.a, found.b, strict=True)]
    expected = [np.linalg.inv(one)[0, 0] ** 0.5 for one in information]
    assert np.allclose(mean_errors(counts, found, CUTS), expected, rtol=1e-4)
    expected = [one[0, 0] ** -0.5 for one in information]
    assert np.allclose(mean_errors(counts, found, CUTS, sigma_known=True), expected, rtol=1e-4)


@settings(max_examples=80)
@given(arrays(float, (3, 4), elements=st.sampled_from([0.0, 1, 2, 3, 20, 500, 90_000])))
def test_every_group_with_three_marks_reaches_its_maximum(counts):
    counts = counts[(counts > 0).sum(axis=1) >= 3]
    found = best_groups(counts, CUTS, start(counts, CUTS))
    now = slopes(counts, found.a, found.b, CUTS)
    scale = 1e-4 * np.sqrt(1 + counts.sum(axis=1))
    assert found.settled and (found.a > 0).all()
    assert (np.abs(now.first.sum(axis=1)) < scale).all()
    assert (np.abs((now.first * now.z).sum(axis=1)) < scale).all()


@pytest.mark.parametrize("steps", [0, 1])
def test_an_unfinished_search_says_so(monkeypatch, steps):
    counts = region(6)[0].astype(float)
    monkeypatch.setattr(module, "_STEPS", steps)
    assert not best_groups(counts, CUTS, start(counts, CUTS)).settled
