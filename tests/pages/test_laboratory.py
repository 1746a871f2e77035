"""Numbers of ``11_rule_laboratory`` against the region's frames; without counts and in a small region, words."""

import math
import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from shnor_lab import open_study
from shnor_lab.dataset.parquet import write_table
from shnor_lab.dataset.schema import TABLES
from shnor_lab.identify.rules import all_rules
from shnor_lab.identify.sensitivity import THRESHOLDS
from shnor_lab.pages import words
from shnor_lab.pages.lab import Lab
from shnor_lab.pages.laboratory import agreement as agreement_section
from shnor_lab.pages.laboratory import figures, listed_low
from shnor_lab.pages.laboratory.formulas import formula
from shnor_lab.pages.leave import taken_along
from shnor_lab.present.numbers import number, percent
from shnor_lab.present.sentences import school_years, schools
from shnor_lab.present.table import PAGE_ROWS
from shnor_lab.study import bias, laboratory, ledger
from shnor_lab.study.identification import DECISIONS, MAIN_RULE
from shnor_lab.study.margin import LIST_BY_SETTING

from ..wording import forbidden
from .conftest import SECTIONS

KEYS = SECTIONS["laboratory"]


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
    assert own.table.heading.endswith("(в школе нет процедур правила)")


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


def test_a_formula_says_what_the_rule_ranks_by():
    assert "доле ниже порога или, где её нет, средней отметке" in formula("lowest_share")
    assert "в каждый год окна" in formula(MAIN_RULE) and "хотя бы в одной процедуре" in formula("negative_dynamics")
    assert formula("dropped_in") == ""


def test_agreement_holds_every_pair_and_the_numbers_of_the_sentence(lab, sections):
    own = sections["agreement"]
    pairs = laboratory.PAIRS.of(lab.study)
    assert len(own.table.frame) == len(pairs) + 2
    answers = agreement_section._answers(lab.laboratory.data, lab.laboratory.data.together).dropna().astype(bool)
    both = f"{answers.all(axis=1).sum()} из {answers.any(axis=1).sum()}"
    assert both in own.conclusion
    kappa, ac1 = (
        own.conclusion.index(f"{name} = {own.table.frame[column].iloc[0]}")
        for column, name in (("kappa", "каппа Флейса"), ("ac1", "AC1"))
    )
    assert kappa < ac1
    main = own.table.frame.iloc[2:PAGE_ROWS]["rule_a"]
    assert main.iloc[0] == all_rules()[MAIN_RULE].title
    assert own.figure is not None and not own.figure.names_schools
    assert "столбец показывает" in own.figure.caption


def test_agreement_says_which_rules_the_first_rows_leave_out_and_why(lab, sections):
    own = sections["agreement"]
    apart = laboratory.apart(DECISIONS.of(lab.study))
    together = len(laboratory.together(DECISIONS.of(lab.study)))
    assert set(apart.values()) == {"conditions", "change", "short"}
    assert own.table.frame["rule_a"].iloc[0] == (
        f"Методики о низких результатах, выделяющие не меньше 10 школ: {together}"
    )
    left_out = own.table.note.split("не вошли: ")[1]
    parts = dict(zip(("conditions", "change", "short"), left_out.split("; «"), strict=True))
    for key, why in apart.items():
        assert all_rules()[key].title in parts[why], key
    for why, said in (("conditions", "на условия или ресурсы"), ("change", "с более ранними"), ("short", "меньше 10")):
        assert said in parts[why]
    page = Lab(lab.study, municipality="", output="").laboratory
    data = page.data
    data.__dict__["apart"] = {}
    assert agreement_section._together_title(data, 3) == "Все сравниваемые методики: 3"
    assert agreement_section._not_together(data) == ""


def test_sensitivity_shows_the_settings_and_four_thresholds_on_the_page(lab, sections):
    frame = sections["sensitivity"].table.frame
    by_setting = LIST_BY_SETTING.of(lab.study)
    assert len(frame) == (~by_setting["chosen"]).sum()
    page = frame.head(PAGE_ROWS)
    settings = by_setting[~by_setting["chosen"] & (by_setting["setting"] != "threshold_percent")]
    assert page["option"].tolist() == [*settings["option"], "20", "25", "35", "40"]
    most = frame.loc[frame["exchanged"].idxmax()]
    assert most["words"] in sections["sensitivity"].conclusion
    own = int(by_setting.loc[by_setting["chosen"], "length"].iloc[0])
    assert (
        f"остаются {most['stayed']} из {own} школ, выходят {most['left']}, ответ становится неопределённым у "
        f"{most['opened_listed']}, входят {most['entered']}."
    ) in sections["sensitivity"].conclusion
    assert most["opened_listed"] > 0
    assert (frame["stayed"] + frame["entered"] == frame["length"]).all()
    assert (frame["stayed"] + frame["left"] + frame["opened_listed"] == own).all()
    assert (frame["opened_listed"] <= frame["opened"]).all() and (frame["opened_listed"] >= 0).all()


