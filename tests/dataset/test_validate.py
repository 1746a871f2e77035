import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.dataset.clean import clean
from shnor_lab.dataset.complete import complete
from shnor_lab.dataset.keys import key_codes
from shnor_lab.dataset.schema import TABLES
from shnor_lab.dataset.validate import check_named, check_years, validate

SCHOOLS = pd.DataFrame({"school_id": ["a-1", "a-2"], "type": ["secondary", "basic"]})
ROW = {"school_id": "a-1", "year": 2023, "procedure": "oge_ma", "n": 20}


def issues(*rows, table="results"):
    frame = clean(pd.DataFrame(list(rows), dtype=object), TABLES[table]).frame
    frame, derived = complete(frame, TABLES[table])
    return {issue.rule: issue for issue in [*derived, *validate(frame, TABLES[table], schools=SCHOOLS)]}


def found(*rows, **options):
    return {rule: (issue.level, issue.at.tolist()) for rule, issue in issues(*rows, **options).items()}


def test_a_sound_row_breaks_nothing():
    assert found({**ROW, "n_low": 5, "n_2": 5, "n_3": 10, "n_4": 5, "n_5": 0, "enrolled": 22, "mean": 3.0}) == {}


@pytest.mark.parametrize(
    ("cells", "rule", "level"),
    [
        ({"n_low": 21}, "n_low_above_n", "row"),
        ({"n_high": 21}, "n_high_above_n", "row"),
        ({"n_2": 8, "n_3": 8, "n_4": 8}, "marks_above_n", "row"),
        ({"n_2": 4, "n_3": 4, "n_4": 4, "n_5": 4}, "marks_below_n", "note"),
        ({"n_low": 4, "n_2": 5}, "low_contradicts_mark_2", "row"),
        ({"enrolled": 19}, "participants_above_enrolled", "note"),
        ({"enrolled": 6}, "participants_far_above_enrolled", "row"),
        ({"mean": 5.5}, "mean_out_of_scale", "error"),
        ({"procedure": "ege_ru", "mean": 105}, "mean_out_of_scale", "note"),
        ({"n_2": 20, "n_3": 0, "n_4": 0, "n_5": 0, "mean": 3.0}, "mean_contradicts_marks", "note"),
        ({"year": 2020}, "procedure_not_held", "note"),
        ({"school_id": "a-2", "procedure": "ege_ru"}, "procedure_not_for_type", "note"),
        ({"scale": "зачёт"}, "scale_unknown", "note"),
        ({"year": 1999}, "out_of_bounds", "row"),
        ({"n": -1}, "out_of_bounds", "row"),
        ({"n": 0, "mean": 0}, "mean_without_participants", "note"),
    ],
)  # fmt: skip
def test_rules_of_results(cells, rule, level):
    """The rule is met at the second row and nowhere else."""
    result = found(ROW, {**ROW, "school_id": "a-2", "procedure": "oge_ru", **cells})
    assert result[rule] == (level, [1])


def test_three_times_the_enrolment_is_still_a_note():
    assert found({**ROW, "n": 18, "enrolled": 6})["participants_above_enrolled"] == ("note", [0])


def test_missing_counts_contradict_nothing():
    assert found({**ROW, "n": None, "n_low": 5, "n_2": None, "enrolled": 3}) == {}


def test_the_number_below_the_threshold_follows_from_the_twos_where_the_scale_is_marks():
    frame = clean(
        pd.DataFrame([{**ROW, "n_2": 4}, {**ROW, "procedure": "ege_ru", "n_2": 4}], dtype=object), TABLES["results"]
    )
    frame, _issues = complete(frame.frame, TABLES["results"])
    assert frame["n_low"].tolist() == [4, pd.NA]
    assert frame["scale"].tolist() == ["mark", "test_100"]


def test_required_cells_and_columns():
    assert found(ROW, {**ROW, "school_id": "a-2", "year": None})["cell_required"] == ("row", [1])
    assert found({**ROW, "year": None})["column_empty"] == ("error", [0])


@pytest.mark.parametrize(
    ("table", "cells", "rule"),
    [
        ("passport", {"indicator": "adapted", "count": 5, "base": 4}, "count_above_base"),
        (
            "surveys",
            {"respondent": "parents", "question": "1", "n_asked": 5, "n_answered": 6},
            "n_answered_above_n_asked",
        ),
        (
            "surveys",
            {"respondent": "parents", "question": "1", "n_answered": 5, "n_positive": 6},
            "n_positive_above_n_answered",
        ),
        ("tasks", {"procedure": "oge_ma", "task": "1", "n": 5, "n_full": 6}, "n_full_above_n"),
    ],
)
def test_parts_above_their_whole(table, cells, rule):
    assert found({"school_id": "a-1", "year": 2023, **cells}, table=table)[rule] == ("row", [0])


