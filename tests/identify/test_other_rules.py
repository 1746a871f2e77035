"""The ten other rules, each at its borders."""

import pandas as pd
import pytest

from shnor_lab.identify import RULE_30, decide, rule_named, settings_of
from shnor_lab.params import ListEdition

from ..small_tables import BASIC, EDITION, frame, in_words, result, schools, tables, year_of


def answers(key, data, edition=EDITION, **settings):
    rule = rule_named(key)
    return in_words(decide(rule, data, edition, settings_of(rule, settings)), "reason").set_index("school_id")


def said(value):
    return None if pd.isna(value) else bool(value)


def listed(key, data, school="a", edition=EDITION, **settings):
    return said(answers(key, data, edition, **settings).loc[school, "listed"])


# persistent_low

VPR_OGE = {"vpr_ma5": (9, 20), "oge_ma": (9, 20)}


@pytest.mark.parametrize(
    ("latest", "before", "expected"),
    [(VPR_OGE, VPR_OGE, True), (VPR_OGE, {"oge_ma": (9, 20)}, False), ({"vpr_ma5": (9, 20)}, VPR_OGE, False)],
)
def test_persistent_low_asks_every_stage_in_each_year(latest, before, expected):
    data = tables(year_of("a", 2024, low=latest) + year_of("a", 2023, low=before))
    assert listed("persistent_low", data) is expected


def test_persistent_low_skips_stages_nobody_sat_and_waits_for_missing_ones():
    rows = year_of("a", 2024, low={**VPR_OGE}) + year_of("a", 2023, low=VPR_OGE)
    secondary = schools("a", type="secondary")
    assert listed("persistent_low", tables(rows, secondary)) is None
    nobody = [result("a", year, key, 0, 0) for year in (2024, 2023) for key in RULE_30[6:]]
    assert listed("persistent_low", tables(rows + nobody, secondary)) is True
    cancelled = ListEdition(year=2021, result_years=[2021, 2020])
    assert listed("persistent_low", tables(year_of("a", 2021, low=VPR_OGE)), edition=cancelled) is None


def test_persistent_low_gives_no_chance_where_a_stage_was_not_seen():
    exams = [row for row in year_of("a", 2024) + year_of("a", 2023) if row["procedure"].startswith("oge")]
    seen = answers("persistent_low", tables(year_of("a", 2024) + year_of("a", 2023))).loc["a"]
    unseen = answers("persistent_low", tables(exams)).loc["a"]
    assert said(seen["listed"]) is said(unseen["listed"]) is False
    assert seen["p_listed"] >= 0 and pd.isna(unseen["p_listed"])


def test_persistent_low_over_three_years():
    data = tables(year_of("a", 2024, low=VPR_OGE) + year_of("a", 2023, low=VPR_OGE) + year_of("a", 2022))
    assert (listed("persistent_low", data), listed("persistent_low", data, years=3)) == (True, False)


# adverse_conditions, complex_and_low

NAMES = ["incomplete_family", "any_register", "non_native", "deviant"]


def passport(hard: dict[str, list[str]], schools_: list[str], names=NAMES, skip=()):
    rows = []
    for place, school in enumerate(schools_):
        for name in names:
            if (school, name) not in skip:
                value = 90 if name in hard.get(school, ()) else place
                rows.append({"school_id": school, "year": 2024, "indicator": name, "count": value, "base": 100})
    return frame("passport", rows)


REGION = [f"s{place}" for place in range(11)] + ["a"]


def test_three_conditions_of_the_hardest_quarter():
    def data(count, skip=()):
        return {"schools": schools(*REGION), "passport": passport({"a": NAMES[:count]}, REGION, skip=skip)}

    hard = answers("adverse_conditions", data(3)).loc["a"]
    assert hard["listed"] and hard["score"] >= 3
    assert "single-parent families" in hard["reason"]
    assert listed("adverse_conditions", data(3), school="s0") is False
    two = {"schools": schools(*REGION), "passport": passport({"a": NAMES[:2]}, ["a", *REGION[:-1]])}
    assert listed("adverse_conditions", two) is False
    unknown = two | {"passport": passport({"a": NAMES[:2]}, ["a", *REGION[:-1]], skip={("a", "deviant")})}
    assert listed("adverse_conditions", unknown) is None
    few = two | {"passport": passport({"a": NAMES}, REGION, skip={("a", name) for name in NAMES[:2]})}
    assert listed("adverse_conditions", few) is None
    assert "2 of at least 3" in answers("adverse_conditions", few).loc["a", "reason"]


