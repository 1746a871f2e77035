"""The region-wide results that the sections of ``90_region_overview`` read."""

from __future__ import annotations

from ...study import identification, passport

NEEDS = (
    passport.COVERAGE,
    passport.GIVEN,
    identification.CELLS,
    identification.DECISIONS,
    identification.DECISIONS_BEFORE,
    identification.MOVEMENT,
)
