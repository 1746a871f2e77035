"""The committed table of validation/one_year_shares.py: what it claims, and that its script still makes it."""

import one_year_shares as script
import pandas as pd
import pytest

STALE = "the table is not what the code gives: run validation/one_year_shares.py and read what changed"


@pytest.fixture(scope="module")
def stored():
    return pd.read_csv(script.TABLE)


def wholly_outside(rows: pd.DataFrame, least: float, most: float) -> pd.DataFrame:
    return rows[(0.95 + rows["high"] < least) | (0.95 + rows["low"] > most)]


def test_intervals_hold_what_they_claim(stored):
    told = stored[(stored["part"] == "interval") & (stored["method"] == "integrated")]
    on_average = told[told["group"] == "all"]
    assert len(on_average) == 8 and wholly_outside(on_average, 0.93, 0.97).empty
    fifths = told[told["group"].str.startswith("fifth") & (told["schools"] == 300)]
    assert len(fifths) == 10 and wholly_outside(fifths, 0.91, 0.98).empty


def test_taking_the_likeliest_for_known_does_not_hold_in_small_regions(stored):
    single = stored[(stored["part"] == "interval") & (stored["method"] == "plug_in") & (stored["group"] == "all")]
    assert (single[single["schools"] <= 20]["observed"] < 0.9).all()


def test_chances_come_true(stored):
    chances = stored[(stored["part"] == "p_at_least") & (stored["method"] == "integrated") & (stored["bin"] != "all")]
    large = chances[(chances["schools"] == 300) & (chances["truth"] == "beta")]
    assert len(large) == script.BINS
    assert (large["difference"].abs() <= 0.03).all() and large["difference"].abs().mean() <= 0.01


def test_the_script_makes_these_rows_and_the_numbers_of_the_first_regions(stored):
    made = script.table(pd.concat([script.measured(task) for task in script.tasks(0.01)], ignore_index=True))
    assert made[script.KEYS].to_numpy().tolist() == stored[script.KEYS].to_numpy().tolist(), STALE
    assert made.columns.tolist() == stored.columns.tolist(), STALE
    first = [rows[rows["group"] == "first region"].drop(columns=script.KEYS) for rows in (made, stored)]
    assert len(first[0]) == 2 * 2 * len(script.TRUTHS) * len(script.REGIONS)
    pd.testing.assert_frame_equal(*first, atol=1.01e-4, rtol=0, obj=STALE)
    assert stored.groupby("schools")["regions"].max().to_dict() == script.REGIONS