def test_where_most_schools_have_none_nobody_is_hardest_with_none():
    table = passport({"a": NAMES}, REGION)
    table = table.assign(count=table["count"].where(table["count"] == 90, 0))
    answer = answers("adverse_conditions", {"schools": schools(*REGION), "passport": table})
    assert answer["listed"].sum() == 1 and answer.loc["a", "listed"]


def test_shares_counts_and_directions_of_conditions():
    rows = []
    for place, school in enumerate(REGION):
        rows += [
            {"school_id": school, "year": 2024, "indicator": "pupils", "count": 200},
            {"school_id": school, "year": 2024, "indicator": "non_native", "count": 10 * place},
            {"school_id": school, "year": 2024, "indicator": "higher_education", "share": 0.9 - place / 20},
            {"school_id": school, "year": 2023, "indicator": "any_register", "share": place / 20},
        ]
    rows.append({"school_id": "a", "year": 2020, "indicator": "deviant", "share": 1.0})
    answer = answers("adverse_conditions", {"schools": schools(*REGION), "passport": frame("passport", rows)})
    assert answer.index[answer["listed"].fillna(False)].tolist() == ["a", "s10", "s9"]
    assert answer.loc["s0", "score"] == 0


def test_remoteness_comes_from_resources():
    remote = frame(
        "resources",
        [
            {"school_id": school, "year": 2024, "indicator": "remoteness", "value": 100.0 if school == "a" else place}
            for place, school in enumerate(REGION)
        ],
    )
    data = {
        "schools": schools(*REGION),
        "passport": passport({"a": NAMES[:2]}, ["a", *REGION[:-1]], names=NAMES[:2]),
        "resources": remote,
    }
    assert listed("adverse_conditions", data) is True


def test_complex_and_low_needs_both_halves():
    rows = [
        row
        for place, school in enumerate(REGION)
        for row in year_of(school, 2024, low=dict.fromkeys(BASIC, (place, 20)))
    ]
    hard = {"passport": passport({"a": NAMES, "s0": NAMES, "s10": NAMES[:1]}, REGION, names=NAMES)}
    data = tables(rows, schools(*REGION)) | hard
    assert {school: listed("complex_and_low", data, school) for school in ("a", "s0", "s5")} == {
        "a": True,
        "s0": False,
        "s5": False,
    }
    without = tables([row for row in rows if row["school_id"] not in ("a", "s5")], schools(*REGION)) | hard
    assert [listed("complex_and_low", without, school) for school in ("a", "s5")] == [None, False]


# resource_risk


def risks(**flags):
    return {
        "schools": schools("a"),
        "resources": frame(
            "resources",
            [{"school_id": "a", "year": 2024, "indicator": name, "risk": flag} for name, flag in flags.items()],
        ),
    }


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"internet": True, "computers": True}, True),
        ({"internet": True, "computers": False, "staff_deficit": False}, False),
        ({"internet": True, "computers": None, "staff_deficit": False}, None),
        ({"internet": False, "computers": False}, False),
        ({"internet": True, "computers": False, "staff_deficit": False, "vacancies": True}, False),
        ({}, None),
    ],
)
def test_two_resource_risks(flags, expected):
    assert listed("resource_risk", risks(**flags)) is expected


def test_vacancies_can_be_the_fourth_risk():
    data = risks(internet=True, computers=False, staff_deficit=False, vacancies=True)
    assert listed("resource_risk", data, risks=["internet", "computers", "staff_deficit", "vacancies"]) is True


def test_the_latest_answer_to_a_risk_counts():
    def data(latest, earlier):
        return {
            "schools": schools("a"),
            "resources": frame(
                "resources",
                [
                    {"school_id": "a", "year": year, "indicator": name, "risk": flag}
                    for year, flag in ((2024, latest), (2023, earlier))
                    for name in ("internet", "computers", "staff_deficit")
                ],
            ),
        }

    assert [listed("resource_risk", data(*flags)) for flags in ((True, False), (False, True), (None, True))] == [
        True,
        False,
        True,
    ]


# listed, level_union


