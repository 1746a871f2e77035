"""Error ledger of the region: what the rules find and miss in regions made by its own process."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..ground.editions import window
from ..ground.measured import READ, delivered
from ..laboratory.cost import curve_by_chance, curve_simulated
from ..laboratory.estimand import MEANINGS
from ..laboratory.ledger.coverage import coverage
from ..laboratory.ledger.errors import base_rates, ledger
from ..laboratory.ledger.lists import SimulatedLists, simulated_lists
from ..laboratory.ledger.process import process_of
from . import computed
from .computed import tables_with
from .edition import EDITION, YEARS_OF_LIST
from .given import Given
from .identification import DECISIONS, rule_tables
from .laboratory import compared
from .levels import LEVELS, LOW_PROCEDURES, threshold
from .result import Result

LEAST_POOLED = 2
"""Years with counts below which what lasts cannot be told from what is passing."""

LEAST_YEARS = 4
"""Years simulated at least: a cohort is followed over three years before the latest (ours)."""

COVERED = Result(
    "ledger_rules",
    lambda given: coverage(
        tables_with(given, "now"),
        given.edition,
        given.params.rules,
        rules=compared(DECISIONS.of(given)),
    ),
    tables=rule_tables,
    params=(*YEARS_OF_LIST, "rules"),
    results=(DECISIONS,),
    uses=lambda: computed.results("now"),
    needs=("schools", "results", EDITION),
)
"""One row per compared rule: rule, covered, why; see ``laboratory.ledger.coverage``."""


def years_read(study: Given) -> int:
    """Return how many years are simulated: as many as any rule pools."""
    spans = [getattr(chosen, name, 0) for chosen in study.settings.values() for name in ("years", "window")]
    return max(LEAST_YEARS, *spans)


def _simulated(study: Given) -> pd.DataFrame:
    covered = COVERED.of(study)
    rules = covered.loc[covered["covered"], "rule"].tolist()
    grid = study.tables.grid(window(study.edition, years_read(study)))
    if not rules or delivered(grid).any(axis=(0, 2)).sum() < LEAST_POOLED:
        return pd.DataFrame()
    pooled = study.tables.fitted(grid)
    if pooled.state != "fitted":
        return pd.DataFrame()
    lists = simulated_lists(
        study.tables,
        study.edition,
        study.params.rules,
        process=process_of(grid, parts=pooled.parts, cut=pooled.cut, level_mean=pooled.expected),
        rules=rules,
        truly_low_share=study.params.truly_low_share,
        threshold=threshold(study),
        procedures=LOW_PROCEDURES,
        seed=study.params.seed,
    )
    regions, count, schools = lists.listed.shape
    return pd.DataFrame(
        {
            "region": np.repeat(np.arange(regions, dtype="int16"), count * schools),
            "rule": pd.Categorical(np.tile(np.repeat(lists.rules, schools), regions), categories=list(lists.rules)),
            "ordering": np.tile(np.repeat(lists.ordering, schools), regions),
            "school_id": pd.Categorical(np.tile(lists.schools, regions * count), categories=list(lists.schools)),
            "known": np.tile(lists.known, regions * count),
            "listed": lists.listed.ravel(),
            "score": lists.score.ravel(),
            **{f"low_{one}": np.repeat(lists.low[one], count, axis=0).ravel() for one in MEANINGS},
        }
    )


SIMULATED = Result(
    "ledger_lists",
    _simulated,
    tables=READ,
    params=(*YEARS_OF_LIST, "rules", "seed", "truly_low_share"),
    results=(COVERED,),
    needs=("schools", "results", EDITION),
)
"""One row per simulated region, rule and school: region, rule, ordering (the score orders schools as the list does),
school_id, known (can be truly low), listed (1, 0, NaN), score, low_level, low_shares (truly low by either meaning). No
row where the pooled model has no answer from two years or more, or no rule is covered."""


def _lists(study: Given) -> SimulatedLists | None:
    frame = SIMULATED.of(study)
    if frame.empty:
        return None
    rules, schools = frame["rule"].cat.categories, frame["school_id"].cat.categories
    shape = (-1, len(rules), len(schools))
    return SimulatedLists(
        schools=pd.Index(schools),
        rules=tuple(rules),
        ordering=tuple(frame["ordering"].to_numpy().reshape(shape)[0, :, 0].tolist()),
        listed=frame["listed"].to_numpy().reshape(shape),
        score=frame["score"].to_numpy().reshape(shape),
        low={one: frame[f"low_{one}"].to_numpy().reshape(shape)[:, 0] for one in MEANINGS},
        known=frame["known"].to_numpy().reshape(shape)[0, 0],
        seed=study.params.seed,
    )


def _ledger(study: Given) -> pd.DataFrame:
    lists = _lists(study)
    return pd.DataFrame() if lists is None else ledger(lists, size=LEVELS.of(study).set_index("school_id")["size"])


LEDGER = Result("ledger", _ledger, params=("seed",), results=(SIMULATED, LEVELS))
"""One row per covered rule, length of list, meaning of truly low and fifth of size; see
``laboratory.ledger.errors.ledger``."""


def _base_rates(study: Given) -> pd.DataFrame:
    lists = _lists(study)
    return pd.DataFrame() if lists is None else base_rates(lists)


BASE_RATES = Result("ledger_base_rates", _base_rates, params=("seed",), results=(SIMULATED,))
"""One row per meaning of truly low: how many schools are, in simulated regions."""


def _curves(study: Given) -> pd.DataFrame:
    lists = _lists(study)
    if lists is None:
        return pd.DataFrame()
    chance = LEVELS.of(study).set_index("school_id")["p_truly_low"]
    by_chance = curve_by_chance(chance, meaning="level", seed=study.params.seed)
    return pd.concat([curve_simulated(lists), by_chance], ignore_index=True)


CURVES = Result("ledger_curves", _curves, params=("seed",), results=(SIMULATED, LEVELS))
"""One row per rule, meaning, origin and length of list; see ``laboratory.cost``. Of the origin «chances»: the schools
of this region in the order of their chance to be truly low, ``rule`` being the column of `LEVELS` that says it."""
