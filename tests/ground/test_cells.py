import pandas as pd
import pytest

from shnor_lab.ground.cells import cell_grid

from ..small_tables import frame, result, schools, tables


def cells_of(data, **options):
    return cell_grid(data, **options).frame()


def cell(cells, school, year, procedure):
    found = cells[(cells["school_id"] == school) & (cells["year"] == year) & (cells["procedure"] == procedure)]
    assert len(found) == 1
    return found.iloc[0]


def test_one_row_per_school_year_procedure_and_frames_untouched():
    data = tables([result("a", 2024, "oge_ma", 1, 10), result("b", 2023, "oge_ru", 0, 5)])
    before = {name: table.copy() for name, table in data.items()}
    cells = cells_of(data, years=[2024, 2023])
    assert len(cells) == 2 * 2 * 9
    assert not cells.duplicated(["school_id", "year", "procedure"]).any()
    for name, table in before.items():
        pd.testing.assert_frame_equal(data[name], table)


def test_states():
    rows = [
        result("a", 2024, "oge_ma", 1, 10),
        result("a", 2024, "oge_ru", 0, 0),
        result("a", 2024, "vpr_ma5", None, 12, mean=3.4),
        result("a", 2020, "ege_ru", 0, 4),
    ]
    cells = cells_of(tables(rows), years=[2024, 2020])
    state = {key: cell(cells, "a", 2024, key)["state"] for key in ("oge_ma", "oge_ru", "vpr_ma5", "vpr_ma6", "ege_ru")}
    assert state == {
        "oge_ma": "delivered",
        "oge_ru": "no_participants",
        "vpr_ma5": "no_counts",
        "vpr_ma6": "not_delivered",
        "ege_ru": "not_applicable",
    }
    assert cell(cells, "a", 2020, "oge_ma")["state"] == "not_held"
    assert cell(cells, "a", 2020, "ege_ru")["state"] == "delivered"
    assert pd.isna(cell(cells, "a", 2024, "vpr_ma5")["n_low"])
    assert pd.isna(cell(cells, "a", 2024, "vpr_ma6")["n"])


def test_main_and_reserve_are_added_retakes_and_past_graduates_left_out():
    rows = [
        result("a", 2024, "oge_ma", 2, 8),
        result("a", 2024, "oge_ma", 1, 2, attempt="reserve"),
        result("a", 2024, "oge_ma", 0, 3, attempt="retake"),
        result("a", 2024, "oge_ma", 5, 5, graduates="past"),
        result("a", 2024, "oge_ma", 8, 15, graduates="all"),
        result("a", 2024, "oge_ru", 3, 9, attempt="retake"),
        result("a", 2023, "oge_ru", 1, 9, graduates="all"),
    ]
    cells = cells_of(tables(rows), years=[2024, 2023])
    maths = cell(cells, "a", 2024, "oge_ma")
    assert (maths["n_low"], maths["n"], maths["past"]) == (3, 10, False)
    assert cell(cells, "a", 2024, "oge_ru")["state"] == "not_delivered"
    assert (cell(cells, "a", 2023, "oge_ru")["n"], cell(cells, "a", 2023, "oge_ru")["past"]) == (9, True)


def test_low_results_come_from_marks_but_never_from_a_mean():
    rows = [
        result("a", 2024, "oge_ma", None, 10, n_2=4, mean=2.9),
        result("a", 2024, "oge_ru", None, 10, mean=2.0),
        result("b", 2024, "ege_ru", None, 10, n_2=4),
    ]
    cells = cells_of(tables(rows, schools("a", "b", type="secondary")), years=[2024])
    assert (cell(cells, "a", 2024, "oge_ma")["n_low"], cell(cells, "a", 2024, "oge_ma")["counted_from"]) == (4, "n_2")
    assert cell(cells, "a", 2024, "oge_ru")["state"] == "no_counts"
    assert cell(cells, "b", 2024, "ege_ru")["state"] == "no_counts"


def test_mean_is_weighted_by_participants():
    rows = [
        result("a", 2024, "oge_ma", 0, 30, mean=4.0),
        result("a", 2024, "oge_ma", 0, 10, mean=2.0, attempt="reserve"),
    ]
    assert cell(cells_of(tables(rows), years=[2024]), "a", 2024, "oge_ma")["mean"] == pytest.approx(3.5)


def test_autumn_round_stands_in_or_moves_to_the_programme_year():
    rows = [
        result("a", 2023, "vpr_ma6", 3, 10, round="autumn", programme_grade=5),
        result("a", 2023, "vpr_ma5", 1, 11, round="autumn", programme_grade=4),
        result("a", 2023, "vpr_ma5", 0, 12, round="spring"),
    ]
    printed = cells_of(tables(rows), years=[2023, 2022])
    assert cell(printed, "a", 2023, "vpr_ma6")["n"] == 10
    assert cell(printed, "a", 2023, "vpr_ma5")["n"] == 12
    moved = cells_of(tables(rows), years=[2023, 2022], year_basis="programme")
    assert (cell(moved, "a", 2022, "vpr_ma5")["n"], cell(moved, "a", 2023, "vpr_ma5")["n"]) == (10, 12)
    assert cell(moved, "a", 2023, "vpr_ma6")["state"] == "not_delivered"


