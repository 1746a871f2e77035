"""What a reader is shown of a group: its mean where its own counts carry one, and always the shrunken one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from .fit import State, fit_hetop
from .shrunken import shrink
from .states import EMPTY, FREE, checked


@dataclass(frozen=True)
class GroupMeans:
    """Means of groups where the members of all of them have mean 0 and standard deviation 1.

    Parameters
    ----------
    state : str
        fitted, or why there is no answer: see `Hetop`. Without an answer all numbers are NaN.
    frame : DataFrame
        One row per group, index of the counts: ``state`` (free, sigma_pooled, all_lowest, all_highest, empty), ``n``
        members, ``mean`` and ``se`` (free groups only), ``sigma``, ``shrunken`` and ``shrunken_sd`` (all groups but
        empty ones).
    cuts : ndarray
        Borders between categories.
    between : float
        Variance of true means over groups, each group counted once.
    icc : float
        Share of the variance of members that lies between groups, 0-1.
    """

    state: State
    frame: pd.DataFrame
    cuts: NDArray
    between: float
    icc: float


def group_means(counts: ArrayLike | pd.DataFrame, *, pooled_below: int = 20) -> GroupMeans:
    """Return means of groups from counts of ordered marks, in standard deviations of members.

    Parameters
    ----------
    counts : array-like or DataFrame
        One row per group, one column per category from the lowest; a row with a null is an empty group.
    pooled_below : int
        Groups with fewer members take the pooled sigma and show only their shrunken mean.

    Raises
    ------
    ValueError
        A negative count or fewer than three categories.

    Notes
    -----
    `fit_hetop` with ``ties="apart"``, `shrink`, then the scale: mean ``sum p_g m_g`` is put to 0 and ``B + W`` to 1,
    ``p_g = n_g / N``, ``m_g`` and ``s_g`` the shrunken mean and its standard deviation, ``B = sum p_g ((m_g - m)² +
    s_g²)``, ``W = sum p_g sigma_g²``, ICC ``B / (B + W)``. So chance is taken out of B for every size of group, where
    the published correction needs two members at least and about equal sizes. Standard errors leave out the
    uncertainty of the scale itself, which all groups share.

    References
    ----------
    Reardon, Shear, Castellano, Ho (2017), Journal of Educational and Behavioral Statistics 42:3-45.

    Examples
    --------
    >>> marks = [[30, 40, 20, 10], [20, 40, 25, 15], [10, 40, 30, 20], [5, 35, 35, 25], [12, 43, 33, 12], [2, 1, 0, 0]]
    >>> found = group_means(marks)
    >>> found.frame["state"].iloc[-1], bool(found.frame["shrunken"].iloc[-1] < 0)
    ('sigma_pooled', True)
    """
    rows = checked(counts)
    index = counts.index if isinstance(counts, pd.DataFrame) else pd.RangeIndex(len(rows))
    fit = fit_hetop(rows, pooled_below=pooled_below)
    frame = pd.DataFrame({"state": fit.states, "n": fit.n.astype("int64")}, index=index)
    columns = {name: np.full(len(rows), np.nan) for name in ("mean", "se", "sigma", "shrunken", "shrunken_sd")}
    if fit.state != "fitted":
        return GroupMeans(fit.state, frame.assign(**columns), fit.cuts, np.nan, np.nan)
    scale = fit.standard()
    there, free = fit.states != EMPTY, fit.states == FREE
    unit = np.diff(scale.cuts)[0] / np.diff(fit.cuts)[0]
    mean, error = np.where(free, scale.mu, np.nan), np.where(free, unit * fit.se, np.nan)
    others = scale.sigma[there & ~free]
    pooled = float(others[0]) if len(others) else 1.0
    found = shrink(mean[there], error[there], rows[there], pooled, scale.cuts)
    share = fit.n[there] / fit.n.sum()
    middle = float(share @ found.mu)
    between = float(share @ ((found.mu - middle) ** 2 + found.sd**2))
    whole = between + float(share @ scale.sigma[there] ** 2)
    length = np.sqrt(whole)
    columns |= {"mean": (mean - middle) / length, "se": error / length, "sigma": scale.sigma / length}
    columns["shrunken"][there], columns["shrunken_sd"][there] = (found.mu - middle) / length, found.sd / length
    cuts = (scale.cuts - middle) / length
    return GroupMeans("fitted", frame.assign(**columns), cuts, found.variance / whole, between / whole)
