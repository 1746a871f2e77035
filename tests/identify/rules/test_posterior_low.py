"""Four states at their cuts, and chances of the year on a region of known truth."""

import numpy as np
import pytest
from hypothesis import given as given_data
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from shnor_lab.errors import RuleError
from shnor_lab.identify import rule_named, settings_of
from shnor_lab.identify.rules.posterior_low import states_of

from ...small_tables import result, tables, year_of
from .conftest import answers, said, sized


def test_four_states_at_their_cuts(given):
    asked = given([0.5, 0.499, 0.499, 0.1, 0.0999, 0.9])
    answer = answers("posterior_low", sized(20, 10, 9, 9, 9, 3))
    assert answer["listed"].tolist() == [True, False, False, False, False, True]
    few = "Too few participants to tell"
    said_of = ["Probably low", "To be watched", few, few, "Probably not low", "Probably low"]
    assert all(map(str.startswith, answer["reason"], said_of))
    assert answer["score"].tolist() == answer["p_low"].tolist() == [0.5, 0.499, 0.499, 0.1, 0.0999, 0.9]
    assert asked.calls == [("p_year_low", 0, 0.3, 2)] and asked.years == 2
    assert "true shares of 2023/24 at least 30% in 2 procedures" in answer["reason"].iloc[0]


def test_enough_participants_means_in_as_many_procedures_as_are_asked(given):
    given([0.3])
    rows = [result("s0", 2024, "oge_ma", 1, 30), result("s0", 2024, "oge_ru", 1, 9)]
    assert answers("posterior_low", tables(rows))["reason"].iloc[0].startswith("Too few participants to tell: ")
    one = answers("posterior_low", tables(rows), procedures=1)["reason"].iloc[0]
    assert one.startswith("To be watched: ") and "in 1 procedure)" in one


def test_without_counts_of_the_latest_year_there_is_no_answer(given):
    given([0.9, 0.9, 0.9])
    rows = [*year_of("s0", 2023), *year_of("s1", 2024, keys=("oge_ma",)), result("s2", 2024, "oge_ma", None, 20)]
    answer = answers("posterior_low", tables(rows))
    assert [said(value) for value in answer["listed"]] == [None, True, None]
    assert answer["p_low"].isna().tolist() == [True, False, True]
    assert answer["reason"]["s0"] == "No counts of low results of 2023/24"


def test_a_model_without_an_answer_is_said():
    answer = answers("posterior_low", sized(20, 20))
    assert answer["listed"].isna().all() and answer["score"].isna().all()
    assert answer["reason"].str.startswith("The model of the region has no answer").all()


def test_cuts_must_be_in_order():
    with pytest.raises(RuleError, match="cannot be used"):
        settings_of(rule_named("posterior_low"), {"clear_below": 0.6})


@hypothesis(max_examples=60, deadline=None)
@given_data(chance=st.floats(0, 1), clear=st.floats(0.01, 0.5), listed=st.floats(0.5, 0.99), enough=st.booleans())
def test_exactly_one_state_and_no_chance_no_state(chance, clear, listed, enough):
    chosen = settings_of(rule_named("posterior_low"), {"clear_below": clear, "listed_from": listed})
    state, none = states_of(np.array([chance, np.nan]), np.array([enough, enough]), chosen)
    assert none == ""
    between = clear <= chance < listed
    assert state == ("high" if chance >= listed else "clear" if not between else "watch" if enough else "not_separable")
