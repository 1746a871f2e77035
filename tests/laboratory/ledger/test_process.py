"""Simulated tables: participants stay, counts follow the truth, nothing real remains beside them."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from shnor_lab.ground.cells import cell_grid
from shnor_lab.laboratory.ledger.process import process_of, simulated

from ...small_tables import BASIC, result, schools, tables, year_of

YEARS = (2024, 2023)
PARTS = SimpleNamespace(school=0.2, procedure=0.02, year=0.02, cell=0.02)
IDS = [f"s{place:03}" for place in range(120)]


def region(n=40, extra=()):
    rows = [row for school in IDS for year in YEARS for row in year_of(school, year, n=n)]
    return tables([*rows, *extra], schools(*IDS, "empty"))


def process(data, level_mean=0.0, cut=-1.2):
    grid = cell_grid(data, years=YEARS, procedures=BASIC)
    return process_of(grid, parts=PARTS, cut=np.full((2, 6), cut), level_mean=level_mean)


def test_participants_stay_and_low_results_are_drawn_anew():
    data = region()
    made = simulated(data, process(data), seed=1)
    drawn, own = made.tables["results"], data["results"]
    pd.testing.assert_series_equal(drawn["n"], own["n"])
    assert (drawn["n_low"] != own["n_low"]).mean() > 0.8
    assert list(drawn) == list(own) and (drawn.dtypes == own.dtypes).all()
    assert made.tables["schools"] is data["schools"]


def test_counts_follow_the_true_shares():
    data = region(n=20_000)
    made = simulated(data, process(data), seed=1)
    grid = cell_grid(made.tables, years=YEARS, procedures=BASIC)
    known = grid.n > 0
    np.testing.assert_allclose((grid.n_low / grid.n)[known], made.truth.share[known], atol=0.02)


def test_what_is_missing_stays_missing_and_what_is_outside_goes():
    extra = [
        result("s000", 2024, "kdr4_reading", 3, 20),
        result("s000", 2020, "oge_ma", 3, 20),
        result("s000", 2024, "oge_ma", 1, 3, attempt="retake"),
        result("closed", 2024, "oge_ma", 1, 3),
        result("empty", 2024, "oge_ma", None, 12, mean=3.2, n_high=4),
        result("empty", 2023, "oge_ma", None, 12, n_2=3, n_3=4, n_4=3, n_5=2, scale="mark"),
    ]
    data = region(extra=extra)
    drawn = simulated(data, process(data), seed=1).tables["results"]
    assert len(drawn) == len(data["results"]) - 4
    last = drawn[drawn["school_id"] == "empty"].set_index("year")
    assert pd.isna(last.loc[2024, "n_low"]) and last.loc[2024, "n"] == 12
    assert pd.isna(last.loc[2023, "n_low"]) and not pd.isna(last.loc[2023, "n_2"])
    assert drawn[["n_3", "n_4", "n_5", "n_high", "mean"]].isna().all(axis=None)


def test_a_school_without_participants_has_no_level():
    data = region()
    truth = simulated(data, process(data), seed=1).truth
    empty = cell_grid(data, years=YEARS).schools.get_loc("empty")
    assert np.flatnonzero(np.isnan(truth.level)).tolist() == [empty]
    assert np.flatnonzero(~truth.lasting_low(0.0)).tolist() == [empty]


def test_expected_levels_enter():
    data = region()
    lifted = process(data, level_mean=np.arange(len(IDS) + 1) / 10)
    plain = simulated(data, process(data), seed=2).truth
    moved = simulated(data, lifted, seed=2).truth.level - plain.level
    known = ~np.isnan(moved)
    np.testing.assert_allclose(moved[known], (np.arange(len(IDS) + 1) / 10)[known])


def test_equal_seeds_and_no_change_of_what_was_given():
    data = region()
    kept = {key: frame.copy() for key, frame in data.items()}
    one, two, other = (simulated(data, process(data), seed=seed).tables["results"] for seed in ([1, 2], [1, 2], [1, 3]))
    pd.testing.assert_frame_equal(one, two)
    assert (one["n_low"] != other["n_low"]).any()
    for key, frame in data.items():
        pd.testing.assert_frame_equal(frame, kept[key])


def test_rows_of_a_procedure_without_a_cut_go():
    data = region()
    cut = np.full((2, 6), -1.2)
    cut[0, 0] = np.nan
    grid = cell_grid(data, years=YEARS, procedures=BASIC)
    drawn = simulated(data, process_of(grid, parts=PARTS, cut=cut), seed=1).tables["results"]
    gone = drawn[(drawn["year"] == 2024) & (drawn["procedure"] == BASIC[0])]
    assert gone.empty and len(drawn) == len(data["results"]) - len(IDS)
