"""Each rule against the results of the year after: precision, order, chance and a placebo."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...measure.shares import jeffreys
from ..bands import fifths, of_length
from ..compare.lists import orders
from .roc import area, area_drawn, area_reshuffled, roc_curve

SCHOOLS_MIN = 60
LISTED_MIN = 10
"""Schools judged, and schools listed and with the outcome, below which nothing is judged (as for agreement)."""

DRAWS = 1000

State = Literal["judged", "few_schools", "few_listed", "few_outcomes"]

_FIGURES = (
    "precision", "precision_from", "precision_to", "base_rate", "reshuffled_from", "reshuffled_to",
    "placebo", "placebo_from", "placebo_to", "precision_equal", "auc", "auc_from", "auc_to",
    "auc_reshuffled_to", "auc_placebo", "auc_placebo_to",
)  # fmt: skip


def prediction(
    decisions: pd.DataFrame,
    outcome: pd.Series,
    *,
    size: pd.Series,
    level: float = 0.95,
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
        (school bootstrap); ``auc_reshuffled_to``, ``auc_placebo``, ``auc_placebo_to`` (upper bounds and mean of the
        area under reshuffling; by chance 0.5). The last seven need a score that orders schools as the list does, NaN
        otherwise. ``state``: judged; few_schools, few_listed, few_outcomes (below ``SCHOOLS_MIN``, ``LISTED_MIN``: all
        figures NaN).

    Notes
    -----
    One year is noisy: even a list of the schools that are lastingly lowest does not reach 1. Intervals speak of the
    lasting process: another year of these schools and schools like them, not of sampling from the region.
    """
    known = outcome.dropna()
    rows: list[dict[str, Any]] = []
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
            row |= _judged(listed, answered["score"].to_numpy(), found, band, level, seed)
        rows.append(row)
    frame = pd.DataFrame(rows).astype({"rule": "str"})
    return frame.assign(state=pd.Categorical(frame["state"], categories=list(get_args(State))))


def roc_curves(decisions: pd.DataFrame, outcome: pd.Series) -> pd.DataFrame:
    """Return the ROC curves of the rules that `prediction` judges and whose score orders schools as their list does.

    One row per rule and point: ``rule`` and the columns of `roc.roc_curve`.
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
    if len(listed) < SCHOOLS_MIN:
        return "few_schools"
    if listed.sum() < LISTED_MIN:
        return "few_listed"
    return "few_outcomes" if min(found.sum(), (~found).sum()) < LISTED_MIN else "judged"


def _judged(
    listed: NDArray, score: NDArray, found: NDArray, band: NDArray, level: float, seed: int
) -> dict[str, float]:
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = jeffreys([float((listed & found).sum())], [float(listed.sum())], level=level)
    anywhere = _reshuffled(found, np.zeros(len(found), dtype="int64"), seed)
    in_band = _reshuffled(found, band, seed)
    by_lot, placebo = (drawn[:, listed].mean(axis=1) for drawn in (anywhere, in_band))
    figures = {
        "precision": float(found[listed].mean()),
        "precision_from": float(low[0]),
        "precision_to": float(high[0]),
        "base_rate": float(found.mean()),
        "reshuffled_from": float(np.quantile(by_lot, tails[0])),
        "reshuffled_to": float(np.quantile(by_lot, tails[1])),
        "placebo": float(placebo.mean()),
        "placebo_from": float(np.quantile(placebo, tails[0])),
        "placebo_to": float(np.quantile(placebo, tails[1])),
    }
    if not orders(listed.astype("float64"), score):
        return figures
    score = _lowest_last(score)
    equal = of_length(score, int(found.sum()), seed=seed)
    drawn = area_drawn(score, found, draws=DRAWS, seed=seed)
    of_placebo = area_reshuffled(score, in_band)
    return figures | {
        "precision_equal": float(found[equal].mean()),
        "auc": area(score, found),
        "auc_from": float(np.quantile(drawn, tails[0])),
        "auc_to": float(np.quantile(drawn, tails[1])),
        "auc_reshuffled_to": float(np.quantile(area_reshuffled(score, anywhere), tails[1])),
        "auc_placebo": float(of_placebo.mean()),
        "auc_placebo_to": float(np.quantile(of_placebo, tails[1])),
    }


def _lowest_last(score: NDArray) -> NDArray:
    """Return scores in which an answered school without a score stands below all others."""
    return np.nan_to_num(score, nan=np.nanmin(score) - 1)


def _reshuffled(found: NDArray, band: NDArray, seed: int) -> NDArray:
    """Return outcomes reshuffled within bands: shape (draws, schools)."""
    rng = np.random.default_rng(seed)
    drawn = np.empty((DRAWS, len(found)), dtype=bool)
    for one in np.unique(band):
        here = np.flatnonzero(band == one)
        drawn[:, here] = rng.permuted(np.tile(found[here], (DRAWS, 1)), axis=1)
    return drawn
