"""Whom a rule lists more often: by size of school, and by conditions at the same level of results."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..ground.bands import FIFTHS, fifths
from ..measure.shares import jeffreys
from .agreement.bootstrap import FEWEST_LISTED

Known = Literal["measured", "few", "none"]


def by_size(decisions: pd.DataFrame, *, truth: pd.Series, size: pd.Series, level: float = 0.95) -> pd.DataFrame:
    """Return how often each rule lists schools by fifth of size, and how many of them are truly low.

    Parameters
    ----------
    decisions : DataFrame
        ``rule, school_id, listed`` (boolean, NA = no answer); schools of the region.
    truth : Series
        By ``school_id``: 0 or 1 where the truth is known (a simulation), else the posterior chance (0-1) that the
        school is truly low; counts are then expected ones. Schools without one (NaN) are left out.
    size : Series
        Participants by ``school_id``; a school without one is in no fifth, but among all.
    level : float
        Coverage of the intervals, 0-1.

    Returns
    -------
    DataFrame
        One row per rule and fifth: ``rule``; ``band`` (0 all, 1 smallest to 5 largest); ``from, to`` (participants);
        ``schools``; ``unanswered``; ``listed``; ``truly_low`` (of all ``schools``); ``caught`` (listed and truly low);
        ``false_flags`` (listed and not); shares, 0-1, each with ``_from`` and ``_to``: ``listed_share`` of the schools
        answered, ``precision`` = caught / listed, ``recall`` = caught / truly_low, ``false_rate`` = false_flags /
        schools not truly low. ``state``: measured; few (fewer than ``FEWEST_LISTED`` listed: counts only are for
        print); none (nobody listed).

    Notes
    -----
    Intervals are Jeffreys intervals, each for itself; with chances as truth the counts are sums of chances and the
    intervals rather too wide. They say how far a share hangs on which schools the region happens to have: the same
    rule among other schools of the same kinds. The data are a census, no school was sampled. Nothing is compared here;
    kinds of schools are compared in `same_level`.
    """
    known = truth.dropna()
    rows: list[dict[str, Any]] = []
    for rule, own in decisions.groupby("rule", observed=True, sort=False):
        answers = own.set_index("school_id")["listed"].reindex(known.index)
        asked = answers.index.isin(own["school_id"])
        listed = answers[asked].astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
        low = known[asked].to_numpy(dtype="float64")
        pupils = size.reindex(answers.index[asked]).to_numpy(dtype="float64", na_value=np.nan)
        band = fifths(pupils)
        for one in range(FIFTHS + 1):
            here = band == one if one else np.full(len(band), True)
            rows.append({"rule": rule, "band": one, **_of_band(listed[here], low[here], pupils[here], level)})
    frame = pd.DataFrame(rows).astype({"rule": "str"})
    return frame.assign(state=pd.Categorical(frame["state"], categories=list(get_args(Known))))


def _of_band(listed: NDArray, low: NDArray, pupils: NDArray, level: float) -> dict[str, Any]:
    yes = listed == 1
    answered = int((~np.isnan(listed)).sum())
    caught, truly_low = float(low[yes].sum()), float(low.sum())
    found: dict[str, Any] = {
        "from": float(np.nanmin(pupils)) if not np.isnan(pupils).all() else np.nan,
        "to": float(np.nanmax(pupils)) if not np.isnan(pupils).all() else np.nan,
        "schools": len(low),
        "unanswered": len(low) - answered,
        "listed": int(yes.sum()),
        "truly_low": truly_low,
        "caught": caught,
        "false_flags": float(yes.sum()) - caught,
    }
    for name, above, below in (
        ("listed_share", yes.sum(), answered),
        ("precision", caught, yes.sum()),
        ("recall", caught, truly_low),
        ("false_rate", found["false_flags"], len(low) - truly_low),
    ):
        above = min(max(float(above), 0.0), float(below))
        low_end, high_end = jeffreys([above], [float(below)], level=level)
        found[name] = above / below if below else np.nan
        found |= {f"{name}_from": float(low_end[0]), f"{name}_to": float(high_end[0])}
    found["state"] = "none" if not yes.any() else "few" if yes.sum() < FEWEST_LISTED else "measured"
    return found
