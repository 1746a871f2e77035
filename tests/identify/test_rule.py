"""The contract, discovery, settings and missing tables."""

import sys

import numpy as np
import pandas as pd
import pytest
import yaml

from shnor_lab import language, places
from shnor_lab.errors import MissingTable, RuleError
from shnor_lab.ground.editions import window
from shnor_lab.identify import DECISION, all_rules, all_settings, decide, decide_all, rule_named, rules, settings_of
from shnor_lab.identify.rule import check_contract, decisions
from shnor_lab.params import ListEdition
from shnor_lab.present.remarks import worded

from ..small_tables import EDITION, frame, tables, year_of

ORDER = [
    "regional_30",
    "persistent_low",
    "adverse_conditions",
    "complex_and_low",
    "resource_risk",
    "listed",
    "negative_dynamics",
    "level_union",
    "lowest_share",
    "stably_high",
    "growth",
    "posterior_low",
    "pooled_low",
    "cohort_growth",
    "context_adjusted",
    "value_added",
]

OWN_RULE = """
from dataclasses import dataclass
import numpy as np
from shnor_lab.identify.rule import BaseRule, decisions
from shnor_lab.ground.schools import open_schools

@dataclass(frozen=True)
class Rule(BaseRule):
    title = "own"
    source = "ours"

    def decide(self, tables, edition, settings):
        schools = open_schools(tables, edition.result_years[0])["school_id"]
        yes = np.ones(len(schools), dtype=bool)
        return decisions(schools, yes=yes, possible=yes, score=yes, reason=["own reason"] * len(schools))

RULE = Rule("own", "ours", ("results",), about="low")
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A further folder of the package of rules; modules loaded from it are forgotten again."""
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(tmp_path)])
    yield tmp_path
    for file in tmp_path.glob("*.py"):
        sys.modules.pop(f"{rules.__name__}.{file.stem}", None)


@pytest.fixture
def region():
    return tables(year_of("a", 2024) + year_of("a", 2023) + year_of("b", 2024))


def test_the_rules_in_order():
    assert list(all_rules()) == ORDER
    for key, rule in all_rules().items():
        assert rule.key == key and rule.status in ("official", "regional", "ours")
        assert rule.tables and rule.title and rule.source


def test_defaults_yaml_names_every_setting_with_its_default():
    given = yaml.safe_load(places.params_file("defaults").read_text(encoding="utf-8"))["rules"]
    assert given == {key: rule.Settings().model_dump() for key, rule in all_rules().items()}
    assert list(given) == ORDER


def test_every_rule_answers_every_school_and_says_which_table_is_lacking(region):
    answer = decide_all(region, EDITION, {})
    assert list(answer.columns) == ["rule", *DECISION]
    assert {name: str(answer[name].dtype) for name in DECISION} == DECISION
    assert answer["school_id"].tolist() == ["a", "b"] * len(ORDER)
    assert list(answer["rule"].unique()) == ORDER
    lacking = answer[answer["rule"] == "adverse_conditions"]
    assert lacking["listed"].isna().all() and lacking["p_listed"].isna().all()
    language.use("ru")
    reason = decide_all(region, EDITION, {}).set_index("rule").loc["adverse_conditions", "reason"].iloc[0]
    assert worded(reason) == "не поступила таблица «Социальный паспорт»"


def test_without_a_register_there_is_no_list():
    with pytest.raises(MissingTable) as caught:
        decide_all({}, EDITION, {})
    assert caught.value.table == "schools"


def test_frames_are_not_changed_and_the_answer_is_the_same_twice(region):
    before = {name: table.copy() for name, table in region.items()}
    first, second = decide_all(region, EDITION, {}), decide_all(region, EDITION, {})
    pd.testing.assert_frame_equal(first, second)
    for name, table in before.items():
        pd.testing.assert_frame_equal(region[name], table)


