"""Makes a whole invented region whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..dataset.schema import TABLES
from .conditions import make_conditions
from .levels import make_levels, truth_of_levels
from .parameters import Parameters
from .programme import Choose, gain, orders, take_in
from .results import results_of_year
from .schools import make_schools


@dataclass(frozen=True)
class Region:
    """An invented region.

    ``tables``: frames of the schema by table key, sorted by key, ``source_id`` and ``source_row`` missing.
    ``truth``: ``levels`` (school, procedure: lasting level), ``context`` (school: disadvantage and its
    effect), ``programme`` (school, year: gain), ``cells`` (row of results of the main day: true chance of a
    low result). Levels are in standard deviations of pupils within a school.
    """

    tables: dict[str, pd.DataFrame]
    truth: dict[str, pd.DataFrame]


def make_region(parameters: Parameters, *, seed: int, choose_supported: Choose) -> Region:
    """Return an invented region; the same seed gives the same region.

    Parameters
    ----------
    parameters : Parameters
    seed : int
    choose_supported : callable
        From the tables known at that time (results up to the year before a start of the programme, or up to
        the year of an order) to the ``school_id`` that are chosen.

    Examples
    --------
    >>> from shnor_lab.simulate import Parameters, make_region, most_low
    >>> small = Parameters(schools=250, years=(2023, 2024))
    >>> region = make_region(small, seed=1, choose_supported=most_low)
    >>> len(region.tables["schools"])
    250
    """
    schools = make_schools(parameters, seed)
    levels = make_levels(schools, parameters, seed)
    ids = schools.traits["school_id"].to_numpy()
    known = {**schools.tables, **make_conditions(schools, parameters, seed)}
    results: list[pd.DataFrame] = []
    cells, gains, statuses = [], [], [TABLES["statuses"].empty()]
    support = TABLES["support"].empty()
    for year in parameters.years:
        if year in parameters.programme_starts and results:
            support = take_in(support, choose_supported(_until(known, results)), year, parameters)
        added = gain(support, ids, year, parameters)
        gains.append(pd.DataFrame({"school_id": pd.array(ids, dtype="str"), "year": year, "gain": added.round(6)}))
        of_year, truth = results_of_year(year, schools, levels, added, parameters, seed)
        results.append(of_year)
        cells.append(truth)
        if year in parameters.order_years:
            here = ids[schools.open[:, parameters.years.index(year)]].tolist()
            chosen = choose_supported(_until(known, results))
            statuses.append(orders(sorted(set(chosen) & set(here)), year, here, parameters, seed))
    tables = {
        **known,
        "results": pd.concat(results, ignore_index=True),
        "statuses": pd.concat(statuses, ignore_index=True),
        "support": support,
    }
    programme = pd.concat(gains, ignore_index=True)
    truth_tables = {
        **truth_of_levels(schools, levels),
        "programme": programme[programme["gain"] > 0].reset_index(drop=True),
        "cells": pd.concat(cells, ignore_index=True),
    }
    return Region({key: _sorted(key, frame) for key, frame in tables.items()}, truth_tables)


def _until(known: dict[str, pd.DataFrame], results: list[pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {**known, "results": pd.concat(results, ignore_index=True)}


def _sorted(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(TABLES[table].key_names, ignore_index=True)
