"""How well given variances explain the counts: log marginal likelihood and its slope."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .chunks import by_chunks
from .offsets import prior_of
from .posterior import pull_of
from .sweep import Sweep


def evidence(found: Sweep) -> float:
    """Return the log of the marginal likelihood at factors that stand still, offsets and slopes integrated."""
    cells, noise = found.cells, found.noise
    sat = cells.n > 0
    site = found.mass - _log_mass(found.precision, found.weighted, found.cavity_mean, found.cavity_var)
    total = float(np.sum(site[sat]))
    denominator = 1 + noise * found.precision
    total += float(np.sum(-0.5 * np.log(denominator) + 0.5 * found.weighted**2 * noise / denominator))
    total += float(np.sum(found.pulled * found.offset - 0.5 * found.weight * found.offset**2))
    b = (found.pulled - found.weight * found.offset) @ cells.enters
    total += 0.5 * float(np.sum(b * found.mean))
    log_det = np.concatenate(by_chunks(len(cells.n), lambda rows: np.linalg.slogdet(found.own_precision(rows))[1]))
    total -= 0.5 * float(np.sum(log_det) + len(cells.n) * np.sum(np.log(found.own)))
    prior, centre = prior_of(cells)
    total -= 0.5 * float(np.sum(prior * (found.offsets.values - centre) ** 2) - np.sum(np.log(prior)))
    return total - 0.5 * float(np.linalg.slogdet(found.offsets.precision)[1])


def _log_mass(precision: NDArray, weighted: NDArray, mean: NDArray, variance: NDArray) -> NDArray:
    """Return the log integral of ``exp(-precision q²/2 + weighted q)`` over N(mean, variance)."""
    scale = 1 + precision * variance
    inside = weighted * mean - 0.5 * precision * mean**2 + 0.5 * weighted**2 * variance
    return np.asarray(-0.5 * np.log(scale) + inside / scale)


def gradient(found: Sweep) -> NDArray:
    """Return the derivative of the evidence by the logarithm of each variance, shape (4,)."""
    cells, noise = found.cells, found.noise
    second = found.mean**2 + np.diagonal(found.cov, axis1=1, axis2=2)
    pull = pull_of(cells, found.cov, found.weight)
    whole = np.concatenate([pull, np.einsum("sdc,sq->sdq", pull.sum(axis=2, keepdims=True), cells.design)], axis=2)
    second = second + np.einsum("sdi,ij,sdj->sd", whole, found.offsets.cov, whole, optimize=True)
    parts = 0.5 * (second / found.own - 1).sum(axis=0)
    by_kind = np.bincount(cells.spread, weights=parts, minlength=3)
    denominator = 1 + noise * found.precision
    away = found.pulled - found.weight * found.mean_u
    through = _cell_uncertainty(found, pull)
    of_noise = 1 / denominator + noise * (away**2 + found.weight**2 * (found.var_u + through)) - 1
    return np.append(by_kind, 0.5 * float(np.sum(of_noise[cells.n > 0])))


def _cell_uncertainty(found: Sweep, pull: NDArray) -> NDArray:
    """Return what the uncertainty of cuts and slopes adds to the variance of each cell's level."""
    cells = found.cells
    count = cells.n.shape[1]
    shift = np.eye(count) - np.einsum("cd,sdk->sck", cells.enters, pull)
    whole = np.concatenate([shift, np.einsum("sc,sq->scq", shift.sum(axis=2), cells.design)], axis=2)
    return np.asarray(np.einsum("sci,ij,scj->sc", whole, found.offsets.cov, whole, optimize=True))
