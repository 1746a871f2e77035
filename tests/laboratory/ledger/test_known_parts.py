"""The pooled model at known variances is the model of the region, only cheaper."""

from types import SimpleNamespace

import numpy as np
import pytest

from shnor_lab.ground.cells import cell_grid
from shnor_lab.laboratory.ledger.known_parts import KnownParts
from shnor_lab.laboratory.ledger.process import process_of, simulated

from ...small_tables import BASIC, schools, tables, year_of

YEARS = (2024, 2023)
PARTS = SimpleNamespace(school=0.15, procedure=0.02, year=0.02, cell=0.02)


def region(count, n=40):
    ids = [f"s{place:03}" for place in range(count)]
    rows = [row for school in ids for year in YEARS for row in year_of(school, year, n=n)]
    data = tables(rows, schools(*ids))
    grid = cell_grid(data, years=YEARS, procedures=BASIC)
    return simulated(data, process_of(grid, parts=PARTS, cut=np.full((2, 6), -1.2)), seed=1)


def test_levels_are_found_and_intervals_cover():
    made = region(120)
    _grid, pooled = KnownParts(made.tables, PARTS).pooled(YEARS)
    level = pooled.level()
    truth = made.truth.level - made.truth.level.mean()
    assert pooled.state == "fitted"
    assert np.corrcoef(level.mean, truth)[0, 1] > 0.9
    assert np.mean((level.low <= truth) & (truth <= level.high)) == pytest.approx(0.95, abs=0.06)
    assert pooled.p_lowest(0.1).sum() == pytest.approx(12, abs=0.5)
    assert pooled.parts.school == pytest.approx(PARTS.school)


def test_equal_cells_are_fitted_once():
    measured = KnownParts(region(30).tables, PARTS)
    assert measured.pooled(YEARS)[1] is measured.pooled(YEARS)[1]
    assert measured.pooled(YEARS[:1])[1] is not measured.pooled(YEARS)[1]
    assert measured.pooled(YEARS[:1])[1].state == "one_year"
    assert measured.pooled((2024, 2022))[1].state == "one_year"


def test_too_few_schools_and_no_noise_are_answers():
    made = region(3)
    _grid, pooled = KnownParts(made.tables, PARTS).pooled(YEARS)
    assert pooled.state == "too_few" and np.isnan(pooled.p_lowest()).all()
    quiet = SimpleNamespace(school=0.2, procedure=0.0, year=0.0, cell=0.0)
    _grid, pooled = KnownParts(region(30).tables, quiet).pooled(YEARS)
    assert pooled.answered and pooled.parts.year == 0