def orders(*rows):
    register = pd.concat([schools("a", "b"), schools("c", municipality_id="other")], ignore_index=True)
    return {
        "schools": register,
        "statuses": frame(
            "statuses",
            [
                {"year": 2024, "class": "low", "level": "regional", "source": "order", "listed": True, **row}
                for row in rows
            ],
        ),
    }


def test_a_regional_order_speaks_of_the_region():
    data = orders({"school_id": "a", "act": "№ 1"})
    assert [listed("listed", data, school) for school in "abc"] == [True, False, False]
    assert answers("listed", data).loc["a", "reason"] == "Listed: regional list (№ 1)"


def test_a_municipal_order_speaks_of_its_municipality():
    data = orders({"school_id": "a", "level": "municipal"})
    assert [listed("listed", data, school) for school in "abc"] == [True, False, None]


def test_only_orders_of_the_year_and_class_speak():
    for row in ({"year": 2023}, {"source": "reconciliation"}, {"class": "leader"}):
        assert listed("listed", orders({"school_id": "a"} | row)) is None
    assert listed("listed", orders({"school_id": "a", "listed": False})) is False
    data = orders({"school_id": "a"})
    assert listed("listed", data, levels=["federal"]) is None


def test_level_union_takes_any_level_and_either_class():
    data = orders(
        {"school_id": "a", "class": "adverse", "level": "municipal"}, {"school_id": "b", "level": "project_500"}
    )
    assert [listed("level_union", data, school) for school in "abc"] == [True, True, False]
    assert [listed("listed", data, school) for school in "abc"] == [False, True, False]


# negative_dynamics, growth


def change(latest, before, **more):
    return tables(
        year_of("a", 2024, low={"oge_ma": latest}, **more) + year_of("a", 2023, low={"oge_ma": before}, **more)
    )


@pytest.mark.parametrize(
    ("latest", "before", "rise", "fall"),
    [
        ((3, 10), (2, 10), True, False),
        ((29, 100), (20, 100), False, False),
        ((2, 10), (3, 10), False, True),
        ((9, 9), (0, 20), False, False),
        ((0, 10), (10, 10), False, True),
    ],
)
def test_ten_points_exactly(latest, before, rise, fall):
    data = change(latest, before)
    assert listed("negative_dynamics", data) is rise
    assert listed("growth", data) is fall


def test_a_rise_elsewhere_undoes_growth():
    data = tables(
        year_of("a", 2024, low={"oge_ma": (0, 20), "oge_ru": (9, 20)}) + year_of("a", 2023, low={"oge_ma": (9, 20)})
    )
    assert listed("growth", data) is False and listed("negative_dynamics", data) is True


def test_a_break_or_too_few_participants_is_no_answer():
    edition = ListEdition(year=2025, result_years=[2025, 2024])
    rows = [result("a", 2025, "vpr_ma5", 20, 20), result("a", 2024, "vpr_ma5", 0, 20)]
    rows += [result("a", year, key, 0, 0) for year in (2025, 2024) for key in ("oge_ma", "oge_ru")]
    assert listed("negative_dynamics", tables(rows), edition=edition) is None
    small = tables([result("a", year, key, 1, 5) for year in (2024, 2023) for key in BASIC])
    assert listed("negative_dynamics", small) is None and listed("growth", small) is None
    assert "compared" in answers("negative_dynamics", small).loc["a", "reason"]


def test_a_missing_year_that_leaves_no_room_for_a_change_leaves_nothing_open():
    def gone(latest, before, *keys):
        rows = year_of("a", 2024, low=latest) + year_of("a", 2023, low=before)
        return tables([row for row in rows if (row["year"], row["procedure"]) not in keys])

    no_room = gone({"vpr_ma5": (1, 20)}, None, (2023, "vpr_ma5"))
    assert listed("negative_dynamics", no_room) is False and listed("growth", no_room) is None
    room = gone({"vpr_ma5": (2, 20)}, None, (2023, "vpr_ma5"))
    assert listed("negative_dynamics", room) is None
    fell = gone({"vpr_ma5": (1, 20)}, {"oge_ma": (9, 20)}, (2023, "vpr_ma5"))
    assert listed("growth", fell) is True


def test_missing_procedures_leave_dynamics_open():
    rows = [
        row for row in year_of("a", 2024) + year_of("a", 2023) if (row["year"], row["procedure"]) != (2024, "oge_ma")
    ]
    assert listed("negative_dynamics", tables(rows)) is None
    assert "OGE mathematics" in answers("negative_dynamics", tables(rows)).loc["a", "reason"]


