"""The committed table of signs is what its script makes, and holds what it claims."""

import pandas as pd
import pytest
import signs as script

STALE = "the table is not what the code gives: run make validate and read what changed"


@pytest.fixture(scope="module")
def stored():
    return pd.read_csv(script.TABLE)


def test_the_first_region_of_every_scenario_gives_the_stored_numbers(stored):
    first = stored[stored["what"] == "signs in the first region"].set_index("scenario")
    for scenario, (below, borders) in script.SCENARIOS.items():
        row = script.rows_of_papers(scenario, script.papers(0, below, borders))[0]
        assert first.loc[scenario, ["units", "signs"]].tolist() == [row["units"], row["signs"]], STALE


def test_false_signs_stay_under_five_per_cent_of_schools(stored):
    false = stored[stored["what"].str.startswith("false")]
    assert len(false) == 8 and (false["units"] > 1000).all()
    assert (false["high"] <= 0.05).all()


def test_lifted_marks_are_seen_the_better_the_more_participants(stored):
    seen = stored[stored["what"].str.startswith("seen") & (stored["scenario"] != "20 %, lifted over every border")]
    for _what, own in seen.groupby(["scenario", "what"]):
        assert len(own) == 4 and own["share"].is_monotonic_increasing and own["share"].iloc[-1] > 0.5
