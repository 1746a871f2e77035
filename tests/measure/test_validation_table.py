"""The committed table of ``make validate`` is what its script makes; the whole of it takes minutes, this seconds."""

import chance_of_listing as script
import pandas as pd
import pytest

STALE = "the table is not what the code gives: run make validate and read what changed"


@pytest.fixture(scope="module")
def stored():
    return pd.read_csv(script.TABLE).set_index(script.KEYS)


@pytest.fixture(scope="module")
def made():
    """Return what needs no redrawn exams in the first region with usual papers."""
    region = script.make_region(script.USUAL, seed=0, choose_supported=lambda _tables: [])
    seen = script.Seen(region.truth, script.Measured(region.tables))
    parts = [*script.cells(seen), *script.moved(seen, "papers differ")]
    return script.table(pd.concat(parts).assign(region=0)).set_index(script.KEYS)


def test_rows_and_columns_are_those_of_the_script(stored, made):
    studies = set(made.index.droplevel(["group", "bin"]))
    same = [row for row in stored.index if row[:2] in studies]
    assert same == made.index.tolist(), STALE
    assert len(studies) == 1 + 10 + 2
    assert stored.columns.tolist() == made.columns.tolist(), STALE
    regions = stored["regions"].groupby(stored.index.get_level_values("group") == "first region").unique()
    assert set(regions[True]) == {1} and max(regions[False]) == script.REGIONS


@pytest.mark.parametrize(("level", "name"), [("group", "first region"), ("part", "interval")])
def test_what_is_cheap_gives_the_stored_numbers(stored, made, level, name):
    numbers = ["units", "size_from", "size_to", "predicted", "observed", "difference"]
    ours, theirs = (rows.xs(name, level=level)[numbers].astype(float) for rows in (made, stored))
    assert len(ours) > 10
    pd.testing.assert_frame_equal(ours, theirs.loc[ours.index], atol=1.01e-4, rtol=0, obj=STALE)


def test_many_regions_stand_behind_the_claims(stored):
    drawn = stored.drop("interval", level="part")
    all_ = drawn.xs(("all", "all"), level=("group", "bin"))
    first = drawn.xs(("first region", "all"), level=("group", "bin"))
    assert (all_["units"] > 8 * first["units"]).all()
    told = drawn[drawn["regions"] > 1]
    assert ((told["low"] <= told["difference"] + 1e-4) & (told["difference"] <= told["high"] + 1e-4)).all()
