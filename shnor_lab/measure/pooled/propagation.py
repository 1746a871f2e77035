"""Posterior of the latent parts of every school for given variances, by expectation propagation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cells import Cells
from .chunks import by_chunks
from .sites import first, moments

_CUT = (1.0, 2.0)
"""Weak prior of the offset of a cell (``-cut``): mean and standard deviation on the scale of levels."""
_SLOPE = 1.0
"""Standard deviation of the weak prior of a property of schools."""
_SWINGS = 12
"""Sweeps after which factors that still swing move by half."""


@dataclass(frozen=True)
class Sites:
    """Normal factors that stand for the counts: precision and precision times mean, shape (S, C)."""

    precision: NDArray
    weighted: NDArray


@dataclass(frozen=True)
class Posterior:
    """What is known of S schools for given variances.

    Parameters
    ----------
    variance : ndarray, shape (4,)
        school, procedure, year, cell.
    fixed, fixed_cov : ndarray, shape (C + q,) and (C + q, C + q)
        ``-cut`` of each cell, then slopes of the design, with their uncertainty.
    mean, cov : ndarray, shape (S, D) and (S, D, D)
        Latent parts of each school, at ``fixed``.
    sites : Sites
    evidence : float
        Log of the marginal likelihood, `fixed` integrated.
    gradient : ndarray, shape (4,)
        Its derivative by the logarithm of each variance.
    settled : bool
        The factors stood still before the sweeps ran out.
    """

    variance: NDArray
    fixed: NDArray
    fixed_cov: NDArray
    mean: NDArray
    cov: NDArray
    sites: Sites
    evidence: float
    gradient: NDArray
    settled: bool


def propagate(
    cells: Cells,
    variance: NDArray,
    *,
    start: Posterior | None = None,
    sweeps: int = 60,
    tolerance: float = 5e-3,
    gradient: bool = True,
) -> Posterior:
    """Return the posterior for given variances.

    Parameters
    ----------
    cells : Cells
    variance : ndarray, shape (4,)
        school, procedure, year, cell; positive.
    start : Posterior, optional
        A posterior of the same schools to begin from.
    sweeps, tolerance : int, float
        Most passes over all cells, and the change of a factor's natural parameters, against its cavity, that counts
        as standing still.

    Notes
    -----
    Each count is a factor ``Φ(-q)^k Φ(q)^(n-k)`` of the level ``q`` of its cell. Expectation propagation replaces it
    by the normal factor that gives the same mean and variance of ``q`` beside all other factors, all cells in one
    sweep; the likelihood is log-concave, so factors stay proper. The offsets of cells and slopes of the design are
    normal too and are integrated (a weak prior keeps cells without a single low result finite).

    References
    ----------
    Minka (2001), Expectation propagation; Rasmussen, Williams (2006), Gaussian Processes for ML, section 3.6.
    """
    own = np.asarray(variance, dtype="float64")[:3][cells.spread]
    noise = float(variance[3])
    sat = cells.n > 0
    if start is None:
        precision, weighted = first(cells.k, cells.n)
    else:
        precision, weighted = start.sites.precision, start.sites.weighted
    settled = False
    for sweep in range(sweeps):
        state = _condition(cells, own, noise, precision, weighted)
        mean_u, var_u, weight, pulled = state.mean_u, state.var_u, state.weight, state.pulled
        left = 1 / var_u - weight
        cavity_mean = (mean_u / var_u - pulled) / left
        cavity_var = 1 / left + noise
        denominator = 1 + noise * precision
        centre = (mean_u + noise * weighted) / denominator
        spread = noise / denominator + var_u / denominator**2
        mass, mean_q, var_q = moments(cells.k, cells.n, cavity_mean, cavity_var, centre=centre, scale=np.sqrt(spread))
        fresh = np.where(sat, np.maximum(1 / var_q - 1 / cavity_var, 1e-10), 0.0)
        fresh_weighted = np.where(sat, mean_q / var_q - cavity_mean / cavity_var, 0.0)
        change = max(
            float(np.max(np.abs(fresh - precision) * cavity_var, initial=0.0)),
            float(np.max(np.abs(fresh_weighted - weighted) * np.sqrt(cavity_var), initial=0.0)),
        )
        if change < tolerance:
            settled = True
            break
        step = 1.0 if sweep < _SWINGS else 0.5
        precision, weighted = precision + step * (fresh - precision), weighted + step * (fresh_weighted - weighted)
    evidence = _evidence(cells, own, noise, precision, weighted, state, mass, cavity_mean, cavity_var, sat)
    slope = _gradient(cells, own, noise, precision, weighted, state) if gradient else np.full(4, np.nan)
    return Posterior(
        np.asarray(variance, dtype="float64"),
        state.fixed,
        state.fixed_cov,
        state.mean,
        state.cov,
        Sites(precision, weighted),
        evidence,
        slope,
        settled,
    )


@dataclass(frozen=True)
class _State:
    """Everything normal for given factors."""

    offset: NDArray
    weight: NDArray
    pulled: NDArray
    mean: NDArray
    cov: NDArray
    precision: NDArray
    mean_u: NDArray
    var_u: NDArray
    fixed: NDArray
    fixed_cov: NDArray
    fixed_precision: NDArray


def _condition(cells: Cells, own: NDArray, noise: float, precision: NDArray, weighted: NDArray) -> _State:
    schools, count = cells.n.shape
    parts, enters = cells.parts, cells.enters
    denominator = 1 + noise * precision
    weight, pulled = precision / denominator, weighted / denominator
    inverse = (weight @ cells.products).reshape(schools, parts, parts)
    inverse[:, np.arange(parts), np.arange(parts)] += 1 / own
    cov = np.concatenate(by_chunks(schools, lambda part: np.linalg.inv(inverse[part])))
    fixed, fixed_cov, fixed_precision = _settle_fixed(cells, weight, pulled, cov)
    offset = fixed[:count] + (cells.design @ fixed[count:])[:, None]
    b = (pulled - weight * offset) @ enters
    mean = (cov @ b[:, :, None])[:, :, 0]
    mean_u = offset + mean @ enters.T
    var_u = cov.reshape(schools, -1) @ cells.products.T
    return _State(offset, weight, pulled, mean, cov, inverse, mean_u, var_u, fixed, fixed_cov, fixed_precision)


def _settle_fixed(cells: Cells, weight: NDArray, pulled: NDArray, cov: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Return generalised least squares of cuts and slopes, their covariance and precision."""
    schools, count = weight.shape
    slopes = cells.design.shape[1]
    size = count + slopes

    def sums(part: slice) -> tuple[NDArray, NDArray]:
        w, h, x = weight[part], pulled[part], cells.design[part]
        matrix, right = np.zeros((size, size)), np.zeros(size)
        half = np.linalg.cholesky(cov[part])
        q = w[:, :, None] * (cells.enters @ half)
        flat = q.transpose(1, 0, 2).reshape(count, -1)
        matrix[:count, :count] = np.diag(w.sum(axis=0)) - flat @ flat.T
        left = h - (q @ ((h @ cells.enters)[:, None, :] @ half).transpose(0, 2, 1))[:, :, 0]
        right[:count] = left.sum(axis=0)
        if slopes:
            through = w - (q @ q.sum(axis=1)[:, :, None])[:, :, 0]
            matrix[:count, count:] = through.T @ x
            matrix[count:, :count] = matrix[:count, count:].T
            matrix[count:, count:] = x.T @ (through.sum(axis=1)[:, None] * x)
            right[count:] = x.T @ left.sum(axis=1)
        return matrix, right

    found = by_chunks(schools, sums)
    matrix = np.sum([part for part, _right in found], axis=0)
    right = np.sum([part for _matrix, part in found], axis=0)
    prior, centre = _fixed_prior(count, slopes)
    matrix[np.arange(size), np.arange(size)] += prior
    cov_fixed = np.linalg.inv(matrix)
    return cov_fixed @ (right + prior * centre), cov_fixed, matrix


