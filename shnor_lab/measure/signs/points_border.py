"""More pupils just above a border of marks than just below it, where primary points are known.

Called by no page yet: for the signs of the data passport, once a table of primary points can be delivered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .gate import answers, counted
from .spread import widened

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

_POWERS = 4
_STEPS = 50


def points_border(counts: ArrayLike, borders: Sequence[int]) -> pd.DataFrame:
    """Return how unusually many pupils of every school lie just above each border, one row per school and border.

    Parameters
    ----------
    counts : array-like, shape (schools, points)
        Pupils with 0, 1, 2, … primary points in one procedure and year; a null means not delivered.
    borders : sequence of int
        First points of the marks 3, 4, 5; at least two points below and two from the border on must exist.

    Returns
    -------
    DataFrame
        ``border`` and the columns of `gate.answers`, schools in the order given within each border; ``n`` all
        participants, ``value`` the share at ``c, c + 1`` among those at ``c - 2 … c + 1``, ``region`` the share a
        smooth distribution gives a school of this mean, ``p`` one-sided. ``value / (1 - value)`` is the ratio of both
        sides.

    Raises
    ------
    ValueError
        A border has no two points on either side.

    Notes
    -----
    The region's pupils are fitted by a Poisson regression on powers of the points with one extra term per border (the
    lifting), which is then left out: the smooth part. A school's expectation is that part times ``exp(a x)``, ``a`` so
    that its mean is right. ``p = P(Bin(m, region) >= above)`` among the ``m`` pupils near the border, widened by what
    schools of the region show (`spread.widened`): papers with tasks of several points are uneven everywhere.

    References
    ----------
    Chetty, Friedman, Olsen, Pistaferri (2011), QJE 126:749-804 (counterfactual without the excess at a border).
    """
    import pandas as pd

    counts, n, known, ran = counted(counts)
    if not all(2 <= border <= counts.shape[1] - 2 for border in borders):
        raise ValueError("a border needs two points on either side")
    expected = np.zeros(counts.shape)
    if ran.any():
        expected[ran] = _tilted(_smooth(counts[known].sum(axis=0), borders), counts[ran])
    return pd.concat(
        [_at(border, counts, expected, known, n, ran) for border in borders],
        ignore_index=True,
    )


def _at(border: int, counts: NDArray, expected: NDArray, known: NDArray, n: NDArray, ran: NDArray) -> pd.DataFrame:
    from scipy.special import bdtrc

    value, region, p = (np.full(len(n), np.nan) for _part in range(3))
    whole = counts[ran].astype("int64")
    above, near = whole[:, border : border + 2].sum(axis=1), whole[:, border - 2 : border + 2].sum(axis=1)
    upper = expected[ran, border : border + 2].sum(axis=1) / np.maximum(
        expected[ran, border - 2 : border + 2].sum(axis=1), 1e-300
    )
    atleast = np.where(above > 0, bdtrc(np.maximum(above - 1, 0), near, upper), 1.0)
    more = np.where(above < near, bdtrc(np.minimum(above, near), near, upper), 0.0)
    value[ran] = np.divide(above, near, out=np.full(len(near), np.nan), where=near > 0)
    region[ran], p[ran] = upper, widened(atleast, (atleast + more) / 2)
    found = answers(n, known, value=value, region=region, p=p)
    found.insert(0, "border", border)
    return found


def _smooth(pupils: NDArray, borders: Sequence[int]) -> NDArray:
    """Return the region's expected pupils by points without what lies at borders."""
    import statsmodels.api as sm

    points = np.arange(len(pupils))
    scaled = (points - points.mean()) / points.std()
    powers = np.column_stack([scaled**power for power in range(_POWERS + 1)])
    lifting = np.column_stack(
        [
            np.isin(points, (border, border + 1)) * 1.0 - np.isin(points, (border - 2, border - 1)) * 1.0
            for border in borders
        ]
    )
    fit = sm.GLM(pupils, np.column_stack([powers, lifting]), family=sm.families.Poisson()).fit()
    return np.exp(np.clip(powers @ np.asarray(fit.params)[: _POWERS + 1], -300, 300))


def _tilted(smooth: NDArray, counts: NDArray) -> NDArray:
    """Return the smooth distribution moved to the mean of every school, one row per school."""
    points = np.arange(len(smooth), dtype="float64")
    size = counts.sum(axis=1)
    aim = np.clip(counts @ points / size, 0.05, points[-1] - 0.05)
    tilt = np.zeros(len(counts))
    for _step in range(_STEPS):
        exponent = tilt[:, None] * points + np.log(smooth)
        weight = np.exp(exponent - exponent.max(axis=1, keepdims=True))
        share = weight / weight.sum(axis=1, keepdims=True)
        mean = share @ points
        spread = np.maximum(share @ points**2 - mean**2, 1e-6)
        move = np.clip((aim - mean) / spread, -0.5, 0.5)
        if np.abs(move).max() < 1e-10:
            break
        tilt = tilt + move
    return share
