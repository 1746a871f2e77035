"""Golden cases of the 30 % rule."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab import language
from shnor_lab.identify import RULE_30, decide, rule_named, settings_of
from shnor_lab.params import ListEdition

from ..small_tables import BASIC, EDITION, frame, in_words, result, schools, tables, year_of

RULE = rule_named("regional_30")


def answers(data, edition=EDITION, **settings):
    return in_words(decide(RULE, data, edition, settings_of(RULE, settings)), "reason").set_index("school_id")


def listed(data, edition=EDITION, **settings):
    """True, False or None for the school «a»."""
    value = answers(data, edition, **settings).loc["a", "listed"]
    return None if pd.isna(value) else bool(value)


def two_years(latest=None, before=None, **more):
    return tables(year_of("a", 2024, low=latest) + year_of("a", 2023, low=before), **more)


TWO = {"oge_ma": (3, 10), "vpr_ma6": (6, 20)}


@pytest.mark.parametrize(
    ("k", "n", "low"),
    [
        (3, 10, True),
        (2999, 10000, False),
        (3000, 10000, True),
        (6, 20, True),
        (5, 17, False),
        (1, 3, True),
        (0, 1, False),
        (1, 1, True),
        (29, 97, False),
        (30, 100, True),
    ],
)
def test_thirty_per_cent_exactly_is_low(k, n, low):
    assert listed(two_years({"oge_ma": (k, n), "oge_ru": (k, n)})) is low


@pytest.mark.parametrize(
    ("latest", "before", "expected"),
    [
        (TWO, None, True),
        ({"oge_ma": (3, 10)}, {"vpr_ru5": (9, 20)}, True),
        ({"oge_ma": (3, 10)}, None, False),
        (None, TWO, False),
        (None, None, False),
        ({"vpr_ma5": (5, 10), "vpr_ma6": (5, 10)}, None, True),
    ],
)
def test_criteria(latest, before, expected):
    assert listed(two_years(latest, before)) is expected


def test_base_and_profile_count_apart():
    rows = year_of("a", 2024, keys=RULE_30, low={"ege_ma_base": (2, 5), "ege_ma_prof": (1, 3)}) + year_of(
        "a", 2023, keys=RULE_30
    )
    assert listed(tables(rows, schools("a", type="secondary"))) is True


def test_one_and_the_same_procedure():
    other = two_years({"oge_ma": (3, 10)}, {"vpr_ru5": (9, 20)})
    same = two_years({"oge_ma": (3, 10)}, {"oge_ma": (9, 20)})
    assert [listed(data, c2_mode="same_procedure") for data in (other, same)] == [False, True]


def test_basic_school_is_judged_by_six_and_secondary_by_nine():
    six = year_of("a", 2024) + year_of("a", 2023)
    assert listed(tables(six)) is False
    assert listed(tables(six, schools("a", type="secondary"))) is None
    nine = year_of("a", 2024, keys=RULE_30) + year_of("a", 2023, keys=RULE_30)
    assert listed(tables(nine, schools("a", type="secondary"))) is False


def test_two_of_nine_delivered_none_low_is_no_answer():
    rows = [result("a", 2024, "oge_ma", 0, 20), result("a", 2024, "oge_ru", 0, 20)]
    answer = answers(tables(rows, schools("a", type="secondary"))).loc["a"]
    assert pd.isna(answer["listed"]) and pd.isna(answer["p_listed"])
    assert "EGE Russian" in answer["reason"] and "VPR mathematics, grade 5" in answer["reason"]
    assert "OGE" not in answer["reason"].split("2022/23")[0]


def test_one_missing_is_false_when_even_a_low_result_would_not_do():
    missing_one = [row for row in year_of("a", 2024) if row["procedure"] != "oge_ma"]
    assert listed(tables(missing_one + year_of("a", 2023))) is False
    assert listed(tables(missing_one + year_of("a", 2023, low={"vpr_ru6": (9, 9)}))) is None
    low_too = [row for row in year_of("a", 2024, low={"oge_ru": (5, 10)}) if row["procedure"] != "oge_ma"]
    assert listed(tables(low_too + year_of("a", 2023))) is None


def test_resits_and_past_graduates_are_excluded_before_dividing():
    rows = year_of("a", 2024, low={"oge_ma": (3, 10), "oge_ru": (3, 10)}) + year_of("a", 2023)
    rows += [
        result("a", 2024, "oge_ma", 0, 3, attempt="retake"),
        result("a", 2024, "oge_ru", 0, 40, graduates="past"),
    ]
    assert listed(tables(rows)) is True
    hidden = (
        year_of("a", 2024)
        + year_of("a", 2023)
        + [result("a", 2024, key, 9, 9, attempt="retake") for key in ("oge_ma", "oge_ru")]
    )
    assert listed(tables(hidden)) is False


def test_not_held_and_without_participants_are_not_missing():
    edition = ListEdition(year=2021, result_years=[2021, 2020])
    rows = year_of("a", 2021, low={"oge_ru": (0, 0)})
    assert listed(tables(rows), edition) is False


def test_n_min():
    data = two_years({"oge_ma": (1, 3), "oge_ru": (5, 9)})
    assert [listed(data, n_min=n) for n in (1, 3, 5, 10)] == [True, True, False, False]


def test_no_counts_is_unknown_unless_too_few():
    rows = year_of("a", 2024, low={"oge_ma": (None, 4), "oge_ru": (3, 10)}) + year_of("a", 2023)
    answer = answers(tables(rows)).loc["a"]
    assert pd.isna(answer["listed"])
    assert "OGE mathematics (no counts of low results)" in answer["reason"]
    assert listed(tables(rows), n_min=5) is False


def test_kdr_never_touches_the_regional_rule():
    rows = (
        year_of("a", 2024)
        + year_of("a", 2023)
        + [result("a", 2024, "kdr6_reading", 9, 10), result("a", 2024, "kdr7_maths", 9, 10)]
    )
    assert [listed(tables(rows), kdr=on) for on in (False, True)] == [False, True]
    assert listed(tables(year_of("a", 2024) + year_of("a", 2023)), kdr=True) is False


def test_unreliable():
    rows = year_of("a", 2024) + year_of("a", 2023)
    for row in rows:
        row["reliable"] = not (row["year"] == 2024 and row["procedure"] in ("oge_ma", "vpr_ma5"))
    got = {option: listed(tables(rows), unreliable=option) for option in ("as_given", "low", "exclude")}
    assert got == {"as_given": False, "low": True, "exclude": None}
    reason = answers(tables(rows), unreliable="low").loc["a", "reason"]
    assert "OGE mathematics, found unreliable (0 of 20)" in reason


def test_window_of_three_years():
    rows = two_years({"oge_ma": (3, 10)}, {"vpr_ru5": (9, 20)})["results"]
    data = {"schools": schools("a"), "results": rows}
    assert listed(data) is True
    assert listed(data, window=3) is None
    full = pd.concat([rows, frame("results", year_of("a", 2022))], ignore_index=True)
    assert listed({"schools": schools("a"), "results": full}, window=3) is False


def test_branch_together_answers_for_the_head_only():
    register = pd.concat([schools("a"), schools("b", parent="a")], ignore_index=True)
    rows = []
    for school, low in (("a", (3, 20)), ("b", (5, 5))):
        rows += year_of(school, 2024, low={"oge_ma": low, "oge_ru": low}) + year_of(school, 2023)
    data = tables(rows, register)
    apart, together = answers(data), answers(data, branch="together")
    assert apart["listed"].tolist() == [False, True]
    assert together.loc["a", "listed"] and pd.isna(together.loc["b", "listed"])
    assert "Школа «a»" in together.loc["b", "reason"]


def test_reason_in_russian_names_procedures_and_counts():
    language.use("ru")
    reason = answers(two_years({"oge_ma": (4, 11), "vpr_ma6": (6, 15)})).loc["a", "reason"]
    assert reason == "Критерий 1: ВПР, математика, 6 класс (6 из 15) и ОГЭ, математика (4 из 11)"


def test_one_of_three_is_low_with_the_small_number_said():
    reason = answers(two_years({"oge_ma": (1, 3), "oge_ru": (8, 20)})).loc["a", "reason"]
    assert "OGE mathematics (1 of 3, few participants)" in reason and "OGE Russian (8 of 20)" in reason
    assert "few" not in answers(two_years({"oge_ma": (4, 10), "oge_ru": (8, 20)})).loc["a", "reason"]


def test_score_is_the_greatest_threshold_that_lists():
    data = two_years({"oge_ma": (4, 20), "oge_ru": (7, 20)}, {"vpr_ma5": (5, 20)})
    score = answers(data).loc["a", "score"]
    assert score == pytest.approx(0.25)
    assert listed(data, threshold_percent=25) is True and listed(data, threshold_percent=26) is False


GEOMETRY = ("15", "16", "17", "18", "19", "23", "24", "25")


def _tasks(points, tasks=GEOMETRY):
    """Points in geometry of the latest year; the year before nobody can have failed the condition often."""
    return frame(
        "tasks",
        [
            {"school_id": "a", "year": year, "procedure": "oge_ma", "task": task, "points": total / len(tasks), "n": 20}
            for year, total in ((2024, points), (2023, 200))
            for task in tasks
        ],
    )


@pytest.mark.parametrize(("points", "expected"), [(0, True), (26, True), (200, False), (100, None)])
def test_geometry_is_bounded_by_points(points, expected):
    data = two_years({"oge_ma": (2, 20), "oge_ru": (8, 20)}, tasks=_tasks(points))
    assert listed(data) is False
    assert listed(data, oge_math_geometry=True) is expected


def test_geometry_points_of_some_participants_bound_nothing():
    rows = year_of("a", 2024, low={"oge_ma": (2, 20), "oge_ru": (8, 20)}) + year_of("a", 2023)
    reserve = [result("a", year, "oge_ma", 0, 20, attempt="reserve") for year in (2024, 2023)]
    assert listed(tables(rows, tasks=_tasks(26)), oge_math_geometry=True) is True
    assert listed(tables(rows + reserve, tasks=_tasks(26)), oge_math_geometry=True) is None
    family = pd.concat([schools("a"), schools("b", parent="a")], ignore_index=True)
    branch = [dict(row, school_id="b") for row in rows]
    data = tables(rows + branch, family, tasks=_tasks(26))
    assert listed(data, oge_math_geometry=True, branch="together") is None


def test_geometry_without_all_tasks_is_unknown_and_marks_hold_it_already():
    data = two_years({"oge_ma": (2, 20), "oge_ru": (8, 20)}, tasks=_tasks(0, GEOMETRY[:5]))
    assert listed(data, oge_math_geometry=True) is None
    rows = year_of("a", 2024, low={"oge_ma": (None, 20), "oge_ru": (8, 20)}) + year_of("a", 2023)
    for row in rows:
        if row["procedure"] == "oge_ma":
            row.update(n_low=None, n_2=2)
    assert listed(tables(rows), oge_math_geometry=True) is False


@pytest.mark.usefixtures("unpooled")
def test_chance_is_a_chance_and_rises_with_low_results():
    rows = []
    for place in range(40):
        rows += year_of(f"s{place:02d}", 2024, low=dict.fromkeys(BASIC, (place // 5, 20)))
        rows += year_of(f"s{place:02d}", 2023)
    table = answers(tables(rows))
    chance = table["p_listed"].to_numpy()
    assert ((chance > 0) & (chance < 1)).all()
    assert (np.diff(chance) >= -1e-12).all() and chance[-1] > 0.7 and chance[0] < 0.2
    assert table["p_low"].isna().all()
