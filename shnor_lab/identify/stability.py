"""Why an answer of the 30 % rule differs between two editions, one cause per school.

A cause is found by asking what the answer would have been without it: the first thing that, left as it was, would have
kept the answer, is the cause. What noise alone would move is another question (`movement.expected_by_chance`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ..ground.as_delivered import as_delivered, corrected
from ..ground.cells import DELIVERED, Grid
from ..ground.reasons import CellRemarks
from ..params import ListEdition
from ..remarks import Remark, enumeration, phrases, procedure_of, remark, setting_of, year_of
from .movement import transitions
from .rule import Tables
from .rules.regional_30 import Answer, Regional30Settings, answer

CAUSES = ("corrected", "setting", "unknown", "procedures", "participants", "years", "results")
"""In the order in which they are asked.

corrected
    On the data as delivered the school would not have moved.
setting
    Under the same settings in both editions it would not have moved.
unknown
    There is no answer in one of the editions.
procedures
    The latest year counts other procedures than the latest year of the earlier edition; with the answers of then in
    these the school would not have moved.
participants
    With as many participants as then, the failures of the latest year would have left the answer as it was: procedures
    crossed the threshold or the minimum by the number of participants.
years
    The latest year alone would have left the answer as it was; another year stands before it.
results
    None of these alone.
