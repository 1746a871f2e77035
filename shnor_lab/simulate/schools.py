"""The schools of an invented region: its register, and what stays hidden about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..dataset.match import tie
from ..dataset.schema import TABLES
from . import invented
from .parameters import Parameters

CLOSED, OPENED, RENAMED = 2019, 2018, 2021
"""Last year of the school that was merged, first year of the new one, first year of the new name."""


@dataclass(frozen=True)
class Schools:
    """The register and the hidden traits.

    ``tables`` holds schools, school_names, school_years. ``traits``: one row per school, sorted by
    ``school_id``: ``municipality_id, type, rural, grade`` (pupils of one grade), ``disadvantage`` (mean 0,
    SD 1 over schools). ``open`` is boolean, shape (schools, years).
    """

    tables: dict[str, pd.DataFrame]
    traits: pd.DataFrame
    open: np.ndarray


def make_schools(parameters: Parameters, seed: int) -> Schools:
    """Return the schools of a region."""
    rng = np.random.default_rng([seed, 1])
    register = _register(parameters, rng)
    traits = _traits(register, parameters, rng)
    tied = tie(
        {"schools": register, "school_names": _earlier_name(register)},
        schools=TABLES["schools"].empty(),
        school_names=TABLES["school_names"].empty(),
        answers=pd.DataFrame({"question_id": [], "answer": []}),
        file="",
    )
    traits = traits.assign(school_id=tied.tables["schools"]["school_id"]).sort_values("school_id", ignore_index=True)
    schools = tied.schools.set_index("school_id", drop=False)
    traits = traits.assign(
        municipality_id=schools.loc[traits["school_id"], "municipality_id"].to_numpy(),
        type=schools.loc[traits["school_id"], "type"].to_numpy(),
    )
    years = np.array(parameters.years)
    since = tied.schools["valid_from"].fillna(years[0]).to_numpy(dtype=int)
    until = tied.schools["valid_to"].fillna(years[-1]).to_numpy(dtype=int)
    is_open = (since[:, None] <= years) & (years <= until[:, None])
    tables = {"schools": tied.schools, "school_names": tied.school_names}
    tables["school_years"] = _school_years(traits, is_open, parameters, seed)
    return Schools(tables, traits, is_open)


def _register(parameters: Parameters, rng: np.random.Generator) -> pd.DataFrame:
    cities, districts = len(parameters.city_schools), len(invented.DISTRICTS)
    spread = rng.multinomial(
        parameters.schools - sum(parameters.city_schools) - 7 * districts, [1 / districts] * districts
    )
    rows = []
    for place, count in enumerate([*parameters.city_schools, *(spread + 7).tolist()]):
        for position in range(count):
            kind, rest, type_ = _city(place, position) if place < cities else _rural(place - cities, position)
            rows.append(
                {
                    "ref_code": f"{place + 1:02d}{position + 1:03d}",
                    "ref_fis": f"edu00{place + 1:02d}{position + 1:02d}",
                    "name": f"{kind} {rest}",
                    "full_name": invented.full_name(kind, rest),
                    "type": type_,
                    "rural": place >= cities,
                    "specialised": kind in ("Гимназия", "Лицей"),
                    "municipality": invented.municipality(place),
                }
            )
    register = pd.DataFrame(rows).assign(parent=None, predecessor=None, valid_from=None, valid_to=None)
    return _happenings(register, cities)


def _city(place: int, position: int) -> tuple[str, str, str]:
    rest = f"№ {position + 1} г. {invented.CITIES[place]}"
    if position % 9 == 1:
        return "Гимназия", rest, "secondary"
    if position % 9 == 5:
        return "Лицей", rest, "secondary"
    if position % 13 == 12:
        return "ООШ", rest, "basic"
    return "СОШ", rest, "secondary"


def _rural(district: int, position: int) -> tuple[str, str, str]:
    where = invented.settlement(district, position)
    if position < 2:
        return "СОШ", f"№ {position + 1} {where}", "secondary"
    if position % 8 == 7:
        return "НОШ", where, "primary"
    return ("СОШ", where, "secondary") if position % 2 else ("ООШ", where, "basic")


def _happenings(register: pd.DataFrame, cities: int) -> pd.DataFrame:
    """Return the register with branches, a merger, a new school and a renamed one."""
    place = register["ref_code"].str[:2].astype(int)
    changed = register.copy()
    for district in range(cities + 1, cities + 9):
        here = register.index[place == district]
        changed.loc[here[4], "parent"] = register.loc[here[0], "ref_code"]
    third, fourth = (register.index[place == cities + number] for number in (3, 4))
    changed.loc[third[6], "valid_to"] = CLOSED
    changed.loc[third[1], "predecessor"] = register.loc[third[6], "ref_code"]
    changed.loc[register.index[place == 1][-1], "valid_from"] = OPENED
    changed.loc[fourth[3], "name"] += " имени первых учителей"
    return changed


def _earlier_name(register: pd.DataFrame) -> pd.DataFrame:
    renamed = register[register["name"].str.contains(" имени ")]
    return pd.DataFrame(
        {
            "ref_code": renamed["ref_code"],
            "scheme": "name",
            "value": renamed["name"].str.replace(" имени первых учителей", ""),
            "valid_to": RENAMED - 1,
        }
    )


def _traits(register: pd.DataFrame, parameters: Parameters, rng: np.random.Generator) -> pd.DataFrame:
    rural, basic = register["rural"].to_numpy(dtype=bool), (register["type"] != "secondary").to_numpy()
    median, spread = (
        np.where(
            rural,
            np.where(basic, parameters.basic_grade[i], parameters.rural_grade[i]),
            parameters.city_grade[i],
        )
        for i in (0, 1)
    )
    places = pd.factorize(register["municipality"])[0]
    of_place = rng.normal(0, parameters.municipality_sd, places.max() + 1)[places]
    specialised = register["specialised"].to_numpy(dtype=bool)
    disadvantage = (
        of_place + parameters.rural_disadvantage * rural - 0.8 * specialised + rng.normal(0, 1, len(register))
    )
    return pd.DataFrame(
        {
            "rural": rural,
            "grade": median * np.exp(rng.normal(0, spread)),
            "disadvantage": (disadvantage - disadvantage.mean()) / disadvantage.std(),
        }
    )


def _school_years(traits: pd.DataFrame, is_open: np.ndarray, parameters: Parameters, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng([seed, 2])
    grades = traits["type"].map({"primary": 4.0, "basic": 9.0, "secondary": 9 + 2 * parameters.grade_11}).to_numpy()
    years = np.array(parameters.years)
    expected = (traits["grade"].to_numpy() * grades)[:, None] * (1 + parameters.growth) ** (years - years[0])
    enrolment = rng.poisson(expected * np.exp(rng.normal(0, 0.03, expected.shape))) + 1
    school, year = np.nonzero(is_open)
    frame = TABLES["school_years"].empty()
    rows = pd.DataFrame(
        {
            "school_id": traits["school_id"].to_numpy()[school],
            "year": years[year],
            "municipality_id": traits["municipality_id"].to_numpy()[school],
            "type": traits["type"].to_numpy()[school],
            "enrolment": enrolment[school, year],
        }
    )
    return rows.reindex(columns=frame.columns).astype(frame.dtypes.to_dict())
