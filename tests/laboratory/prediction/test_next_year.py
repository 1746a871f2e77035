"""The outcome of a year rests on that year alone."""

import pandas as pd

from shnor_lab.laboratory.prediction.next_year import results_of_year

from ...small_tables import result, schools, tables, year_of

IDS = [f"s{place:02}" for place in range(20)]


def region(**low):
    rows = [row for school in IDS for row in year_of(school, 2024, low=low.get(school, {"oge_ma": (1, 20)}))]
    return tables(rows, schools(*IDS, "empty"))


def test_the_lowest_part_by_excess():
    found = results_of_year(region(s03={"oge_ma": (9, 20)}, s11={"oge_ma": (4, 20), "vpr_ru5": (4, 20)}), 2024)
    found = found.set_index("school_id")
    assert found.index[found["lowest"].fillna(False)].tolist() == ["s03", "s11"]
    expected = 6 * 0 + 20 * (31 / 400) + 20 * (4 / 400)
    assert abs(found.loc["s03", "raw"] - 9 / expected) < 1e-12
    assert found.loc["s00", "participants"] == 120
    assert pd.isna(found.loc["empty", "lowest"]) and found.loc["empty", "participants"] == 0
    assert pd.isna(found.loc["empty", "two_low"])


def test_two_low_procedures_of_the_year():
    data = region(s03={"oge_ma": (9, 20)}, s11={"oge_ma": (6, 20), "vpr_ru5": (6, 20)})
    found = results_of_year(data, 2024).set_index("school_id")
    assert found.index[found["two_low"].fillna(False)].tolist() == ["s11"]
    assert found.loc["s03", "two_low"] is not pd.NA and not found.loc["s03", "two_low"]


def test_other_years_are_not_looked_at():
    alone = region(s03={"oge_ma": (9, 20)})
    before = [result(school, 2023, "oge_ma", 20, 20) for school in IDS[5:]]
    both = {**alone, "results": pd.concat([alone["results"], tables(before)["results"]], ignore_index=True)}
    kept = {key: frame.copy() for key, frame in both.items()}
    pd.testing.assert_frame_equal(results_of_year(both, 2024), results_of_year(alone, 2024))
    for key, frame in both.items():
        pd.testing.assert_frame_equal(frame, kept[key])
