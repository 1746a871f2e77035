"""The committed table of validation/pooled_levels.py holds what is claimed of the pooled model."""

from pathlib import Path

import pandas as pd
import pytest

TABLE = Path(__file__).resolve().parents[2] / "validation" / "pooled_levels.csv"


@pytest.fixture(scope="module")
def stored():
    return pd.read_csv(TABLE).set_index(["world", "schools", "part", "group", "figure"]).sort_index()


def missed(rows: pd.DataFrame, least: float, most: float) -> pd.DataFrame:
    """Return the rows whose Monte Carlo interval lies wholly outside the claim."""
    return rows[(rows["high"] < least) | (rows["low"] > most)]


def test_two_hundred_regions_of_three_hundred_schools_stand_behind_it(stored):
    rows = stored.loc[("frequent", 300, "interval", "all", "coverage")]
    assert rows["n"] == 200 * 300


@pytest.mark.parametrize(
    ("rule", "least", "most"),
    [("one-year raw", 0.51, 0.59), ("pooled_low, three years", 0.70, 1.0), ("pooled_low, two years", 0.62, 1.0)],
)
def test_lists_hold_as_many_truly_low_schools_as_claimed(stored, rule, least, most):
    rows = stored.loc[[("frequent", 300, "list, level stable", rule, "truly low among listed")]]
    assert missed(rows, least, most).empty


def test_chances_of_being_truly_low_come_true(stored):
    part = stored.loc[("frequent", 300, "chance truly")]
    errors = part.xs("calibration error", level="figure")
    assert missed(errors.loc[["all"]], 0.0, 0.02).empty
    assert missed(errors.drop("all"), 0.0, 0.03).empty
    assert missed(part.loc[[("all", "Brier skill")]], 0.5, 1.0).empty


def test_intervals_hold_the_lasting_level(stored):
    rows = stored.xs(("interval", "coverage"), level=("part", "figure"))
    assert missed(rows.xs("all", level="group"), 0.93, 0.97).empty
    fifths = rows.loc[("frequent", 300)].filter(like="fifth", axis=0)
    assert len(fifths) == 5 and missed(fifths, 0.91, 0.98).empty


def test_posterior_low_lists_as_it_says(stored):
    part = stored.loc[("frequent", 300, "listed by year")]
    gap = part.xs("truly low among flagged - mean chance", level="figure")
    false = part.xs("false flags of those not low", level="figure")
    assert len(gap) == len(false) == 5
    assert missed(gap, -0.04, 0.04).empty and missed(false, 0.0, 0.05).empty
