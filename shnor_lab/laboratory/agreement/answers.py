"""Decisions laid side by side: schools in rows, the compared rules in columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...errors import RuleError
from ...language import text as _


def side_by_side(decisions: pd.DataFrame, rules: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the answers and the scores of the rules to be compared.

    Parameters
    ----------
    decisions : DataFrame
        As `identify.decide.decide_all` gives it: one row per rule and school.
    rules : sequence of str
        Keys of the rules; two or more, each once.

    Returns
    -------
    answers, scores : DataFrame
        Index ``school_id`` in rising order, one column per rule in the given order. Answers: 1.0 listed, 0.0 not
        listed, NaN no answer. Scores: as the rules give them, NaN where there is none.

    Raises
    ------
    RuleError
        Fewer than two rules, one named twice, or one without decisions.
    """
    known = list(dict.fromkeys(decisions["rule"].astype(str)))
    strange = sorted(set(rules) - set(known))
    if strange or len(set(rules)) < max(2, len(rules)):
        raise RuleError(
            _("Two or more different rules are needed to compare them."),
            examples=strange or list(rules),
            todo=_("choose from: {names}", names=", ".join(known)),
        )
    chosen = decisions[decisions["rule"].isin(rules)]
    chosen = chosen.assign(rule=chosen["rule"].astype(str), listed=_float(chosen["listed"]))
    wide = chosen.pivot(index="school_id", columns="rule", values=["listed", "score"]).sort_index()
    return tuple(wide[name][list(rules)].astype("float64") for name in ("listed", "score"))  # type: ignore[return-value]


def _float(listed: pd.Series) -> np.ndarray:
    return listed.astype("boolean").to_numpy(dtype="float64", na_value=np.nan)