def _fixed_prior(count: int, slopes: int) -> tuple[NDArray, NDArray]:
    precision = np.concatenate([np.full(count, _CUT[1] ** -2), np.full(slopes, _SLOPE**-2)])
    return precision, np.concatenate([np.full(count, _CUT[0]), np.zeros(slopes)])


def _evidence(
    cells: Cells,
    own: NDArray,
    noise: float,
    precision: NDArray,
    weighted: NDArray,
    state: _State,
    mass: NDArray,
    cavity_mean: NDArray,
    cavity_var: NDArray,
    sat: NDArray,
) -> float:
    site = mass - _log_mass(precision, weighted, cavity_mean, cavity_var)
    total = float(np.sum(site[sat]))
    denominator = 1 + noise * precision
    total += float(np.sum(-0.5 * np.log(denominator) + 0.5 * weighted**2 * noise / denominator))
    total += float(np.sum(state.pulled * state.offset - 0.5 * state.weight * state.offset**2))
    b = (state.pulled - state.weight * state.offset) @ cells.enters
    total += 0.5 * float(np.sum(b * state.mean))
    _sign, log_det = np.linalg.slogdet(state.precision)
    total -= 0.5 * float(np.sum(log_det) + len(cells.n) * np.sum(np.log(own)))
    prior, centre = _fixed_prior(cells.n.shape[1], cells.design.shape[1])
    total -= 0.5 * float(np.sum(prior * (state.fixed - centre) ** 2) - np.sum(np.log(prior)))
    return total - 0.5 * float(np.linalg.slogdet(state.fixed_precision)[1])


