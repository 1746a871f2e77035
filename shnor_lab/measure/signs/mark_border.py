"""Fewer lowest marks than the other marks of the school let expect: the footprint of marks lifted over the border."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .gate import answers, counted
from .mark_levels import MarkLevels, fit_mark_levels
from .spread import widened

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

_NODES = 9


def mark_border(counts: ArrayLike, *, levels: MarkLevels | None = None) -> pd.DataFrame:
    """Return how unusually few lowest marks every school has beside its own other marks, one row per school.

    Parameters
    ----------
    counts : array-like, shape (schools, marks)
        Participants by mark, lowest first, in one procedure and year; a null means that marks were not delivered.
    levels : MarkLevels, optional
        `fit_mark_levels` of the same counts, where it is at hand.

    Returns
    -------
    DataFrame
        Columns of `gate.answers`; ``value`` the share of lowest marks, ``region`` the share that a school with these
        other marks has in the region, ``p`` one-sided.

    Notes
    -----
    The level of the school is read from the spread of the marks above the lowest among themselves, so lifting does not
    hide itself; were pupils lifted from «2» to «3», the surplus of «3» even lowers it. With ``level ~ N(m, s²)`` after
    that, ``p = E[P(Bin(n, Phi(cut - level)) <= lowest)]`` by Gauss-Hermite quadrature: the uncertainty of the level is
    in it. The spread of these chances over the region's schools then widens them (`spread.widened`). What the whole
    region does is not seen: its cuts are its own.

    References
    ----------
    Bayarri, Berger (2000), P values for composite null models, JASA 95:1127-1142 (partial posterior predictive).
    """
    from scipy.special import bdtr, ndtr

    counts, n, known, ran = counted(counts)
    share, region, p = (np.full(len(n), np.nan) for _part in range(3))
    if ran.any():
        fitted = fit_mark_levels(counts) if levels is None else levels
        seen, size = counts[ran].astype("int64"), n[ran].astype("int64")
        middle, error = fitted.above(seen)
        node, weight = np.polynomial.hermite_e.hermegauss(_NODES)
        weight = weight / weight.sum()
        lowest = ndtr(fitted.cuts[0] - (middle[:, None] + error[:, None] * node))
        upto = bdtr(seen[:, :1], size[:, None], lowest) @ weight
        under = np.where(seen[:, 0] > 0, bdtr(np.maximum(seen[:, :1] - 1, 0), size[:, None], lowest) @ weight, 0.0)
        share[ran], region[ran] = seen[:, 0] / size, lowest @ weight
        p[ran] = widened(upto, (upto + under) / 2)
    return answers(n, known, value=share, region=region, p=p)
