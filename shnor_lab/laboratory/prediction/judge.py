"""Each rule against the results of the year after: precision, order, chance and a placebo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...ground.bands import fifths, of_length
from ...measure.shares import jeffreys
from ..agreement.bootstrap import DRAWS, FEWEST_LISTED, FEWEST_SCHOOLS, LEVEL
from ..agreement.lists import orders
from .chance import Chance, add_bounds, reshuffled
from .roc import area, area_drawn, area_reshuffled, roc_curve

State = Literal["judged", "few_schools", "few_listed", "few_outcomes"]

_FIGURES = (
    "precision", "precision_from", "precision_to", "base_rate", "reshuffled_from", "reshuffled_to",
    "placebo", "placebo_from", "placebo_to", "precision_equal", "auc", "auc_from", "auc_to",
    "auc_reshuffled_from", "auc_reshuffled_to", "auc_placebo", "auc_placebo_from", "auc_placebo_to",
)  # fmt: skip


def prediction(
    decisions: pd.DataFrame,
    outcome: pd.Series,
    *,
    size: pd.Series,
    level: float = LEVEL,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how well lists tell an outcome of the year after, beside what chance and the placebo tell.

    Parameters
    ----------
    decisions : DataFrame
        ``rule, school_id, listed`` (boolean), ``score``; lists whose latest result year is the year before the outcome.
    outcome : Series
        Boolean by ``school_id``, e.g. ``lowest`` of `results_of_year`; NA is left out.
    size : Series
        Participants by ``school_id``, for the placebo; schools without one share a band.
    level : float
        Coverage of intervals, 0-1.
    seed : int
        Of bootstrap, reshuffling and equal scores.

    Returns
    -------
    DataFrame
        One row per rule. ``rule``; ``schools`` (answered, with an outcome); ``unanswered`` (with an outcome, without
        an answer); ``listed``; ``outcomes``; ``caught`` (both). Shares 0-1: ``precision`` = caught / listed with
        ``_from, _to`` (Jeffreys); ``base_rate`` = outcomes / schools, the precision expected of a list by lot;
        ``reshuffled_from, reshuffled_to``: precision with outcomes reshuffled among all schools; ``placebo`` (mean),
        ``placebo_from, placebo_to``: reshuffled within fifths of size, so that size may tell what it can and results
        nothing; ``precision_equal``: of a list as long as there are outcomes, by score; ``auc`` with ``_from, _to``
        (school bootstrap), and as for precision ``auc_reshuffled_from, _to``, ``auc_placebo`` with ``_from, _to`` (by
        chance 0.5). ``precision_equal`` and the areas need a score that orders schools as the list does, NaN otherwise.
        ``state``: judged; few_schools, few_listed, few_outcomes (below ``FEWEST_SCHOOLS``, ``FEWEST_LISTED``: all
        figures NaN).

    Notes
    -----
    One year is noisy: even a list of the schools that are lastingly lowest does not reach 1. The intervals of
    precision and area say how far they hang on which schools the region happens to have: other schools of the same
    kinds, this one pair of years. They hold each for itself. The bounds under reshuffling, with which figures are
    compared, hold together over all rules (`compare.bootstrap.simultaneous`): in ``level`` of the cases none of the
    rules is outside by chance. Rules that answer the same schools share the reshuffling, others have their own.
    """
    known = outcome.dropna()
    rows: list[dict[str, Any]] = []
    judged: list[Chance] = []
    draw = _once(seed)
    for rule, own in decisions.groupby("rule", observed=True, sort=False):
        own = own[own["school_id"].isin(known.index)]
        answered = own.dropna(subset=["listed"])
        found = known.reindex(answered["school_id"]).to_numpy(dtype=bool)
        listed = answered["listed"].to_numpy(dtype=bool)
        row: dict[str, Any] = {
            "rule": rule,
            "schools": len(answered),
            "unanswered": len(own) - len(answered),
            "listed": int(listed.sum()),
            "outcomes": int(found.sum()),
            "caught": int((listed & found).sum()),
            **dict.fromkeys(_FIGURES, np.nan),
            "state": _state(listed, found),
        }
        if row["state"] == "judged":
            band = fifths(size.reindex(answered["school_id"]).to_numpy(dtype="float64", na_value=np.nan))
            score = answered.set_index("school_id")["score"]
            figures, drawn = _judged(str(rule), listed, score, found, band, level, seed, draw)
            row |= figures
            judged.append((row, drawn))
        rows.append(row)
    add_bounds(judged, level)
    frame = pd.DataFrame(rows).astype({"rule": "str"})
    return frame.assign(state=pd.Categorical(frame["state"], categories=list(get_args(State))))


