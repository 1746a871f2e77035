"""Every diagnostic that the tables of results allow, run over the whole region."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from .. import catalogue
from ..measure import signs
from ..measure.signs.gate import answers
from .one_sitting import CELL, MARKS, by_round, sittings

_EARLY, _LATE = ("vpr", 6), ("oge", 9)


def examine(results: pd.DataFrame, tasks: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what every diagnostic says of every school, sorted by year, procedure, round, diagnostic and school.

    Parameters
    ----------
    results, tasks : DataFrame
        Tables of the dataset; without ``tasks`` their diagnostic does not run.

    Returns
    -------
    DataFrame
        One row per school, procedure, year, round (autumn, or main for all others) and diagnostic: n, value, region,
        p, limited, state, q, strength, as in ``measure.signs``. A diagnostic has rows only where the scale and the
        delivered tables allow it; one trajectory stands at the later procedure and year. Families of q: a diagnostic
        in a year.
    """
    sat = sittings(results)
    nothing = _told(sat.iloc[:0], "", answers([], [], value=[], region=[], p=[]))
    found = [nothing, *_of_marks(sat), *_of_cohorts(sat), *(_of_tasks(tasks) if tasks is not None else ())]
    rows = signs.with_strength(pd.concat(found, ignore_index=True))
    rows = rows.astype({"n": "Int32", "strength": "str"})
    return rows.sort_values(["year", "procedure", "round", "diagnostic", "school_id"], ignore_index=True)


def _of_marks(sat: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the diagnostics that look at one procedure and year by itself."""
    procedures = catalogue.procedures()
    for (procedure, _year, _round), own in sat.groupby(["procedure", "year", "round"], observed=True):
        yield _told(own, "high_mean", signs.high_mean(own["mean"], own["n"], within=own["variance"]))
        if procedure in procedures and procedures[procedure].scale == "mark":
            counts = own[MARKS].to_numpy()
            known = np.nan_to_num(counts)
            levels = signs.fit_mark_levels(known) if known.sum() else None
            yield _told(own, "mark_border", signs.mark_border(counts, levels=levels))
            yield _told(own, "mark_spread", signs.mark_spread(counts, levels=levels))


def _of_cohorts(sat: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the trajectories: VPR in grade 6 against OGE in grade 9 of the same cohort, at the row of the OGE."""
    items = catalogue.procedures().values()
    main = sat[sat["round"] == "main"]
    noise = main.groupby(["procedure", "year"], observed=True)["variance"].transform("mean") / main["n"]
    main = main.assign(noise=noise.where(main["variance"].notna()))
    for early in (item for item in items if (item.family, item.grade) == _EARLY):
        for late in (item for item in items if (item.family, item.grade, item.subject) == (*_LATE, early.subject)):
            before = main[main["procedure"] == early.key].assign(year=lambda rows: rows["year"] + _LATE[1] - _EARLY[1])
            pairs = main[main["procedure"] == late.key].merge(
                before[["school_id", "year", "mean", "noise", "n"]], on=["school_id", "year"], suffixes=("", "_early")
            )
            for _year, own in pairs.groupby("year"):
                smaller = own[["n", "n_early"]].min(axis=1, skipna=False)
                later = signs.trajectory(own["mean_early"], own["noise_early"], own["mean"], own["noise"], smaller)
                yield _told(own, "trajectory", later)


def _of_tasks(tasks: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the profiles of tasks, one frame per procedure, year and round."""
    rows = by_round(tasks[tasks["attempt"] == "main"]).drop_duplicates([*CELL, "task"])
    for (procedure, year, round_), own in rows.groupby(["procedure", "year", "round"], observed=True):
        points = own.pivot(index="school_id", columns="task", values="points").astype("float64")
        most = own.groupby("task")["max_points"].max().reindex(points.columns).astype("float64")
        n = own.groupby("school_id")["n"].max().reindex(points.index).astype("float64")
        cells = pd.DataFrame({"school_id": points.index, "procedure": procedure, "year": year, "round": round_})
        yield _told(cells, "task_profile", signs.task_profile(points, most, n))


def _told(cells: pd.DataFrame, diagnostic: str, said: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([cells[CELL].reset_index(drop=True).assign(diagnostic=diagnostic), said], axis=1)
