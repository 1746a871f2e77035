"""Numbers of ``11_rule_laboratory`` against the region's frames; without counts and in a small region, words."""

import re
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest

from shnor_lab import open_study, places
from shnor_lab.dataset.parquet import write_table
from shnor_lab.dataset.schema import TABLES
from shnor_lab.identify.ledger.lists import simulated_lists
from shnor_lab.identify.rules import all_rules
from shnor_lab.pages import words
from shnor_lab.pages.lab import Lab
from shnor_lab.present.table import PAGE_ROWS
from shnor_lab.study import laboratory, ledger
from shnor_lab.study.identification import DECISIONS, MAIN_RULE
from shnor_lab.study.margin import LIST_BY_SETTING

from ..wording import forbidden
from .conftest import SECTIONS

KEYS = SECTIONS["laboratory"]


@pytest.fixture(scope="module")
def lab(demo_root):
    patch = pytest.MonkeyPatch()
    patch.setenv(places.VARIABLE, str(demo_root))
    patch.setattr(ledger, "simulated_lists", partial(simulated_lists, regions=6))
    yield open_study("demo")
    patch.undo()


@pytest.fixture(scope="module")
def sections(lab):
    return {key: getattr(lab.laboratory, key)() for key in KEYS}


def test_population_adds_up(lab, sections):
    own = sections["population"]
    frame = own.table.frame
    known = lab.study.schools["school_id"].nunique()
    covered = int(re.search(r"охватывают (\d+) из (\d+)", own.conclusion)[1])
    lost = int(re.search(r"Не вошли: (\d+)", own.conclusion)[1])
    assert covered + lost == known
    assert f"участников — {frame['participants'].sum():,}".replace(",", "\xa0") in own.conclusion
    assert own.table.caption.endswith("(в школе нет процедур правила)")


def test_every_rule_stands_with_its_own_words_compared_ones_first(lab, sections):
    frame = sections["rules"].table.frame
    assert set(frame["rule"]) == set(all_rules())
    lengths = DECISIONS.of(lab.study).groupby("rule")["listed"].sum()
    for row in frame.itertuples():
        rule = all_rules()[row.rule]
        assert (row.title, row.source, row.status) == (rule.title, rule.source, words.rule_status(rule.status))
        assert row.listed == lengths[row.rule] and row.formula and forbidden(row.formula) == []
    assert "threshold_percent: 30" in frame.set_index("rule").loc[MAIN_RULE, "settings"]
    assert frame["compared"].tolist() == sorted(frame["compared"], reverse=True)
    assert frame.loc[frame["compared"], "rule"].tolist() == laboratory.compared(DECISIONS.of(lab.study))


def test_agreement_holds_every_pair_and_the_numbers_of_the_sentence(lab, sections):
    own = sections["agreement"]
    pairs = laboratory.PAIRS.of(lab.study)
    assert len(own.table.frame) == len(pairs) + 2
    answers = lab.laboratory._answers(lab.laboratory._together).dropna().astype(bool)
    both = f"{answers.all(axis=1).sum()} из {answers.any(axis=1).sum()}"
    assert both in own.conclusion
    for column, name in (("kappa", "каппа Флейса"), ("ac1", "AC1")):
        assert f"{name} = {own.table.frame[column].iloc[0]}" in own.conclusion
    main = own.table.frame.iloc[2:PAGE_ROWS]["rule_a"]
    assert main.iloc[0] == all_rules()[MAIN_RULE].title
    assert own.figure is not None and not own.figure.names_schools


def test_sensitivity_shows_the_settings_and_four_thresholds_on_the_page(lab, sections):
    frame = sections["sensitivity"].table.frame
    by_setting = LIST_BY_SETTING.of(lab.study)
    assert len(frame) == (~by_setting["chosen"]).sum()
    page = frame.head(PAGE_ROWS)
    settings = by_setting[~by_setting["chosen"] & (by_setting["setting"] != "threshold_percent")]
    assert page["option"].tolist() == [*settings["option"], "20", "25", "35", "40"]
    most = frame.loc[frame["exchanged"].idxmax()]
    assert most["words"] in sections["sensitivity"].conclusion
    assert f"выходят: {most['left']} " in sections["sensitivity"].conclusion
    assert (frame["stayed"] + frame["entered"] == frame["length"]).all()


