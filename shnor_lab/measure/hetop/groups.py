"""The best mean and sigma of every group for known cut points: Newton steps, all groups at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .likelihood import Slopes, log_likelihood, slopes

_STEPS, _HALVINGS = 60, 40
_CLOSE = 1e-11


@dataclass(frozen=True)
class Fitted:
    """Groups at their maximum, in the coordinates of `likelihood`.

    Parameters
    ----------
    a, b : ndarray
        ``1/sigma`` and ``mu/sigma``.
    settled : bool
        Every group reached its maximum.
    """

    a: NDArray
    b: NDArray
    settled: bool


def start(counts: NDArray, cuts: NDArray) -> Fitted:
    """Return a first guess: the line through the probits of the cumulated shares, half a member added to each cell."""
    from scipy.special import ndtri

    shares = np.cumsum(counts + 0.5, axis=1)
    z = ndtri(shares[:, :-1] / shares[:, -1:])
    away = cuts - cuts.mean()
    a = (z * away).sum(axis=1) / (away**2).sum()
    return Fitted(a, a * cuts.mean() - z.mean(axis=1), False)


def best_groups(counts: NDArray, cuts: NDArray, guess: Fitted, *, sigma_known: bool = False) -> Fitted:
    """Return every group at its maximum for these cuts.

    Parameters
    ----------
    counts : ndarray
        Shape (groups, categories). Groups must use three categories, with ``sigma_known`` more than an outer one.
    cuts : ndarray
        Rising borders.
    guess : Fitted
        Where to start.
    sigma_known : bool
        Keep ``a`` of the guess and look for the mean alone.

    Notes
    -----
    The problem of a group is concave, so steps that do not lower the likelihood end at its one maximum. A group rests
    when its Newton decrement is below 1e-11 per member.
    """
    a, b = guess.a.copy(), guess.b.copy()
    active = np.arange(len(counts))
    for _step in range(_STEPS):
        if not len(active):
            break
        rows = counts[active]
        now = slopes(rows, a[active], b[active], cuts)
        step_a, step_b, gain = _newton(now, cuts, sigma_known)
        moved_a, moved_b = _uphill(rows, cuts, now.value, a[active], b[active], step_a, step_b)
        a[active], b[active] = moved_a, moved_b
        active = active[~(gain <= _CLOSE * (1 + rows.sum(axis=1)))]
    return Fitted(a, b, not len(active))


def information(now: Slopes, cuts: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Return the observed information of ``(a, b)`` per group: of a, of both, of b."""
    line, ones = np.broadcast_to(cuts, now.z.shape), np.ones_like(now.z)
    return -now.by_line(line, line), now.by_line(line, ones), -now.by_line(ones, ones)


def mean_errors(counts: NDArray, fitted: Fitted, cuts: NDArray, *, sigma_known: bool = False) -> NDArray:
    """Return standard errors of ``mu = b/a`` from the observed information, for known cuts (and sigma, if asked)."""
    now = slopes(counts, fitted.a, fitted.b, cuts)
    of_a, both, of_b = information(now, cuts)
    if sigma_known:
        return 1 / np.sqrt(of_b) / fitted.a
    mean = fitted.b / fitted.a
    return np.sqrt((of_a + 2 * mean * both + mean**2 * of_b) / (of_a * of_b - both**2)) / fitted.a


def _newton(now: Slopes, cuts: NDArray, sigma_known: bool) -> tuple[NDArray, NDArray, NDArray]:
    """Return the steps in a and b and the Newton decrement."""
    of_a, both, of_b = information(now, cuts)
    up_a, up_b = now.first @ cuts, -now.first.sum(axis=1)
    if sigma_known:
        step = up_b / of_b
        return np.zeros_like(step), step, step * up_b
    whole = of_a * of_b - both**2
    step_a = (of_b * up_a - both * up_b) / whole
    step_b = (of_a * up_b - both * up_a) / whole
    return step_a, step_b, step_a * up_a + step_b * up_b


def _uphill(
    counts: NDArray, cuts: NDArray, value: NDArray, a: NDArray, b: NDArray, step_a: NDArray, step_b: NDArray
) -> tuple[NDArray, NDArray]:
    """Return the groups after their steps, halved until the likelihood is not lower; who cannot climb stays."""
    size = np.ones(len(a))
    slack = 1e-12 * np.abs(value)
    wrong = np.arange(len(a))
    for _halving in range(_HALVINGS):
        new_a = a[wrong] + size[wrong] * step_a[wrong]
        new_b = b[wrong] + size[wrong] * step_b[wrong]
        reached = log_likelihood(counts[wrong], np.maximum(new_a, 1e-12), new_b, cuts)
        wrong = wrong[~((new_a > 0) & (reached >= value[wrong] - slack[wrong]))]
        if not len(wrong):
            break
        size[wrong] /= 2
    size[wrong] = 0.0
    return a + size * step_a, b + size * step_b