def test_a_dropped_in_module_is_a_rule(folder, region):
    (folder / "own_rule.py").write_text(OWN_RULE, encoding="utf-8")
    assert list(all_rules()) == [*ORDER, "own"]
    answer = decide_all(region, EDITION, {})
    assert answer.loc[answer["rule"] == "own", "reason"].tolist() == ["own reason"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "RULE = 3\n",
        "def broken(:\n",
        "x = 1\n",
        OWN_RULE.replace('"own", "ours"', '"growth", "ours"'),
        OWN_RULE.replace(', about="low"', ""),
        OWN_RULE.replace('about="low"', 'about="weather"'),
    ],
)
def test_an_unusable_module_is_named(folder, text):
    (folder / "zz_broken.py").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match="cannot be used") as caught:
        all_rules()
    assert "zz_broken.py" in caught.value.where


@pytest.mark.parametrize(
    ("key", "mapping", "name"),
    [
        ("regional_30", {"treshold": 30}, "treshold"),
        ("regional_30", {"n_min": "5"}, "n_min"),
        ("regional_30", {"c2_mode": "both"}, "c2_mode"),
        ("regional_30", {"kdr": 1}, "kdr"),
        ("regional_30", {"threshold_percent": 0}, "threshold_percent"),
        ("adverse_conditions", {"conditions": ["pupils"]}, "conditions"),
        ("resource_risk", {"risks": ["internet", "internet"]}, "risks"),
        ("listed", {"levels": []}, "levels"),
    ],
)
def test_wrong_settings_are_refused_by_name(key, mapping, name):
    with pytest.raises(RuleError) as caught:
        settings_of(rule_named(key), mapping)
    assert caught.value.examples[0].startswith(name)
    assert caught.value.exit_code == 14


def test_unknown_rule_lists_the_known_ones():
    with pytest.raises(RuleError) as caught:
        all_settings({"regional_40": {}})
    assert "regional_30" in caught.value.todo


def _answer():
    return decisions(
        ["b", "a"], yes=np.array([True, False]), possible=np.array([True, True]), score=np.zeros(2), reason=["", ""]
    )


def test_contract_keeps_a_good_answer():
    good = check_contract(_answer(), rule="x", school_ids=["a", "b"])
    assert good["school_id"].tolist() == ["a", "b"]
    assert pd.isna(good["listed"][0]) and good["listed"][1]


@pytest.mark.parametrize(
    "broken",
    [
        lambda frame: None,
        lambda frame: frame.drop(columns="score"),
        lambda frame: frame[list(frame.columns[::-1])],
        lambda frame: frame.assign(listed=[1, 0]),
        lambda frame: pd.concat([frame, frame], ignore_index=True),
        lambda frame: frame.iloc[:1],
        lambda frame: frame.assign(school_id=pd.array(["a", "c"], dtype="str")),
        lambda frame: frame.assign(p_listed=[0.5, 1.5]),
    ],
)
def test_contract_refuses(broken):
    with pytest.raises(RuleError, match="breaks the contract"):
        check_contract(broken(_answer()), rule="x", school_ids=["a", "b"])


def test_window_continues_backwards():
    edition = ListEdition(year=2024, result_years=[2024, 2022])
    assert [window(edition, years) for years in (1, 2, 3)] == [(2024,), (2024, 2022), (2024, 2022, 2021)]


def test_closed_schools_are_not_answered():
    register = frame(
        "schools",
        [
            {"school_id": "a", "name": "А", "type": "basic", "municipality": "Я", "municipality_id": "ya"},
            {
                "school_id": "z",
                "name": "Я",
                "type": "basic",
                "municipality": "Я",
                "municipality_id": "ya",
                "valid_to": 2022,
            },
        ],
    )
    answer = decide(
        rule_named("regional_30"), tables(year_of("a", 2024), register), EDITION, rule_named("regional_30").Settings()
    )
    assert answer["school_id"].tolist() == ["a"]
