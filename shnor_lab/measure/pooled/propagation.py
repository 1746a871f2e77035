"""Posterior of the latent parts of every school for given variances, by expectation propagation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .cells import Cells
from .evidence import evidence
from .evidence import gradient as gradient_of
from .posterior import Posterior, Sites
from .sites import first
from .sweep import Sweep

TOLERANCE = 5e-3
"""Change of a factor that counts as standing still, unless said otherwise."""
_SWINGS = 12
"""Sweeps after which factors that still swing move by half."""


def propagate(
    cells: Cells,
    variance: NDArray,
    *,
    start: Posterior | None = None,
    sweeps: int = 60,
    tolerance: float = TOLERANCE,
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
    gradient : bool
        Whether the derivative of the evidence is wanted; NaN otherwise.

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
    values = np.asarray(variance, dtype="float64")
    found = Sweep(cells, values, Sites(*first(cells.k, cells.n)) if start is None else start.sites)
    settled = False
    for sweep in range(sweeps):
        found.condition()
        settled = found.tilt() < tolerance
        if settled:
            break
        found.move(1.0 if sweep < _SWINGS else 0.5)
    return Posterior(
        values,
        found.offsets.values,
        found.offsets.cov,
        found.mean,
        found.cov,
        Sites(found.precision, found.weighted),
        evidence(found),
        gradient_of(found) if gradient else np.full(4, np.nan),
        settled,
    )
