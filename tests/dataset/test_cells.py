import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.dataset.cells import (
    Unreadable,
    one_alphabet,
    ordinary_codes,
    read_code,
    read_count,
    read_date,
    read_flag,
    read_number,
    read_share,
    read_text,
    read_year,
)


def fails(read, cell):
    with pytest.raises(Unreadable) as error:
        read(cell)
    return str(error.value)


@pytest.mark.parametrize("cell", ["", " ", "-", "–", "—", "н/д", "Нет данных", None, float("nan"), "\u00a0"])
@pytest.mark.parametrize(
    "read", [read_count, read_number, read_share, read_year, read_date, read_flag, read_text, read_code]
)
def test_missing_in_every_kind(read, cell):
    assert read(cell) is None


@pytest.mark.parametrize("cell", ["X", "Х", "x", "х"])
def test_crosses_are_missing_numbers_but_texts(cell):
    assert read_count(cell) is None
    assert read_number(cell) is None
    assert read_text(cell) == cell


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1 234", 1234),
        ("1\u00a0234,5", 1234.5),
        ("1\u2009234", 1234),
        ("12,0", 12),
        ("−3", -3),
        (7, 7),
        (2.5, 2.5),
        (True, 1),
    ],
)
def test_numbers(cell, number):
    assert read_number(cell) == number


@given(st.floats(-1e9, 1e9).map(lambda number: round(number, 3)), st.sampled_from([".", ","]))
@settings(max_examples=50, deadline=None)
def test_a_printed_number_reads_back(number, point):
    assert read_number(f"{number:.3f}".replace(".", point)) == number


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("12,5", "not_whole"), ("3e9", "not_a_number"), (3_000_000_000, "too_large"), ("пять", "not_a_number"),
        (dt.date(2024, 6, 5), "cell_became_date"), ("2024-06-05", "cell_became_date"), ("05.июн", "cell_became_date"),
        ("12 %", "per_cent"), ("1 23 4", "not_a_number"),
    ],
)  # fmt: skip
def test_what_is_not_a_count(cell, rule):
    assert fails(read_count, cell) == rule


def test_shares():
    assert read_share("45 %") == 0.45
    assert read_share("0,3") == 0.3


@pytest.mark.parametrize(
    "cell",
    ["2023", 2023, 2023.0, "2022/23", "2022-2023", "2022–23", "2022/2023 уч. год", "2023 год", "2022 / 23 уч. г."],
)
def test_school_years(cell):
    assert read_year(cell) == 2023


def test_the_turn_of_the_century():
    assert read_year("1999/00") == 2000


@pytest.mark.parametrize("cell", ["2022/24", "2023/22", "23", "двадцать третий", "2022.5"])
def test_what_is_not_a_year(cell):
    assert fails(read_year, cell) == "not_a_year"


@pytest.mark.parametrize(
    "cell", ["14.03.2023", "2023-03-14", "14.03.23", "14/03/2023", "14 марта 2023 г.", dt.date(2023, 3, 14),
             dt.datetime(2023, 3, 14, 10, 0)]
)  # fmt: skip
def test_dates(cell):
    assert read_date(cell) == "2023-03-14"


def test_may_and_march_are_told_apart():
    assert read_date("2 мая 2023") == "2023-05-02"
    assert read_date("2 марта 2023") == "2023-03-02"


def test_impossible_date():
    assert fails(read_date, "31.02.2023") == "not_a_date"


@pytest.mark.parametrize(
    ("cell", "answer"), [("да", True), ("НЕТ", False), (1, True), (0.0, False), ("+", True), (True, True)]
)
def test_flags(cell, answer):
    assert read_flag(cell) is answer


def test_not_a_flag():
    assert fails(read_flag, "может быть") == "not_yes_no"


def test_codes():
    assert read_code(12.0) == "12"
    assert read_code(" 007 ") == "007"
    assert read_code("edu123456") == "edu123456"


@pytest.mark.parametrize("cell", ["1,23E+12", "1.23e+12", "2Е+10", 1.23e15])
def test_damaged_codes(cell):
    assert fails(read_code, cell) == "code_damaged"


@pytest.mark.parametrize("cell", [dt.datetime(2024, 6, 5), "05.июн", "5-июн", "05.06.2024"])
def test_codes_that_became_dates(cell):
    assert fails(read_code, cell) == "cell_became_date"


def test_one_alphabet():
    assert one_alphabet("ОУ-1A") == "ОУ-1А"
    assert one_alphabet("ABС") == "ABC"
    assert one_alphabet("Aж1") == "Аж1"
    assert one_alphabet("СОШ-Q") == "СОШ-Q"
    assert one_alphabet("CA-1", cyrillic=True) == "СА-1"


@given(st.lists(st.text(st.characters(codec="ascii"), max_size=8), max_size=5))
@settings(max_examples=200, deadline=None)
def test_ordinary_codes_are_what_the_reader_leaves_as_they_are(codes):
    if ordinary_codes(codes):
        assert [read_code(code) for code in codes] == codes


def test_ordinary_codes_sees_the_damaged_ones():
    assert ordinary_codes(["001", "edu12", "a-b_c.d/e"])
    for code in ("1E+12", "2024-06-05", "05.06.2024", "nan", "-", "", "a b", "код"):
        assert not ordinary_codes(["001", code])