def test_equal_rows_are_noted_and_contradicting_ones_are_broken_all():
    equal = found(ROW, {**ROW, "source_row": 9}, {**ROW, "school_id": "a-2"})
    assert equal == {"repeated_row": ("note", [1])}
    bad = found(ROW, {**ROW, "n": 21}, ROW, {**ROW, "school_id": "a-2"})
    assert bad == {"repeated_key": ("row", [0, 1, 2])}


def test_days_rounds_and_graduates_are_different_keys():
    assert found(ROW, {**ROW, "attempt": "retake"}, {**ROW, "attempt": "reserve"}, {**ROW, "round": "autumn"},
                 {**ROW, "graduates": "past"}) == {}  # fmt: skip


def test_rows_without_a_school_are_not_repeats():
    assert found({**ROW, "school_id": None}, {**ROW, "school_id": None, "n": 5}, ROW) == {}


keys = st.tuples(
    st.sampled_from("abc"), st.integers(2020, 2023), st.sampled_from(["main", "retake"]), st.integers(1, 3)
)


@given(st.lists(keys, min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_repeats_agree_with_counting(rows):
    frame = [{"school_id": s, "year": y, "attempt": a, "procedure": "oge_ma", "n": n} for s, y, a, n in rows]
    result = found(*frame)
    values, kept = {}, []
    for place, (s, y, a, n) in enumerate(rows):
        values.setdefault((s, y, a), []).append(n)
        if n in values[s, y, a][:-1]:
            kept.append(place)
    bad = [place for place, (s, y, a, _n) in enumerate(rows) if len(set(values[s, y, a])) > 1]
    assert result.get("repeated_key", ("row", []))[1] == bad
    assert result.get("repeated_row", ("note", []))[1] == [place for place in kept if place not in bad]


@given(
    st.lists(st.tuples(st.none() | st.sampled_from("бав"), st.none() | st.integers(-5, 5)), max_size=20), st.booleans()
)
@settings(max_examples=60, deadline=None)
def test_key_codes_order_and_tell_apart_like_the_keys(rows, categorical):
    frame = pd.DataFrame(rows, columns=["s", "n"]).astype({"s": "str", "n": "Int32"})
    if categorical:
        frame["s"] = pd.Categorical(frame["s"], categories=["в", "а", "б"])
    codes = key_codes(frame, ["s", "n"])
    plain = [(s or "", -9 if n is None else n) for s, n in rows]
    assert len(set(codes.tolist())) == len(set(plain))
    assert [plain[place] for place in np.argsort(codes, kind="stable")] == sorted(plain)


def test_key_codes_of_very_many_values():
    frame = pd.DataFrame({name: np.arange(2000) * 10**6 for name in "abcdef"})
    assert key_codes(frame, list("abcdef")).argsort().tolist() == list(range(2000))


def of_years(**rows):
    years = [int(year[1:]) for year, count in rows.items() for _ in range(count)]
    return pd.DataFrame({"year": pd.array(years, dtype="Int32")})


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        ({"y2023": 300, "y2024": 300, "y2025": 2}, [2025]),
        ({"y2023": 300, "y2024": 300, "y2025": 3}, []),
        ({"y2022": 9, "y2024": 9}, []),
        ({"y2021": 9, "y2024": 9}, [2021]),
        ({"y2014": 9, "y2023": 50, "y2024": 40, "y2031": 1}, [2014, 2031]),
        ({"y2031": 9}, []),
        ({}, []),
    ],
)
def test_years_that_look_mistyped(rows, asked):
    issues = check_years(of_years(**rows))
    assert [(issue.level, issue.rule) for issue in issues] == [("note", "year_alone")] * len(asked)
    at = [of_years(**rows)["year"].iloc[issue.at].unique().tolist() for issue in issues]
    assert at == [[year] for year in asked]


@given(st.dictionaries(st.integers(2000, 2100), st.integers(1, 400), max_size=8))
def test_a_year_asked_about_names_all_its_rows_and_never_the_fullest_year(counts):
    frame = of_years(**{f"y{year}": count for year, count in counts.items()})
    for issue in check_years(frame):
        (year,) = frame["year"].iloc[issue.at].unique()
        assert len(issue.at) == counts[year] <= max(counts.values())
    assert len(check_years(frame)) < max(len(counts), 1)


@pytest.mark.parametrize("column", ["ref_code", "ref_name", "school_id"])
def test_a_row_that_names_its_school_anyhow_is_named(column):
    frame = pd.DataFrame({column: ["x", None], "ref_municipality": ["Энский район"] * 2}, dtype="str")
    (issue,) = check_named(frame, TABLES["results"])
    assert (issue.level, issue.rule, issue.at.tolist()) == ("row", "unnamed_school", [1])
    assert check_named(frame.head(1), TABLES["results"]) == []
    assert check_named(frame, TABLES["corrections"]) == []
