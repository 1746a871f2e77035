"""The ledger itself: what lists find, what they miss, by size of school."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...ground.bands import FIFTHS, fifths
from ..estimand import MEANINGS
from .lists import SimulatedLists

LENGTHS = ("own", "equal")
MIDDLE = (0.05, 0.95)
"""Of a hundred simulated regions ninety lie between these parts."""


def ledger(lists: SimulatedLists, *, size: pd.Series) -> pd.DataFrame:
    """Return what each rule finds and misses, over all schools and by fifth of size.

    Parameters
    ----------
    lists : SimulatedLists
    size : Series
        Participants by ``school_id``; a school without one is in no fifth, but among all.

    Returns
    -------
    DataFrame
        One row per rule, length of list, meaning of truly low and fifth. ``rule``; ``length``: own, or equal (as many
        schools as are truly low by level, those with the highest scores; only rules whose score orders schools as the
        list does); ``meaning``: level or shares; ``band``: 0 all, 1 smallest to 5 largest fifth. Counts, means over
        the simulated regions: ``schools`` (with participants); ``truly_low``; ``listed``; ``caught`` (listed and
        truly low); ``false_flags`` (listed, not truly low); ``missed`` (truly low, answered, not listed);
        ``unanswered`` (without an answer, never counted as listed); ``unanswered_low`` (of them truly low). Shares,
        0-1, sums over sums: ``precision`` = caught / listed; ``recall`` = caught / truly_low; ``false_rate`` =
        false_flags / schools not truly low; each with ``_low`` and ``_high`` (the middle 90 % of simulated regions:
        what one list may show) and ``_se`` (Monte Carlo error of the figure). ``best_precision``, ``best_recall``:
        what the best list of that length could reach, truly_low and listed being what they are. ``regions``.
        NaN where there is nothing to divide by.

    Notes
    -----
    Speaks of the lasting process of the school: participants are those of the region, every simulated region has
    other schools and other years of the same process. Variances, cuts and what is expected of conditions are taken at
    their estimates: that they are uncertain is in no interval.
    """
    pupils = size.reindex(lists.schools).to_numpy(dtype="float64", na_value=np.nan)
    band = fifths(np.where(lists.known, pupils, np.nan))
    rows: list[dict[str, Any]] = []
    for place, rule in enumerate(lists.rules):
        for meaning in MEANINGS:
            low = lists.low[meaning]
            for length, listed in _of_lengths(lists, place):
                for one in range(FIFTHS + 1):
                    here = band == one if one else lists.known
                    counts = _counts(listed[:, here], low[:, here])
                    rows.append({"rule": rule, "length": length, "meaning": meaning, "band": one, **_figures(counts)})
    frame = pd.DataFrame(rows)
    return frame.astype({"rule": "str"}).assign(
        length=pd.Categorical(frame["length"], categories=list(LENGTHS)),
        meaning=pd.Categorical(frame["meaning"], categories=list(MEANINGS)),
    )


def base_rates(lists: SimulatedLists) -> pd.DataFrame:
    """Return how many schools are truly low, by meaning.

    One row per meaning: ``meaning, schools`` (with participants), ``truly_low`` (mean over regions), ``low``, ``high``
    (middle 90 % of regions), ``share`` (0-1): the precision of a list drawn by lot.
    """
    schools = int(lists.known.sum())
    counts = np.array([lists.low[meaning].sum(axis=1) for meaning in MEANINGS], dtype="float64")
    low, high = np.quantile(counts, MIDDLE, axis=1)
    mean = counts.mean(axis=1)
    return pd.DataFrame(
        {
            "meaning": pd.Categorical(list(MEANINGS), categories=list(MEANINGS)),
            "schools": schools,
            "truly_low": mean,
            "low": low,
            "high": high,
            "share": mean / schools if schools else np.nan,
        }
    )


def _of_lengths(lists: SimulatedLists, place: int) -> Iterator[tuple[str, NDArray]]:
    yield "own", lists.listed[:, place]
    if lists.ordering[place]:
        length = int(lists.low["level"][0].sum())
        equal = np.where(np.isnan(lists.listed[:, place]), np.nan, 0.0)
        for region, order in zip(equal, lists.ordered(place), strict=True):
            region[order[:length]] = 1
        yield "equal", equal


def _counts(listed: NDArray, low: NDArray) -> dict[str, NDArray]:
    """Return counts per region."""
    yes, unknown = listed == 1, np.isnan(listed)
    return {
        "schools": np.full(len(listed), listed.shape[1]),
        "truly_low": low.sum(axis=1),
        "not_low": (~low).sum(axis=1),
        "listed": yes.sum(axis=1),
        "caught": (yes & low).sum(axis=1),
        "false_flags": (yes & ~low).sum(axis=1),
        "missed": (low & ~yes & ~unknown).sum(axis=1),
        "unanswered": unknown.sum(axis=1),
        "unanswered_low": (unknown & low).sum(axis=1),
    }


def _figures(counts: dict[str, NDArray]) -> dict[str, float]:
    found = {name: float(values.mean()) for name, values in counts.items() if name != "not_low"}
    best = np.minimum(counts["listed"], counts["truly_low"])
    for name, above, below in (
        ("precision", counts["caught"], counts["listed"]),
        ("recall", counts["caught"], counts["truly_low"]),
        ("false_rate", counts["false_flags"], counts["not_low"]),
    ):
        found |= _share(name, above, below)
    for name, below in (("best_precision", counts["listed"]), ("best_recall", counts["truly_low"])):
        found[name] = float(best.sum() / below.sum()) if below.sum() else np.nan
    found["regions"] = len(best)
    return found


def _share(name: str, above: NDArray, below: NDArray) -> dict[str, float]:
    if not below.sum():
        return dict.fromkeys((name, f"{name}_low", f"{name}_high", f"{name}_se"), np.nan)
    ratio = above.sum() / below.sum()
    low, high = np.quantile(above[below > 0] / below[below > 0], MIDDLE)
    count = len(above)
    error = np.sqrt(((above - ratio * below) ** 2).sum() / (count * max(count - 1, 1))) / below.mean()
    return {name: float(ratio), f"{name}_low": float(low), f"{name}_high": float(high), f"{name}_se": float(error)}
