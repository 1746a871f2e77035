"""Cut points above the second by Newton steps on the likelihood in which every group is at its best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .groups import Fitted, best_groups, information, start
from .likelihood import log_likelihood, slopes

_STEPS, _HALVINGS = 50, 30
_CLOSE = 1e-8


@dataclass(frozen=True)
class Together:
    """Cut points and groups at the maximum of their common likelihood.

    Parameters
    ----------
    cuts : ndarray
        Rising borders; the first two stand where they stood.
    groups : Fitted
        The groups at these cuts.
    settled : bool
        The maximum was reached.
    """

    cuts: NDArray
    groups: Fitted
    settled: bool


def best_cuts(counts: NDArray, cuts: NDArray) -> Together:
    """Return the maximum over the cuts above the second and all means and sigmas.

    Parameters
    ----------
    counts : ndarray
        Groups with three used categories or more, shape (groups, categories).
    cuts : ndarray
        Where to start; the first two fix place and unit of the scale.

    Notes
    -----
    For given cuts the groups are problems of their own. The slope of the likelihood by a cut is then the plain one, its
    curvature ``H_cc - sum_g H_cg H_gg^-1 H_gc``; where that is not negative definite its eigenvalues are turned.
    """
    groups = best_groups(counts, cuts, start(counts, cuts))
    value = _value(counts, cuts, groups)
    for _step in range(_STEPS):
        if not groups.settled or len(cuts) == 2:
            return Together(cuts, groups, groups.settled)
        step, gain = _step_of(counts, cuts, groups)
        for _halving in range(_HALVINGS):
            moved = np.concatenate([cuts[:2], cuts[2:] + step])
            if (np.diff(moved) > 0).all():
                found = best_groups(counts, moved, groups)
                reached = _value(counts, moved, found)
                if reached >= value - 1e-12 * abs(value):
                    cuts, groups, value = moved, found, reached
                    break
            step = step / 2
        else:
            return Together(cuts, groups, False)
        if gain < _CLOSE:
            return Together(cuts, groups, groups.settled)
    return Together(cuts, groups, False)


def _value(counts: NDArray, cuts: NDArray, groups: Fitted) -> float:
    return float(log_likelihood(counts, groups.a, groups.b, cuts).sum())


def _step_of(counts: NDArray, cuts: NDArray, groups: Fitted) -> tuple[NDArray, float]:
    """Return the Newton step of the cuts above the second and what it promises."""
    now = slopes(counts, groups.a, groups.b, cuts)
    of_a, both, of_b = information(now, cuts)
    whole = of_a * of_b - both**2
    line, ones = np.broadcast_to(cuts, now.z.shape), np.ones_like(now.z)
    units = [np.broadcast_to(unit, now.z.shape) for unit in np.eye(len(cuts))[2:]]
    by_a = [groups.a * now.by_line(unit, line) + now.first[:, 2 + at] for at, unit in enumerate(units)]
    by_b = [-groups.a * now.by_line(unit, ones) for unit in units]
    curve = np.empty((len(units), len(units)))
    for i, one in enumerate(units):
        for j, other in enumerate(units):
            own = (groups.a**2 * now.by_line(one, other)).sum()
            through = by_a[i] * (of_b * by_a[j] - both * by_b[j]) + by_b[i] * (of_a * by_b[j] - both * by_a[j])
            curve[i, j] = own + (through / whole).sum()
    slope = (groups.a[:, None] * now.first[:, 2:]).sum(axis=0)
    bend, axes = np.linalg.eigh(-(curve + curve.T) / 2)
    step = axes @ ((axes.T @ slope) / np.maximum(np.abs(bend), 1e-12))
    return step, float(step @ slope)
