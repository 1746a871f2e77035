"""Numbers in the sentences of the page are those of its tables, and those of the rule."""

import re

import pandas as pd
import pytest

from shnor_lab.identify.rules import all_rules
from shnor_lab.pages.lab import Lab
from shnor_lab.study import identification
from shnor_lab.study.certainty import certainty
from shnor_lab.study.identification import MAIN_RULE


@pytest.fixture(scope="module")
def pages(labs):
    return [lab.identification for lab in labs]


def test_the_unknown_table_lists_exactly_the_schools_without_an_answer(lab, pages):
    answers = identification.answers(lab.study)
    for page in pages:
        own = answers[answers["municipality_id"] == page.view.municipality]
        listed = page.unknown().table.frame["school_id"]
        assert set(listed) == set(own.loc[own["listed"].isna(), "school_id"])


def test_reconcile_shows_the_three_answers_in_their_order(lab):
    table = lab.identification.reconcile().table
    assert [column.name for column in table.columns][:4] == ["name", "official", "listed", "chance"]


def test_movement_agrees_with_the_region(lab):
    region = lab.region.movement().table.frame.set_index("municipality_id")
    code = lab.identification.view.municipality
    moved = lab.identification.movement().table.frame["movement"].value_counts()
    assert moved.get("вошла", 0) == region.loc[code, "entered"]
    assert moved.get("вышла", 0) == region.loc[code, "left"]


def test_region_totals_are_sums_of_municipalities(lab):
    table = lab.region.lists().table.frame
    answers = identification.answers(lab.study)
    assert table["schools"].sum() == len(answers)
    assert table["listed"].sum() == answers["listed"].sum()
    assert table["official"].sum() == answers["official"].sum()


def test_marked_cells_are_those_at_or_above_the_threshold(lab):
    frame, procedures = lab.identification.reasons().table.frame, []
    for column in frame.columns:
        if column.startswith("k_"):
            procedures.append(column[2:])
    assert procedures
    for key in procedures:
        part = frame[[f"k_{key}", f"n_{key}", f"low_{key}"]].dropna()
        marked = part[f"low_{key}"].astype(bool)
        exact = 100 * part[f"k_{key}"] >= 30 * part[f"n_{key}"]
        pd.testing.assert_series_equal(marked, exact.astype(bool), check_names=False)


def test_schools_stand_by_stage_and_natural_order_never_by_result(lab):
    shown = lab.identification.rules().table.frame["name"].tolist()
    expected = [name for name in lab.identification.view.schools["name"] if name in set(shown)]
    assert shown == expected


def test_only_rules_of_low_results_are_counted_and_only_those_that_answer(pages):
    decisions = identification.DECISIONS.of(pages[0].study)
    about_low = {key for key, rule in all_rules().items() if rule.about == "low"}
    low = decisions[decisions["rule"].isin(about_low)]
    answered = low[low["listed"].notna()].groupby("school_id").size()
    listed = low[low["listed"].fillna(False).astype(bool)].groupby("school_id").size()
    assert set(decisions.loc[decisions["p_low"].notna(), "rule"]) <= about_low
    for page in pages[:6]:
        section = page.rules()
        frame = section.table.frame.set_index("school_id")
        within = frame[frame["state"].isna()]
        assert (within["answered"] == answered.reindex(within.index, fill_value=0)).all()
        assert (within["count"].dropna() == listed.reindex(within.index, fill_value=0)[within["count"].notna()]).all()
        assert within.loc[within["answered"] == 0, "count"].isna().all()
        assert not frame["named"].fillna("").str.contains("Стабильно высокие|По приказу|Сложные условия").any()
        most = int((frame["count"] >= 2).sum())
        assert f"выделяют {most} из {int((frame['answered'] > 0).sum())} школ" in section.conclusion


def test_agreement_leaves_out_schools_without_an_answer_or_procedures(pages):
    for page in pages:
        own = page.data.answers[~page.data.answers["school_id"].isin(page.data.outside)].dropna(
            subset=["official", "listed"]
        )
        same = int((own["official"] == own["listed"]).sum())
        assert f"Приказ и расчёт совпадают: {same} из {len(own)} школ" in page.summary().text().replace("\u00a0", " ")


def test_a_primary_school_is_never_answered_with_no(pages):
    seen = 0
    for page in pages[:6]:
        names = set(page.view.schools.loc[page.view.schools["school_id"].isin(page.data.outside), "name"])
        tables = [page.reconcile().table, page.certainty().table, page.take_away()["Расчётный перечень"]]
        for table in filter(None, tables):
            column = next(column for column in table.columns if column.name == "listed")
            for name, said in zip(table.frame["name"], column.printed(table.frame), strict=True):
                assert (said == "не применимо") == (name in names)
                seen += name in names
        rules = page.rules().table
        main = next(column for column in rules.columns if column.name == MAIN_RULE).printed(rules.frame)
        assert {said for name, said in zip(rules.frame["name"], main, strict=True) if name in names} <= {"не применимо"}
    assert seen


