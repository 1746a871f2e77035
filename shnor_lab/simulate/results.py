"""Results of one school year: who sat what, and how it went."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

from .. import catalogue
from ..dataset.schema import TABLES
from .levels import PROCEDURES, Levels
from .parameters import Parameters
from .schools import Schools

AUTUMN_OF_2020, AUTUMN_OF_2022 = 2021, 2023
"""School years whose autumn had check works on the programme of the grade before."""

_HIGH_POINTS = 81


def results_of_year(
    year: int, schools: Schools, levels: Levels, gain: np.ndarray, parameters: Parameters, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the results of one year and the truth behind them.

    Parameters
    ----------
    gain : array of float, shape (schools,)
        What the programme adds to the level of each school this year.

    Returns
    -------
    results, cells : DataFrame
        ``results`` as the table of the dataset. ``cells``: one row per row of results of the main day:
        ``school_id, year, procedure, round, p_low`` (true chance that a participant stays under the minimum).
    """
    rng = np.random.default_rng([seed, 4, year])
    at = parameters.years.index(year)
    size = _grade_sizes(schools, parameters, rng)
    moved = np.random.default_rng([seed, 5]).random(len(size)) < parameters.autumn_2022
    rows, truths = [], []
    for position, key in enumerate(PROCEDURES):
        procedure = catalogue.procedures()[key]
        serves = np.array([procedure.applies_to(kind) for kind in schools.traits["type"]]) & schools.open[:, at]
        level = levels.lasting[:, position] + levels.yearly[:, at, position] + gain
        for round_, who in _rounds(procedure.family, year, moved):
            sitting = serves & who & _delivered(len(size), rng, parameters)
            if not catalogue.held(key, year) or not sitting.any():
                continue
            frame, p_low = _sit(key, level[sitting], size[sitting], levels.between, parameters, rng)
            autumn = round_ == "autumn"
            frame = frame.assign(
                school_id=schools.traits["school_id"].to_numpy()[sitting], year=year, procedure=key,
                round=round_, attempt="main", graduates="current", programme_grade=procedure.grade - autumn,
            )  # fmt: skip
            frame = frame[frame["n"] > 0]
            rows.append(frame)
            truths.append(frame[["school_id", "year", "procedure", "round"]].assign(p_low=p_low[frame.index].round(6)))
            if procedure.family == "oge":
                rows.append(_retake(frame, rng))
    results, cells = (pd.concat(parts, ignore_index=True) for parts in (rows, truths))
    dtypes = TABLES["results"].empty().dtypes
    results = results.reindex(columns=dtypes.index).astype(dtypes.to_dict())
    return results, cells.astype({"school_id": "str", "year": "Int32", "procedure": "str", "round": "str"})


def _grade_sizes(schools: Schools, parameters: Parameters, rng: np.random.Generator) -> np.ndarray:
    return rng.poisson(schools.traits["grade"].to_numpy()[:, None] * np.array([1, 1, 1, parameters.grade_11]))


_COLUMN = {5: 0, 6: 1, 9: 2, 11: 3}


def _rounds(family: str, year: int, moved: np.ndarray) -> list[tuple[str, np.ndarray]]:
    everyone = np.ones(len(moved), dtype=bool)
    if family != "vpr":
        return [("main", everyone)]
    if year == AUTUMN_OF_2020:
        return [("autumn", everyone), ("spring", everyone)]
    if year == AUTUMN_OF_2022 - 1:
        return [("spring", ~moved)]
    if year == AUTUMN_OF_2022:
        return [("autumn", moved), ("spring", everyone)]
    return [("spring", everyone)]


def _delivered(count: int, rng: np.random.Generator, parameters: Parameters) -> np.ndarray:
    return rng.random(count) >= parameters.undelivered


def _sit(
    key: str,
    level: np.ndarray,
    sizes: np.ndarray,
    between: float,
    parameters: Parameters,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, np.ndarray]:
    procedure = catalogue.procedures()[key]
    enrolled = sizes[:, _COLUMN[procedure.grade]]
    n = rng.binomial(enrolled, _share_sitting(key, level, parameters))
    spread = np.sqrt(1 + between**2)
    if key in parameters.marks:
        cuts = norm.ppf(np.cumsum(parameters.marks[key])[:3]) * spread
        below = norm.cdf(cuts - level[:, None])
        shares = np.diff(below, prepend=0, append=1, axis=1)
        counts = rng.multinomial(n, shares / shares.sum(axis=1, keepdims=True))
        with np.errstate(invalid="ignore"):
            mean = np.round(counts @ np.arange(2, 6) / n, 2)
        frame = pd.DataFrame(counts, columns=["n_2", "n_3", "n_4", "n_5"]).assign(
            n_low=counts[:, 0], n_high=counts[:, 2] + counts[:, 3], mean=mean, scale="mark"
        )
        return frame.assign(enrolled=enrolled, n=n), below[:, 0]
    centre, within, minimum = parameters.points[key]
    school = np.repeat(np.arange(len(n)), n)
    points = np.rint(np.clip(centre + within * (level[school] + rng.normal(0, 1, len(school))), 0, 100))
    with np.errstate(invalid="ignore"):
        mean = np.round(np.bincount(school, points, len(n)) / n, 2)
    frame = pd.DataFrame(
        {
            "enrolled": enrolled,
            "n": n,
            "n_low": np.bincount(school[points < minimum], minlength=len(n)),
            "n_high": np.bincount(school[points >= _HIGH_POINTS], minlength=len(n)),
            "mean": mean,
            "scale": "test_100",
        }
    )
    return frame, norm.cdf((minimum - 0.5 - centre) / within - level)


def _share_sitting(key: str, level: np.ndarray, parameters: Parameters) -> np.ndarray:
    profile = np.clip(parameters.profile_share + 0.12 * level, 0.1, 0.9)
    if key == "ege_ma_prof":
        return profile
    if key == "ege_ma_base":
        return 1 - profile
    exam = catalogue.procedures()[key].family != "vpr"
    return np.full(len(level), 0.995 if exam else parameters.attendance)


def _retake(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the re-sit of those who failed: most pass, with a 3."""
    again = frame[frame["n_low"] > 0]
    failed = rng.binomial(again["n_low"].to_numpy(), 0.35)
    passed = again["n_low"].to_numpy() - failed
    mean = np.round((2 * failed + 3 * passed) / again["n_low"].to_numpy(), 2)
    return again.assign(
        attempt="retake",
        n=again["n_low"],
        n_low=failed,
        n_2=failed,
        n_3=passed,
        n_4=0,
        n_5=0,
        n_high=0,
        mean=mean,
    )
