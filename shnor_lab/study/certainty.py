"""The third answer: what the chance of a lasting low share allows to say of each school."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..measure.fives import fives
from .given import Given
from .identification import CELLS, DECISIONS, LEVEL_RULE, MAIN_RULE
from .study import Study

UPPER = 80
"""Schools of 100, as printed, from which the answer is «high» (ours)."""

LOWER = 20
"""Schools of 100, as printed, below which the answer is «low» (ours)."""

ENOUGH = 10
"""Participants of a procedure from which it counts for the gate of participants (ours)."""

STATES = ("high", "unclear", "few", "low", "none")


def certainty(study: Study | Given) -> pd.DataFrame:
    """Return what the chance of the main rule allows to say, one row per school.

    Returns
    -------
    DataFrame
        ``school_id``; ``p_low`` (0-1: chance that the lasting share of the school is not below the threshold in a
        procedure; NA where the rule gives none); ``enough`` (procedures with ``ENOUGH`` participants or more in some
        year of the edition); ``certainty`` (one of ``STATES``): none, no chance was computed; few, no
        procedure has enough participants; high, ``p_low`` as printed (`measure.fives`) is ``UPPER`` of 100 or more;
        low, it is below ``LOWER``; unclear, between. ``p_level`` (0-1: chance that the overall level of the school is
        among the lowest part of the region, `lowest_part`; NA where `LEVEL_RULE` gives none).
    """
    decisions = DECISIONS.of(study)
    own = decisions.loc[decisions["rule"] == MAIN_RULE, ["school_id", "p_low"]].reset_index(drop=True)
    level = decisions[decisions["rule"] == LEVEL_RULE].set_index("school_id")["p_low"]
    cells = CELLS.of(study)
    big = cells[(cells["state"] == "delivered") & (cells["n"] >= ENOUGH).fillna(False)]
    procedures = big.drop_duplicates(["school_id", "procedure"]).groupby("school_id").size()
    enough = own["school_id"].map(procedures).fillna(0).astype("int64")
    chance = own["p_low"]
    printed = chance.map(fives, na_action="ignore")
    state = np.select(
        [chance.isna(), enough == 0, printed >= UPPER, printed < LOWER],
        ["none", "few", "high", "low"],
        default="unclear",
    )
    return own.assign(
        enough=enough,
        certainty=pd.array(state, dtype="str"),
        p_level=own["school_id"].map(level).astype("float64"),
    )


def lowest_part(study: Study) -> float:
    """Return the part of the region that ``p_level`` speaks of, 0-1."""
    return study.settings[LEVEL_RULE].part or study.params.truly_low_share