"""


def causes_of_moves(
    tables: Tables,
    *,
    now: ListEdition,
    before: ListEdition,
    settings: Regional30Settings,
    settings_before: Regional30Settings | None = None,
) -> pd.DataFrame:
    """Return the schools whose answer differs between two editions, each with its cause.

    Parameters
    ----------
    tables : mapping
        Needs ``schools`` and ``results``; ``corrections`` tells which results were corrected.
    now, before : ListEdition
        Editions, the later one first; they may share years.
    settings, settings_before : Regional30Settings
        Settings of the later edition, and of the earlier one where they were others.

    Returns
    -------
    DataFrame
        One row per school that moved, sorted: ``school_id``; ``before``, ``now`` (True, False, NA = no answer, or the
        school is in one edition only); ``cause`` (one of ``CAUSES``); ``detail`` (a remark, "" where
        there is none; for a setting the later options of those that differ).
    """
    then = settings if settings_before is None else settings_before
    moves = _moves(tables, now, before, settings, then)
    cause = pd.Series("", index=moves.index, dtype="str")
    detail = cause.copy()

    def settle(schools: pd.Index, key: str, said: pd.Series | str) -> None:
        open_ = schools.intersection(cause.index[cause == ""])
        cause[open_] = key
        detail[open_] = said if isinstance(said, str) else said.reindex(open_)

    if corrected(tables):
        still = _moves(as_delivered(tables), now, before, settings, then).index
        unmoved = remark("on the data as delivered the answer would not differ")
        settle(moves.index.difference(still), "corrected", unmoved)
    if then != settings:
        same = [_moves(tables, now, before, chosen, chosen).index for chosen in (settings, then)]
        settle(moves.index.difference(same[0].intersection(same[1])), "setting", _differing(settings, then))
    later, earlier = answer(tables, now, settings), answer(tables, before, settings)
    settle(*_without_answer(later, earlier))
    for key, schools, said in _by_the_cells(later, earlier, settings):
        settle(schools, key, said)
    return moves.assign(cause=cause, detail=detail).reset_index(names="school_id").astype({"school_id": "str"})


def _moves(
    tables: Tables, now: ListEdition, before: ListEdition, settings: Regional30Settings, then: Regional30Settings
) -> pd.DataFrame:
    """Return before and now of the schools whose answers differ, by school."""
    moved = transitions(_listed(answer(tables, now, settings)), _listed(answer(tables, before, then)))
    same = (moved["before"] == moved["now"]).fillna(False) | (moved["before"].isna() & moved["now"].isna())
    return moved[~same.astype(bool)].set_index("school_id")[["before", "now"]]


def _listed(found: Answer) -> pd.DataFrame:
    listed = pd.arrays.BooleanArray(found.yes, found.possible & ~found.yes)
    return pd.DataFrame({"school_id": found.grid.schools, "listed": listed})


def _differing(settings: Regional30Settings, then: Regional30Settings) -> Remark:
    earlier = then.model_dump()
    return phrases(setting_of(name, value) for name, value in settings.model_dump().items() if value != earlier[name])


def _without_answer(later: Answer, earlier: Answer) -> tuple[pd.Index, str, pd.Series]:
    """Return the schools without an answer in one edition, and what is missing, or in which edition they are not."""
    said: dict[str, str] = {}
    for found, absent in ((earlier, later), (later, earlier)):
        for school in found.grid.schools.difference(absent.grid.schools):
            said[school] = remark("the school has no row of its own in {year}", year=year_of(absent.grid.years[0]))
        cells = CellRemarks(found.grid)
        for place in np.flatnonzero(found.possible & ~found.yes).tolist():
            missing = cells.missing(place, found.low.missing[place])
            said[found.grid.schools[place]] = remark("results lacking: {missing}", missing=missing)
    details = pd.Series(said, dtype="str")
    return details.index, "unknown", details


def _by_the_cells(
    later: Answer, earlier: Answer, settings: Regional30Settings
) -> Iterator[tuple[str, pd.Index, pd.Series]]:
    """Yield, per cause that the cells tell of, the schools that would not have moved without it, and remarks."""
    schools = later.grid.schools.intersection(earlier.grid.schools)
    new, old = later.grid.schools.get_indexer(schools), earlier.grid.schools.get_indexer(schools)
    low, low_then = later.low.yes[new], earlier.low.yes[old]
    turned = low[:, 0] != low_then[:, 0]
    counted, counted_then = later.grid.state[new, 0] == DELIVERED, earlier.grid.state[old, 0] == DELIVERED
    by_counts = turned & counted & counted_then
    if settings.unreliable == "low":
        by_counts &= ~later.grid.unreliable[new, 0]
    sat = np.nan_to_num(earlier.grid.n[old, 0])
    failed = np.minimum(np.nan_to_num(later.grid.n_low[new, 0]), sat)
    as_many = (sat >= settings.n_min) & (100 * failed >= settings.threshold_percent * sat)
    as_then = {
        "procedures": np.where(counted != counted_then, low_then[:, 0], low[:, 0]),
        "participants": np.where(by_counts, as_many, low[:, 0]),
    }
    moved = later.yes[new] != earlier.yes[old]
    for key, latest in as_then.items():
        cells = np.concatenate([latest[:, None], low[:, 1:]], axis=1)
        here = moved & (later.holds(cells) == earlier.yes[old])
        yield key, schools[here], _counts(later, earlier, schools[here], (latest != low[:, 0])[here])
    here = moved & (later.holds(np.concatenate([low[:, :1], low_then[:, 1:]], axis=1)) == earlier.yes[old])
    yield "years", schools[here], _years(later, earlier, schools[here])
    yield "results", schools[moved], _counts(later, earlier, schools[moved], turned[moved])


def _counts(later: Answer, earlier: Answer, schools: pd.Index, which: np.ndarray) -> pd.Series:
    """Return the marked procedures, (schools, procedures), with the counts of both latest years."""
    procedures = [procedure_of(key) for key in later.grid.procedures]
    then, now = (year_of(found.grid.years[0]) for found in (earlier, later))
    new, old = later.grid.schools.get_indexer(schools), earlier.grid.schools.get_indexer(schools)
    said: list[list[str]] = [[] for _school in schools]
    for row, place in np.argwhere(which).tolist():
        said[row].append(
            remark(
                "{procedure}: {earlier} in {then}, {latest} in {now}",
                procedure=procedures[place],
                earlier=_count(earlier.grid, old[row], place),
                then=then,
                latest=_count(later.grid, new[row], place),
                now=now,
            )
        )
    return pd.Series([enumeration(parts) if parts else "" for parts in said], index=schools, dtype="str")


def _count(grid: Grid, school: int, place: int) -> Remark:
    if grid.state[school, 0, place] != DELIVERED:
        return remark("not counted")
    return remark("{k} of {n}", k=int(grid.n_low[school, 0, place]), n=int(grid.n[school, 0, place]))


def _years(later: Answer, earlier: Answer, schools: pd.Index) -> pd.Series:
    """Return which year stands before the latest one now, and which stood there."""
    now, then = later.grid.years[1:], earlier.grid.years[1:]
    said = remark(
        "before the latest year stands {came}, no longer {gone}",
        came=enumeration(year_of(year) for year in now if year not in then),
        gone=enumeration(year_of(year) for year in then if year not in now),
    )
    return pd.Series(said, index=schools, dtype="str")