def test_the_reconciliation_sheet_names_primary_schools_of_the_order_only(pages):
    for page in pages:
        own = page.data.answers.set_index("school_id")
        shown = page.take_away()["Сверочная ведомость"].frame.set_index("school_id")
        foreign = shown[shown.index.isin(page.data.outside)]
        assert own.loc[foreign.index, "official"].fillna(False).all()
        assert set(foreign["listed"]) <= {"не применимо"}


def test_the_summary_counts_schools_of_the_list_with_too_few_participants(pages):
    states, told = certainty(pages[0].study).set_index("school_id")["certainty"], 0
    for page in pages:
        listed = page.data.answers.loc[page.data.answers["listed"].fillna(False), "school_id"]
        few = int((states[listed] == "few").sum())
        said = re.findall(r"чтобы судить об устойчивости: (\d+) из (\d+) школ", page.summary().text())
        assert said == ([(str(few), str(len(listed)))] if few else [])
        told += bool(few)
    assert told


def test_movement_names_the_unknown_and_never_prints_a_chance_as_nought(pages):
    for page in pages:
        section = page.movement()
        unknown = int((section.table.frame["movement"] == "хотя бы в одном из изданий ответа нет").sum())
        said = re.findall(r"Нет ответа в одном из изданий: (\d+) школ", section.conclusion)
        assert not section.table.frame["why"].str.contains("нет результатов: не хватает результатов").any()
        assert said == ([str(unknown)] if unknown else [])
        expected = identification.expected_movement(
            identification.MOVEMENT.of(page.study).merge(page.view.schools[["school_id"]], on="school_id")
        )
        assert ("входов — 0,0" in section.conclusion) == (expected.entries == 0)
        assert ("выходов — 0,0" in section.conclusion) == (expected.exits == 0)


def test_a_watched_school_says_what_it_is_watched_for(pages):
    watched = 0
    for page in pages:
        frame = page.actions().table.frame
        for row in frame[frame["step"] == "наблюдать"].itertuples():
            watched += 1
            assert ("из 100 случаев — примерно" in row.ground) == (row.p_listed >= 0.475)
            assert ("вероятно, устойчиво" in row.ground) == (row.certainty == "high")
    assert watched


def test_settings_say_nobody_where_nobody_moves(pages):
    table = pages[0].settings().table
    for column in table.columns[2:]:
        assert "" not in column.printed(table.frame)


def test_a_year_without_results_is_named_and_no_setting_is_tried(study_of):
    page = study_of("list_edition: {year: 2025, result_years: [2025, 2024]}\n").identification
    within = len(page.data.within)
    said = f"не может ответить: {within} из {within} школ; школы с результатами: 2024/25 — 0 из"
    assert said in page.summary().text()
    assert page.settings().table is None and "ничего не решают" in page.settings().conclusion


def test_a_window_without_results_is_not_a_lack_of_counts(study_of):
    page = study_of("list_edition: {year: 2026, result_years: [2026, 2025]}\n").identification
    said = page.summary().text().replace("\u00a0", " ")
    assert "школы с результатами: 2025/26 — 0 из" in said and "число участников, не достигших порога" not in said


def test_no_rule_that_answers_is_said_and_is_no_nought(lab):
    page = Lab(lab.study, municipality=lab.study.municipalities["municipality_id"].iloc[1]).identification
    silent = page.data.within["school_id"].iloc[0]
    page.data.decisions = page.data.decisions.assign(
        listed=page.data.decisions["listed"].mask(page.data.decisions["school_id"] == silent)
    )
    table = page.rules().table
    printed = next(column for column in table.columns if column.name == "count").printed(table.frame)
    said = dict(zip(table.frame["school_id"], printed, strict=True))
    assert [school for school, words in said.items() if words == "нет ответа"] == [silent]


def test_other_methodologies_are_counted_and_judged_and_name_no_school(lab):
    page = Lab(lab.study, municipality="vymyslov").identification
    page.data.answerable = False
    page.data.decisions = page.data.decisions.assign(
        p_low=page.data.decisions["p_low"].mask(page.data.decisions["rule"] == "lowest_share")
    )
    said = page.summary().text().replace("\u00a0", " ")
    assert not any(name in said for name in page.view.schools["name"])
    unjudged = r"«Нижняя часть региона по результатам» — \d+ из \d+ школ \([^)]*; устойчивость не оценена\)"
    assert re.search(unjudged, said)
    assert re.search(r"«Устойчиво низкие результаты по нескольким годам» — \d+ из \d+ школ \([^;)]*\)", said)
