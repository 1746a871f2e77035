import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab import language
from shnor_lab.present import numbers


@pytest.mark.parametrize(
    ("k", "n", "shown"),
    [
        (3, 9, ""),
        (3, 10, "30 %"),
        (0, 10, "0 %"),
        (10, 10, "100 %"),
        (1, 8, ""),
        (29, 99, "29 %"),
        (29, 200, "14,5 %"),
        (45, 100, "45,0 %"),
        (1, 800, "0,1 %"),
        (5, 40, "13 %"),
        (1250, 10000, "12,5 %"),
    ],
)
def test_per_cent_begins_at_ten_and_has_a_decimal_from_a_hundred(k, n, shown):
    assert numbers.percent(k / n, n) == shown


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ((5, 12, 0.19, 0.68), "5 из 12, 42 % (19–68)"),
        ((3, 8, 0.14, 0.69), "3 из 8"),
        ((45, 240, 0.143, 0.242), "45 из 240, 18,8 % (14,3–24,2)"),
        ((5, 12), "5 из 12, 42 %"),
        ((0, 0), "участников нет"),
        ((pd.NA, 11), "не поступило, участников 11"),
        ((pd.NA, pd.NA), "—"),
    ],
)
def test_numerator_denominator_share_and_interval_stand_together(parts, shown):
    assert numbers.share(*parts) == shown


def test_null_is_never_zero():
    for value in (None, float("nan"), pd.NA, pd.NaT):
        shown = (
            numbers.number(value),
            numbers.points(value),
            numbers.chance(value),
            numbers.per_hundred(value),
            numbers.school_year(value),
        )
        assert set(shown) == {"—"}
        assert numbers.percent(value, 20) == "" and numbers.date(value) == "—"
    assert numbers.number(0) == "0"


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (12.5, 0, "13"),
        (-4, 0, "−4"),
        (0.71, 2, "0,71"),
        (22, 1, "22,0"),
        (1234567.5, 1, "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,5"),
        (-0.5, 1, "−0,5"),
        (3, 2, "3,00"),
    ],
)
def test_numbers_are_printed_as_russian_school_does(value, places, shown):
    assert numbers.number(value, places) == shown


def test_numbers_in_english():
    language.use("en")
    assert numbers.number(1234.5, 1) == "1,234.5"
    assert numbers.share(5, 12, 0.19, 0.68) == "5 of 12, 42% (19–68)"


@pytest.mark.parametrize(
    ("probability", "shown"),
    [
        (0, "менее 5"),
        (0.049, "менее 5"),
        (0.05, "примерно 5"),
        (0.41, "примерно 40"),
        (0.43, "примерно 45"),
        (0.95, "примерно 95"),
        (0.951, "более 95"),
        (1, "более 95"),
    ],
)
def test_chance_out_of_a_hundred(probability, shown):
    assert numbers.chance(probability) == shown


def test_chance_in_words():
    assert numbers.chance_of_schools(0.41) == "из 100 школ с такими же данными — примерно 40"


@given(st.floats(0, 1))
@settings(max_examples=50, deadline=None)
def test_chance_is_never_zero_or_a_hundred(probability):
    shown = int(numbers.chance(probability).split()[-1])
    assert shown % 5 == 0 and 5 <= shown <= 95
    assert abs(shown / 100 - probability) <= 0.0500001


@given(st.integers(1, 2000), st.data())
@settings(max_examples=50, deadline=None)
def test_share_never_shows_per_cent_of_few(n, data):
    k = data.draw(st.integers(0, n))
    shown = numbers.share(k, n, 0.1, 0.9)
    assert ("%" in shown) == (n >= 10)
    assert ("," in shown.partition("%")[0].partition(", ")[2]) == (n >= 100)


def test_points_intervals_years_dates():
    assert numbers.points(0.04) == "4 п.п."
    assert numbers.points(0.04, signed=True) == "+4 п.п."
    assert numbers.points(-0.05, signed=True) == "−5 п.п."
    assert numbers.points(0.001, signed=True) == "0 п.п."
    assert numbers.interval(-0.09, 0.17, 30) == "от −9 до 17"
    assert numbers.per_hundred(0.1) == "10" and numbers.per_hundred(0.07) == "7" and numbers.per_hundred(1) == "100"
    assert numbers.per_hundred(0.125) == "12,5" and numbers.per_hundred(1 / 3) == "33,3333"
    assert numbers.school_year(2023) == "2022/23" and numbers.school_year(2000) == "1999/00"
    assert numbers.date("2023-03-14") == numbers.date(datetime.date(2023, 3, 14)) == "14.03.2023"
    assert numbers.level(0.95) == "95 %" and numbers.level(0.998) == "99,8 %"


def test_infinite_numbers_are_refused():
    with pytest.raises(ValueError, match="infinite"):
        numbers.number(float("inf"))