def test_settings_stand_in_order_off_the_page(sections):
    options = sections["sensitivity"].table.in_row_order().frame.query("setting == 'threshold_percent'")["option"]
    assert options.tolist() == [str(value) for value in THRESHOLDS if value != 30]


def test_claims_are_numbers_of_the_sections(sections):
    claims = sections["summary"].table.frame.set_index("claim")
    kappa = claims[claims["section"] == "Согласие"].iloc[0]
    assert f"каппа Флейса = {kappa['figure']} ({kappa['interval']})" in sections["agreement"].conclusion
    stayed = claims[claims["section"] == "Чувствительность"].iloc[0]
    assert stayed["figure"].split(",")[0] in sections["sensitivity"].conclusion
    assert {"Совокупность", "Надёжность", "Год спустя", "Цена ошибок"} <= set(claims["section"])
    assert len(claims) <= PAGE_ROWS
    assert sections["summary"].table.frame.notna().all(axis=None)
    assert 3 <= len(sections["summary"].sentences) <= 6
    assert any(sentence.startswith("Неизвестно") for sentence in sections["summary"].sentences)


def test_a_claim_can_be_read_alone(lab, sections):
    claims = sections["summary"].table.frame
    of_lists = claims[claims["claim"].str.contains("доля устойчиво низких в перечне")]
    for key, row in zip((MAIN_RULE, MAIN_RULE, "pooled_low"), of_lists.to_dict("records"), strict=True):
        assert row["claim"].startswith(words.quoted(all_rules()[key].title)) and "смоделированным" in row["claim"]
    assert not claims["claim"].str.contains("То же|Та же").any()
    own = sections["variance"]
    for row in claims[claims["section"] == "Надёжность"].to_dict("records"):
        n = re.search(r"— (\d+)$", row["claim"])[1]
        assert (
            f"При числе участников {n} " in own.conclusion and f"{row['figure']} ({row['interval']})" in own.conclusion
        )


def test_a_difference_that_is_not_confirmed_says_so_in_the_claim(lab, monkeypatch):
    page = Lab(lab.study, municipality="", output="").laboratory
    frame = bias.SAME_LEVEL.of(lab.study)
    for low, high, said in ((0.8, math.inf, "не подтверждается данными"), (1.2, 3.0, ": различие подтверждается")):
        made = frame.assign(ratio_from=low, ratio_to=high)
        monkeypatch.setattr(bias, "SAME_LEVEL", SimpleNamespace(of=lambda study, made=made: made))
        assert said in next(figures._claims_of_size(page.data))[0]


def test_the_summary_says_how_much_a_list_can_reach_by_either_meaning(lab, sections, monkeypatch):
    own = ledger.LEDGER.of(lab.study).query("rule == @MAIN_RULE and length == 'own' and band == 0").set_index("meaning")
    said = " ".join(sections["summary"].sentences)
    level, shares = own.loc["level"], own.loc["shares"]
    assert level["listed"] > level["truly_low"]
    best = percent(level["best_precision"], 10)
    assert (
        f"В среднем по этим регионам больше {best} не дал бы ни один перечень такой длины: в нём "
        f"{schools(round(level['listed']))}, а устойчиво низких — {number(level['truly_low'])}."
    ) in said
    assert f"таких школ не больше {percent(shares['best_precision'], 10)} " in said
    page = Lab(lab.study, municipality="", output="").laboratory
    monkeypatch.setattr(listed_low, "ledger_row", lambda *_asked, **_more: level.to_dict() | {"best_precision": 1.0})
    assert "не дал бы" not in listed_low.found_and_ceiling(page.data)


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
    assert taken_along(Lab(public).laboratory) == {}


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
    assert "Модели не построены." in text["limits"] and "Модель построена" not in text["limits"]
    assert not re.search(r"раздел «", text["limits"])


def test_a_year_of_the_list_without_data_is_named(study_of):
    lab = rewritten(study_of(""), "results", lambda rows: rows[rows["year"] != 2023])
    page = lab.laboratory
    assert lab.study.silent_years == [2023]
    assert page.data.silent == f"Данных за {school_years([2023])} нет."
    assert page.data.population.endswith(school_years([2024]))
    assert page.data.silent in page.population().conclusion
    assert any(page.data.silent in said for said in page.summary().sentences)


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
