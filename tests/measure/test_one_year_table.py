"""The committed table of validation/one_year_shares.py: what it claims, and that its script still makes it."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pandas as pd
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "validation" / "one_year_shares.py"


@pytest.fixture(scope="module")
def script():
    spec = spec_from_file_location("one_year_shares", SCRIPT)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def stored(script):
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


def test_chances_come_true(stored, script):
    chances = stored[(stored["part"] == "p_at_least") & (stored["method"] == "integrated") & (stored["bin"] != "all")]
    large = chances[(chances["schools"] == 300) & (chances["truth"] == "beta")]
    assert len(large) == script.BINS
    assert (large["difference"].abs() <= 0.03).all() and large["difference"].abs().mean() <= 0.01


def test_the_script_makes_these_rows(stored, script):
    few = [task for task in script.tasks(0.01) if task[1] == 10]
    made = script.table(pd.concat([script.measured(task) for task in few], ignore_index=True))
    rows = stored[stored["schools"] == 10]
    assert made[script.KEYS].to_numpy().tolist() == rows.astype({"bin": str})[script.KEYS].to_numpy().tolist()
    assert made.columns.tolist() == stored.columns.tolist()
    assert stored.groupby("schools")["regions"].max().to_dict() == script.REGIONS