# lowest_share, stably_high


def ranked(measure, count=20, keys=("oge_ma", "oge_ru"), n=20, years=(2024,)):
    rows = []
    for place in range(count):
        for year in years:
            rows += [result(f"s{place:02d}", year, key, n=n, **measure(place)) for key in keys]
    return tables(rows)


def test_lowest_tenth_by_low_results():
    answer = answers("lowest_share", ranked(lambda place: {"n_low": place}))
    assert answer.index[answer["listed"]].tolist() == ["s18", "s19"]
    assert answer["score"].is_monotonic_increasing


def test_lowest_tenth_by_means_where_counts_are_absent():
    answer = answers("lowest_share", ranked(lambda place: {"n_low": None, "mean": 5 - place / 10}))
    assert answer.index[answer["listed"]].tolist() == ["s18", "s19"]


def test_ties_at_the_cut_stay_together():
    answer = answers("lowest_share", ranked(lambda place: {"n_low": min(place, 15)}))
    assert answer["listed"].sum() == 5


def test_equal_mean_ranks_are_a_tie_whatever_their_parts():
    keys = ("oge_ma", "oge_ru", "vpr_ma5")
    rows = []
    for place in range(30):
        low = {"oge_ma": place, "oge_ru": place, "vpr_ma5": place}
        if place in (0, 1, 2):
            low = {key: (27, 28, 29)[(place + step) % 3] for step, key in enumerate(keys)}
        if place in (27, 28, 29):
            low = dict.fromkeys(keys, place - 27)
        rows += [result(f"s{place:02d}", 2024, key, low[key], 100) for key in keys]
    answer = answers("lowest_share", tables(rows), part=0.04)
    assert answer.index[answer["listed"]].tolist() == ["s00", "s01", "s02"]


def test_where_most_have_no_low_result_those_without_are_not_the_lowest_tenth():
    answer = answers("lowest_share", ranked(lambda place: {"n_low": 5 if place == 19 else 0}, count=30))
    assert answer.index[answer["listed"]].tolist() == ["s19"]
    assert not answers("lowest_share", ranked(lambda place: {"n_low": 0}))["listed"].any()


def test_lowest_share_needs_two_procedures_of_five_participants():
    assert answers("lowest_share", ranked(lambda place: {"n_low": place}, keys=("oge_ma",)))["listed"].isna().all()
    assert answers("lowest_share", ranked(lambda place: {"n_low": place % 4}, n=4))["listed"].isna().all()
    assert answers("lowest_share", ranked(lambda place: {"n_low": place}, years=(2022,)))["listed"].isna().all()


def test_of_fewer_than_ten_schools_none_is_the_lowest_tenth():
    assert not answers("lowest_share", ranked(lambda place: {"n_low": place}, count=9))["listed"].any()


def test_stably_high_is_high_each_year_and_never_low():
    data = ranked(lambda place: {"n_low": 0, "n_4": place, "n_5": 0}, keys=BASIC, years=(2024, 2023))
    answer = answers("stably_high", data)
    assert answer.index[answer["listed"]].tolist() == ["s15", "s16", "s17", "s18", "s19"]
    spoilt = data["results"].copy()
    first = (spoilt["school_id"] == "s19") & (spoilt["year"] == 2023) & (spoilt["procedure"] == "oge_ma")
    spoilt.loc[first, "n_low"] = 6
    answer = answers("stably_high", data | {"results": spoilt})
    assert not answer.loc["s19", "listed"] and "OGE mathematics (6 of 20)" in answer.loc["s19", "reason"]
    answer = answers("stably_high", data | {"results": spoilt[~first]})
    assert pd.isna(answer.loc["s19", "listed"]) and not answer.loc["s03", "listed"]


def test_a_school_without_these_grades_is_not_listed():
    data = tables(year_of("b", 2024) + year_of("b", 2023), pd.concat([schools("a", type="primary"), schools("b")]))
    for key in ("regional_30", "persistent_low"):
        answer = answers(key, data).loc["a"]
        assert said(answer["listed"]) is False and answer["p_listed"] == 0
    assert "none of the procedures" in answers("regional_30", data).loc["a", "reason"]
