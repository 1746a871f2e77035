"""The region-wide results that the sections of ``00_data_passport`` read."""

from __future__ import annotations

from ...study import identification, passport, signs

NEEDS = (
    passport.CELLS,
    passport.COVERAGE,
    passport.PARTICIPATION,
    passport.GIVEN,
    signs.SIGNS,
    identification.DECISIONS,
)
