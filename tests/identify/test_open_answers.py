"""Schools without an answer, and what other settings would do."""

import pandas as pd

from shnor_lab.identify import other_options, rule_named, sensitivity, settings_of, unanswered

from ..small_tables import EDITION, frame, in_words, result, schools, tables, year_of

DEFAULTS = settings_of(rule_named("regional_30"), {})


def without(rows, *cells):
    return [row for row in rows if (row["year"], row["procedure"]) not in cells]


def test_unanswered_names_what_is_missing_and_how_far_the_answer_is_open():
    open_by_one = without(
        year_of("a", 2024, low={"oge_ru": (9, 20)}) + year_of("a", 2023), (2024, "oge_ma"), (2023, "vpr_ma5")
    )
    open_by_two = without(year_of("b", 2024) + year_of("b", 2023), (2024, "oge_ma"), (2024, "oge_ru"))
    closed = year_of("c", 2024) + year_of("c", 2023)
    found = unanswered(tables(open_by_one + open_by_two + closed), EDITION, DEFAULTS)
    table = in_words(found, "missing").set_index("school_id")
    assert table.index.tolist() == ["a", "b"]
    assert table["if_all_low"].tolist() == [True, True] and table["if_none_low"].tolist() == [False, False]
    assert table["n_missing"].tolist() == [2, 2]
    assert table["decides_alone"].tolist() == [2, 0]
    assert table.loc["a", "missing"] == "2023/24: OGE mathematics; 2022/23: VPR mathematics, grade 5"


def test_where_all_is_answered_the_table_is_empty_with_its_columns():
    table = unanswered(tables(year_of("a", 2024) + year_of("a", 2023)), EDITION, DEFAULTS)
    assert table.empty and list(table.columns) == [
        "school_id",
        "missing",
        "n_missing",
        "if_all_low",
        "if_none_low",
        "decides_alone",
    ]


def moves(table, setting, option):
    rows = table[(table["setting"] == setting) & (table["option"] == option)]
    return dict(zip(rows["school_id"], rows["change"], strict=True))


def test_each_setting_tells_who_moves():
    rows = year_of("small", 2024, low={"oge_ma": (1, 3), "oge_ru": (2, 4)}) + year_of("small", 2023)
    rows += year_of("other", 2024, low={"oge_ma": (9, 20)}) + year_of("other", 2023, low={"vpr_ma5": (9, 20)})
    rows += year_of("head", 2024, low={"oge_ma": (5, 20), "oge_ru": (5, 20)}) + year_of("head", 2023)
    rows += year_of("wing", 2024, low={"oge_ma": (5, 5), "oge_ru": (5, 5)}) + year_of("wing", 2023)
    doubted = year_of("doubt", 2024) + year_of("doubt", 2023)
    for row in doubted[:2]:
        row["reliable"] = False
    register = pd.concat(
        [schools("small", "other", "head", "doubt"), schools("wing", parent="head")], ignore_index=True
    )
    table = sensitivity(tables(rows + doubted, register), EDITION, DEFAULTS)
    assert moves(table, "n_min", "5") == {"small": "leave"}
    assert moves(table, "n_min", "10") == {"small": "leave", "wing": "leave"}
    assert moves(table, "c2_mode", "same_procedure") == {"other": "leave"}
    assert moves(table, "branch", "together") == {"head": "enter", "wing": "to_unknown"}
    assert moves(table, "unreliable", "low") == {"doubt": "enter"}
    assert moves(table, "unreliable", "exclude") == {"doubt": "to_unknown"}
    assert moves(table, "year_basis", "programme") == {}
    assert not table.duplicated(["setting", "option", "school_id"]).any()


def test_what_becomes_known_is_not_an_entry():
    rows = without(year_of("a", 2024, low={"oge_ma": (2, 4)}) + year_of("a", 2023), (2024, "vpr_ma5"))
    table = sensitivity(tables(rows), EDITION, DEFAULTS)
    assert moves(table, "n_min", "5") == {"a": "to_not_listed"}


def test_options_are_those_that_differ_from_the_study():
    settings = settings_of(rule_named("regional_30"), {"n_min": 5, "c2_mode": "same_procedure"})
    options = other_options(settings)
    assert ("n_min", 1) in options and ("n_min", 10) in options and ("n_min", 5) not in options
    assert [option for name, option in options if name == "c2_mode"] == ["any"]
    assert len(options) == 1 + 1 + 2 + 1 + 1 + 2


def test_programme_year_moves_autumn_results():
    rows = year_of("a", 2024) + without(year_of("a", 2023), (2023, "vpr_ma6"))
    rows.append(result("a", 2023, "vpr_ma6", 9, 10, round="autumn", programme_grade=5))
    data = tables(rows + [result("a", 2024, "vpr_ru6", 9, 10, attempt="reserve")])
    table = sensitivity(data, EDITION, DEFAULTS)
    assert moves(table, "year_basis", "programme") == {"a": "to_unknown"}
    assert frame("results", rows)["round"].tolist()[-1] == "autumn"
