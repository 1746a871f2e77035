"""What a school showed in one sitting, by hand."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab.ground.one_sitting import sittings

from .papers import rows, table

COUNTS = np.array([[1, 2, 3, 4]])


def test_days_of_a_sitting_are_added_and_marks_give_mean_and_variance():
    results = table(rows(COUNTS), rows(COUNTS, attempt="reserve"), rows(COUNTS, attempt="retake"))
    before = results.copy()
    (sat,) = sittings(results).to_dict("records")
    pd.testing.assert_frame_equal(results, before)
    marks = np.repeat([2, 3, 4, 5], [2, 4, 6, 8])
    assert (sat["n"], sat["n_2"], sat["round"]) == (20, 2, "main")
    assert sat["mean"] == pytest.approx(marks.mean()) and sat["variance"] == pytest.approx(marks.var(ddof=1))


@pytest.mark.parametrize(
    ("second", "counted"),
    [
        ({"round": "spring"}, {"main": 30}),
        ({"round": "autumn"}, {"main": 10, "autumn": 30}),
        ({"graduates": "all"}, {"main": 10}),
        ({"graduates": "past"}, {"main": 10}),
    ],
)
def test_one_choice_of_graduates_and_rounds(second, counted):
    sat = sittings(table(rows(COUNTS), rows(COUNTS + 5, **second)))
    assert sat.set_index("round")["n"].to_dict() == counted


def test_all_graduates_stand_in_where_those_of_the_year_were_not_delivered():
    assert sittings(table(rows(COUNTS, graduates="all")))["n"].tolist() == [10]


def test_a_number_missing_on_one_day_is_missing():
    (sat,) = sittings(table(rows(COUNTS), rows(COUNTS, attempt="reserve", n=None))).to_dict("records")
    assert np.isnan(sat["n"]) and sat["n_2"] == 2


def test_no_rows():
    assert sittings(table(rows(COUNTS, attempt="retake"))).empty
