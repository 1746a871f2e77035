"""How often schools of different kinds are listed when their results are at the same level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .agreement.bootstrap import FEWEST_LISTED, FEWEST_SCHOOLS, LEVEL, redrawn, simultaneous
from .standardised import Counted, counted

GROUP_MIN = 15
"""Schools of a group below which it is not compared (ours)."""

COVERED_MIN = 0.5
"""Part of the schools that must stand in levels which both groups have (ours)."""

State = Literal[
    "compared", "reference", "few_schools", "few_listed", "small_group", "no_overlap", "nobody_in_reference",
    "nobody_in_group",
]  # fmt: skip

_FIGURES = ("standardised", "standardised_from", "standardised_to", "ratio", "ratio_from", "ratio_to", "covered")


def listed_at_same_level(
    decisions: pd.DataFrame,
    *,
    groupings: Mapping[str, tuple[pd.Series, str]],
    level: pd.Series,
    coverage: float = LEVEL,
    seed: int = 0,
) -> pd.DataFrame:
    """Return listed shares of groups of schools, standardised to the same levels of results.

    Parameters
    ----------
    decisions : DataFrame
        ``rule, school_id, listed`` (boolean, NA = no answer).
    groupings : mapping
        Name of a grouping -> kind of school by ``school_id`` (settlement, fifth of size, fifth of a social index; a
        null is left out), and the kind that the others are compared with.
    level : Series
        Lasting overall level by ``school_id`` (posterior mean, or the truth of a simulation); NaN is left out.
    coverage : float
        Of the intervals, 0-1.
    seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row per grouping, rule and group: ``grouping, rule, group, schools, listed`` (of those answered); ``share``
        = listed / schools; ``standardised`` (0-1) with ``_from, _to``; ``ratio`` to the reference with ``_from, _to``;
        ``covered`` (part of the answered schools whose fifth of level has schools of this group and of the reference);
        ``state``: compared; reference; few_schools (fewer than ``FEWEST_SCHOOLS`` in all); few_listed (fewer than
        ``FEWEST_LISTED``); small_group; no_overlap (``covered`` below ``COVERED_MIN``); nobody_in_reference,
        nobody_in_group (nobody listed, so schools drawn anew could show no other ratio: none is given). Without a
        comparison the figures from ``standardised`` on are NaN.

    Raises
    ------
    ValueError
        A reference that no school belongs to.

    Notes
    -----
    Direct standardisation over fifths of level: ``sum_f w_f listed_gf / schools_gf``, ``w_f`` the schools of the
    region in fifth ``f``, over the fifths that the group and the reference both have; the reference is standardised
    anew for each comparison. Intervals come of schools drawn anew (`compare.bootstrap`), levels and fifths kept: how
    far a figure hangs on which schools the region happens to have, not what other classes of them would show. Those
    of a share hold each for itself and are NaN where every draw gives the same, all or nobody listed; those of the
    ratios hold together, over all rules, groupings and groups. They are those of own / (own + reference), which has
    bounds where a draw lists nobody of the reference; a draw that lists nobody of both is one without a difference.
    Percentile intervals stay a little narrow where the reference lists few: somewhat more than 5 % of regions without
    any difference then show one in such a table. A posterior level is shrunken the more the smaller the school, so that
    at one shrunken level small schools have worse raw results: among fifths of size the ratio contains that. It is
    drawn to what the model expects of such schools (settlement, stage, size): a ratio between groups that the model
    knows contains that too.

    References
    ----------
    Fleiss, Levin, Paik (2003), Statistical Methods for Rates and Proportions, chapter 19 (direct standardisation).
    """
    known = level.dropna()
    rows: list[dict[str, Any]] = []
    tables: list[Counted] = []
    asked: list[_Asked] = []
    for grouping, (groups, reference) in groupings.items():
        for rule, own in decisions.groupby("rule", observed=True, sort=False):
            answers = own.dropna(subset=["listed"]).set_index("school_id")["listed"]
            tables.append(counted(answers, known, groups, reference))
            for place in range(len(tables[-1].kinds)):
                rows.append({"grouping": grouping, "rule": rule, **_row(tables[-1], place)})
                if not np.isnan(rows[-1]["standardised"]):
                    asked.append((rows[-1], len(tables) - 1, place))
    if asked:
        _add_intervals(asked, tables, known.index, coverage, seed)
    columns = ["grouping", "rule", "group", "schools", "listed", "share", *_FIGURES, "state"]
    found = pd.DataFrame(rows, columns=columns).astype({"grouping": "str", "rule": "str"})
    return found.assign(state=pd.Categorical(found["state"], categories=list(get_args(State))))


_Asked = tuple[dict[str, Any], int, int]
"""A row that waits for its intervals, its table of counts, and the place of its group there."""


def _row(schools: Counted, place: int) -> dict[str, Any]:
    """Return one row without intervals."""
    own, reference = (schools.counts[one].sum(axis=0) for one in (place, schools.reference))
    row: dict[str, Any] = {
        "group": schools.kinds[place],
        "schools": int(own.sum()),
        "listed": int(own[1]),
        "share": own[1] / own.sum() if own.sum() else np.nan,
        **dict.fromkeys(_FIGURES, np.nan),
    }
    if schools.counts.sum() < FEWEST_SCHOOLS:
        return {**row, "state": "few_schools"}
    if schools.counts[:, :, 1].sum() < FEWEST_LISTED:
        return {**row, "state": "few_listed"}
    if min(own.sum(), reference.sum()) < GROUP_MIN:
        return {**row, "state": "small_group"}
    covered = schools.covered(place)
    if covered < COVERED_MIN:
        return {**row, "state": "no_overlap"}
    (share,), (base,) = schools.shares(place, schools.counts[None])
    row |= {"standardised": float(share), "covered": covered}
    if place == schools.reference:
        return {**row, "state": "reference"}
    if share == 0 or base == 0:
        return {**row, "state": "nobody_in_group" if base else "nobody_in_reference"}
    return {**row, "ratio": float(share / base), "state": "compared"}


def _add_intervals(asked: list[_Asked], tables: list[Counted], schools: pd.Index, coverage: float, seed: int) -> None:
    """Draw schools once for all rows, so that the intervals of the ratios hold together."""
    cells = np.column_stack([table.cell.reindex(schools).to_numpy(dtype="float64") for table in tables])

    def shares(patterns: NDArray, weights: NDArray) -> NDArray:
        counts = [table.drawn(cell, weights) for table, cell in zip(tables, patterns.T, strict=True)]
        return np.vstack([tables[table].shares(place, counts[table]) for _row, table, place in asked]).T

    drawn = redrawn(cells, shares, seed=seed)
    own, both = drawn[:, ::2], drawn[:, ::2] + drawn[:, 1::2]
    low, high = np.nanquantile(own, [(1 - coverage) / 2, (1 + coverage) / 2], axis=0)
    told = high > low
    for (row, *_at), *ends in zip(asked, np.where(told, low, np.nan), np.where(told, high, np.nan), strict=True):
        row["standardised_from"], row["standardised_to"] = map(float, ends)
    part = np.divide(own, both, out=np.where(both == 0, 0.5, np.nan), where=both > 0)
    compared = [place for place, (row, *_at) in enumerate(asked) if row["state"] == "compared"]
    with np.errstate(divide="ignore"):
        low, high = (end / (1 - end) for end in simultaneous(part[:, compared], level=coverage))
    for place, *ends in zip(compared, low, high, strict=True):
        asked[place][0]["ratio_from"], asked[place][0]["ratio_to"] = map(float, ends)
