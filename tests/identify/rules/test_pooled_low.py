"""The lowest part of the region by its lasting level, on chances that are given and on a region of known truth."""

import numpy as np
import pandas as pd
import pytest

from ...small_tables import schools, tables, year_of
from .conftest import answers


def test_the_list_is_as_long_as_the_part_of_those_answered(given):
    asked = given(np.linspace(0, 1, 20))
    data = tables([row for place in range(20) for row in year_of(f"s{place:02d}", 2024)])
    answer = answers("pooled_low", data)
    assert answer.index[answer["listed"]].tolist() == ["s18", "s19"]
    assert answer["score"].tolist() == pytest.approx(answer["p_low"].tolist(), abs=1e-11)
    assert asked.calls == [("p_lowest", 0.1)] and asked.years == 3
    assert answers("pooled_low", data, part=0.24)["listed"].sum() == 5
    assert answers("pooled_low", data, part=0.04)["listed"].sum() == 1


def test_schools_without_counts_are_neither_listed_nor_counted(given):
    given([np.nan, *np.linspace(0, 0.5, 10), 0.9])
    rows = [row for place in range(1, 11) for row in year_of(f"s{place:02d}", 2022)]
    data = tables(rows, schools(*(f"s{place:02d}" for place in range(12))))
    answer = answers("pooled_low", data)
    assert answer.index[answer["listed"].isna()].tolist() == ["s00", "s11"]
    assert answer.index[answer["listed"].fillna(False)].tolist() == ["s10"]
    assert answer["reason"]["s11"] == "No counts of low results of 2021/22; 2022/23 and 2023/24"


def test_of_equal_chances_a_lot_decides_and_no_place_in_the_table(given):
    given(np.full(20, 0.1))
    data = tables([*(row for place in range(20) for row in year_of(f"s{place:02d}", 2024))])
    answer = answers("pooled_low", data, part=0.25)
    listed = answer.index[answer["listed"]]
    assert len(listed) == 5 and listed.tolist() not in (answer.index[:5].tolist(), answer.index[-5:].tolist())


def test_a_demanded_reliability_takes_schools_out(given):
    given([0.9, *np.linspace(0, 0.5, 10)], reliability=[0.3, *[0.7] * 9, np.nan])
    data = tables([*(row for place in range(11) for row in year_of(f"s{place:02d}", 2024))])
    free, bound = answers("pooled_low", data), answers("pooled_low", data, reliability_min=0.5)
    assert free.index[free["listed"]].tolist() == ["s00"]
    assert bound.index[bound["listed"].isna()].tolist() == ["s00", "s10"]
    assert bound.index[bound["listed"].fillna(False)].tolist() == ["s09"]
    assert "Too few results" in bound["reason"]["s00"] and pd.isna(bound["p_low"]["s00"])
