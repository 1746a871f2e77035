"""Signs that call for a check: which diagnostics the delivered tables allow, run over the whole region."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from .. import catalogue
from ..measure import signs
from ..measure.signs.gate import answers
from .region import Result
from .study import Study

DIAGNOSTICS = ("high_mean", "mark_border", "mark_spread", "trajectory", "task_profile")
"""Diagnostics that the tables of a dataset allow, in the order in which they are shown."""

NOT_IN_TABLES = ("points_border", "journal", "equal_answers")
"""Diagnostics for which no table is delivered: primary points, marks of the journal, answers of pupils."""

MARKS = ["n_2", "n_3", "n_4", "n_5"]
_VALUES = np.array([2.0, 3.0, 4.0, 5.0])
_CELL = ["school_id", "procedure", "year", "round"]
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
    sat = _sittings(results)
    nothing = _told(sat.iloc[:0], "", answers([], [], value=[], region=[], p=[]))
    found = [nothing, *_of_marks(sat), *_of_cohorts(sat), *(_of_tasks(tasks) if tasks is not None else ())]
    rows = signs.with_strength(pd.concat(found, ignore_index=True))
    rows = rows.astype({"n": "Int32", "strength": "str"})
    return rows.sort_values(["year", "procedure", "round", "diagnostic", "school_id"], ignore_index=True)


def _signs(study: Study) -> pd.DataFrame:
    return examine(study.table("results"), study.table("tasks") if study.dataset.has("tasks") else None)


SIGNS = Result("signs", ("results", "tasks"), _signs, needs=("results",))
"""What `examine` returns for the tables of the study."""


def totals(found: pd.DataFrame) -> pd.DataFrame:
    """Return what was examined and found: one row per diagnostic with rows, in the order of ``DIAGNOSTICS``.

    Columns: diagnostic; run, too_few, few_schools, not_delivered (combinations of school, procedure and year by state);
    weak, strong (signs among those that ran); schools (with a sign).
    """
    kinds = [key for key in DIAGNOSTICS if (found["diagnostic"] == key).any()]
    by_state = pd.crosstab(found["diagnostic"], found["state"]).reindex(
        index=kinds, columns=["run", "too_few", "few_schools", "not_delivered"], fill_value=0
    )
    flagged = with_sign(found)
    by_strength = pd.crosstab(flagged["diagnostic"], flagged["strength"]).reindex(
        index=kinds, columns=["weak", "strong"], fill_value=0
    )
    schools = flagged.groupby("diagnostic")["school_id"].nunique().reindex(kinds, fill_value=0).rename("schools")
    return pd.concat([by_state, by_strength, schools], axis=1).rename_axis("diagnostic").reset_index()


def with_sign(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that carry a sign, weak or strong."""
    return found[found["strength"].isin(["weak", "strong"])].reset_index(drop=True)


def not_run(study: Study) -> tuple[str, ...]:
    """Return the diagnostics for which nothing was delivered."""
    return NOT_IN_TABLES if study.dataset.has("tasks") else ("task_profile", *NOT_IN_TABLES)


def _sittings(results: pd.DataFrame) -> pd.DataFrame:
    """Return what a school showed in one sitting: one row per school, procedure, year and round (autumn or main).

    Main and reserve day together, without re-sits and graduates of past years, as in ``identify.cells``. Columns: n,
    mean, variance (of pupils; NaN without marks), and the counts of marks, NaN unless all were delivered.
    """
    rows = results[results["attempt"].isin(["main", "reserve"]) & (results["graduates"] != "past")]
    spring = rows["round"] == "spring"
    rows = rows.assign(round=rows["round"].where(rows["round"] == "autumn", "main"))
    exam = rows["procedure"].str.startswith(("oge_", "ege_"))
    for first in (rows["graduates"] == "current", spring | exam):
        keep = first.loc[rows.index]
        rows = rows[keep | ~keep.groupby([rows[key] for key in _CELL]).transform("any")]
    numbers = rows[["n", "mean", *MARKS]].astype("float64")
    scaled = rows["procedure"].map({key: item.scale for key, item in catalogue.procedures().items()}) == "mark"
    numbers[MARKS] = numbers[MARKS].where(scaled, np.nan)
    numbers["mean"] = numbers["mean"] * numbers["n"]
    sums = numbers.groupby([rows[key] for key in _CELL]).sum(min_count=1)
    gaps = numbers.isna().groupby([rows[key] for key in _CELL]).any()
    sums = sums.mask(gaps)
    sums.loc[sums[MARKS].isna().any(axis=1), MARKS] = np.nan
    marks = sums[MARKS].to_numpy()
    size = marks.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = marks @ _VALUES / size
        variance = (marks @ _VALUES**2 / size - mean**2) * size / (size - 1)
        given = (sums["mean"] / sums["n"]).to_numpy()
    variance[~np.isfinite(variance)] = np.nan
    return sums.assign(mean=np.where(np.isnan(mean), given, mean), variance=variance).reset_index()


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
    rows = tasks[tasks["attempt"] == "main"]
    rows = rows.assign(round=rows["round"].where(rows["round"] == "autumn", "main"))
    rows = rows.drop_duplicates([*_CELL, "task"])
    for (procedure, year, round_), own in rows.groupby(["procedure", "year", "round"], observed=True):
        points = own.pivot(index="school_id", columns="task", values="points").astype("float64")
        most = own.groupby("task")["max_points"].max().reindex(points.columns).astype("float64")
        n = own.groupby("school_id")["n"].max().reindex(points.index).astype("float64")
        cells = pd.DataFrame({"school_id": points.index, "procedure": procedure, "year": year, "round": round_})
        yield _told(cells, "task_profile", signs.task_profile(points, most, n))


def _told(cells: pd.DataFrame, diagnostic: str, said: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([cells[_CELL].reset_index(drop=True).assign(diagnostic=diagnostic), said], axis=1)
