"""The lists that rules would make in simulated regions, beside the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...ground.bands import greatest_part, ordered
from ...identify.decide import decide
from ...identify.rules import all_rules, all_settings
from ...params import ListEdition
from ..agreement.lists import orders
from ..estimand import MEANINGS, Meaning
from .known_parts import KnownParts
from .process import Process, simulated

REGIONS = 40
"""Simulated regions of a ledger (ours): precision of a whole list is then known to about one hundredth."""


@dataclass(frozen=True)
class SimulatedLists:
    """Answers of rules in regions with a known truth.

    Parameters
    ----------
    schools : Index
        ``school_id``, the last axis of all arrays.
    rules : tuple of str
    ordering : tuple of bool
        Whether the score of a rule puts no school left out above a listed one, in every region.
    listed : ndarray, shape (regions, rules, schools)
        1, 0, NaN where the rule has no answer.
    score : ndarray, shape (regions, rules, schools)
        NaN where the rule has no answer.
    low : mapping of str to ndarray of bool, shape (regions, schools)
        Who is truly low, by meaning.
    known : ndarray of bool, shape (schools,)
        Schools that can be truly low: those with participants.
    seed : int
        Order of schools with equal scores.
    """

    schools: pd.Index
    rules: tuple[str, ...]
    ordering: tuple[bool, ...]
    listed: NDArray
    score: NDArray
    low: Mapping[Meaning, NDArray]
    known: NDArray
    seed: int

    def ordered(self, place: int) -> list[NDArray]:
        """Return by region the places of the schools from the highest score of a rule down, as `bands.ordered` does.

        Parameters
        ----------
        place : int
            Of the rule in ``rules``.
        """
        scores = pd.DataFrame(self.score[:, place].T, index=self.schools)
        return [ordered(scores[region], seed=self.seed, rule=self.rules[place]) for region in scores]


def simulated_lists(
    tables: Mapping[str, pd.DataFrame],
    edition: ListEdition,
    settings_by_rule: Mapping[str, Mapping[str, Any]],
    *,
    process: Process,
    rules: Sequence[str],
    truly_low_share: float = 0.1,
    threshold: float = 0.3,
    procedures: int = 2,
    regions: int = REGIONS,
    seed: int = 0,
) -> SimulatedLists:
    """Return what rules answer in regions simulated from the region's own process.

    Parameters
    ----------
    tables, edition, settings_by_rule
        As in `identify.decide_all`; tables are not changed.
    process : Process
        Should hold every year that the rules read: rows of other years are left out.
    rules : sequence of str
        Keys that `coverage` calls covered.
    truly_low_share : float
        Lowest part of the region by lasting overall level, 0-1, of the schools with participants.
    threshold, procedures : float, int
        Of the second meaning: lasting share (0-1) in how many procedures.
    regions : int
        How many are simulated.
    seed : int
        Of all that is drawn; equal seeds give equal regions.
    """
    settings = all_settings(settings_by_rule)
    shape = (regions, len(rules), len(process.schools))
    listed, score = np.full(shape, np.nan), np.full(shape, np.nan)
    low: dict[Meaning, NDArray] = {
        meaning: np.zeros((regions, len(process.schools)), dtype=bool) for meaning in MEANINGS
    }
    known = np.logical_or.reduce(process.applies, axis=1)
    for region in range(regions):
        made = simulated(tables, process, seed=[seed, region])
        low["level"][region] = greatest_part(pd.Series(-made.truth.level, process.schools), truly_low_share, seed=seed)
        low["shares"][region] = made.truth.lasting_low(threshold, procedures=procedures)
        measured = KnownParts(made.tables, process.parts)
        for place, key in enumerate(rules):
            answer = decide(all_rules()[key], measured, edition, settings[key]).set_index("school_id")
            answer = answer.reindex(process.schools)
            listed[region, place] = answer["listed"].astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
            score[region, place] = answer["score"].to_numpy()
    score[np.isnan(listed)] = np.nan
    ordering = tuple(
        all(orders(listed[at, place], score[at, place]) for at in range(regions) if (listed[at, place] == 1).any())
        for place in range(len(rules))
    )
    return SimulatedLists(process.schools, tuple(rules), ordering, listed, score, low, known, seed)
