import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.dataset.clean import clean
from shnor_lab.dataset.read.procedure_names import procedure_of
from shnor_lab.dataset.schema import TABLES

RESULTS = TABLES["results"]


def cleaned(table="results", **columns):
    return clean(
        pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()}), TABLES[table]
    )


def rules(result):
    return {issue.rule: issue for issue in result.issues}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("oge_ma", "oge_ma"), ("ОГЭ по математике", "oge_ma"), ("ОГЭ, математика", "oge_ma"),
        ("ВПР математика 5", "vpr_ma5"),
        ("ВПР. Русский язык. 6 класс", "vpr_ru6"), ("ВПР по математике (5 класс)", "vpr_ma5"),
        ("ЕГЭ по математике (базовой)", "ege_ma_base"), ("ЕГЭ математика профильный уровень", "ege_ma_prof"),
        ("ЕГЭ по русскому языку", "ege_ru"), ("КДР 4 ЧГ", "kdr4_reading"), ("ОГЭ ОБЩЕСТВОЗНАНИЕ", "oge_so"),
        ("ЕГЭ математика", None), ("математика", None), ("ВПР математика", None),
        ("контрольная", None), ("ОГЭ математика и физика", None),
    ],
)  # fmt: skip
def test_names_of_procedures(name, key):
    assert procedure_of(name) == key


def test_what_the_file_says_elsewhere():
    assert procedure_of("Математика", "vpr", 6) == "vpr_ma6"
    assert procedure_of("Русский язык", "oge") == "oge_ru"


def test_kinds_and_defaults():
    frame = cleaned(
        year=["2022/23", 2023.0], procedure=["ОГЭ по математике", "oge_ru"], n=["1 024", 12.0], mean=["3,5", "-"],
        reliable=["да", None], attempt=["пересдача", None], source_row=[2, 3],
    ).frame  # fmt: skip
    assert frame["year"].tolist() == [2023, 2023]
    assert frame["procedure"].tolist() == ["oge_ma", "oge_ru"]
    assert frame["n"].tolist() == [1024, 12]
    assert frame["mean"].isna().tolist() == [False, True]
    assert frame["reliable"].tolist() == [True, pd.NA]
    assert frame["attempt"].tolist() == ["retake", "main"]
    assert frame["graduates"].tolist() == ["current", "current"]
    assert frame["source_row"].tolist() == [2, 3]
    assert {name: str(dtype) for name, dtype in frame.dtypes.items() if name in ("year", "n", "mean", "reliable")} == {
        "year": "Int32", "n": "Int32", "mean": "float64", "reliable": "boolean",
    }  # fmt: skip


def test_unreadable_cells_become_issues_and_stay_missing():
    result = cleaned(n=["5", "пять", dt.date(2024, 6, 5), "12,5", "пять"], procedure=["oge_ma"] * 4 + ["проба"])
    assert result.frame["n"].tolist() == [5, pd.NA, pd.NA, pd.NA, pd.NA]
    found = rules(result)
    assert found["not_a_number"].at.tolist() == [1, 4]
    assert found["not_a_number"].examples == ("пять",)
    assert found["cell_became_date"].at.tolist() == [2]
    assert found["not_whole"].at.tolist() == [3]
    assert found["unknown_procedure"].at.tolist() == [4]
    assert {issue.level for issue in result.issues} == {"row"}


def test_words_of_closed_lists():
    result = cleaned("schools", type=["СОШ", "basic", "Начальная", "особая"], name=list("абвг"))
    assert result.frame["type"].tolist() == ["secondary", "basic", "primary", np.nan]
    assert rules(result)["unknown_word"].at.tolist() == [3]


def test_indicators_and_scales_by_title():
    passport = cleaned("passport", indicator=["Русский язык не родной", "non_native", "свой"], count=[1, 2, 3])
    assert passport.frame["indicator"].tolist() == ["non_native", "non_native", "свой"]
    assert cleaned(scale=["тестовый балл 0–100"], n=[1]).frame["scale"].tolist() == ["test_100"]


