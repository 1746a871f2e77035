"""The smallest change of results against trying every change, and what the table says of one school."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.ground.cells import DELIVERED, NO_COUNTS, NO_PARTICIPANTS, NOT_DELIVERED, NOT_HELD, Grid
from shnor_lab.identify.margin import NEVER, SCOPES, margins, smallest_change
from shnor_lab.identify.rules.regional_30 import Regional30Settings, judged

from ..small_tables import EDITION, in_words, result, tables, year_of

PROCEDURES = ("oge_ma", "oge_ru", "vpr_ma5")
DEFAULTS = Regional30Settings()


def grid_of(cells, *, doubted=frozenset()):
    """Return the grid of one school from {(year, procedure): (state, k, n)} in the order of the axes."""
    years = len(cells) // len(PROCEDURES)
    shape = (1, years, len(PROCEDURES))
    state, k, n = (np.array([cell[part] for cell in cells], dtype=float).reshape(shape) for part in range(3))
    nothing = np.full(shape, np.nan)
    mark = np.isin(np.arange(len(cells)), list(doubted)).reshape(shape)
    return Grid(
        pd.Index(["a"], dtype="str"), tuple(range(2024, 2024 - years, -1)), PROCEDURES, state.astype("int8"),
        n, k, nothing, nothing, mark, np.zeros(shape, bool), np.zeros(shape, bool),
    )  # fmt: skip


def least_of_all(grid, chosen, scope):
    """Return the least number of changed results that turns the answer, by trying every combination of counts."""
    flat = np.flatnonzero(grid.state == DELIVERED)
    per_year = len(PROCEDURES)
    given_facts = [place for place in flat if scope == "latest" and place >= per_year]
    free = [place for place in flat if place not in given_facts]
    now = judged(grid, {}, chosen).yes[0]
    tried = np.array(list(product(*(range(int(grid.n.ravel()[place]) + 1) for place in free))), dtype=float)
    many = np.repeat(grid.n_low.reshape(1, -1), len(tried), axis=0)
    many[:, free] = tried
    whole = [np.repeat(getattr(grid, name), len(tried), axis=0) for name in ("state", "n", "unreliable")]
    every = Grid(
        pd.RangeIndex(len(tried)), grid.years, PROCEDURES, whole[0], whole[1], many.reshape(whole[0].shape),
        whole[1], whole[1], whole[2], whole[2], whole[2],
    )  # fmt: skip
    turned = judged(every, {}, chosen).yes != now
    steps = np.abs(tried - grid.n_low.ravel()[free]).sum(axis=1)
    return int(steps[turned].min()) if turned.any() else NEVER


absent = st.sampled_from([NOT_DELIVERED, NOT_HELD]).map(lambda state: (state, np.nan, np.nan))
uncounted = st.integers(1, 3).map(lambda n: (NO_COUNTS, np.nan, n))
nobody = st.just((NO_PARTICIPANTS, 0, 0))
counted = st.integers(1, 3).flatmap(lambda n: st.tuples(st.just(DELIVERED), st.integers(0, n), st.just(n)))
cell = st.one_of(counted, counted, counted, absent, uncounted, nobody)


@settings(max_examples=120, deadline=None)
@given(
    cells=st.lists(cell, min_size=6, max_size=6),
    chosen=st.builds(
        Regional30Settings,
        threshold_percent=st.sampled_from([20, 30, 34, 60, 100]),
        n_min=st.integers(1, 3),
        c2_mode=st.sampled_from(["any", "same_procedure"]),
        unreliable=st.sampled_from(["as_given", "low"]),
    ),
    doubted=st.frozensets(st.integers(0, 5), max_size=2),
    scope=st.sampled_from(SCOPES),
)
def test_no_smaller_change_turns_the_answer(cells, chosen, doubted, scope):
    grid = grid_of(cells, doubted=doubted)
    found = judged(grid, {}, chosen)
    change = smallest_change(found, chosen, scope)
    assert change.results[0] == least_of_all(grid, chosen, scope)
    if change.results[0] < NEVER:
        assert np.abs(change.cells).sum() == change.results[0]
        many = np.where(change.cells == 0, grid.n_low, grid.n_low + change.cells)
        done = Grid(**{**grid.__dict__, "n_low": many})
        assert judged(done, {}, chosen).yes[0] != found.yes[0]
        assert scope == "all" or not change.cells[:, 1:].any()
    else:
        assert not change.cells.any()


@settings(max_examples=25, deadline=None)
@given(
    cells=st.lists(st.one_of(counted.filter(lambda c: c[2] < 3), absent), min_size=9, max_size=9),
    c2_mode=st.sampled_from(["any", "same_procedure"]),
    scope=st.sampled_from(SCOPES),
)
def test_the_same_over_three_years(cells, c2_mode, scope):
    chosen = Regional30Settings(window=3, c2_mode=c2_mode)
    grid = grid_of(cells)
    assert smallest_change(judged(grid, {}, chosen), chosen, scope).results[0] == least_of_all(grid, chosen, scope)


def said(rows, school="a", scope="latest", **chosen):
    table = in_words(margins(tables(rows), EDITION, Regional30Settings(**chosen)), "change")
    return table[(table["school_id"] == school) & (table["scope"] == scope)].iloc[0]


def test_two_more_failures_in_mathematics_would_list_the_school():
    rows = year_of("a", 2024, low={"oge_ru": (9, 20), "oge_ma": (4, 20)}) + year_of("a", 2023)
    row = said(rows)
    assert (row["listed"], row["results"], row["then"], row["procedure"], row["year"], row["cells"]) == (
        False, 2, True, "oge_ma", 2024, 1,
    )  # fmt: skip
    assert row["change"] == "OGE mathematics, 2023/24: 2 more than now (4 of 20)"


def test_the_year_before_is_a_given_fact_unless_asked():
    rows = year_of("a", 2024, low={"oge_ru": (9, 20)}) + year_of("a", 2023, low={"vpr_ma5": (5, 20)})
    latest, whole = said(rows), said(rows, scope="all")
    assert (latest["results"], latest["year"]) == (6, 2024)
    assert (whole["results"], whole["year"], whole["procedure"]) == (1, 2023, "vpr_ma5")


def test_one_fewer_would_take_it_off():
    rows = year_of("a", 2024, low={"oge_ru": (9, 20), "oge_ma": (6, 20)}) + year_of("a", 2023)
    row = said(rows)
    assert (row["listed"], row["results"], row["procedure"]) == (True, 1, "oge_ma") and not row["then"]
    assert row["change"] == "OGE mathematics, 2023/24: 1 fewer than now (6 of 20)"


def test_a_listed_school_with_something_missing_would_have_no_answer_then():
    rows = year_of("a", 2024, low={"oge_ru": (9, 20), "oge_ma": (6, 20)})[1:] + year_of("a", 2023)
    row = said(rows)
    assert row["listed"] and row["results"] == 1 and pd.isna(row["then"])


def test_a_school_without_an_answer_is_measured_by_what_was_delivered():
    rows = year_of("a", 2024, low={"oge_ru": (9, 20), "oge_ma": (3, 20)})[1:] + year_of("a", 2023)
    row = said(rows)
    assert pd.isna(row["listed"]) and (row["results"], row["then"]) == (3, True)


def test_where_nothing_can_change_no_number_stands():
    row = said([result("a", 2024, "oge_ma", 0, 20)], n_min=30)
    assert pd.isna(row["results"]) and pd.isna(row["year"]) and pd.isna(row["then"]) and pd.isna(row["cells"])
    assert (row["procedure"], row["change"]) == ("", "")


def test_changes_of_two_procedures_add_up():
    rows = year_of("a", 2024, low={"oge_ru": (4, 20), "oge_ma": (3, 20)}) + year_of("a", 2023)
    row = said(rows)
    assert (row["results"], row["cells"], row["procedure"]) == (5, 2, "oge_ma")
    assert row["change"] == (
        "OGE mathematics, 2023/24: 3 more than now (3 of 20) and OGE Russian, 2023/24: 2 more than now (4 of 20)"
    )


def test_one_row_per_school_and_scope_and_the_tables_stay_as_they_were():
    data = tables(year_of("b", 2024) + year_of("a", 2024))
    before = {name: table.copy() for name, table in data.items()}
    table = margins(data, EDITION, DEFAULTS)
    assert list(zip(table["school_id"], table["scope"], strict=True)) == [
        ("a", "latest"), ("a", "all"), ("b", "latest"), ("b", "all"),
    ]  # fmt: skip
    for name, frame in before.items():
        pd.testing.assert_frame_equal(data[name], frame)


@pytest.mark.parametrize("scope", SCOPES)
def test_the_answer_itself_is_not_changed(scope):
    grid = grid_of([(DELIVERED, 1, 3)] * 6)
    found = judged(grid, {}, DEFAULTS)
    counts, low = grid.n_low.copy(), found.low.yes.copy()
    smallest_change(found, DEFAULTS, scope)
    assert (grid.n_low == counts).all() and (found.low.yes == low).all()