def _log_mass(precision: NDArray, weighted: NDArray, mean: NDArray, variance: NDArray) -> NDArray:
    """Return the log integral of ``exp(-precision q²/2 + weighted q)`` over N(mean, variance)."""
    scale = 1 + precision * variance
    inside = weighted * mean - 0.5 * precision * mean**2 + 0.5 * weighted**2 * variance
    return -0.5 * np.log(scale) + inside / scale


def _gradient(
    cells: Cells, own: NDArray, noise: float, precision: NDArray, weighted: NDArray, state: _State
) -> NDArray:
    schools, count = cells.n.shape
    second = state.mean**2 + np.diagonal(state.cov, axis1=1, axis2=2)
    pull = pull_of(cells, state.cov, state.weight)
    whole = np.concatenate([pull, np.einsum("sdc,sq->sdq", pull.sum(axis=2, keepdims=True), cells.design)], axis=2)
    second = second + np.einsum("sdi,ij,sdj->sd", whole, state.fixed_cov, whole, optimize=True)
    parts = 0.5 * (second / own - 1).sum(axis=0)
    by_kind = np.bincount(cells.spread, weights=parts, minlength=3)
    denominator = 1 + noise * precision
    away = state.pulled - state.weight * state.mean_u
    through = _cell_uncertainty(cells, pull, state)
    of_noise = 1 / denominator + noise * (away**2 + state.weight**2 * (state.var_u + through)) - 1
    return np.append(by_kind, 0.5 * float(np.sum(of_noise[cells.n > 0])))


def _cell_uncertainty(cells: Cells, pull: NDArray, state: _State) -> NDArray:
    """Return what the uncertainty of cuts and slopes adds to the variance of each cell's level."""
    count = cells.n.shape[1]
    shift = np.eye(count) - np.einsum("cd,sdk->sck", cells.enters, pull)
    whole = np.concatenate([shift, np.einsum("sc,sq->scq", shift.sum(axis=2), cells.design)], axis=2)
    return np.einsum("sci,ij,scj->sc", whole, state.fixed_cov, whole, optimize=True)


def pull_of(cells: Cells, cov: NDArray, weight: NDArray) -> NDArray:
    """Return how far each latent part falls when the offset of a cell rises by one, shape (S, D, C)."""
    return (cov @ cells.enters.T) * weight[:, None, :]