def test_letters_of_two_alphabets():
    result = cleaned(ref_code=["А-1", "A-2", "Б-3", "Б-4A"], n=[1, 2, 3, 4])
    assert result.frame["ref_code"].tolist() == ["А-1", "А-2", "Б-3", "Б-4А"]
    note = rules(result)["letters_of_two_alphabets"]
    assert (note.level, note.at.tolist()) == ("note", [1, 3])


def test_leading_zeros_come_back_only_where_the_length_is_told():
    assert cleaned(ref_code=["007", 12.0, "104"], n=[1, 2, 3]).frame["ref_code"].tolist() == ["007", "012", "104"]
    told_nothing = cleaned(ref_code=[7.0, 12.0], n=[1, 2])
    assert told_nothing.frame["ref_code"].tolist() == ["7", "12"]
    assert told_nothing.issues == []


def test_damaged_codes():
    result = cleaned(ref_ogrn=["1027700566761", "1,03E+12", 1.03e15, dt.date(2024, 6, 5)], n=[1, 2, 3, 4])
    assert rules(result)["code_damaged"].at.tolist() == [1, 2]
    assert rules(result)["cell_became_date"].at.tolist() == [3]


def test_shares_in_per_cents():
    result = cleaned("passport", share=["45 %", "0,5", 0.1], indicator=["a", "b", "c"])
    assert result.frame["share"].tolist() == [0.45, 0.5, 0.1]
    percents = cleaned("passport", share=[45, "33,5", 0.9], indicator=["a", "b", "c"])
    assert percents.frame["share"].tolist() == pytest.approx([0.45, 0.335, 0.009])
    assert rules(percents)["percents_read_as_shares"].level == "note"


def test_one_and_one_point_zero_are_the_same_code():
    assert cleaned("tasks", task=[1, "1К1", 1.0], n=[1, 1, 1]).frame["task"].tolist() == ["1", "1К1", "1"]


def test_typed_columns_pass_untouched():
    frame = pd.DataFrame({
        "year": pd.array([2023, None], dtype="Int32"), "n": np.array([1.0, np.nan]), "n_low": np.array([1, 2]),
        "mean": [3.5, np.nan], "reliable": pd.array([True, None], dtype="boolean"),
        "school_id": pd.Categorical(["b", "a"]),
    })  # fmt: skip
    before = frame.copy(deep=True)
    found = clean(frame, RESULTS)
    pd.testing.assert_frame_equal(frame, before)
    assert found.issues == []
    assert found.frame["n"].tolist() == [1, pd.NA]
    assert found.frame["n_low"].tolist() == [1, 2]
    assert found.frame["school_id"].tolist() == ["b", "a"]
    assert found.frame["school_id"].cat.categories.tolist() == ["a", "b"]


def test_broken_typed_counts():
    found = clean(pd.DataFrame({"n": [1.0, 2.5, 3e9, np.nan]}), RESULTS)
    assert found.frame["n"].tolist() == [1, pd.NA, pd.NA, pd.NA]
    assert rules(found)["not_whole"].at.tolist() == [1, 2]


cells = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(), st.text(max_size=6), st.dates(),
    st.sampled_from(["X", "н/д", "1,5", "2022/23", "да", "45 %", "1,23E+12", "5-6"]),
)  # fmt: skip


@given(st.sampled_from(sorted(TABLES)), st.data())
@settings(max_examples=80, deadline=None)
def test_anything_is_either_read_or_told(table, data):
    """Cleaning never raises, keeps every row, gives the declared kinds, and cleaned rows stay as they are."""
    size = data.draw(st.integers(1, 5))
    names = TABLES[table].names
    frame = pd.DataFrame({
        name: pd.Series(data.draw(st.lists(cells, min_size=size, max_size=size)), dtype=object) for name in names
    })  # fmt: skip
    first = clean(frame, TABLES[table])
    assert len(first.frame) == size
    again = clean(first.frame, TABLES[table])
    assert [issue for issue in again.issues if issue.level == "row"] == []
    for name in names:
        if name not in ("share", "source_row"):
            assert again.frame[name].astype(object).where(again.frame[name].notna(), None).tolist() == (
                first.frame[name].astype(object).where(first.frame[name].notna(), None).tolist()
            )
