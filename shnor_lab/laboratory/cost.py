"""What a list costs, when a miss costs so many times more than a false flag."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..ground.bands import ordered
from .estimand import MEANINGS
from .ledger.lists import SimulatedLists

ORIGINS = ("simulated", "chances")
_POINTS = 400


def curve_simulated(lists: SimulatedLists) -> pd.DataFrame:
    """Return what a list of every length by a rule's score finds and misses in simulated regions.

    Returns
    -------
    DataFrame
        One row per rule, meaning of truly low and length: ``rule, meaning, origin`` («simulated»), ``length`` (0, 1,
        ...; at most 400 lengths up to the fewest schools with a score in any region), ``schools`` (that can be truly
        low), means over regions of ``caught, false_flags, missed``. Only rules whose score orders schools as their
        list does.
    """
    parts = []
    for place, rule in enumerate(lists.rules):
        if not lists.ordering[place]:
            continue
        orders = lists.ordered(place)
        lengths = _lengths(min(map(len, orders)))
        for meaning in MEANINGS:
            low = lists.low[meaning]
            found = np.array([_found(one[order], lengths) for one, order in zip(low, orders, strict=True)]).mean(axis=0)
            parts.append(
                _curve(rule, meaning, "simulated", lengths, found, low.sum(axis=1).mean(), int(lists.known.sum()))
            )
    nothing = np.zeros(0)
    return pd.concat(parts or [_curve("", "level", "simulated", nothing, nothing, 0.0, 0)], ignore_index=True)


def curve_by_chance(chance: pd.Series, *, meaning: str, seed: int = 0) -> pd.DataFrame:
    """Return the same curve from posterior chances of this region, without simulation and by no rule.

    Parameters
    ----------
    chance : Series
        That a school is truly low by this meaning, 0-1, by ``school_id``; NaN is left out.
    meaning : str
        level or shares.
    seed : int
        Of the lots by which equal chances are ordered.

    Returns
    -------
    DataFrame
        As `curve_simulated`, ``origin`` «chances» and in ``rule`` the name of the series: the schools with the highest
        chances are listed, ``caught`` is the sum of their chances.
    """
    p = chance.to_numpy(dtype="float64", na_value=np.nan)[ordered(chance, seed=seed)]
    lengths = _lengths(len(p))
    return _curve(str(chance.name), meaning, "chances", lengths, _found(p, lengths), float(p.sum()), len(p))


def with_cost(frame: pd.DataFrame, ratio: float) -> pd.DataFrame:
    """Return a copy with ``cost``: expected cost per school, one false flag being the unit.

    Parameters
    ----------
    frame : DataFrame
        ``false_flags, missed, schools`` (a curve, or rows of a ledger, where schools without an answer that are
        truly low, ``unanswered_low``, count as missed).
    ratio : float
        Cost of a miss against that of a false flag, above 0.

    Raises
    ------
    ValueError
        ``ratio`` is not above 0.

    Notes
    -----
    ``cost = (false_flags + ratio * missed) / schools``.
    """
    if not ratio > 0:
        raise ValueError("the cost of a miss must be above 0")
    missed = frame["missed"] + frame.get("unanswered_low", 0)
    return frame.assign(cost=(frame["false_flags"] + ratio * missed) / frame["schools"])


def cheapest(curve: pd.DataFrame, ratio: float) -> pd.DataFrame:
    """Return the length of least cost, one row per rule, meaning and origin; of equal costs the shortest list.

    Parameters
    ----------
    curve : DataFrame
        From `curve_simulated` or `curve_by_chance`, length 0 included.
    ratio : float
        Cost of a miss against that of a false flag, above 0.

    Returns
    -------
    DataFrame
        Columns of the curve, ``cost`` of that length and ``cost_of_none`` (nobody listed), both per school, one false
        flag being the unit.
    """
    costs = with_cost(curve, ratio)
    keys = ["rule", "meaning", "origin"]
    groups = costs.groupby(keys, observed=True, sort=False)["cost"]
    best = costs.loc[groups.idxmin()]
    none = costs[costs["length"] == 0].rename(columns={"cost": "cost_of_none"})
    return best.merge(none[[*keys, "cost_of_none"]], on=keys, how="left")


def least_chance(ratio: float) -> float:
    """Return the chance of being truly low from which listing a school is the cheaper choice.

    Listing costs ``1 - p``, not listing ``ratio * p``: list from ``p = 1 / (1 + ratio)``.

    Examples
    --------
    >>> least_chance(1), least_chance(3)
    (0.5, 0.25)
    """
    return 1 / (1 + ratio)


def _lengths(most: int) -> NDArray:
    return np.unique(np.linspace(0, most, min(most + 1, _POINTS)).astype("int64"))


def _found(low: NDArray, lengths: NDArray) -> NDArray:
    """Return how many truly low, or the sum of chances, stand among the first schools."""
    return np.concatenate([[0.0], np.cumsum(low, dtype="float64")])[lengths]


def _curve(
    rule: str, meaning: str, origin: str, lengths: NDArray, found: NDArray, whole: float, schools: int
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rule": pd.array([rule] * len(lengths), dtype="str"),
            "meaning": pd.Categorical([meaning] * len(lengths), categories=list(MEANINGS)),
            "origin": pd.Categorical([origin] * len(lengths), categories=list(ORIGINS)),
            "length": lengths,
            "schools": schools,
            "caught": found,
            "false_flags": lengths - found,
            "missed": whole - found,
        }
    )
