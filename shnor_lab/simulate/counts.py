"""Counts of low results drawn from known parts of variance, for given participants: the truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Parts(Protocol):
    """Variances of levels in units of the variance of pupils within a school."""

    @property
    def school(self) -> float:
        """Lasting."""

    @property
    def procedure(self) -> float:
        """Of a school in a procedure, lasting."""

    @property
    def year(self) -> float:
        """Of a school in a year, one-off."""

    @property
    def cell(self) -> float:
        """Of a school in a year in a procedure, one-off."""


@dataclass(frozen=True)
class DrawnCounts:
    """Simulated counts and the truth behind them.

    Parameters
    ----------
    k : ndarray of int, shape (schools, years, procedures)
        Low results; 0 where nobody sat.
    level : ndarray, shape (schools,)
        Lasting overall level, higher = better results; NaN for a school to which no procedure applies.
    lasting : ndarray, shape (schools, procedures)
        Lasting share of low results, 0-1: without the noise of years, at the mean cut of the years; NaN where the
        procedure does not apply.
    share : ndarray, shape (schools, years, procedures)
        True share of the cell, 0-1, noise of the year included; NaN where the procedure does not apply or has no cut.
    """

    k: NDArray
    level: NDArray
    lasting: NDArray
    share: NDArray

    def lasting_low(self, threshold: float, *, procedures: int = 2) -> NDArray:
        """Return whether the lasting share is at least ``threshold`` (0-1) in ``procedures`` procedures or more."""
        return (self.lasting >= threshold).sum(axis=1) >= procedures


def draw_counts(
    n: ArrayLike,
    *,
    parts: Parts,
    cut: ArrayLike,
    level_mean: ArrayLike = 0.0,
    applies: ArrayLike | None = None,
    seed: int | Sequence[int],
    drift: float | None = None,
) -> DrawnCounts:
    """Return counts of low results of one invented region with these participants; equal seeds give equal counts.

    Parameters
    ----------
    n : array-like of int, shape (schools, years, procedures)
        Participants, 0 where nobody sat; years in the order of time (only ``drift`` minds).
    parts : Parts
        Four variances.
    cut : array-like, shape (years, procedures)
        Cuts on the scale of levels; NaN where a procedure was not held.
    level_mean : float or array-like, shape (schools,)
        What is expected of a school from its conditions.
    applies : array-like of bool, shape (schools, procedures), optional
        Procedures that a school's overall level rests on, equal weights; default: those in which it had participants
        in any year.
    seed : int or sequence of int
        Levels do not depend on ``n``: regions of one seed and other participants have the same schools.
    drift : float, optional
        AR(1) coefficient of the school's level from year to year, 0-1, its variance the same in every year. The
        lasting level is then that of the last year.

    Raises
    ------
    ValueError
        Shapes that do not fit, a negative variance, participants where there is no cut, ``drift`` outside 0-1.

    Notes
    -----
    ``share = Phi(cut - level)`` with ``level = level_mean + school + procedure + year + cell``, all normal with mean
    0; ``k`` is binomial. Overall: ``level_mean + school + mean of procedure`` over the procedures that apply.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> parts = SimpleNamespace(school=0.15, procedure=0.02, year=0.02, cell=0.02)
    >>> drawn = draw_counts(np.full((3, 2, 4), 20), parts=parts, cut=np.full((2, 4), -1.3), seed=1)
    >>> drawn.k.shape, drawn.level.shape, drawn.lasting.shape
    ((3, 2, 4), (3,), (3, 4))
    """
    from scipy.special import ndtr

    n = np.asarray(n, dtype="int64")
    cut = np.asarray(cut, dtype="float64")
    variances = np.array([parts.school, parts.procedure, parts.year, parts.cell])
    if n.ndim != 3 or cut.shape != n.shape[1:]:
        raise ValueError("n must have the shape (schools, years, procedures) and cut (years, procedures)")
    if (variances < 0).any() or (drift is not None and not 0 <= drift <= 1):
        raise ValueError("variances must not be negative and drift must lie between 0 and 1")
    if ((n > 0) & np.isnan(cut)).any():
        raise ValueError("there are participants where there is no cut")
    served = np.asarray((n > 0).any(axis=1) if applies is None else applies, dtype=bool)
    schools, years, procedures = n.shape
    school_sd, procedure_sd, year_sd, cell_sd = np.sqrt(variances)
    base = [seed] if isinstance(seed, int) else list(seed)
    levels, exam = (np.random.default_rng([*base, part]) for part in (0, 1))
    path = _path(levels.standard_normal((schools, years if drift is not None else 1)), drift) * school_sd
    own = np.broadcast_to(level_mean, (schools,)) + path[:, -1]
    of_procedure = levels.standard_normal((schools, procedures)) * procedure_sd
    of_year = levels.standard_normal((schools, years)) * year_sd
    of_cell = levels.standard_normal((schools, years, procedures)) * cell_sd

    lasting = own[:, None] + of_procedure
    moved = (path - path[:, -1:])[:, :, None] if drift is not None else 0.0
    share = ndtr(cut - (lasting[:, None, :] + moved + of_year[:, :, None] + of_cell))
    k = exam.binomial(n, np.nan_to_num(share))
    count = served.sum(axis=1)
    mean = np.divide((of_procedure * served).sum(axis=1), count, out=np.full(schools, np.nan), where=count > 0)
    usual = _mean_cut(cut)
    return DrawnCounts(
        k=k,
        level=own + mean,
        lasting=np.where(served, ndtr(usual - lasting), np.nan),
        share=np.where(served[:, None, :], share, np.nan),
    )


def _path(shocks: NDArray, drift: float | None) -> NDArray:
    """Return a stationary AR(1) path of variance 1 per school; without drift the shock itself."""
    if drift is None:
        return shocks
    path = shocks.copy()
    for year in range(1, path.shape[1]):
        path[:, year] = drift * path[:, year - 1] + np.sqrt(1 - drift**2) * shocks[:, year]
    return path


def _mean_cut(cut: NDArray) -> NDArray:
    held = ~np.isnan(cut)
    count = held.sum(axis=0)
    return np.divide(np.nansum(cut, axis=0), count, out=np.full(cut.shape[1], np.nan), where=count > 0)
