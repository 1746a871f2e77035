"""Support and orders: who is taken into the programme, and what the lists say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from ..dataset.schema import TABLES
from .parameters import Parameters

Choose = Callable[[Mapping[str, pd.DataFrame]], Sequence[str]]
"""From all tables known so far to the schools that the region would choose now."""

PROGRAMME = "support_2021"


def most_low(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the ``school_id`` of the schools that a region would list by the results it knows so far, sorted.

    Chosen is a school where at least 30 % of the participants stayed under the minimum in two procedures of the last
    year, or in one procedure in each of the last two years; check works of the autumn do not count.
    """
    results = tables["results"]
    last = results["year"].max()
    recent = (results["attempt"] == "main") & (results["round"] != "autumn") & (results["year"] > last - 2)
    sat = results[recent]
    low = (
        sat[10 * sat["n_low"] >= 3 * sat["n"]]
        .groupby(["school_id", "year"])["procedure"]
        .nunique()
        .unstack(fill_value=0)
    )
    this, before = (low[year] if year in low else pd.Series(0, index=low.index) for year in (last, last - 1))
    return sorted(low.index[(this >= 2) | ((this >= 1) & (before >= 1))])


def gain(support: pd.DataFrame, schools: np.ndarray, year: int, parameters: Parameters) -> np.ndarray:
    """Return what the programme has added to the level of each school by a year."""
    since = pd.Series(schools).map(support.set_index("school_id")["year_from"].astype(float)).to_numpy()
    years = np.clip(np.nan_to_num(year - since + 1), 0, parameters.programme_years)
    return parameters.programme_effect * years


def take_in(support: pd.DataFrame, chosen: Sequence[str], year: int, parameters: Parameters) -> pd.DataFrame:
    """Return the table ``support`` with the schools taken in this year; nobody is taken in twice."""
    new = sorted(set(chosen) - set(support["school_id"]))
    rows = pd.DataFrame(
        {
            "school_id": new, "programme": PROGRAMME, "year_from": year,
            "year_to": year + parameters.programme_years - 1, "measure": "Адресная методическая помощь",
        }
    ).reindex(columns=support.columns).astype(support.dtypes.to_dict())  # fmt: skip
    return pd.concat([support, rows], ignore_index=True)


def orders(chosen: Sequence[str], year: int, schools: Sequence[str], parameters: Parameters, seed: int) -> pd.DataFrame:
    """Return the rows of ``statuses`` for the lists of a year.

    The regional order leaves out some of the chosen schools and adds others; the federal list of «500+»
    takes about half of the regional one; schools near it stand in the regional risk zone.
    """
    rng = np.random.default_rng([seed, 9, year])
    chosen = sorted(chosen)
    kept = [school for school in chosen if rng.random() >= parameters.order_left_out]
    rest = sorted(set(schools) - set(chosen))
    added = [school for school in rest if rng.random() < parameters.order_added]
    zone = [school for school in rest if school not in added and rng.random() < 0.02]
    listed = sorted(kept + added)
    federal = [school for school in listed if rng.random() < 0.5]
    date = f"{year}-11-15"
    parts = [
        _rows(
            listed,
            year,
            "low",
            "regional",
            f"Приказ министерства образования Вымышленной области № {year - 2000}-пр",
            date,
        ),
        _rows(
            zone,
            year,
            "risk_zone",
            "regional",
            f"Приказ министерства образования Вымышленной области № {year - 2000}-пр",
            date,
        ),
        _rows(
            federal,
            year,
            "low",
            "project_500",
            f"Перечень участников проекта «500+», {year} год",
            f"{year}-12-10",
        ),
    ]
    dtypes = TABLES["statuses"].empty().dtypes
    return pd.concat(parts, ignore_index=True).reindex(columns=dtypes.index).astype(dtypes.to_dict())


def _rows(schools: Sequence[str], year: int, class_: str, level: str, act: str, date: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "school_id": list(schools), "year": year, "class": class_, "level": level, "source": "order",
            "listed": True, "act": act, "act_date": date,
        }
    )  # fmt: skip
