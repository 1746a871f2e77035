"""What the notebooks of a batch need of the region, computed before the first kernel starts."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

from .. import places
from . import (
    bias,
    history,
    identification,
    laboratory,
    ledger,
    levels,
    margin,
    passport,
    prediction,
    reconcile,
    signs,
    variance,
)
from .region import Result
from .study import Study

NEEDS: dict[str, tuple[Result, ...]] = {
    "00_data_passport": (
        passport.CELLS,
        passport.COVERAGE,
        passport.PARTICIPATION,
        passport.GIVEN,
        signs.SIGNS,
        identification.DECISIONS,
    ),
    "10_identification": (
        identification.DECISIONS,
        identification.DECISIONS_BEFORE,
        identification.CELLS,
        identification.UNANSWERED,
        identification.SENSITIVITY,
        identification.MOVEMENT,
        reconcile.RECONCILED,
        reconcile.ACTIONS,
        margin.MARGINS,
        margin.MOVES,
    ),
    "11_rule_laboratory": (
        identification.DECISIONS,
        identification.CELLS,
        margin.LIST_BY_SETTING,
        laboratory.RULES,
        laboratory.PAIRS,
        laboratory.JOINT,
        levels.LEVELS,
        levels.PARTS,
        levels.PROCEDURES,
        variance.PARTS_BY_PROCEDURE,
        variance.RELIABILITY,
        bias.BIAS,
        bias.SAME_LEVEL,
        identification.DECISIONS_BEFORE,
        identification.MOVEMENT,
        prediction.PREDICTION,
        prediction.ROC,
        ledger.COVERED,
        ledger.SIMULATED,
        ledger.LEDGER,
        ledger.BASE_RATES,
        ledger.CURVES,
    ),
    "90_region_overview": (
        passport.CELLS,
        passport.COVERAGE,
        passport.GIVEN,
        identification.CELLS,
        identification.DECISIONS,
        identification.DECISIONS_BEFORE,
        identification.MOVEMENT,
    ),
}
"""Region-wide results by notebook; a notebook that is not named here needs none."""


def prepare(study: Study, notebooks: Iterable[str]) -> dict[str, int]:
    """Compute and keep the region-wide results of these notebooks, and the decisions of this run.

    Parameters
    ----------
    study : Study
    notebooks : iterable of str
        Keys, e.g. ``10_identification``.

    Returns
    -------
    dict
        Result name -> its rows. Empty when the dataset has no results: the pages then say so.
    """
    if not study.dataset.has("results"):
        return {}
    wanted = {result.name: result for key in notebooks for result in NEEDS.get(key, ())}
    counts = {name: len(result.of(study)) for name, result in wanted.items()}
    if identification.DECISIONS.name in counts:
        history.keep(study)
    _remove_stale(study)
    return counts


def _remove_stale(study: Study) -> None:
    """Remove results that rest on other data, choices or code than now."""
    fresh = {result.folder(study) for results in NEEDS.values() for result in results}
    kept = places.outputs(study.name) / "region"
    for folder in kept.iterdir() if kept.is_dir() else ():
        if folder.is_dir() and folder not in fresh:
            shutil.rmtree(folder)
