"""The region-wide results that the sections of ``11_rule_laboratory`` read."""

from __future__ import annotations

from ...study import bias, identification, laboratory, ledger, levels, margin, prediction, variance

NEEDS = (
    identification.DECISIONS,
    identification.CELLS,
    identification.MOVEMENT,
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
    prediction.PREDICTION,
    prediction.ROC,
    ledger.COVERED,
    ledger.LEDGER,
    ledger.BASE_RATES,
    ledger.CURVES,
)
