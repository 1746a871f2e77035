"""Chances that true shares of low results reach a threshold, lastingly or in one year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..shrinkage import beta_binomial_tail
from .chunks import by_chunks
from .estimated import Estimated
from .mixture import quantile
from .posterior import Posterior, pull_of

_DRAWS = 256
_NODES = 9


class Shares(NamedTuple):
    """True shares of one year by procedure, shape (S, P): mean, bounds of 95 %, and the curves behind them."""

    mean: NDArray
    low: NDArray
    high: NDArray
    curves: tuple[NDArray, NDArray, NDArray]


def p_lasting_low(pooled: Estimated, threshold: float, procedures: int) -> NDArray:
    """Return the chance of lastingly low shares in several procedures; see `Pooled.p_lasting_low`."""
    from scipy.special import ndtr, ndtri

    bound = -ndtri(threshold)
    years, width = pooled.cells.years, pooled.cells.procedures
    held = (pooled.cells.n.sum(axis=0) > 0).reshape(years, width)
    over = held / np.maximum(held.sum(axis=0), 1)

    def reached(given: _Given) -> NDArray:
        lasting = (given.offset * over).sum(axis=1) + given.school[:, None] + given.procedure
        here = (pooled.share_of[given.rows] > 0) & held.any(axis=0)
        return np.where(here, ndtr((bound - lasting) / np.sqrt(given.procedure_var)), 0.0)

    return _averaged(pooled, reached, procedures)


def p_year_low(pooled: Estimated, year: int, threshold: float, procedures: int) -> NDArray:
    """Return the chance of low true shares of one year in several procedures; see `Pooled.p_year_low`."""
    from scipy.special import ndtr, ndtri

    bound = -ndtri(threshold)
    shape = (-1, pooled.cells.years, pooled.cells.procedures)
    sat = (pooled.cells.n > 0).reshape(shape)[:, year]

    def reached(given: _Given) -> NDArray:
        precision = given.point.sites.precision.reshape(shape)[given.rows, year]
        weighted = given.point.sites.weighted.reshape(shape)[given.rows, year]
        noise = float(given.point.variance[3])
        within = 1 + noise * precision
        before = given.offset[:, year] + (given.school + given.years[:, year])[:, None] + given.procedure
        mean = (before + noise * weighted) / within
        variance = noise / within + given.procedure_var / within**2
        return np.where(sat[given.rows], ndtr((bound - mean) / np.sqrt(variance)), 0.0)

    return _averaged(pooled, reached, procedures, of=np.asarray(sat.any(axis=1)))


def shares(pooled: Estimated, year: int) -> Shares:
    """Return true shares of one year; see `Pooled.share`."""
    from scipy.special import ndtr

    width = pooled.cells.procedures
    here = slice(year * width, (year + 1) * width)
    sat = pooled.cells.n[:, here] > 0
    nothing = np.full(sat.shape, np.nan)
    if not pooled.answered:
        return Shares(nothing, nothing, nothing, (nothing[None], nothing[None], np.ones(1)))
    curves = [_cell_curves(pooled, point, here) for point in pooled.points]
    means = np.where(sat, np.array([mean for mean, _variance in curves]), np.nan)
    variances = np.array([variance for _mean, variance in curves])
    mean = np.tensordot(pooled.weights, ndtr(-means / np.sqrt(1 + variances)), axes=1)
    sds = np.sqrt(variances)
    high, low = (ndtr(-quantile(tail, means, sds, pooled.weights)) for tail in (0.025, 0.975))
    return Shares(mean, low, high, (means, sds, pooled.weights))


def chance_of_count(pooled: Estimated, need: NDArray) -> NDArray:
    """Return the chance of ``need`` low results or more at a repetition; see `Pooled.chance_of_count`."""
    cells = pooled.cells
    shape = (len(cells.n), cells.years, cells.procedures)
    chance = np.full(shape, np.nan)
    if not pooled.answered:
        return chance
    for year in range(cells.years):
        asked = (cells.n.reshape(shape)[:, year] > 0) & ~np.isnan(need[:, year])
        if asked.any():
            means, sds, of_points = shares(pooled, year).curves
            n = cells.n.reshape(shape)[:, year][asked]
            chance[:, year][asked] = _tail(means, sds**2, of_points, asked, n, need[:, year][asked])
    return chance


def chance_next(pooled: Estimated, year: int, n_next: NDArray, need: NDArray) -> NDArray:
    """Return the chance of ``need`` low results or more in a year to come; see `Pooled.chance_next`."""
    width = pooled.cells.procedures
    held = pooled.cells.n[:, year * width : (year + 1) * width].sum(axis=0) > 0
    asked = pooled.known[:, None] & (n_next > 0) & ~np.isnan(need) & held
    chance = np.full(n_next.shape, np.nan)
    if pooled.answered and asked.any():
        curves = [_lasting_curves(pooled, point, year) for point in pooled.points]
        means, variances = (np.array(part) for part in zip(*curves, strict=True))
        chance[asked] = _tail(means, variances, pooled.weights, asked, n_next[asked], need[asked])
    return chance


def _tail(means: NDArray, variances: NDArray, of_points: NDArray, asked: NDArray, n: NDArray, need: NDArray) -> NDArray:
    """Return the beta-binomial tail with the mean and the variance of each share."""
    from scipy.special import ndtr

    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    first, second = np.zeros(int(asked.sum())), np.zeros(int(asked.sum()))
    for mean, variance, of_point in zip(means, variances, of_points, strict=True):
        sd = np.sqrt(variance[asked])
        for node, weight in zip(nodes, weights / weights.sum(), strict=True):
            share = ndtr(-(mean[asked] + sd * node))
            first += of_point * weight * share
            second += of_point * weight * share**2
    spread = np.maximum(second - first**2, 1e-12)
    size = np.maximum(first * (1 - first) / spread - 1, 1e-6)
    least, people = np.maximum(need, 0).astype("int64"), n.astype("int64")

    def tails(part: slice) -> NDArray:
        return beta_binomial_tail(people[part], (first * size)[part], ((1 - first) * size)[part], least[part])

    return np.concatenate(by_chunks(len(people), tails))


class _Given(NamedTuple):
    """One draw of a school's own part and its years, some schools at once; procedures are then independent."""

    point: Posterior
    rows: slice
    offset: NDArray
    school: NDArray
    years: NDArray
    procedure: NDArray
    procedure_var: NDArray


