"""A school's lasting level behind counts of several years, and what an unchanged school would show next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .shrinkage import beta_binomial_tail, fit_beta

_MOST = 0.99
_LEAST = 1e-6


@dataclass(frozen=True)
class Levels:
    """How shares of schools differ lastingly and from year to year, for one procedure.

    Parameters
    ----------
    means : tuple of float
        Mean share of each year, 0-1, in the order of the counts; NaN for a year without data.
    lasting, transient : float
        Parts of the variance of true shares, over ``mean(1 - mean)``: what a school keeps, and what changes with
        every class that sits the exam. With one year of data nothing tells them apart and all is lasting.
    """

    means: tuple[float, ...]
    lasting: float
    transient: float


def fit_levels(k: ArrayLike, n: ArrayLike) -> Levels:
    """Return the lasting and the transient spread of true shares by moments.

    Parameters
    ----------
    k, n : array-like
        Low results and participants, shape (schools, years); ``n = 0`` or a null count is left out.

    Notes
    -----
    Total spread: mean of `fit_beta` over years. Lasting spread: covariance of a school's shares in two years, which
    binomial noise does not enter, over ``sqrt(m(1-m) m'(1-m'))``, weighted by the smaller number of participants, mean
    over pairs of years, kept between 0 and the total. Transient is the rest.
    """
    k, n = np.asarray(k, dtype="float64"), np.asarray(n, dtype="float64")
    known = (n > 0) & ~np.isnan(k)
    share = np.divide(k, n, out=np.full(n.shape, np.nan), where=known)
    priors = [fit_beta(k[:, year], n[:, year]) for year in range(n.shape[1])]
    means = np.array([prior.mean for prior in priors])
    totals = [prior.rho for prior in priors if prior.units]
    total = float(np.mean(totals)) if totals else 0.0
    found = []
    for one, other in combinations(range(n.shape[1]), 2):
        both = known[:, one] & known[:, other]
        if both.sum() > 1:
            weight = np.minimum(n[both, one], n[both, other])
            product = (share[both, one] - means[one]) * (share[both, other] - means[other])
            scale = np.sqrt(means[one] * (1 - means[one]) * means[other] * (1 - means[other]))
            found.append(float((weight * product).sum() / weight.sum() / scale))
    lasting = min(max(float(np.mean(found)), 0.0), total) if found else total
    return Levels(tuple(means.tolist()), lasting, total - lasting)


def next_tail(k: ArrayLike, n: ArrayLike, levels: Levels, *, n_next: ArrayLike, need: ArrayLike) -> NDArray:
    """Return the chance that an unchanged school gives ``need`` low results or more among ``n_next`` at the next exam.

    Parameters
    ----------
    k, n : array-like
        Counts of the years seen, shape (schools, years), as in `fit_levels`.
    levels : Levels
        From the region.
    n_next, need : array-like
        Participants of the next exam and the number asked for, per school.

    Returns
    -------
    ndarray
        Chance 0-1; NaN where ``n_next`` is 0 or null, or no year has data.

    Notes
    -----
    Linear credibility. With ``t = transient / (1 - lasting)`` the share of a year varies around the school's level by
    ``level (1 - level) u_y``, ``u_y = (1 - t) / n_y + t``, so the year is worth ``1 / u_y`` pupils and the region
    ``(1 - lasting) / lasting``; ``W`` is the sum of both. The level is ``m + sum_y (p_y - m_y) / u_y / W``, ``m`` the
    mean of the first year. The next count is beta-binomial around it with over-dispersion ``(1 + W t) / (1 + W)``: what
    is not known of the level, and what the next class brings. All years count, the better the more participants they
    had; with one year and nothing transient this is `shrinkage.predictive_tail`.

    References
    ----------
    Bühlmann, Straub (1970), Glaubwürdigkeit für Schadensätze; Kleinman (1973), JASA 68:46-54, for the moments.
    """
    k, n = np.asarray(k, dtype="float64"), np.asarray(n, dtype="float64")
    n_next, need = np.asarray(n_next, dtype="float64"), np.asarray(need, dtype="float64")
    chance = np.full(len(n_next), np.nan)
    mean = next((value for value in levels.means if not np.isnan(value)), np.nan)
    asked = (n_next > 0) & ~np.isnan(need)
    if np.isnan(mean) or not asked.any():
        return chance
    known = (n > 0) & ~np.isnan(k)
    size = np.where(known, n, 1.0)
    lasting = min(max(levels.lasting, _LEAST), _MOST)
    of_class = min(levels.transient / (1 - lasting), _MOST)
    worth = np.where(known, 1 / ((1 - of_class) / size + of_class), 0.0)
    whole = (1 - lasting) / lasting + worth.sum(axis=1)
    away = np.where(known, k / size - np.nan_to_num(np.array(levels.means)), 0.0)
    level = np.clip(mean + (worth * away).sum(axis=1) / whole, _LEAST, 1 - _LEAST)
    over = np.clip((1 + whole * of_class) / (1 + whole), _LEAST, _MOST)
    weight = (1 - over) / over
    chance[asked] = beta_binomial_tail(
        n_next[asked].astype("int64"),
        (level * weight)[asked],
        ((1 - level) * weight)[asked],
        need[asked].astype("int64"),
    )
    return chance
