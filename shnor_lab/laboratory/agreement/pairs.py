"""Two rules at a time: how many schools both list, how many they would by chance, agreement beyond it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from . import bootstrap, redrawn
from .answers import side_by_side
from .coefficients import cohen, gwet_ac1
from .lists import MOST_BY_LOT, highest, ordering

STATES = ("compared", "too_few", "extreme", "empty", "alike", "not_ordering", "ties")
"""compared: all numbers stand; too_few: no intervals; extreme: none either, since no school is on both lists or every
listed school is, and schools drawn anew could not show otherwise; empty: a list without schools, and alike: a list of
all schools compared, so no coefficient; not_ordering: a score does not order schools, and ties: more than half of a
list would be drawn by lot, so no list of equal length and no numbers at all."""

_DTYPES = {
    "rule_a": "str",
    "rule_b": "str",
    "schools": "Int64",
    "unknown": "Int64",
    "listed_a": "Int64",
    "listed_b": "Int64",
    "by_lot": "Int64",
    "both": "Int64",
    "either": "Int64",
    **dict.fromkeys(("expected", "p_chance", "jaccard", "agreement"), "float64"),
    **dict.fromkeys(("cohen", "cohen_low", "cohen_high", "ac1", "ac1_low", "ac1_high"), "float64"),
    "state": "str",
}


def pairs(
    decisions: pd.DataFrame, rules: Sequence[str], *, equal: bool = False, length: int | None = None, seed: int
) -> pd.DataFrame:
    """Return how far every two rules agree, at their own or at equal length of the list.

    Parameters
    ----------
    decisions : DataFrame
        As `identify.decide.decide_all` gives it, of a whole region.
    rules : sequence of str
        Rules to compare; each pair stands once, in this order.
    equal : bool
        Compare the schools with the highest scores, as many of each rule.
    length : int, optional
        That number; by default the shorter of the two lists. Read only with ``equal``.
    seed : int
        Of the bootstrap and of the lot among equal scores.

    Returns
    -------
    DataFrame
        One row per pair:

        - ``rule_a``, ``rule_b``; ``state`` (see ``STATES``);
        - ``schools``: answered by both rules, only these are compared; ``unknown``: the others, never counted as
          agreement;
        - ``listed_a``, ``listed_b``, ``both``, ``either``: schools among those compared; ``by_lot``: places of the
          lists that a lot among equal scores decided;
        - ``expected``: schools on both lists, were lists of these lengths drawn independently, a·b/n;
          ``p_chance``: probability of so great an overlap then (hypergeometric), corrected over all pairs (Holm);
        - ``jaccard`` = both / either, ``agreement`` = share of schools with the same answer, 0-1;
        - ``cohen``, ``ac1`` with ``_low`` and ``_high``: coefficients with 95 % intervals from schools drawn anew (see
          `bootstrap`); the intervals of one coefficient hold for all pairs together. NaN below 60 schools, with fewer
          than ten listed by either rule, or with no school on both lists or all.

    Raises
    ------
    RuleError
        Fewer than two rules, or one without decisions.

    Notes
    -----
    Two claims are made about several pairs at once, and both are corrected: "these lists coincide beyond chance"
    (Holm: the chance that any such claim of the table is wrong is at most the level) and "the coefficient lies here"
    (simultaneous intervals). Lengths, overlap and Jaccard are counts of this region and need neither.
    """
    answers, scores = side_by_side(decisions, rules)
    order = set(ordering(answers, scores))
    rows, compared = [], []
    for a, b in combinations(rules, 2):
        known = answers[[a, b]].notna().all(axis=1).to_numpy()
        row: dict[str, Any] = {"rule_a": a, "rule_b": b, "schools": known.sum(), "unknown": (~known).sum()}
        two, by_lot = answers.loc[known, [a, b]].to_numpy(), 0
        if equal and two.sum(axis=0).all():
            k = int(two.sum(axis=0).min()) if length is None else min(length, len(two))
            cuts = [highest(scores.loc[known, rule], k, rule=rule, seed=seed) for rule in (a, b)]
            two, by_lot = np.column_stack([cut.listed for cut in cuts]), max(cut.by_lot for cut in cuts)
            if not {a, b} <= order or by_lot > MOST_BY_LOT * k:
                rows.append({**row, "state": "ties" if {a, b} <= order else "not_ordering"})
                continue
        rows.append({**row, "by_lot": by_lot, **_compared(two)})
        whole = np.full((len(answers), 2), np.nan)
        whole[known] = two
        if rows[-1]["state"] == "compared":
            compared.append((len(rows) - 1, whole))
    _add_intervals(rows, compared, seed)
    _correct(rows)
    return pd.DataFrame(rows).reindex(columns=list(_DTYPES)).astype(_DTYPES)


def _compared(two: np.ndarray) -> dict[str, Any]:
    from scipy.stats import hypergeom

    n, (a, b) = len(two), (int(said) for said in two.sum(axis=0))
    both = int((two.sum(axis=1) == 2).sum())
    row: dict[str, Any] = {"listed_a": a, "listed_b": b, "both": both, "either": a + b - both}
    if not a or not b:
        return {**row, "state": "empty"}
    row |= {"jaccard": both / (a + b - both), "agreement": (two[:, 0] == two[:, 1]).mean(), "expected": a * b / n}
    if n in (a, b):
        return {**row, "state": "alike"}
    return {
        **row,
        "p_chance": float(hypergeom.sf(both - 1, n, a, b)),
        "cohen": cohen(two[:, 0], two[:, 1]),
        "ac1": gwet_ac1(two),
        "state": "too_few" if not bootstrap.enough(two) else "extreme" if both in (0, a + b - both) else "compared",
    }


def _add_intervals(rows: list[dict[str, Any]], compared: list[tuple[int, np.ndarray]], seed: int) -> None:
    """Draw schools once for all pairs, so that the intervals hold together."""
    if not compared:
        return
    drawn = bootstrap.redrawn(np.hstack([whole for _row, whole in compared]), _both_coefficients, seed=seed)
    half = len(compared)
    for name, own in (("cohen", drawn[:, :half]), ("ac1", drawn[:, half:])):
        low, high = bootstrap.simultaneous(own)
        for place, (row, _whole) in enumerate(compared):
            rows[row][f"{name}_low"], rows[row][f"{name}_high"] = float(low[place]), float(high[place])


def _both_coefficients(patterns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return Cohen's kappa of every pair of neighbouring columns, then their AC1, shape (draws, 2 * pairs)."""
    answers = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    pairs_of = patterns.reshape(len(patterns), -1, 2)
    cells = np.stack([(pairs_of == answer).all(axis=2) for answer in answers], axis=2).astype("float64")
    counts = (weights @ cells.reshape(len(patterns), -1)).reshape(len(weights), -1, 4)
    places = range(counts.shape[1])
    kappas = [redrawn.light(answers, counts[:, place]) for place in places]
    return np.column_stack(kappas + [redrawn.gwet_ac1(answers, counts[:, place]) for place in places])


def _correct(rows: list[dict[str, Any]]) -> None:
    """Correct the probabilities over all pairs: the j-th smallest of m times m - j + 1, never falling (Holm 1979)."""
    tested = sorted((row for row in rows if "p_chance" in row), key=lambda row: row["p_chance"])
    least = 0.0
    for place, row in enumerate(tested):
        least = row["p_chance"] = min(1.0, max(least, (len(tested) - place) * row["p_chance"]))
