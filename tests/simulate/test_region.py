import numpy as np
import pandas as pd
import pytest

from shnor_lab import catalogue
from shnor_lab.dataset.schema import TABLES
from shnor_lab.simulate import Parameters, make_region, most_low
from shnor_lab.simulate.levels import PROCEDURES

SMALL = Parameters(schools=240, years=(2019, 2020, 2021, 2022))


def made(seed=5, choose=most_low, **changes):
    import dataclasses

    return make_region(dataclasses.replace(SMALL, **changes), seed=seed, choose_supported=choose)


def main_day(region):
    results = region.tables["results"]
    return results[results["attempt"] == "main"]


def test_tables_keep_their_schemas(region):
    for key, frame in region.tables.items():
        TABLES[key].schema.validate(frame)
        assert len(frame), key


def test_same_seed_same_region():
    one, other = made(), made()
    for name, frame in {**one.tables, **one.truth}.items():
        pd.testing.assert_frame_equal(frame, {**other.tables, **other.truth}[name])
    assert not one.tables["results"].equals(made(seed=6).tables["results"])


def test_size_of_the_region(region):
    schools = region.tables["schools"]
    assert len(schools) == 320
    assert schools["municipality_id"].nunique() == 24
    assert schools.groupby("municipality_id").size().min() >= 7
    assert sorted(region.tables["results"]["year"].unique()) == list(range(2015, 2025))
    assert set(region.tables["results"]["procedure"]) == set(PROCEDURES)
    assert len(PROCEDURES) == 9
    assert schools["parent"].notna().sum() == 8
    assert schools["predecessor"].notna().sum() == 1
    assert region.tables["school_names"]["valid_to"].notna().sum() == 1


def test_counts_agree(region):
    results = region.tables["results"]
    marks = results[results["scale"] == "mark"]
    assert (marks[["n_2", "n_3", "n_4", "n_5"]].sum(axis=1) == marks["n"]).all()
    assert (marks["n_2"] == marks["n_low"]).all()
    assert (results["n_low"] + results["n_high"] <= results["n"]).all()
    assert (results["n"] <= results["enrolled"]).all()
    assert (results["n"] >= 1).all()
    mean = (marks[["n_2", "n_3", "n_4", "n_5"]].astype(float) @ [2, 3, 4, 5]) / marks["n"].astype(float)
    assert np.allclose(mean, marks["mean"], atol=0.0051)
    points = results[results["scale"] == "test_100"]
    assert points["mean"].between(0, 100).all() and points["n_2"].isna().all()


def test_nothing_is_held_that_the_calendar_denies(region):
    results = region.tables["results"]
    pairs = results[["procedure", "year"]].drop_duplicates()
    assert all(catalogue.held(procedure, year) for procedure, year in pairs.itertuples(index=False))
    missing = {(p, y) for p in PROCEDURES for y in range(2015, 2025)} - set(pairs.itertuples(index=False, name=None))
    assert missing == {(p, y) for p in PROCEDURES for y in range(2015, 2025) if not catalogue.held(p, y)}


def test_autumn_works_test_the_grade_before(region):
    results = main_day(region)
    checks = results[results["procedure"].str.startswith("vpr")]
    grade = checks["procedure"].str[-1].astype(int)
    autumn = checks["round"] == "autumn"
    assert set(checks.loc[autumn, "year"]) == {2021, 2023}
    assert (checks["programme_grade"] == grade - autumn).all()
    moved = set(checks.loc[autumn & (checks["year"] == 2023), "school_id"])
    spring_2022 = set(checks.loc[checks["year"] == 2022, "school_id"])
    assert moved and not moved & spring_2022


def test_stage_decides_what_is_sat(region):
    schools = region.tables["schools"].set_index("school_id")["type"]
    results = region.tables["results"]
    stage = results["procedure"].map(lambda key: catalogue.procedures()[key].stage)
    kind = results["school_id"].map(schools)
    assert set(zip(stage, kind, strict=True)) == {
        ("basic", "basic"), ("basic", "secondary"), ("secondary", "secondary"),
    }  # fmt: skip


def test_schools_are_as_small_as_real_ones(region):
    n = main_day(region).query("procedure == 'ege_ru'")["n"].astype(int)
    assert 8 <= n.median() <= 11
    assert 0.15 <= (n < 5).mean() <= 0.3
    assert 0.42 <= (n < 10).mean() <= 0.55
    assert 0.65 <= (n < 20).mean() <= 0.8


@pytest.mark.parametrize(
    ("procedure", "least", "most"),
    [("ege_ru", 0.001, 0.012), ("ege_ma_prof", 0.12, 0.17), ("oge_ma", 0.05, 0.15), ("vpr_ma5", 0.05, 0.15),
     ("vpr_ma6", 0.05, 0.15), ("vpr_ru5", 0.05, 0.15), ("vpr_ru6", 0.05, 0.15)],
)  # fmt: skip
def test_shares_of_low_results(region, procedure, least, most):
    rows = main_day(region).query("procedure == @procedure")
    assert least <= rows["n_low"].sum() / rows["n"].sum() <= most


