"""The process of a region that is simulated: who sits what, and how levels vary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...ground.cells import NOT_APPLICABLE, Grid
from ...simulate.counts import DrawnCounts, Parts, draw_counts
from .coverage import counts_only


@dataclass(frozen=True)
class Process:
    """A region's own process, as estimated from its results.

    Parameters
    ----------
    schools : Index
        ``school_id`` of the schools of the model.
    years, procedures : tuple
        Axes of ``cut``; years in any order.
    parts : Parts
        Variances of levels: school, procedure, year, cell.
    cut : ndarray, shape (years, procedures)
        Cuts on the scale of levels, NaN where not held.
    level_mean : ndarray, shape (schools,)
        What is expected of a school from its conditions; 0 without any.
    applies : ndarray of bool, shape (schools, procedures)
        Procedures that an overall level rests on.
    """

    schools: pd.Index
    years: tuple[int, ...]
    procedures: tuple[str, ...]
    parts: Parts
    cut: NDArray
    level_mean: NDArray
    applies: NDArray

    def draw(self, *, seed: int | list[int]) -> DrawnCounts:
        """Return true levels and shares of one region; its counts are drawn with the rows of results."""
        nobody = np.zeros((len(self.schools), *self.cut.shape), dtype="int64")
        return draw_counts(
            nobody, parts=self.parts, cut=self.cut, level_mean=self.level_mean, applies=self.applies, seed=seed
        )


def process_of(grid: Grid, *, parts: Parts, cut: NDArray, level_mean: float | NDArray = 0.0) -> Process:
    """Return the process for the schools, years and procedures of the cells that a model was fitted to.

    Parameters
    ----------
    grid : Grid
        The cells. A procedure applies to a school whose cells are not all «not applicable» in it; to a school without
        any participant none does, so that it has no level and is never truly low.
    parts, cut, level_mean
        As in `Process`; from a fit with as many years and procedures.
    """
    applies = np.logical_or.reduce(grid.state != NOT_APPLICABLE, axis=1)
    known = np.logical_or.reduce(grid.n > 0, axis=(1, 2))
    return Process(
        schools=grid.schools,
        years=grid.years,
        procedures=grid.procedures,
        parts=parts,
        cut=np.asarray(cut, dtype="float64"),
        level_mean=np.broadcast_to(np.asarray(level_mean, dtype="float64"), (len(grid.schools),)),
        applies=applies & known[:, None],
    )


@dataclass(frozen=True)
class SimulatedRegion:
    """Tables with simulated counts, and the truth behind them.

    ``tables``: the region's own but for ``results``. ``truth``: levels and shares in the order of
    ``Process.schools``.
    """

    tables: dict[str, pd.DataFrame]
    truth: DrawnCounts


def simulated(tables: Mapping[str, pd.DataFrame], process: Process, *, seed: int | list[int]) -> SimulatedRegion:
    """Return the region's tables with counts of low results drawn from its process.

    Parameters
    ----------
    tables : mapping
        Needs ``results``; the frames given are not changed.
    seed : int or list of int

    Returns
    -------
    SimulatedRegion
        ``results`` keeps the first sittings of the process's schools, years and procedures: participants as they were,
        ``n_low`` and, on the scale of marks, ``n_2`` drawn anew where they were delivered, so that what is missing
        stays missing. All other figures of a row (other marks, high results, means) are empty, and re-sits and rows
        outside the process are left out: nothing real remains beside what is invented.
    """
    truth = process.draw(seed=seed)
    rows, cell = _of_process(tables["results"], process)
    n = rows["n"].to_numpy(dtype="float64", na_value=np.nan)
    base = [seed] if isinstance(seed, int) else seed
    exam = np.random.default_rng([*base, 2])
    share = np.nan_to_num(truth.share.ravel()[cell])
    k = pd.array(exam.binomial(np.nan_to_num(n).astype("int64"), share), dtype=rows["n_low"].dtype)
    drawn = {name: pd.Series(k, index=rows.index).where(rows[name].notna()) for name in ("n_low", "n_2")}
    return SimulatedRegion({**tables, "results": counts_only(rows).assign(**drawn)}, truth)


def _of_process(results: pd.DataFrame, process: Process) -> tuple[pd.DataFrame, NDArray]:
    """Return the rows that belong to a simulated cell, and the places of the cells."""
    school = process.schools.get_indexer(pd.Index(results["school_id"]))
    year = pd.Index(list(process.years)).get_indexer(pd.Index(results["year"].to_numpy(dtype="int64")))
    procedure = pd.Index(list(process.procedures)).get_indexer(pd.Index(results["procedure"]))
    inside = (school >= 0) & (year >= 0) & (procedure >= 0) & results["attempt"].isin(["main", "reserve"]).to_numpy()
    inside[inside] = ~np.isnan(process.cut[year[inside], procedure[inside]])
    cell = np.ravel_multi_index(
        (school[inside], year[inside], procedure[inside]), (len(process.schools), *process.cut.shape)
    )
    return results[inside], cell
