"""All compared rules together: one coefficient for the whole set, at own or at equal length of the lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from . import bootstrap, coefficients, redrawn
from .answers import side_by_side
from .lists import MOST_BY_LOT, highest, ordering

JOINT = {
    "fleiss": (coefficients.fleiss, redrawn.fleiss),
    "conger": (coefficients.conger, redrawn.conger),
    "light": (coefficients.light, redrawn.light),
    "krippendorff": (coefficients.krippendorff, redrawn.krippendorff),
    "ac1": (coefficients.gwet_ac1, redrawn.gwet_ac1),
}
"""Coefficients by name: of one sample, and of many weightings of it."""

PARTIAL = ("krippendorff", "ac1")
"""Coefficients that use schools which some of the rules cannot answer; the others leave such schools out."""


def joint(
    decisions: pd.DataFrame, rules: Sequence[str], *, equal: bool = False, length: int | None = None, seed: int
) -> pd.DataFrame:
    """Return how far all rules together agree.

    Parameters
    ----------
    decisions, rules, equal, length, seed
        As in `pairs`; by default lists of equal length are as long as the shortest that holds ten schools, or where
        none does the longest: shorter lists are lengthened by the score. At equal length only rules whose score
        orders schools take part, over the schools that all of them answer.

    Returns
    -------
    DataFrame
        One row per coefficient of ``JOINT``: ``coefficient``; ``rules`` (how many took part); ``length`` (of each list,
        NA at own length); ``schools`` (answered by all rules; for ``PARTIAL`` by two or more); ``unknown`` (the
        others); ``value``, ``low``, ``high``; ``state``: compared, too_few (no interval), undefined (no coefficient:
        no school, or nobody or everybody listed), too_few_rules (fewer than two rules can be compared).
        Intervals: 95 %, each for itself; the five coefficients are five readings of one claim.

    Raises
    ------
    RuleError
        Fewer than two rules, or one without decisions.
    """
    answers, scores = side_by_side(decisions, rules)
    everyone, k = len(answers), None
    if equal:
        answers, k = _equal(answers, scores, length, seed)
    said = answers[answers.notna().sum(axis=1) >= 2].to_numpy()
    whole = said[~np.isnan(said).any(axis=1)]
    rows = []
    for name, (value, _drawn) in JOINT.items():
        used = said if name in PARTIAL else whole
        row: dict[str, Any] = {"coefficient": name, "rules": said.shape[1], "length": k, "schools": len(used)}
        row |= {"unknown": everyone - len(used), "value": value(used) if said.shape[1] >= 2 else np.nan}
        if said.shape[1] < 2:
            row["state"] = "too_few_rules"
        elif np.isnan(row["value"]):
            row["state"] = "undefined"
        else:
            row["state"] = "compared" if bootstrap.enough(used) else "too_few"
        rows.append(row)
    compared = [row for row in rows if row["state"] == "compared"]
    if compared:
        names = [row["coefficient"] for row in compared]
        drawn = bootstrap.redrawn(
            said, lambda *sample: np.column_stack([JOINT[n][1](*sample) for n in names]), seed=seed
        )
        for row, own in zip(compared, drawn.T, strict=True):
            (row["low"],), (row["high"],) = bootstrap.simultaneous(own[:, None])
    columns = ["coefficient", "rules", "length", "schools", "unknown", "value", "low", "high", "state"]
    return pd.DataFrame(rows, columns=columns).astype({"length": "Int64", "low": "float64", "high": "float64"})


def _equal(answers: pd.DataFrame, scores: pd.DataFrame, length: int | None, seed: int) -> tuple[pd.DataFrame, int]:
    """Return the lists of equal length of the rules that order schools, over the schools answered by all of them."""
    order = ordering(answers, scores)
    known = answers.index[answers[order].notna().all(axis=1)]
    lengths = answers.loc[known, order].sum().astype(int)
    usual = lengths[lengths >= bootstrap.FEWEST_LISTED]
    k = int(usual.min() if len(usual) else lengths.max()) if length is None and len(lengths) else length or 0
    k = min(k, len(known))
    cuts = {rule: highest(scores.loc[known, rule], k, rule=rule, seed=seed) for rule in order}
    return pd.DataFrame({r: cut.listed for r, cut in cuts.items() if cut.by_lot <= MOST_BY_LOT * k}, index=known), k
