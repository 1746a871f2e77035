"""The region-wide results that the sections of ``10_identification`` read."""

from __future__ import annotations

from ...study import identification, margin, reconcile

NEEDS = (
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
)
