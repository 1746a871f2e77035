"""How often schools of different kinds are listed when their results are at the same level."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .bands import FIFTHS, fifths

SCHOOLS_MIN = 60
LISTED_MIN = 10
"""Schools compared and schools listed below which no comparison is made (as for agreement of rules)."""

GROUP_MIN = 15
"""Schools of a group below which it is not compared (ours)."""

COVERED_MIN = 0.5
"""Part of the schools that must stand in levels which both groups have (ours)."""

_DRAWS = 2000

State = Literal[
    "compared", "reference", "few_schools", "few_listed", "small_group", "no_overlap", "nobody_in_reference"
]


def listed_at_same_level(
    decisions: pd.DataFrame,
    *,
    groups: pd.Series,
    level: pd.Series,
    reference: str,
    coverage: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Return listed shares of groups of schools, standardised to the same levels of results.

    Parameters
    ----------
    decisions : DataFrame
        ``rule, school_id, listed`` (boolean, NA = no answer).
    groups : Series
        Kind of school by ``school_id``: settlement, fifth of size, fifth of a social index; a null is left out.
    level : Series
        Lasting overall level by ``school_id`` (posterior mean, or the truth of a simulation); NaN is left out.
    reference : str
        Group that the others are compared with.
    coverage : float
        Of the intervals, 0-1.
    seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row per rule and group: ``rule, group, schools, listed`` (of those answered); ``share`` = listed / schools;
        ``standardised`` (0-1) with ``_from, _to``; ``ratio`` to the reference with ``_from, _to``; ``covered`` (part
        of the answered schools whose fifth of level has schools of this group and of the reference); ``state``:
        compared; reference; few_schools (fewer than ``SCHOOLS_MIN`` in all); few_listed (fewer than ``LISTED_MIN``);
        small_group; no_overlap (``covered`` below ``COVERED_MIN``); nobody_in_reference (no ratio). Without a
        comparison the figures from ``standardised`` on are NaN.

    Notes
    -----
    Direct standardisation over fifths of level: ``sum_f w_f listed_gf / schools_gf``, ``w_f`` the schools of the
    region in fifth ``f``, over the fifths that the group and the reference both have; the reference is standardised
    anew for each comparison. School bootstrap with the fifths kept: 2,000 draws over the counts of (group, fifth,
    listed). It speaks of the lasting process: the listing of other schools of the same kinds. A posterior level is
    shrunken the more the smaller the school, so that at one shrunken level small schools have worse raw results:
    among fifths of size the ratio contains that. It is drawn to what the model expects of such schools (settlement,
    stage, size): a ratio between groups that the model knows contains that too.

    References
    ----------
    Fleiss, Levin, Paik (2003), Statistical Methods for Rates and Proportions, chapter 19 (direct standardisation).
    """
    frame = pd.DataFrame({"group": groups, "level": level}).dropna()
    kinds = sorted(frame["group"].unique(), key=str)
    if reference not in kinds:
        raise ValueError("the reference must be one of the groups")
    rows: list[dict[str, Any]] = []
    for rule, own in decisions.groupby("rule", observed=True, sort=False):
        answered = own.dropna(subset=["listed"]).set_index("school_id")["listed"]
        used = frame[frame.index.isin(answered.index)]
        listed = answered.reindex(used.index).to_numpy(dtype=bool)
        counts = _cells(used, kinds, listed)
        rows += [{"rule": rule, **row} for row in _compared(counts, kinds, kinds.index(reference), coverage, seed)]
    found = pd.DataFrame(rows).astype({"rule": "str"})
    return found.assign(state=pd.Categorical(found["state"], categories=list(get_args(State))))


def _cells(used: pd.DataFrame, kinds: list[Any], listed: NDArray) -> NDArray:
    """Return schools by group, fifth of level and listed: shape (groups, fifths, 2)."""
    counts = np.zeros((len(kinds), FIFTHS, 2), dtype="int64")
    place = pd.Index(kinds).get_indexer(pd.Index(used["group"]))
    band = fifths(used["level"].to_numpy(dtype="float64")) - 1
    np.add.at(counts, (place, band, listed.astype("int64")), 1)
    return counts


def _compared(counts: NDArray, kinds: list[Any], reference: int, coverage: float, seed: int) -> list[dict[str, Any]]:
    schools = int(counts.sum())
    listed = int(counts[:, :, 1].sum())
    if schools:
        rng = np.random.default_rng(seed)
        drawn = rng.multinomial(schools, counts.ravel() / schools, size=_DRAWS).reshape(_DRAWS, *counts.shape)
    rows = []
    for place, kind in enumerate(kinds):
        own = counts[place]
        row: dict[str, Any] = {
            "group": kind,
            "schools": int(own.sum()),
            "listed": int(own[:, 1].sum()),
            "share": own[:, 1].sum() / own.sum() if own.sum() else np.nan,
            **dict.fromkeys(_FIGURES, np.nan),
        }
        shared = (own.sum(axis=1) > 0) & (counts[reference].sum(axis=1) > 0)
        if schools < SCHOOLS_MIN:
            row["state"] = "few_schools"
        elif listed < LISTED_MIN:
            row["state"] = "few_listed"
        elif min(own.sum(), counts[reference].sum()) < GROUP_MIN:
            row["state"] = "small_group"
        elif counts.sum(axis=(0, 2))[shared].sum() < COVERED_MIN * schools:
            row["state"] = "no_overlap"
        else:
            row |= _figures(counts, drawn, place, reference, shared, coverage)
        rows.append(row)
    return rows


_FIGURES = ("standardised", "standardised_from", "standardised_to", "ratio", "ratio_from", "ratio_to", "covered")


def _figures(
    counts: NDArray, drawn: NDArray, place: int, reference: int, shared: NDArray, coverage: float
) -> dict[str, Any]:
    weight = counts.sum(axis=(0, 2)) * shared
    tails = ((1 - coverage) / 2, (1 + coverage) / 2)
    own, base = (_standardised(counts[None, one], weight)[0] for one in (place, reference))
    own_drawn, base_drawn = (_standardised(drawn[:, one], weight) for one in (place, reference))
    low, high = np.nanquantile(own_drawn, tails)
    found = {
        "standardised": float(own),
        "standardised_from": float(low),
        "standardised_to": float(high),
        "covered": float(weight.sum() / counts.sum()),
    }
    if place == reference:
        return {**found, "state": "reference"}
    if base == 0:
        return {**found, "state": "nobody_in_reference"}
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = own_drawn / base_drawn
    low, high = np.quantile(ratios[~np.isnan(ratios)], tails, method="lower")
    return {**found, "ratio": float(own / base), "ratio_from": float(low), "ratio_to": float(high), "state": "compared"}


def _standardised(counts: NDArray, weight: NDArray) -> NDArray:
    """Return standardised shares of draws; an emptied fifth is left out of the draw. Shape (draws,)."""
    schools = counts.sum(axis=2)
    share = np.divide(counts[:, :, 1], schools, out=np.zeros(schools.shape), where=schools > 0)
    used = np.where(schools > 0, weight, 0)
    whole = used.sum(axis=1)
    return np.divide((share * used).sum(axis=1), whole, out=np.full(len(whole), np.nan), where=whole > 0)
