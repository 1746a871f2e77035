"""Numeric ground of the posteriors: points that hold the mass of a density, and quantiles of mixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

DROP = 8.0
"""Points whose log density lies this far below the best are left out: four standard deviations of a normal."""
_ROUNDS = 80


def mass_points(
    log_density: Callable[[NDArray], NDArray], *, rows: int, upper: float, cells: int
) -> tuple[NDArray, NDArray]:
    """Return midpoints that cover the mass of densities on ``(0, upper)``, one density per row.

    Parameters
    ----------
    log_density : callable
        Takes points of shape (rows, cells), gives their log densities of the same shape; unimodal along a row.
    rows, cells : int
        Number of densities, and of points for each.
    upper : float
        End of the range; the density must not be known to lie outside.

    Returns
    -------
    points, log_mass : ndarray
        Shape (rows, cells) each: the midpoints, and log density plus log width of the cell.

    Notes
    -----
    Each round keeps the cells within `DROP` of the best one and a neighbour on either side, until nearly all are
    kept; cells are then at most 1.4 standard deviations wide. The midpoint rule with such cells is exact to about
    1e-4 for a bell, and for half a bell that is cut at 0 where the density continues evenly below 0 (the reason for
    the scales chosen by the callers).
    """
    low, high = np.zeros(rows), np.full(rows, float(upper))
    places = np.arange(cells)
    for _round in range(_ROUNDS):
        width = (high - low) / cells
        points = low[:, None] + (places + 0.5) * width[:, None]
        log = log_density(points)
        kept = log >= log.max(axis=1, keepdims=True) - DROP
        first = np.maximum(kept.argmax(axis=1) - 1, 0)
        last = np.minimum(cells - kept[:, ::-1].argmax(axis=1), cells - 1)
        wide = last - first + 1 < cells
        if not wide.any():
            break
        low, high = np.where(wide, low + first * width, low), np.where(wide, low + (last + 1) * width, high)
    return points, log + np.log(width)[:, None]


def mixture_quantile(
    value: Callable[[NDArray, NDArray], tuple[NDArray, NDArray]],
    share: float,
    *,
    start: NDArray,
    low: NDArray,
    high: NDArray,
) -> NDArray:
    """Return where distribution functions reach ``share``, one per row: Newton steps kept inside a closing bracket.

    Parameters
    ----------
    value : callable
        Takes points and the numbers of the rows they belong to, gives distribution function and density.
    share : float
        The quantile asked for, 0-1.
    start, low, high : ndarray
        First guess and bracket of each row.
    """
    low, high = low.astype("float64"), high.astype("float64")
    point = np.clip(start, low, high)
    open_ = np.arange(len(point))
    for _round in range(_ROUNDS):
        if not len(open_):
            break
        x = point[open_]
        reached, density = value(x, open_)
        off = reached - share
        low[open_] = np.where(off < 0, x, low[open_])
        high[open_] = np.where(off < 0, high[open_], x)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = x - off / density
        middle = (low[open_] + high[open_]) / 2
        inside = (step > low[open_]) & (step < high[open_])
        settled = (np.abs(off) < 1e-5) | (high[open_] - low[open_] < 1e-9 * (1 + np.abs(x)))
        point[open_] = np.where(settled, x, np.where(inside, step, middle))
        open_ = open_[~settled]
    return point
