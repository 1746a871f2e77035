"""What the lists of the edition a year earlier tell of the results of the latest year."""

from __future__ import annotations

import pandas as pd

from ..ground.measured import READ
from ..laboratory.prediction.judge import prediction, roc_curves
from ..laboratory.prediction.next_year import results_of_year
from .edition import EDITION, YEARS_OF_LIST
from .given import Given
from .identification import DECISIONS_BEFORE, MAIN_RULE
from .laboratory import compared
from .levels import LEVELS
from .result import Result
from .study import Study

OUTCOMES = ("lowest", "two_low")
"""What is to be told: among the lowest part of the region by the results of that year alone; low in two procedures."""


def outcome_year(study: Study | Given) -> int:
    """Return the year whose results are told; the lists judged end with the year before."""
    return study.edition.result_years[0]


def _lists(study: Given) -> pd.DataFrame:
    decisions = DECISIONS_BEFORE.of(study)
    return decisions[decisions["rule"].isin(compared(decisions))]


def _outcomes(study: Given) -> pd.DataFrame:
    return results_of_year(
        study.tables,
        outcome_year(study),
        part=study.params.truly_low_share,
        threshold_percent=study.settings[MAIN_RULE].threshold_percent,
        seed=study.params.seed,
    ).set_index("school_id")


def _prediction(study: Given) -> pd.DataFrame:
    lists, outcomes = _lists(study), _outcomes(study)
    if lists.empty:
        return pd.DataFrame()
    size = LEVELS.of(study).set_index("school_id")["size"]
    parts = [
        prediction(lists, outcomes[name], size=size, seed=study.params.seed).assign(outcome=name) for name in OUTCOMES
    ]
    return pd.concat(parts, ignore_index=True)


_READ_PARAMS = (*YEARS_OF_LIST, "seed", "truly_low_share", f"rules.{MAIN_RULE}")

PREDICTION = Result(
    "prediction",
    _prediction,
    tables=READ,
    params=_READ_PARAMS,
    results=(DECISIONS_BEFORE, LEVELS),
    needs=("schools", "results", EDITION),
)
"""One row per outcome and rule of the earlier edition: outcome (``OUTCOMES``), and as
``laboratory.prediction.judge.prediction``. No row where no rule listed anybody."""

ROC = Result(
    "roc",
    lambda given: roc_curves(_lists(given), _outcomes(given)["lowest"]),
    tables=READ,
    params=_READ_PARAMS,
    results=(DECISIONS_BEFORE,),
    needs=("schools", "results", EDITION),
)
"""One row per rule and point of its ROC curve for the outcome ``lowest``: rule, score, listed, false_share,
true_share."""
