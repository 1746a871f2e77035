import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.present.order import in_order, natural

ORDERED = [
    "Ежевичная школа",
    "Ёлочная школа",
    "Жёлтая школа",
    "ООШ № 7",
    "СОШ",
    "СОШ № 2",
    "СОШ №3",
    "«СОШ» № 10",
    "сош № 11",
]


def test_numbers_go_by_size_and_yo_follows_ye():
    backwards = ORDERED[::-1]
    assert sorted(backwards, key=natural) == ORDERED


@given(st.permutations(ORDERED))
@settings(max_examples=30, deadline=None)
def test_order_does_not_depend_on_the_order_of_rows(names):
    assert sorted(names, key=natural) == ORDERED


def test_rows_stand_by_stage_then_name_and_the_frame_stays():
    frame = pd.DataFrame(
        {
            "school": ["СОШ № 10", "ООШ № 3", "СОШ № 2", "Вечерняя", "СОШ № 2"],
            "type": ["secondary", "basic", "secondary", None, "secondary"],
            "year": [2023, 2023, 2023, 2023, 2022],
        },
        index=[7, 7, 1, 0, 3],
    )
    before = frame.copy()
    ordered = in_order(frame, stage="type", then=("year",))
    assert ordered["school"].tolist() == ["ООШ № 3", "СОШ № 2", "СОШ № 2", "СОШ № 10", "Вечерняя"]
    assert ordered["year"].tolist() == [2023, 2022, 2023, 2023, 2023]
    assert ordered.index.tolist() == [0, 1, 2, 3, 4]
    pd.testing.assert_frame_equal(frame, before)


def test_missing_names_come_first_and_do_not_break():
    frame = pd.DataFrame({"school": pd.array(["б", None, "а"], dtype="str")})
    assert in_order(frame)["school"].tolist()[1:] == ["а", "б"]
