import dataclasses

import pandas as pd
import pytest

from shnor_lab.present.column import TableColumn
from shnor_lab.present.disclosure import disclose
from shnor_lab.present.figure import Figure
from shnor_lab.present.section import Section
from shnor_lab.present.table import Table

NAMED = Figure(b"1", "СОШ № 2", names_schools=True, statistical=True)
NAMELESS = Figure(b"1", "Регион", statistical=True)


@pytest.fixture
def totals() -> Table:
    return Table(pd.DataFrame({"n": [3]}), (TableColumn("n", "Школ", "count"),), key="totals")


def test_internal_shows_everything(table, totals):
    section = Section("certainty", table=table, figure=NAMED, conclusion="СОШ № 2 — примерно 40.", totals=totals)
    assert disclose(section, "internal") is section
    assert disclose(table, "internal") is table


def test_public_table_loses_statistics_and_keeps_names(table):
    shown = disclose(table, "public")
    assert [column.name for column in shown.columns] == [c.name for c in table.columns if c.name != "chance"]
    assert "chance" not in shown.frame.columns and "chance" in table.frame.columns
    assert "примерно 40" not in shown.html()


def test_public_table_without_names_keeps_statistics(table):
    nameless = table.without("school")
    assert disclose(nameless, "public") is nameless


def test_public_table_of_names_and_statistics_only_goes_whole(table):
    only = dataclasses.replace(table, columns=tuple(c for c in table.columns if c.role))
    assert disclose(only, "public") is None
    section = disclose(Section("margin", table=only, conclusion="Для СОШ № 2 запас мал."), "public")
    assert section.table is None and section.conclusion == ""
    assert section.note == "Страница для публикации: не показано то, где школы названы рядом со статистической оценкой."


def test_public_section_shows_totals(table, totals):
    section = Section(
        "certainty",
        table=table,
        totals=totals,
        conclusion="Различить можно 3 школы.",
        links={"XLSX": "a.xlsx"},
    )
    shown = disclose(section, "public")
    assert shown.table is totals and shown.links == {} and shown.totals is None
    assert shown.conclusion == "Различить можно 3 школы."
    assert shown.note == "Страница для публикации: показаны итоги без названий школ."


def test_public_section_says_which_columns_are_gone(table):
    shown = disclose(Section("reconcile", table=table, note="Сверка."), "public")
    assert shown.note == "Сверка. Страница для публикации: рядом с названиями школ не показано: Насколько устойчиво."


def test_public_figures(table):
    assert disclose(Section("certainty", figure=NAMED), "public").figure is None
    kept = Section("lists", figure=NAMELESS)
    assert disclose(kept, "public").figure is NAMELESS


def test_public_sentences_of_a_statistical_section_name_nobody():
    sentences = ("Различить можно 3 школы.", "По школе «Лесная» данных мало.")
    shown = disclose(Section("summary", sentences=sentences, statistical=True), "public", schools=["Лесная"])
    assert shown.sentences == sentences[:1] and "Страница для публикации" in shown.note
    plain = disclose(Section("summary", sentences=sentences), "public", schools=["Лесная"])
    assert plain.sentences == sentences and plain.note == ""


def test_nothing_secret_is_left_in_a_public_section(table):
    section = Section(
        "a",
        table=table,
        figure=NAMED,
        conclusion="СОШ № 10: менее 5.",
        sentences=("СОШ № 11 близка.",),
        note="СОШ № 2",
    )
    shown = disclose(section, "public")
    assert not any(word in shown.text() for word in ("менее 5", "примерно 40", "близка"))
    assert shown.figure is None
    assert section.figure is NAMED and section.table is table


def test_disclosing_twice_changes_nothing_more(table):
    once = disclose(Section("a", table=table, figure=NAMED), "public")
    assert disclose(once, "public").text() == once.text()


def test_unknown_audience_is_refused(table):
    with pytest.raises(ValueError, match="internal or public"):
        disclose(table, "press")
