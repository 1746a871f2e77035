"""The list under other readings against the rule asked anew, and figures of the list as a whole."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.identify.readings import LISTED, NO_ANSWER, NOT_LISTED, read_otherwise
from shnor_lab.identify.rules.regional_30 import Regional30Settings, answer
from shnor_lab.identify.sensitivity import (
    OPTIONS,
    THRESHOLDS,
    list_by_setting,
    other_thresholds,
    sensitivity,
    strongest,
)

from ..small_tables import EDITION, result, schools, tables, year_of

DEFAULTS = Regional30Settings()


def asked_anew(data, chosen, ids):
    found = answer(data, EDITION, chosen)
    code = np.where(found.yes, LISTED, np.where(found.possible, NO_ANSWER, NOT_LISTED))
    return pd.Series(code, index=found.grid.schools).reindex(ids).fillna(NO_ANSWER).to_numpy()


row_of = st.tuples(
    st.integers(0, 4),
    st.sampled_from([2024, 2023, 2022]),
    st.sampled_from(["vpr_ma5", "vpr_ma6", "oge_ma", "oge_ru"]),
    st.integers(1, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.sampled_from(["main", "spring", "autumn"]),
    st.sampled_from([True, None, False]),
)


PAIRS = [(name, option) for name, options in OPTIONS.items() for option in options]
PAIRS += [("threshold_percent", 20), ("threshold_percent", 40)]


@settings(max_examples=20, deadline=None)
@given(
    pairs=st.lists(st.sampled_from(PAIRS), min_size=4, max_size=4, unique=True),
    drawn=st.lists(row_of, min_size=5, max_size=25),
    parents=st.lists(st.sampled_from([None, "s0", "s1", "s2"]), min_size=5, max_size=5),
    types=st.sampled_from(["basic", "primary", None]),
    chosen=st.builds(
        Regional30Settings,
        threshold_percent=st.sampled_from([25, 30]),
        n_min=st.sampled_from([1, 4]),
        window=st.sampled_from([2, 3]),
        c2_mode=st.sampled_from(["any", "same_procedure"]),
        year_basis=st.sampled_from(["school_year", "programme"]),
        branch=st.sampled_from(["apart", "together"]),
        unreliable=st.sampled_from(["as_given", "low", "exclude"]),
        kdr=st.booleans(),
        oge_math_geometry=st.booleans(),
    ),
)
def test_every_reading_is_what_the_rule_says_when_asked_anew(pairs, drawn, parents, types, chosen):
    rows = {
        (school, year, procedure, sitting): result(
            f"s{school}", year, procedure, *counts, round=sitting, reliable=reliable, programme_grade=5
        )
        for school, year, procedure, counts, sitting, reliable in drawn
    }
    register = pd.concat(
        [schools(f"s{place}", type=types, parent=parent) for place, parent in enumerate(parents)], ignore_index=True
    )
    data = tables(list(rows.values()), register)
    read = read_otherwise(data, EDITION, chosen, pairs)
    assert (read.chosen == asked_anew(data, chosen, read.schools)).all()
    for (name, option), codes in read.other.items():
        expected = asked_anew(data, chosen.model_copy(update={name: option}), read.schools)
        assert (codes == expected).all(), (name, option)


@pytest.fixture
def region():
    rows = year_of("sure", 2024, low={"oge_ma": (9, 20), "oge_ru": (9, 20)}) + year_of("sure", 2023)
    rows += year_of("near", 2024, low={"oge_ma": (5, 20), "oge_ru": (5, 20)}) + year_of("near", 2023)
    rows += year_of("small", 2024, low={"oge_ma": (2, 3), "oge_ru": (3, 4)}) + year_of("small", 2023)
    rows += year_of("gap", 2024)[1:] + year_of("gap", 2023, low={"vpr_ma5": (4, 20)})
    return tables(rows)


def line(table, setting, option):
    return table[(table["setting"] == setting) & (table["option"] == str(option))].iloc[0]


def test_list_by_setting_counts_what_moves(region):
    table = list_by_setting(region, EDITION, DEFAULTS)
    assert len(table) == len(THRESHOLDS) + sum(map(len, OPTIONS.values()))
    own = line(table, "threshold_percent", 30)
    assert own[["chosen", "length", "entered", "left", "opened", "jaccard"]].tolist() == [True, 2, 0, 0, 0, 1.0]
    at_25 = line(table, "threshold_percent", 25)
    assert at_25[["length", "entered", "left", "opened", "jaccard"]].tolist() == [3, 1, 0, 0, 2 / 3]
    at_20 = line(table, "threshold_percent", 20)
    assert at_20[["length", "entered", "left", "opened"]].tolist() == [3, 1, 0, 1], "the gap alone could list it then"
    of_five = line(table, "n_min", 5)
    assert of_five[["length", "entered", "left", "opened", "jaccard"]].tolist() == [1, 0, 1, 0, 0.5]


def test_school_level_moves_over_thresholds_add_up_to_the_list(region):
    table = list_by_setting(region, EDITION, DEFAULTS)
    moves = sensitivity(region, EDITION, DEFAULTS, pairs=other_thresholds(DEFAULTS))
    assert set(moves["setting"]) == {"threshold_percent"}
    for value in (20, 25, 40):
        here = moves[moves["option"] == str(value)]["change"].value_counts()
        said = line(table, "threshold_percent", value)
        assert [here["enter"], here["leave"], here["to_unknown"]] == said[["entered", "left", "opened"]].tolist()


def test_a_higher_threshold_never_lists_more(region):
    lengths = list_by_setting(region, EDITION, DEFAULTS).query("setting == 'threshold_percent'")["length"]
    assert lengths.is_monotonic_decreasing and lengths.iloc[0] > lengths.iloc[-1]


def test_the_strongest_setting_exchanges_most_of_the_list(region):
    table = strongest(list_by_setting(region, EDITION, DEFAULTS))
    assert table["setting"].is_unique and table["exchanged"].is_monotonic_decreasing
    first = table.iloc[0]
    assert (first["setting"], first["option"], first["exchanged"]) == ("n_min", "5", 0.5)


def test_where_both_lists_are_empty_nothing_is_compared():
    data = tables(year_of("a", 2024) + year_of("a", 2023))
    table = list_by_setting(data, EDITION, DEFAULTS)
    assert table["jaccard"].isna().all() and (table["length"] == 0).all()
    assert strongest(table).empty


def test_nothing_is_moved_where_nothing_is_asked(region):
    before = {name: table.copy() for name, table in region.items()}
    moves = sensitivity(region, EDITION, DEFAULTS, pairs=[])
    assert moves.empty and list(moves.columns) == ["setting", "option", "school_id", "change"]
    for name, table in before.items():
        pd.testing.assert_frame_equal(region[name], table)
