"""How many results would have to be other ones for the 30 % rule to answer otherwise.

Participants stay as they are; only how many of them are below the threshold changes. The least number is found
exactly: the criteria join procedures by «two of», «in every year», «one and the same», and the numbers of different
procedures add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ..ground.cells import DELIVERED, Grid
from ..params import ListEdition
from ..remarks import Field, enumeration, procedure_of, remark, year_of
from .criteria import C2Mode
from .low import Low, least_count
from .rule import Tables
from .rules.regional_30 import Answer, Regional30Settings, answer

Scope = Literal["latest", "all"]
SCOPES: tuple[Scope, ...] = ("latest", "all")
"""latest: results of the years before are given facts; all: results of every year of the window may be other ones."""

NEVER = 10**9
"""Stands for a number of results that no school has."""


@dataclass(frozen=True)
class Change:
    """The smallest change of each school.

    Parameters
    ----------
    results : ndarray of int
        Number of results that change, ``NEVER`` where no change of results gives another answer; shape (schools,).
    cells : ndarray of int
        Of them by cell, more below the threshold positive, fewer negative; shape (schools, years, procedures).
    """

    results: np.ndarray
    cells: np.ndarray


def margins(tables: Tables, edition: ListEdition, settings: Regional30Settings) -> pd.DataFrame:
    """Return how many results separate each school from another answer.

    One row per school and scope, sorted by school; schools of the cells only (a branch that is counted with its head
    school has no row).

    Parameters
    ----------
    tables, edition
        As in `decide_all`.
    settings : Regional30Settings
        Of the 30 % rule.

    Returns
    -------
    DataFrame
        ``school_id``; ``scope``: latest (only results of the latest year are other ones) or all (of any year of the
        window); ``listed`` (True, False, NA: the answer as it is); ``results`` (Int32: a listed school has at least so
        many fewer results below the threshold before the delivered results no longer list it, every other school so
        many more before they do; NA where no number does); ``then`` (boolean: the answer after this change; NA where
        what is missing then decides); ``year``, ``procedure`` (the cell with most of the change, the first of the
        catalogue among equals; NA and "" without one); ``cells`` (Int32: how many cells change); ``change`` (a
        remark, "" without one). For a school without an answer the row speaks of the delivered part: so many more list
        it whatever is missing.

    Notes
    -----
    Cells with fewer participants than the minimum, of procedures not held, not applicable or not delivered, and those
    that count as low by an external finding cannot change. With the condition on geometry the counts are those after
    it. Among changes of equal size criterion 1 goes before criterion 2 and a procedure earlier in the catalogue first.
    """
    found = answer(tables, edition, settings)
    listed = pd.arrays.BooleanArray(found.yes, found.possible & ~found.yes)
    parts = []
    for scope in SCOPES:
        change = smallest_change(found, settings, scope)
        could = change.results < NEVER
        largest = np.abs(change.cells).reshape(len(could), -1)
        year, place = np.unravel_index(largest.argmax(axis=1), change.cells.shape[1:])
        then = _after(found, change, settings)
        parts.append(
            pd.DataFrame(
                {
                    "school_id": pd.array(found.grid.schools, dtype="str"),
                    "scope": pd.array([scope] * len(could), dtype="str"),
                    "listed": listed,
                    "results": pd.arrays.IntegerArray(np.where(could, change.results, 0).astype("int32"), ~could),
                    "then": pd.arrays.BooleanArray(then.yes, (then.possible & ~then.yes) | ~could),
                    "year": pd.arrays.IntegerArray(np.asarray(found.grid.years, dtype="int32")[year], ~could),
                    "procedure": pd.array(
                        np.where(could, np.asarray(found.grid.procedures, dtype=object)[place], ""), dtype="str"
                    ),
                    "cells": pd.arrays.IntegerArray((largest > 0).sum(axis=1).astype("int32"), ~could),
                    "change": pd.array(_remarks(found.grid, change.cells), dtype="str"),
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["school_id", "scope"], ascending=[True, False], ignore_index=True)


def smallest_change(found: Answer, settings: Regional30Settings, scope: Scope) -> Change:
    """Return the smallest change of results that turns the answer by the delivered results, per school.

    Parameters
    ----------
    found : Answer
        Cells and flags of the rule under ``settings``.
    settings : Regional30Settings
        Threshold, minimum of participants and mode of criterion 2.
    scope : {"latest", "all"}
    """
    more, fewer = _costs(found.grid, found.low, settings)
    if scope == "latest":
        more[:, 1:][more[:, 1:] > 0] = NEVER
        fewer[:, 1:][fewer[:, 1:] > 0] = NEVER
    enter = _to_enter(more, found.c2_mode)
    leave = _to_leave(fewer, found.c2_mode)
    yes = found.yes[:, None, None]
    chosen = np.where(yes, leave, enter)
    cost = np.where(yes, fewer, more)
    results = np.minimum((chosen * cost).sum(axis=(1, 2)), NEVER)
    cells = np.where(chosen & (results < NEVER)[:, None, None], np.where(yes, -cost, cost), 0)
    return Change(results, cells)


def _costs(grid: Grid, low: Low, settings: Regional30Settings) -> tuple[np.ndarray, np.ndarray]:
    """Return, per cell, how many more results below the threshold make it low, and how many fewer make it not low."""
    n, k = np.nan_to_num(grid.n).astype("int64"), np.nan_to_num(grid.n_low).astype("int64")
    need = least_count(n, settings.threshold_percent)
    counted = (grid.state == DELIVERED) & (n >= settings.n_min) & (n > 0)
    if settings.unreliable == "low":
        counted &= ~grid.unreliable
    more = np.where(low.yes, 0, np.where(counted, need - k, NEVER))
    fewer = np.where(low.yes, np.where(counted, k - need + 1, NEVER), 0)
    return more, fewer


def _to_enter(cost: np.ndarray, c2_mode: C2Mode) -> np.ndarray:
    """Return the cells to be made low at the least sum of ``cost``: (schools, years, procedures) of bool."""
    schools, years, procedures = cost.shape
    row = np.arange(schools)
    first = np.zeros(cost.shape, dtype=bool)
    cheapest = np.argsort(cost[:, 0], axis=1, kind="stable")
    first[row, 0, cheapest[:, 0]] = first[row, 0, cheapest[:, min(1, procedures - 1)]] = procedures > 1
    second = np.zeros(cost.shape, dtype=bool)
    if c2_mode == "any":
        for year in range(years):
            second[row, year, cost[:, year].argmin(axis=1)] = True
    else:
        second[row, :, cost.sum(axis=1).argmin(axis=1)] = True
    sums = [np.where(choice.any(axis=(1, 2)), (choice * cost).sum(axis=(1, 2)), NEVER) for choice in (first, second)]
    return np.where((sums[0] <= sums[1])[:, None, None], first, second)


def _to_leave(cost: np.ndarray, c2_mode: C2Mode) -> np.ndarray:
    """Return the cells to be made not low, so that neither criterion holds, at the least sum of ``cost``.

    ``cost`` is 0 where a cell is not low. Criterion 1 lets one low cell of the latest year stay. Then criterion 2 fails
    by an earlier year without low cells (any) or, in one and the same procedure, by every procedure that is not low in
    some year: for the one that stays, in its cheapest earlier year.
    """
    schools, years, procedures = cost.shape
    row = np.arange(schools)
    everything = np.zeros(cost.shape, dtype=bool)
    everything[:, 0] = True
    choices = [everything]
    if c2_mode == "any":
        for year in range(1, years):
            choice = everything.copy()
            choice[row, 0, cost[:, 0].argmax(axis=1)] = False
            choice[:, year] = True
            choices.append(choice)
    else:
        earlier = cost[:, 1:].argmin(axis=1) + 1
        for stays in range(procedures):
            choice = everything.copy()
            choice[:, 0, stays] = False
            choice[row, earlier[:, stays], stays] = True
            choices.append(choice)
    sums = np.stack([(choice * cost).sum(axis=(1, 2)) for choice in choices])
    return np.stack(choices)[sums.argmin(axis=0), row]


def _after(found: Answer, change: Change, settings: Regional30Settings) -> Answer:
    """Return the answer with the changed cells turned."""
    low = Low((found.low.yes | (change.cells > 0)) & ~(change.cells < 0), found.low.missing)
    return Answer(found.grid, low, settings.c2_mode)


def _remarks(grid: Grid, cells: np.ndarray) -> list[str]:
    """Return the changes of each school, latest year first."""
    procedures, years = [procedure_of(key) for key in grid.procedures], [year_of(year) for year in grid.years]
    found: list[list[str]] = [[] for _school in range(len(cells))]
    for school, year, place in np.argwhere(cells).tolist():
        step, k, n = (int(values[school, year, place]) for values in (cells, grid.n_low, grid.n))
        fields: dict[str, Field] = {
            "procedure": procedures[place],
            "year": years[year],
            "step": abs(step),
            "k": k,
            "n": n,
        }
        found[school].append(
            remark("{procedure}, {year}: {step} more than now ({k} of {n})", **fields)
            if step > 0
            else remark("{procedure}, {year}: {step} fewer than now ({k} of {n})", **fields)
        )
    return [enumeration(parts) if parts else "" for parts in found]