def test_a_check_work_that_came_with_and_without_its_round_is_counted_once():
    rows = [
        result("a", 2024, "vpr_ma5", 3, 20, round="main"),
        result("a", 2024, "vpr_ma5", 3, 20, round="spring"),
        result("b", 2024, "vpr_ma5", 1, 9, round="main"),
        result("a", 2024, "oge_ma", 1, 10),
        result("a", 2024, "oge_ma", 1, 2, round="spring"),
    ]
    for basis in ("school_year", "programme"):
        cells = cells_of(tables(rows), years=[2024], year_basis=basis)
        assert [cell(cells, school, 2024, "vpr_ma5")["n"] for school in "ab"] == [20, 9]
        assert cell(cells, "a", 2024, "oge_ma")["n"] == 12
    family = pd.concat([schools("a"), schools("b", parent="a")], ignore_index=True)
    together = cells_of(tables(rows, family), years=[2024], branch="together")
    assert cell(together, "a", 2024, "vpr_ma5")["n"] == 29


def test_an_autumn_round_stands_in_where_the_choice_of_graduates_left_no_other():
    rows = [
        result("a", 2024, "vpr_ma5", 2, 20, round="spring", graduates="all"),
        result("a", 2024, "vpr_ma5", 5, 19, round="autumn"),
    ]
    assert cell(cells_of(tables(rows), years=[2024]), "a", 2024, "vpr_ma5")["n"] == 19


def test_branch_is_added_to_its_head():
    register = frame(
        "schools",
        [
            {"school_id": "a", "name": "А", "type": "secondary", "municipality": "Я", "municipality_id": "ya"},
            {
                "school_id": "b",
                "name": "Б",
                "type": "basic",
                "municipality": "Я",
                "municipality_id": "ya",
                "parent": "a",
            },
        ],
    )
    rows = [result("a", 2024, "oge_ma", 1, 10), result("b", 2024, "oge_ma", 3, 4)]
    together = cells_of(tables(rows, register), years=[2024], branch="together")
    assert set(together["school_id"]) == {"a"}
    assert (cell(together, "a", 2024, "oge_ma")["n_low"], cell(together, "a", 2024, "oge_ma")["n"]) == (4, 14)
    apart = cells_of(tables(rows, register), years=[2024])
    assert cell(apart, "b", 2024, "oge_ma")["n"] == 4


def test_unreliable_rows():
    rows = [result("a", 2024, "oge_ma", 0, 10, reliable=False), result("a", 2024, "oge_ru", 0, 10, reliable=True)]
    given = cells_of(tables(rows), years=[2024])
    assert (
        bool(cell(given, "a", 2024, "oge_ma")["unreliable"])
        and cell(given, "a", 2024, "oge_ma")["state"] == "delivered"
    )
    assert not cell(given, "a", 2024, "oge_ru")["unreliable"]
    left_out = cells_of(tables(rows), years=[2024], unreliable="exclude")
    assert cell(left_out, "a", 2024, "oge_ma")["state"] == "not_delivered"
    reserve = [*rows, result("a", 2024, "oge_ma", 1, 2, attempt="reserve")]
    left_out = cells_of(tables(reserve), years=[2024], unreliable="exclude")
    assert cell(left_out, "a", 2024, "oge_ma")["state"] == "not_delivered"


def test_a_doubted_row_that_is_not_used_marks_nothing():
    rows = [
        result("a", 2024, "vpr_ma5", 0, 20, round="spring"),
        result("a", 2024, "vpr_ma5", 0, 20, round="autumn", reliable=False),
        result("a", 2024, "ege_ru", 0, 12),
        result("a", 2024, "ege_ru", 0, 15, graduates="all", reliable=False),
    ]
    cells = cells_of(tables(rows), years=[2024], unreliable="low")
    assert not cell(cells, "a", 2024, "vpr_ma5")["unreliable"] and not cell(cells, "a", 2024, "ege_ru")["unreliable"]


def test_closed_schools_are_not_asked_and_new_ones_only_since_they_exist():
    register = pd.concat([schools("old", valid_to=2022), schools("new", valid_from=2024)], ignore_index=True)
    cells = cells_of(tables([], register), years=[2024, 2023])
    assert set(cells["school_id"]) == {"new"}
    assert cell(cells, "new", 2023, "oge_ma")["state"] == "not_applicable"
    assert cell(cells, "new", 2024, "oge_ma")["state"] == "not_delivered"


def test_type_of_the_year_goes_first_and_an_unknown_type_excuses_nothing():
    yearly = frame("school_years", [{"school_id": "a", "year": 2023, "type": "secondary"}])
    data = tables(
        [], pd.concat([schools("a"), schools("x", type=None), schools("e", type="evening")]), school_years=yearly
    )
    cells = cells_of(data, years=[2024, 2023])
    assert cell(cells, "a", 2024, "ege_ru")["state"] == "not_applicable"
    assert cell(cells, "a", 2023, "ege_ru")["state"] == "not_delivered"
    assert cell(cells, "x", 2024, "ege_ru")["state"] == "not_delivered"
    assert cell(cells, "e", 2024, "vpr_ma5")["state"] == "not_delivered"
