"""Social passport, staff and resources of an invented region, driven by the disadvantage of a school."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..dataset.schema import TABLES
from .parameters import Parameters
from .schools import Schools

_PASSPORT = {
    "higher_education": (-1.0, -0.6), "incomplete_family": (-1.3, 0.25), "register_kdn": (-4.6, 0.6),
    "register_police": (-4.8, 0.6), "register_school": (-3.9, 0.5), "non_native": (-3.2, 0.5),
    "low_income": (-1.7, 0.5), "adapted": (-3.0, 0.35), "disabled": (-4.0, 0.1), "deviant": (-4.2, 0.5),
    "no_motivation": (-3.0, 0.5),
}  # fmt: skip
"""Indicator -> logit of the regional share, change of the logit per standard deviation of disadvantage."""

_STAFF = {
    "highest_category": (-1.1, -0.4), "non_profile": (-2.4, 0.5), "higher_pedagogical": (1.6, -0.3),
    "young": (-1.6, 0.0), "pension_age": (-1.2, 0.25),
}  # fmt: skip

_REGISTERS = ["register_kdn", "register_police", "register_school"]


def make_conditions(schools: Schools, parameters: Parameters, seed: int) -> dict[str, pd.DataFrame]:
    """Return the tables ``passport``, ``staff`` and ``resources``, one row per school, year and indicator."""
    years = schools.tables["school_years"][["school_id", "year", "enrolment"]]
    traits = schools.traits.set_index("school_id").loc[years["school_id"]]
    hard = traits["disadvantage"].to_numpy()
    pupils = years["enrolment"].to_numpy(dtype=int)
    rng = np.random.default_rng([seed, 6])
    passport = _counts(_PASSPORT, years, hard, pupils, rng)
    together = np.column_stack([passport[name] for name in _REGISTERS])
    overlap = rng.binomial(together.sum(axis=1) - together.max(axis=1), 0.6)
    passport["any_register"] = np.minimum(together.max(axis=1) + overlap, pupils)
    rng = np.random.default_rng([seed, 7])
    teachers = np.maximum(3, np.rint(pupils / 14 + 3 + rng.normal(0, 1, len(pupils)))).astype(int)
    staff = _counts(_STAFF, years, hard, teachers, rng)
    return {
        "passport": _long("passport", years, {"pupils": pupils, **passport}, base="pupils"),
        "staff": _long("staff", years, {"teachers": teachers, **staff}, base="teachers"),
        "resources": _resources(years, traits, hard, pupils, np.random.default_rng([seed, 8])),
    }


def _lasting(years: pd.DataFrame, spread: float, rng: np.random.Generator) -> np.ndarray:
    codes, found = pd.factorize(years["school_id"])
    return rng.normal(0, spread, len(found))[codes]


def _counts(
    indicators: dict[str, tuple[float, float]], years: pd.DataFrame, hard: np.ndarray, base: np.ndarray,
    rng: np.random.Generator,
) -> dict[str, np.ndarray]:  # fmt: skip
    made = {}
    for name, (level, slope) in indicators.items():
        logit = level + slope * hard + _lasting(years, 0.35, rng) + rng.normal(0, 0.08, len(hard))
        made[name] = rng.binomial(base, 1 / (1 + np.exp(-logit)))
    return made


def _long(table: str, years: pd.DataFrame, columns: dict[str, np.ndarray], base: str) -> pd.DataFrame:
    parts = [
        years[["school_id", "year"]].assign(indicator=name, count=values, base=pd.NA if name == base else columns[base])
        for name, values in columns.items()
    ]
    return _typed(table, pd.concat(parts, ignore_index=True))


def _resources(
    years: pd.DataFrame, traits: pd.DataFrame, hard: np.ndarray, pupils: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    rural = traits["rural"].to_numpy(dtype=bool)
    since = years["year"].to_numpy(dtype=int) - years["year"].min()
    internet = _lasting(years, 1.0, rng) + 0.12 * since - 0.5 * hard > -0.6
    computers = np.round(np.exp(2.3 + 0.02 * since + 0.2 * rural - 0.1 * hard + _lasting(years, 0.35, rng)), 1)
    vacancies = rng.poisson(np.exp(-0.5 + 0.5 * hard + 0.0004 * pupils))
    deficit = vacancies >= 2
    away = np.where(rural, np.round(np.exp(3.0 + _lasting(years, 0.7, rng)), 0), 0.0)
    values = {
        "internet": (internet.astype(float), ~internet),
        "computers": (computers, computers < 8),
        "staff_deficit": (deficit.astype(float), deficit),
        "vacancies": (vacancies.astype(float), vacancies >= 3),
        "remoteness": (away, None),
    }
    parts = [
        years[["school_id", "year"]].assign(indicator=name, value=value, risk=pd.NA if risk is None else risk)
        for name, (value, risk) in values.items()
    ]
    return _typed("resources", pd.concat(parts, ignore_index=True))


def _typed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    dtypes = TABLES[table].empty().dtypes
    keys = TABLES[table].key_names
    return frame.reindex(columns=dtypes.index).astype(dtypes.to_dict()).sort_values(keys, ignore_index=True)
