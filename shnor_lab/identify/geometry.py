"""The geometry condition of ОГЭ mathematics, as far as counts can tell.

A mark «3» asks for 8 points and for 2 of them in geometry, tasks 15-19 and 23-25 (letter 04-57 of
21.02.2023). Marks already obey the condition. Where only the number below the threshold was delivered, the
sums of points per task bound how many failed it; nobody can count them without pupils' rows.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ..ground.cells import DELIVERED, NO_COUNTS, Grid

TASKS = ("15", "16", "17", "18", "19", "23", "24", "25")
LEAST, MOST = 2, 11


def with_geometry(grid: Grid, tasks: pd.DataFrame | None, *, threshold_percent: int) -> Grid:
    """Return the grid with the geometry condition in ``oge_ma``.

    Parameters
    ----------
    grid : Grid
        Cells as delivered.
    tasks : DataFrame or None
        Table ``tasks``; a cell is bounded only where all eight tasks came for the first sitting of all ``n``
        participants of the cell, those of a reserve day and of a branch counted in it included.
    threshold_percent : int
        Threshold of a low result.

    Returns
    -------
    Grid
        Cells counted from marks are untouched. Else ``n_low`` is the least number below the threshold that
        the points allow, ``max(n_low, n - floor(G/2))`` with ``G`` the geometry points of all ``n``
        participants; where only the greatest number, ``min(n, n_low + n - ceil((G - n)/10))``, reaches the
        threshold, or no tasks came, the cell becomes «no_counts»: the answer cannot be computed from counts.
    """
    if "oge_ma" not in grid.procedures:
        return grid
    place = grid.procedures.index("oge_ma")
    points = _points(grid, tasks)
    n, k, state = grid.n[:, :, place], grid.n_low[:, :, place], grid.state[:, :, place]
    least = np.fmax(k, n - np.floor(points / LEAST))
    failed = n - np.fmax(np.ceil((points - n) / (MOST - 1)), 0)
    most = np.where(np.isnan(points), n, np.fmin(n, k + failed))
    asked = (state == DELIVERED) & ~grid.marks[:, :, place]
    open_answer = asked & (100 * least < threshold_percent * n) & (100 * most >= threshold_percent * n)
    new_low, new_state = grid.n_low.copy(), grid.state.copy()
    new_low[:, :, place] = np.where(asked, least, k)
    new_state[:, :, place] = np.where(open_answer, NO_COUNTS, state)
    return replace(grid, n_low=new_low, state=new_state)


def _points(grid: Grid, tasks: pd.DataFrame | None) -> np.ndarray:
    shape = grid.state.shape[:2]
    if tasks is None:
        return np.full(shape, np.nan)
    rows = tasks[
        (tasks["procedure"] == "oge_ma") & tasks["attempt"].isin(["main", "reserve"]) & tasks["task"].isin(TASKS)
    ]
    school = grid.schools.get_indexer(pd.Index(rows["school_id"]))
    year = pd.Index(grid.years).get_indexer(pd.Index(rows["year"].to_numpy(dtype="int64")))
    kept = (school >= 0) & (year >= 0)
    rows, cell = rows[kept], np.ravel_multi_index((school[kept], year[kept]), shape)
    size = int(np.prod(shape))
    total = np.bincount(cell, weights=rows["points"].to_numpy(dtype="float64"), minlength=size)
    sittings = pd.DataFrame({"cell": cell, "attempt": rows["attempt"].to_numpy(), "task": rows["task"].to_numpy()})
    per_sitting = sittings.drop_duplicates().groupby(["cell", "attempt"]).size()
    incomplete = per_sitting[per_sitting < len(TASKS)].index.get_level_values("cell")
    sat = np.bincount(cell, weights=rows["n"].to_numpy(dtype="float64", na_value=np.nan), minlength=size)
    total[incomplete] = np.nan
    total[sat != len(TASKS) * grid.n[:, :, grid.procedures.index("oge_ma")].ravel()] = np.nan
    return total.reshape(shape)
