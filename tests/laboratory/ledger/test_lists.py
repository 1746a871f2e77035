"""Lists in simulated regions, where the right answer is known."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from shnor_lab.ground.cells import cell_grid
from shnor_lab.laboratory.ledger.errors import ledger
from shnor_lab.laboratory.ledger.lists import simulated_lists
from shnor_lab.laboratory.ledger.process import process_of

from ...small_tables import BASIC, EDITION, schools, tables, year_of

YEARS = (2024, 2023)
IDS = [f"s{place:03}" for place in range(60)]
QUIET = SimpleNamespace(school=0.3, procedure=0.0, year=0.0, cell=0.0)
NOISY = SimpleNamespace(school=0.1, procedure=0.02, year=0.1, cell=0.1)


def made(parts, n, *, regions=4, rules=("lowest_share",), **more):
    rows = [row for school in IDS for year in YEARS for row in year_of(school, year, n=n)]
    data = tables(rows, schools(*IDS, "empty"))
    grid = cell_grid(data, years=YEARS, procedures=BASIC)
    process = process_of(grid, parts=parts, cut=np.full((2, 6), -1.2))
    return simulated_lists(data, EDITION, {}, process=process, rules=rules, regions=regions, seed=3, **more)


def size():
    return pd.Series(range(60), index=IDS)


def precision(lists, length="own"):
    found = ledger(lists, size=size()).set_index(["rule", "length", "meaning", "band"])
    return found.loc[(lists.rules[0], length, "level", 0), "precision"]


def test_without_noise_the_lowest_tenth_is_found_whole():
    lists = made(QUIET, 200_000)
    assert precision(lists) == 1.0 and precision(lists, "equal") == 1.0
    assert lists.low["level"].sum(axis=1).tolist() == [6] * 4
    assert lists.ordering == (True,)


def test_noise_costs_precision():
    assert 0.1 < precision(made(NOISY, 12)) < 0.9


def test_shapes_unknown_schools_and_meanings():
    lists = made(NOISY, 30, rules=("persistent_low", "lowest_share"), regions=3, truly_low_share=0.2, threshold=0.25)
    empty = lists.schools.get_loc("empty")
    assert lists.listed.shape == lists.score.shape == (3, 2, 61)
    assert np.isnan(lists.listed[:, :, empty]).all() and np.isnan(lists.score[:, :, empty]).all()
    assert not lists.known[empty] and not any(low[:, empty].any() for low in lists.low.values())
    assert lists.low["level"].sum(axis=1).tolist() == [12] * 3
    stricter = made(NOISY, 30, regions=3, threshold=0.5)
    assert lists.low["shares"].sum() > stricter.low["shares"].sum()


def test_equal_seeds_give_equal_lists():
    one, two = made(NOISY, 12, regions=2), made(NOISY, 12, regions=2)
    np.testing.assert_array_equal(one.score, two.score)
    np.testing.assert_array_equal(one.low["level"], two.low["level"])
    assert (one.score[0] != one.score[1]).any()


def test_pooling_years_finds_more_of_the_lastingly_low():
    lists = made(NOISY, 25, regions=5, rules=("pooled_low", "lowest_share"))
    found = ledger(lists, size=size()).set_index(["rule", "length", "meaning", "band"])["precision"]
    assert found["pooled_low", "equal", "level", 0] > found["lowest_share", "equal", "level", 0]
