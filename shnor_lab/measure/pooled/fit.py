"""One lasting level per school behind the counts of several years and procedures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import chances, levels
from .cells import Cells
from .chunks import small_matrices
from .estimated import Estimated, State
from .propagation import propagate
from .weighing import LEAST, weigh

FEWEST = 5
"""Schools with counts below which nothing is estimated."""
_SAMPLE = 1000
_POINTS = 32


@dataclass(frozen=True)
class Pooled(Estimated):
    """What the counts of a region say of the lasting levels of its schools; parameters as of `Estimated`.

    Every answer is an array with one place per school, in the order of the counts given; NaN for schools without any
    counts and, in the states ``too_few`` and ``not_settled``, for all.
    """

    _counted: dict[bytes, NDArray] = field(default_factory=dict, init=False, repr=False, compare=False)

    @small_matrices
    def level(self, *, coverage: float = 0.95) -> levels.Level:
        """Return the lasting overall level: mean, sd, low, high and reliability per school.

        The level is the school's own part plus the weighted mean of its parts in procedures, without anything of a
        year, in standard deviations of pupils within a school; higher is better, 0 is the mean of the region's
        schools with counts.
        """
        return levels.level(self, coverage)

    @small_matrices
    def p_lowest(self, share: float = 0.10) -> NDArray:
        """Return the chance that a school is among the lowest ``share`` of the region by its lasting level."""
        return levels.p_lowest(self, share)

    @small_matrices
    def p_lasting_low(self, threshold: float, procedures: int = 2) -> NDArray:
        """Return the chance that the lasting share is ``threshold`` or more in at least ``procedures`` procedures."""
        return chances.p_lasting_low(self, threshold, procedures)

    @small_matrices
    def p_year_low(self, year: int, threshold: float, procedures: int = 2) -> NDArray:
        """Return the chance that the true share of one year (its index) is ``threshold`` or more in ``procedures``.

        Only procedures that the school sat in that year count.
        """
        return chances.p_year_low(self, year, threshold, procedures)

    @small_matrices
    def share(self, year: int) -> chances.Shares:
        """Return the true shares of one year (its index) by procedure: arrays (S, P); NaN where nobody sat."""
        return chances.shares(self, year)

    @small_matrices
    def chance_of_count(self, need: ArrayLike) -> NDArray:
        """Return the chance that the same exam, repeated, gives ``need`` low results or more: (S, years, procedures).

        NaN where nobody sat. Equal questions are answered once; the answer cannot be written to.
        """
        asked = np.asarray(need, dtype="float64")
        key = hashlib.sha256(asked.tobytes()).digest()
        if key not in self._counted:
            self._counted[key] = chances.chance_of_count(self, asked)
            self._counted[key].setflags(write=False)
        return self._counted[key]

    @small_matrices
    def chance_next(self, year: int, n_next: ArrayLike, need: ArrayLike) -> NDArray:
        """Return the chance that an unchanged school gives ``need`` low results or more in a year to come: (S, P).

        Parameters
        ----------
        year : int
            Index of the year whose papers are taken as those of the year to come.
        n_next, need : array-like, shape (S, P)
            Participants then, and the number asked for; NaN where nobody sits or the procedure has no paper.
        """
        return chances.chance_next(self, year, np.asarray(n_next, dtype="float64"), np.asarray(need, dtype="float64"))


@small_matrices
def fit_pooled(
    k: ArrayLike,
    n: ArrayLike,
    *,
    applies: ArrayLike | None = None,
    design: ArrayLike | None = None,
    variance: ArrayLike | None = None,
    seed: int = 0,
) -> Pooled:
    """Return the pooled model of a region.

    Parameters
    ----------
    k, n : array-like, shape (schools, years, procedures)
        Low results and participants; ``n = 0`` or a null count is left out.
    applies : array-like of bool, shape (schools, procedures), optional
        Procedures that a school has; its overall level is the plain mean over them. All by default.
    design : array-like, shape (schools, q), optional
        Properties of schools that shift the level expected of them (stage, settlement, size); centred here.
    variance : array-like, shape (4,), optional
        school, procedure, year, cell, where they are known; estimated by default.
    seed : int

    Notes
    -----
    The true share of low results of school s, year t, procedure p is ``Φ(cut_tp - level)`` with ``level = x_s b +
    school_s + procedure_sp + year_st + cell_stp``, the four parts normal with variances common to the region. Counts
    are binomial. For given variances the posterior is found by expectation propagation (`propagation`); the variances
    are integrated over 32 weighted points (`weighing`), so that intervals hold for 20 schools as for 300. Above 1,000
    schools the variances come from 1,000 of them (fixed seed) and their mode is taken: what is not known of them then
    adds less than a hundredth to an interval.

    References
    ----------
    Gelman, Hill (2007), chapters 14-15, for the model; Rasmussen, Williams (2006), section 3.6; Rue, Martino, Chopin
    (2009), JRSS B 71:319-392, for integrating the variances.

    Examples
    --------
    >>> import numpy as np
    >>> k = np.array([[[1, 2]], [[5, 6]], [[0, 1]], [[2, 2]], [[1, 0]]])
    >>> fit_pooled(k, np.full(k.shape, 12)).p_lowest(0.2).argmax()
    np.int64(1)
    """
    n_ = np.nan_to_num(np.asarray(n, dtype="float64"))
    k_ = np.asarray(k, dtype="float64")
    n_ = np.where(np.isnan(k_), 0.0, n_)
    k_ = np.where(n_ > 0, np.nan_to_num(k_), 0.0)
    if np.any((k_ < 0) | (k_ > n_)):
        raise ValueError("a count must lie between 0 and the number of participants")
    schools, years, procedures = n_.shape
    has = np.ones((schools, procedures), bool) if applies is None else np.asarray(applies, dtype=bool)
    has = has | (n_ > 0).any(axis=1)
    known = n_.sum(axis=(1, 2)) > 0
    cells = Cells(k_.reshape(schools, -1), n_.reshape(schools, -1), years, procedures, _centred(design, known))
    share_of = has / np.maximum(has.sum(axis=1, keepdims=True), 1)
    if known.sum() < FEWEST:
        return Pooled(cells, share_of, (), np.ones(0), "too_few", seed)
    state: State = "fitted" if cells.held[0] > 1 else "one_year"
    places = np.flatnonzero(known)
    if variance is None and len(places) <= _SAMPLE:
        found = weigh(cells, points=_POINTS, seed=seed)
        return Pooled(cells, share_of, found.posteriors, found.weights, state if found.settled else "not_settled", seed)
    if variance is None:
        some = np.sort(np.random.default_rng(seed).choice(places, _SAMPLE, replace=False))
        found = weigh(cells.some(some), points=1, seed=seed)
        taken, settled = found.posteriors[0].variance, found.settled
    else:
        taken, settled = np.maximum(np.asarray(variance, dtype="float64"), LEAST), True
    whole = propagate(cells, taken, gradient=False)
    return Pooled(cells, share_of, (whole,), np.ones(1), state if settled and whole.settled else "not_settled", seed)


def _centred(design: ArrayLike | None, known: NDArray) -> NDArray:
    if design is None:
        return np.zeros((len(known), 0))
    properties = np.asarray(design, dtype="float64")
    return properties - properties[known].mean(axis=0) if known.any() else properties * 0.0
