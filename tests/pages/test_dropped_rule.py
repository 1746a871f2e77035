"""A rule file dropped into the folder appears on the page, and nothing else has to change."""

import shutil
import sys

import pandas as pd
import pytest

from shnor_lab import open_study, places
from shnor_lab.identify import rules
from shnor_lab.laboratory.agreement.bootstrap import FEWEST_LISTED
from shnor_lab.study import identification, laboratory

SOURCE = '''
"""Lists every school; only a test holds it."""
from dataclasses import dataclass

import numpy as np

from shnor_lab.identify.rule import BaseRule, decisions
from shnor_lab.ground.schools import open_schools
from shnor_lab.remarks import remark, year_of


@dataclass(frozen=True)
class Rule(BaseRule):
    @property
    def title(self):
        return "Правило из теста"

    @property
    def source(self):
        return "тест"

    def decide(self, tables, edition, settings):
        ids = open_schools(tables, edition.result_years[0])["school_id"]
        yes = np.full(len(ids), True)
        return decisions(ids, yes=yes, possible=yes, score=np.zeros(len(ids)), reason=[
            "тест" if place else remark("Dropped in after {year}", year=year_of(edition.result_years[0]))
            for place in range(len(ids))
        ])


RULE = Rule("dropped_in", "ours", ("schools",), about="{about}")
'''


@pytest.fixture
def dropped(request, small_workbench, tmp_path, monkeypatch):
    small_workbench()
    (tmp_path / "dropped_in.py").write_text(SOURCE.replace("{about}", request.param), encoding="utf-8")
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(tmp_path)])
    rules._found.cache_clear()
    yield
    rules._found.cache_clear()
    sys.modules.pop("shnor_lab.identify.rules.dropped_in", None)


@pytest.mark.parametrize("dropped", ["conditions"], indirect=True)
def test_it_appears_in_the_section_of_rules(dropped):
    section = open_study("own").identification.rules()
    assert "Правило из теста" in section.text()
    assert any(column.name == "dropped_in" for column in section.table.columns)
    assert section.table.frame["others"].str.contains("Правило из теста").all()
    assert not section.table.frame["named"].fillna("").str.contains("Правило из теста").any()


@pytest.mark.parametrize("dropped", ["low"], indirect=True)
def test_a_rule_of_low_results_is_counted_as_one(dropped, monkeypatch):
    page = open_study("own").identification
    frame = page.rules().table.frame
    assert frame["named"].str.contains("Правило из теста").all() and (frame["count"] >= 1).all()
    assert not frame["others"].fillna("").str.contains("Правило из теста").any()
    decisions = identification.DECISIONS.of(page.study)
    assert "dropped_in" in laboratory.together(decisions) and "dropped_in" not in laboratory.apart(decisions)
    monkeypatch.setattr(rules, "__path__", rules.__path__[:-1])
    rules._found.cache_clear()
    shutil.rmtree(places.kept("own"))
    without = open_study("own").identification.rules().table.frame
    assert (frame["answered"] == without["answered"] + 1).all() and (
        frame["count"] == without["count"].fillna(0) + 1
    ).all()


@pytest.mark.parametrize("dropped", ["low"], indirect=True)
def test_its_remarks_are_put_into_words_and_its_texts_pass_as_they_are(dropped):
    (table,) = open_study("own").laboratory.take_away().values()
    own = table.frame["rule"] == "Правило из теста"
    column = next(column for column in table.columns if column.name == "reason_now")
    assert own.any() and set(column.printed(table.frame[own])) == {"тест", "Dropped in after 2023/24"}


@pytest.mark.parametrize("dropped", ["change"], indirect=True)
def test_a_rule_of_changes_stands_apart_with_its_reason(dropped):
    decisions = identification.DECISIONS.of(open_study("own").study)
    long_lists = pd.DataFrame({"rule": ["regional_30", "pooled_low"] * FEWEST_LISTED, "listed": True})
    assert "dropped_in" in laboratory.compared(decisions)
    assert laboratory.apart(pd.concat([decisions, long_lists]))["dropped_in"] == "change"
