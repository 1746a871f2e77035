"""Which rules a ledger can judge, found out by how they behave and not by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from ...identify.decide import decide
from ...identify.rule import BaseRule
from ...identify.rules import all_rules, all_settings
from ...measure.pooled import VarianceParts
from ...params import ListEdition
from .known_parts import KnownParts

Why = Literal["covered", "no_answer", "other_tables", "other_figures", "not_for_low"]

COUNTING_TABLES = ("schools", "school_years", "results")
"""Tables that say which schools exist and how results were counted."""

OTHER_FIGURES = ("n_3", "n_4", "n_5", "n_high", "mean")
"""Columns of ``results`` that are no counts of low results or of participants."""

_LEVEL_SD, _SHIFT, _CUT = 0.3, 1.5, -1.3
"""About 10 % of results are low, and 58 % in the schools that are shifted."""
_TYPICAL = VarianceParts(school=0.15, procedure=0.02, year=0.02, cell=0.02)


def coverage(
    tables: Mapping[str, pd.DataFrame],
    edition: ListEdition,
    settings_by_rule: Mapping[str, Mapping[str, Any]],
    *,
    rules: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return which rules speak of low results by their counts alone, one row per rule.

    Parameters
    ----------
    tables, edition, settings_by_rule
        As in `identify.decide_all`.
    rules : sequence of str, optional
        Keys; default: every rule.

    Returns
    -------
    DataFrame
        ``rule, covered`` (bool), ``why``: covered; no_answer (no school gets an answer from counts); other_tables (the
        answers hang on more than ``COUNTING_TABLES``, which a simulation of results knows nothing of); other_figures
        (on marks above «2», high results or means); not_for_low (more low results do not bring schools onto its list).

    Notes
    -----
    A rule answers made-up regions with the participants of this one: in half of the schools about 60 % of the results
    are low, in the others 10 %, in every year or in the latest only; then the halves are exchanged. It must list more
    of the half with more low results, and no other table or figure may change what it says.
    """
    results, latest = tables["results"], edition.result_years[0]
    half = results["school_id"].rank(method="dense").mod(2).eq(1).to_numpy(dtype=bool)
    counted = {key: tables[key] for key in COUNTING_TABLES if key in tables}
    bare = counts_only(results)
    now = results["year"].eq(latest).fillna(False).to_numpy(dtype=bool)
    made = {
        "whole": {**tables, "results": _with_low(bare, half)},
        "all_figures": {**tables, "results": _with_low(results, half)},
        "counts": {**counted, "results": _with_low(bare, half)},
        "counts_exchanged": {**counted, "results": _with_low(bare, ~half)},
        "latest": {**counted, "results": _with_low(bare, half & now)},
        "latest_exchanged": {**counted, "results": _with_low(bare, ~half & now)},
    }
    regions = {name: KnownParts(of_region, _TYPICAL) for name, of_region in made.items()}
    for region in regions.values():
        region.share_fits(regions["whole"])
    settings = all_settings(settings_by_rule)
    low_half = set(results.loc[half, "school_id"])
    found: list[Why] = []
    keys = list(all_rules()) if rules is None else list(rules)
    for key in keys:
        rule = all_rules()[key]

        def answer(name: str, rule: BaseRule = rule) -> pd.DataFrame:
            return decide(rule, regions[name], edition, settings[rule.key])

        found.append(_why(answer, low_half))
    why = pd.Categorical(found, categories=list(get_args(Why)))
    return pd.DataFrame(
        {"rule": pd.array(keys, dtype="str"), "covered": [one == "covered" for one in found], "why": why}
    )


def counts_only(results: pd.DataFrame) -> pd.DataFrame:
    """Return a copy of ``results`` whose ``OTHER_FIGURES`` are empty."""
    empty = np.full(len(results), True)
    return results.assign(**{name: results[name].mask(empty) for name in OTHER_FIGURES})


def _with_low(results: pd.DataFrame, shifted: np.ndarray) -> pd.DataFrame:
    """Return results whose counts of low ones are drawn, always with the same seed."""
    from scipy.special import ndtr

    rng = np.random.default_rng(0)
    school = results["school_id"].rank(method="dense").to_numpy(dtype="int64") - 1
    level = rng.normal(0, _LEVEL_SD, school.max(initial=-1) + 1)[school]
    n = results["n"].fillna(0).to_numpy(dtype="int64")
    low = rng.binomial(n, ndtr(_CUT - level + _SHIFT * shifted))
    made = pd.Series(pd.array(low, dtype=results["n_low"].dtype), index=results.index)
    return results.assign(**{name: made.where(results[name].notna()) for name in ("n_low", "n_2")})


def _why(answer: Callable[[str], pd.DataFrame], low_half: set[str]) -> Why:
    whole, counts = answer("whole"), answer("counts")
    if not _alike(whole, counts):
        return "other_tables"
    if counts["listed"].isna().all():
        return "no_answer"
    if not _alike(whole, answer("all_figures")):
        return "other_figures"
    if _surplus(counts, low_half) > _surplus(answer("counts_exchanged"), low_half):
        return "covered"
    latest = _surplus(answer("latest"), low_half) > _surplus(answer("latest_exchanged"), low_half)
    return "covered" if latest else "not_for_low"


def _alike(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one["listed"].equals(other["listed"]) and np.allclose(one["score"], other["score"], equal_nan=True)


def _surplus(answer: pd.DataFrame, low_half: set[str]) -> int:
    """Return how many more schools of the low half than of the other are listed."""
    listed = answer["listed"].fillna(False).to_numpy(dtype=bool)
    inside = answer["school_id"].isin(low_half).to_numpy()
    return int(listed[inside].sum()) - int(listed[~inside].sum())
