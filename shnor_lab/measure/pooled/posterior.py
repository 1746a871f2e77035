"""What is known of the latent parts of every school for given variances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cells import Cells


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


def pull_of(cells: Cells, cov: NDArray, weight: NDArray) -> NDArray:
    """Return how far each latent part falls when the offset of a cell rises by one, shape (S, D, C)."""
    return np.asarray((cov @ cells.enters.T) * weight[:, None, :])