def roc_curves(decisions: pd.DataFrame, outcome: pd.Series) -> pd.DataFrame:
    """Return the ROC curves of the rules that `prediction` judges and whose score orders schools as their list does.

    Parameters
    ----------
    decisions, outcome
        As in `prediction`.

    Returns
    -------
    DataFrame
        One row per rule and point: ``rule`` and the columns of `roc.roc_curve`; no row when no rule is judged.
    """
    known = outcome.dropna()
    parts = []
    for rule, own in decisions.groupby("rule", observed=True, sort=False):
        answered = own[own["school_id"].isin(known.index)].dropna(subset=["listed"])
        found = known.reindex(answered["school_id"]).to_numpy(dtype=bool)
        listed, score = answered["listed"].to_numpy(dtype=bool), answered["score"].to_numpy()
        if _state(listed, found) == "judged" and orders(listed.astype("float64"), score):
            parts.append(roc_curve(_lowest_last(score), found).assign(rule=rule))
    columns = ["rule", "score", "listed", "false_share", "true_share"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _state(listed: NDArray, found: NDArray) -> State:
    if len(listed) < FEWEST_SCHOOLS:
        return "few_schools"
    if listed.sum() < FEWEST_LISTED:
        return "few_listed"
    return "few_outcomes" if min(found.sum(), (~found).sum()) < FEWEST_LISTED else "judged"


def _once(seed: int) -> Callable[[NDArray, NDArray], NDArray]:
    """Return `reshuffled` that draws once for the rules that answer the same schools."""
    drawn: dict[tuple[bytes, bytes], NDArray] = {}

    def draw(found: NDArray, band: NDArray) -> NDArray:
        key = (found.tobytes(), band.tobytes())
        if key not in drawn:
            drawn[key] = reshuffled(found, band, seed=seed)
        return drawn[key]

    return draw


def _judged(
    rule: str,
    listed: NDArray,
    scores: pd.Series,
    found: NDArray,
    band: NDArray,
    level: float,
    seed: int,
    draw: Callable[[NDArray, NDArray], NDArray],
) -> tuple[dict[str, float], dict[str, NDArray]]:
    """Return the figures of one rule, and what they are under reshuffling."""
    low, high = jeffreys([float((listed & found).sum())], [float(listed.sum())], level=level)
    anywhere = draw(found, np.zeros(len(found), dtype="int64"))
    in_band = draw(found, band)
    chance = {"reshuffled": anywhere[:, listed].mean(axis=1), "placebo": in_band[:, listed].mean(axis=1)}
    figures = {
        "precision": float(found[listed].mean()),
        "precision_from": float(low[0]),
        "precision_to": float(high[0]),
        "base_rate": float(found.mean()),
        "placebo": float(chance["placebo"].mean()),
    }
    if not orders(listed.astype("float64"), scores.to_numpy()):
        return figures, chance
    score = _lowest_last(scores.to_numpy())
    equal = of_length(pd.Series(score, scores.index), int(found.sum()), seed=seed, rule=rule)
    auc_from, auc_to = np.quantile(area_drawn(score, found, draws=DRAWS, seed=seed), [(1 - level) / 2, (1 + level) / 2])
    chance |= {"auc_reshuffled": area_reshuffled(score, anywhere), "auc_placebo": area_reshuffled(score, in_band)}
    figures |= {
        "precision_equal": float(found[equal].mean()),
        "auc": area(score, found),
        "auc_from": float(auc_from),
        "auc_to": float(auc_to),
        "auc_placebo": float(chance["auc_placebo"].mean()),
    }
    return figures, chance


def _lowest_last(score: NDArray) -> NDArray:
    """Return scores in which an answered school without a score stands below all others."""
    return np.nan_to_num(score, nan=np.nanmin(score) - 1)