def test_stability_grows_with_size(region):
    rows = main_day(region).query("procedure == 'ege_ru'")
    rows = rows.assign(n=rows["n"].astype(float))
    pairs = rows.merge(rows.assign(year=rows["year"] + 1), on=["school_id", "year"], suffixes=("", "_before"))
    smaller = pairs[["n", "n_before"]].min(axis=1)

    def r(low, high):
        part = pairs[smaller.between(low, high)]
        return part["mean"].corr(part["mean_before"])

    assert 0.35 <= pairs["mean"].corr(pairs["mean_before"]) <= 0.75
    assert r(1, 4) < r(10, 19) < r(20, 200)
    assert r(20, 200) > 0.65
    assert 6 <= rows[rows["n"] >= 10]["mean"].std() <= 9


def test_truth_lies_behind_the_results(region):
    cells = region.truth["cells"]
    rows = main_day(region).merge(cells, on=["school_id", "year", "procedure", "round"], validate="one_to_one")
    assert len(rows) == len(cells) == len(main_day(region))
    for _, part in rows.groupby("procedure"):
        expected = (part["p_low"] * part["n"]).sum()
        assert abs(part["n_low"].sum() - expected) < 4 * np.sqrt(expected)
    levels = region.truth["levels"].merge(region.truth["context"], on="school_id")
    slope = np.polyfit(levels["disadvantage"], levels["lasting"], 1)[0]
    assert abs(slope - Parameters().context_effect) < 0.06


def test_passport_follows_disadvantage(region):
    passport = region.tables["passport"].query("year == 2024").merge(region.truth["context"], on="school_id")
    share = (passport["count"] / passport["base"]).astype(float)
    for indicator, sign in (("higher_education", -1), ("low_income", 1), ("any_register", 1)):
        here = passport["indicator"] == indicator
        assert sign * share[here].corr(passport.loc[here, "disadvantage"], method="spearman") > 0.3
    wide = passport.pivot(index="school_id", columns="indicator", values="count")
    assert (wide["any_register"] >= wide[["register_kdn", "register_police", "register_school"]].max(axis=1)).all()
    assert (wide.le(wide["pupils"], axis=0)).all(axis=None)


def test_programme_helps_only_those_it_supports():
    def choose(tables):
        return tables["schools"]["school_id"].tolist()[:60]

    with_effect, without = (made(choose=choose, programme_effect=effect) for effect in (0.6, 0.0))
    support = with_effect.tables["support"]
    assert len(support) == 60 and set(support["year_from"]) == {2021}
    truth = with_effect.truth["programme"]
    assert truth["gain"].groupby(truth["year"]).first().to_dict() == {2021: 0.6, 2022: 1.2}
    assert without.truth["programme"].empty
    one, other = main_day(with_effect), main_day(without)
    supported = set(support["school_id"])
    first_years = [rows[rows["year"] < 2021].reset_index(drop=True) for rows in (one, other)]
    pd.testing.assert_frame_equal(*first_years)
    share = {}
    for name, rows in (("with", one), ("without", other)):
        here = rows[rows["school_id"].isin(supported) & (rows["year"] == 2022)]
        share[name] = here["n_low"].sum() / here["n"].sum()
    assert share["with"] < share["without"] / 2


def test_choice_sees_only_the_past():
    seen = []

    def choose(tables):
        seen.append(int(tables["results"]["year"].max()))
        return []

    made(choose=choose)
    assert seen == [2020, 2021, 2022]


def test_orders_differ_from_the_choice_here_and_there(region):
    orders = region.tables["statuses"].query("level == 'regional' and `class` == 'low'")
    assert set(orders["year"]) == {2021, 2022, 2023, 2024}
    results = region.tables["results"]
    for year, part in orders.groupby("year"):
        chosen = set(most_low({"results": results[results["year"] <= year]}))
        listed = set(part["school_id"])
        assert 0.08 * 320 <= len(listed) <= 0.15 * 320
        assert listed - chosen and chosen - listed
        assert len(listed & chosen) > 0.75 * len(listed)


def test_merged_school_ends_and_new_one_begins(region):
    schools = region.tables["schools"].set_index("school_id")
    years = region.tables["results"].groupby("school_id")["year"].agg(["min", "max"])
    (closed,) = schools.index[schools["valid_to"].notna()]
    (opened,) = schools.index[schools["valid_from"].notna()]
    assert years.loc[closed, "max"] == schools.loc[closed, "valid_to"] == 2019
    assert years.loc[opened, "min"] == schools.loc[opened, "valid_from"] == 2018
    assert closed in set(schools["predecessor"])