def test_claims_are_numbers_of_the_sections(sections):
    claims = sections["summary"].table.frame.set_index("claim")
    kappa = claims[claims["section"] == "Согласие"].iloc[0]
    assert f"каппа Флейса = {kappa['figure']} ({kappa['interval']})" in sections["agreement"].conclusion
    exchanged = claims[claims["section"] == "Чувствительность"].iloc[0]
    assert exchanged["figure"] in sections["sensitivity"].conclusion
    assert {"Совокупность", "Надёжность", "Год спустя", "Цена ошибок"} <= set(claims["section"])
    assert sections["summary"].table.frame.notna().all(axis=None)
    assert 3 <= len(sections["summary"].sentences) <= 6
    assert any(sentence.startswith("Неизвестно") for sentence in sections["summary"].sentences)


def test_limits_name_the_seeds_and_the_commands(lab, sections):
    note = sections["limits"].table.note
    assert "shnor-lab run demo" in note and str(lab.study.params.seed) in note


def test_no_school_is_named_on_the_page(lab, sections):
    names = list(lab.study.schools["name"])
    for key in KEYS:
        text = sections[key].text()
        assert [name for name in names if name in text] == [], key


def test_replacements_are_for_internal_work_only(lab):
    (title, table), *rest = lab.laboratory.take_away().items()
    assert title == "Замена правила" and not rest
    assert len(table.frame) == len(laboratory.replacements(lab.study))
    assert set(table.frame["change"]) <= {"входит", "выходит", "нет ответа"}
    public = replace(lab.study, params=lab.study.params.model_copy(update={"audience": "public"}))
    assert Lab(public, municipality="", output="").laboratory.take_away() == {}


def test_key_figures_are_those_of_the_sections(lab, sections):
    figures = lab.laboratory.key_figures()
    assert figures["Охвачено школ"] + " из" in sections["population"].conclusion
    assert int(figures["Сравнивается методик"]) == int(sections["rules"].table.frame["compared"].sum())


def told(lab) -> dict[str, str]:
    """Return the text of every section; each says something in permitted words, and no table is empty."""
    found = {}
    for key in KEYS:
        section = getattr(lab.laboratory, key)()
        assert section.conclusion or section.sentences or section.missing, key
        assert section.table is None or len(section.table.frame), key
        assert forbidden(section.text()) == [], key
        found[key] = section.text()
    return found


def rewritten(lab, table: str, change) -> Lab:
    """Return the study with one table changed."""
    file = lab.study.dataset.folder / f"{table}.parquet"
    frame = change(lab.study.table(table).copy())
    file.unlink()
    write_table(file, frame, TABLES[table])
    return open_study("own")


def test_without_counts_every_section_says_why(study_of):
    def bare(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(**dict.fromkeys(("n_low", "n_2"), pd.NA)).astype(rows.dtypes)

    text = told(rewritten(study_of("", without=("statuses",)), "results", bare))
    reason = "не поступило число участников"
    assert all(reason in text[key] for key in ("summary", "population"))
    assert "открытые настройки ничего не решают" in text["sensitivity"]


def test_a_small_region_gets_words_where_numbers_would_not_hold(study_of):
    lab = study_of("")
    few = lab.study.schools["municipality_id"].value_counts().index[-2:]
    small = rewritten(lab, "schools", lambda rows: rows[rows["municipality_id"].isin(few)])
    kept = set(small.study.schools["school_id"])
    small = rewritten(small, "results", lambda rows: rows[rows["school_id"].isin(kept)])
    assert len(kept) < 60
    text = told(small)
    assert "для интервала школ мало" in text["agreement"] or "меньше двух методик" in text["agreement"]


def test_without_results_the_form_is_named(study_of):
    text = told(study_of("", without=("results",)))
    assert all("нужна таблица «Результаты процедур»" in text[key] for key in ("summary", "population", "sensitivity"))