def _averaged(
    pooled: Estimated, reached: Callable[[_Given], NDArray], procedures: int, of: NDArray | None = None
) -> NDArray:
    """Return the mean over draws of the chance that at least ``procedures`` independent events happen."""
    known = pooled.known if of is None else of
    if not pooled.answered:
        return np.full(len(known), np.nan)
    each = _each(len(pooled.points))
    total = np.zeros(len(known))
    for place, (point, weight) in enumerate(zip(pooled.points, pooled.weights, strict=True)):
        drawn = _Draws(pooled, point, each, place)

        def summed(rows: slice, drawn: _Draws = drawn) -> NDArray:
            return np.sum([at_least(reached(given), procedures) for given in drawn.of(rows)], axis=0)

        total += weight / each * np.concatenate(by_chunks(len(known), summed))
    return np.where(known, np.clip(total, 0.0, 1.0), np.nan)


def _each(points: int) -> int:
    """Return the draws per point, a power of two for the balance of Sobol points."""
    wanted = (_DRAWS if points > 1 else _DRAWS // 8) / points
    return 2 ** max(2, int(np.log2(wanted)))


class _Draws:
    """The same few draws of the region for every chunk of schools."""

    def __init__(self, pooled: Estimated, point: Posterior, draws: int, place: int) -> None:
        from scipy.special import ndtri
        from scipy.stats import qmc

        self.cells, self.point = pooled.cells, point
        random = np.random.default_rng([pooled.seed, 2, place])
        uniform = qmc.Sobol(1 + self.cells.years, rng=random).random(draws)
        self.standard = ndtri(np.clip(uniform, 1e-6, 1 - 1e-6))
        self.shifts = random.multivariate_normal(np.zeros(len(point.fixed)), point.fixed_cov, draws, method="cholesky")

    def of(self, rows: slice) -> Iterator[_Given]:
        point, years, width = self.point, self.cells.years, self.cells.procedures
        few = self.cells.some(rows)
        count = few.n.shape[1]
        of = np.concatenate([[0], np.arange(1 + width, few.parts)])
        noise, own = float(point.variance[3]), float(point.variance[1])
        precision, weighted = point.sites.precision[rows], point.sites.weighted[rows]
        weight, pulled = precision / (1 + noise * precision), weighted / (1 + noise * precision)
        pull = pull_of(few, point.cov[rows], weight)[:, of]
        half = np.linalg.cholesky(point.cov[rows][:, of[:, None], of])
        by_year = weight.reshape(-1, years, width)
        variance = 1 / (1 / own + by_year.sum(axis=1))
        base = point.fixed[:count] + (few.design @ point.fixed[count:])[:, None]
        for normal, shift in zip(self.standard, self.shifts, strict=True):
            moved = shift[:count] + (few.design @ shift[count:])[:, None]
            common = point.mean[rows][:, of] - (pull @ moved[:, :, None])[:, :, 0] + half @ normal
            offset = (base + moved).reshape(-1, years, width)
            school, of_years = common[:, 0], common[:, 1:]
            left = pulled.reshape(by_year.shape) - by_year * (offset + school[:, None, None] + of_years[:, :, None])
            yield _Given(point, rows, offset, school, of_years, variance * left.sum(axis=1), variance)


def _cell_curves(pooled: Estimated, point: Posterior, here: slice) -> tuple[NDArray, NDArray]:
    """Return mean and variance of the levels of some cells, minus the cut, per school."""
    noise = float(point.variance[3])
    before, spread = _curves(pooled, point, here, pooled.cells.enters[here])
    within = 1 + noise * point.sites.precision[:, here]
    mean = (before + noise * point.sites.weighted[:, here]) / within
    return mean, noise / within + spread / within**2


def _lasting_curves(pooled: Estimated, point: Posterior, year: int) -> tuple[NDArray, NDArray]:
    """Return mean and variance of the levels of a year to come with the papers of ``year``, minus the cut."""
    cells = pooled.cells
    here = slice(year * cells.procedures, (year + 1) * cells.procedures)
    enters = cells.enters[here].copy()
    enters[:, 1 + cells.procedures :] = 0.0
    mean, spread = _curves(pooled, point, here, enters)
    return mean, spread + point.variance[2] + point.variance[3]


def _curves(pooled: Estimated, point: Posterior, here: slice, enters: NDArray) -> tuple[NDArray, NDArray]:
    """Return mean and variance of sums of latent parts at the offsets of some cells, cuts and slopes integrated."""
    cells = pooled.cells
    count = cells.n.shape[1]
    products = (enters[:, :, None] * enters[:, None, :]).reshape(len(enters), -1)

    def some(rows: slice) -> tuple[NDArray, NDArray]:
        few = cells.some(rows)
        precision = point.sites.precision[rows]
        pull = pull_of(few, point.cov[rows], precision / (1 + float(point.variance[3]) * precision))
        shift = np.eye(count)[here] - enters @ pull
        whole = np.concatenate([shift, shift.sum(axis=2)[:, :, None] * few.design[:, None, :]], axis=2)
        through = ((whole @ point.fixed_cov) * whole).sum(axis=2)
        offset = point.fixed[:count][here] + (few.design @ point.fixed[count:])[:, None]
        mean = offset + point.mean[rows] @ enters.T
        return mean, point.cov[rows].reshape(len(few.n), -1) @ products.T + through

    found = by_chunks(len(cells.n), some)
    return np.concatenate([mean for mean, _of in found]), np.concatenate([spread for _of, spread in found])


def at_least(chance: NDArray, count: int) -> NDArray:
    """Return the chance that at least ``count`` of independent events happen; events along the last axis."""
    none = np.zeros((count, *chance.shape[:-1]))
    none[0] = 1.0
    for event in range(chance.shape[-1]):
        p = chance[..., event]
        for so_far in range(count - 1, 0, -1):
            none[so_far] = none[so_far] * (1 - p) + none[so_far - 1] * p
        none[0] = none[0] * (1 - p)
    return 1 - none.sum(axis=0)
