"""Sections on trust of ``11_rule_laboratory``: sentences hold the numbers of the frames, states have words."""

import math
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import get_args

import pandas as pd
import pytest

from shnor_lab.laboratory.ledger.coverage import Why
from shnor_lab.laboratory.same_level import State
from shnor_lab.pages.lab import Lab
from shnor_lab.pages.laboratory import bias as bias_section
from shnor_lab.pages.laboratory import errors as errors_section
from shnor_lab.pages.laboratory import prediction as prediction_section
from shnor_lab.pages.laboratory.figures import ratio_bounds
from shnor_lab.pages.laboratory.trust_words import (
    bands_of,
    covered,
    ends_of,
    in_rule_order,
    with_interval,
    without_model,
)
from shnor_lab.present.numbers import number, percent
from shnor_lab.study import bias, ledger, prediction, variance
from shnor_lab.study.identification import MAIN_RULE
from shnor_lab.study.levels import LEVELS

from ..wording import forbidden

KEYS = ("variance", "bias", "prediction", "errors")


@pytest.fixture(scope="module")
def sections(lab):
    return {key: getattr(lab.laboratory, key)() for key in KEYS}


@pytest.mark.parametrize("key", KEYS)
def test_a_section_shows_table_figure_and_population_and_speaks_of_the_process(sections, key):
    own = sections[key]
    assert own.table is not None and own.figure is not None and own.statistical
    assert own.figure.caption.endswith(own.table.scope)
    assert "выборки не было" in own.note or "ошибку выборки" in own.note
    assert forbidden(own.text()) == []


@pytest.mark.parametrize("key", ["bias", "prediction"])
def test_an_interval_over_schools_says_so_and_that_several_are_judged_at_once(sections, key):
    own = sections[key]
    assert "какие именно школы есть в регионе" in own.note
    assert "сразу" in own.note + own.table.note and "расширены" in own.note + own.table.note


def test_every_reason_of_the_ledger_has_words():
    assert len({covered(why) for why in get_args(Why)}) == 5


def test_reliability_in_the_sentence_is_that_of_the_curve(lab, sections):
    curve = variance.RELIABILITY.of(lab.study).set_index(["n", "years"])
    for n in (10, 50):
        one, three = (curve.loc[(n, years)] for years in (1, 3))
        assert (
            f"участников {n} надёжность одного года — {number(one['reliability'], 2)} ({number(one['low'], 2)}–"
            f"{number(one['high'], 2)}), трёх лет — {number(three['reliability'], 2)}"
        ) in sections["variance"].conclusion


def test_the_sentence_on_size_is_that_of_the_main_rule(lab, sections):
    rows = bias.SAME_LEVEL.of(lab.study).query("rule == @MAIN_RULE").set_index(["grouping", "group"])
    small, large = rows.loc[("size", "1")], rows.loc[("size", "5")]
    said = sections["bias"].conclusion
    assert f"включено {percent(small['standardised'], 10)}" in said
    assert f"— {percent(large['standardised'], 10)}" in said
    assert f"отношение {number(small['ratio'], 1)}" in said
    frame = sections["bias"].table.frame
    assert frame["rule"].iloc[0] == MAIN_RULE and frame["place"].head(6).tolist() == [0, 1, 2, 3, 4, 5]
    assert (frame["ratio_to"].dropna() < math.inf).all()


def test_what_a_year_later_showed_is_told_with_chance_and_placebo(lab, sections):
    row = prediction.PREDICTION.of(lab.study).query("rule == @MAIN_RULE and outcome == 'lowest'").iloc[0]
    said = sections["prediction"].conclusion
    assert f"{row['caught']} из {row['listed']} включённых школ, {percent(row['precision'], 10)}" in said
    assert f"при случайном выборе {percent(row['base_rate'], 10)}" in said
    confirmed = row["precision"] > row["placebo_to"]
    assert ("подтверждается данными" in said.split("». «")[0]) == confirmed


def test_a_list_that_tells_no_more_than_size_is_not_confirmed(lab):
    [row] = prediction_section._rows(lab.laboratory.data).query("rule == @MAIN_RULE").to_dict("records")
    row["placebo_to"] = 0.99
    assert prediction_section._told(row, "10 %").endswith("не подтверждается.")


def test_the_ledger_shows_own_lists_first_and_the_price_of_a_miss(lab, sections):
    frame = sections["errors"].table.frame
    covered = ledger.COVERED.of(lab.study)["covered"].sum()
    first = frame.head(covered)
    assert (first["band"] == 0).all() and set(first["length"]) == {"own"} and set(first["meaning"]) == {"level"}
    assert frame["rule"].iloc[covered] == MAIN_RULE and frame["band"].iloc[covered] == 1
    assert "(отношение 3)" in sections["errors"].conclusion and "не ниже 25 %" in sections["errors"].conclusion
    usual, dear = lab.laboratory.data, Lab(with_miss_cost(lab.study, 9.0)).laboratory.data
    cost, more = (errors_section._costs(data, errors_section._rows(data))[0]["cost"] for data in (usual, dear))
    assert more.max() > cost.max() and "не ниже 10 %" in errors_section._least_cost(dear)


def with_miss_cost(study, miss_cost: float):
    """Return the study with another price of a miss."""
    return replace(study, params=study.params.model_copy(update={"miss_cost": miss_cost}))


def test_the_shares_of_other_sections_stand_beside_that_of_the_ledger(lab, sections):
    said = sections["errors"].note
    here = ledger.LEDGER.of(lab.study).query(
        "rule == @MAIN_RULE and length == 'own' and meaning == 'level' and band == 0"
    )
    of_chances = bias.BIAS.of(lab.study).query("rule == @MAIN_RULE and band == 0")
    of_year = prediction.PREDICTION.of(lab.study).query("rule == @MAIN_RULE and outcome == 'lowest'")
    for words, frame in (
        ("в среднем по смоделированным регионам устойчиво низкие — ", here),
        ("в перечне этого года, по вероятностям его школ, устойчиво низкие — ", of_chances),
        ("в которых много случайного, вошли ", of_year),
    ):
        assert words + percent(frame["precision"].iloc[0], 10) in said
    assert "«Цена ошибок»" in sections["bias"].table.note and "в которых" not in sections["prediction"].note
    assert "результатам одного года" in sections["prediction"].note


def test_fifths_of_size_do_not_overlap_and_say_what_is_counted(sections):
    for key in ("bias", "errors"):
        own = sections[key].table
        kinds = list(dict.fromkeys(own.frame["kind"][own.frame["kind"].str.startswith("участников")]))
        ends = [[float(end.replace(",", ".")) for end in kind.split(": ")[1].split("–")] for kind in kinds]
        assert len(ends) == 5 and all(one[1] < other[0] for one, other in pairwise(ends))
        assert "участников одной процедуры за год, в среднем" in own.note


@pytest.mark.parametrize(
    ("part", "smallest", "left"), [(0.4, True, [1, 3, 4, 5]), (0.45, True, [2, 3, 4, 5]), (0.45, False, [1, 2, 3, 4])]
)
def test_a_fifth_that_ties_leave_empty_has_no_row(lab, monkeypatch, part, smallest, left):
    levels = LEVELS.of(lab.study)
    known = levels["p_truly_low"].notna()
    tied = levels.loc[known, "size"].rank(pct=True, ascending=smallest, method="first") <= part
    levels.loc[tied[tied].index, "size"] = levels["size"].min() if smallest else levels["size"].max()
    for module in (bias, ledger):
        monkeypatch.setattr(module, "LEVELS", SimpleNamespace(of=lambda study: levels))
    for module, name in ((bias, "BIAS"), (bias, "SAME_LEVEL"), (ledger, "LEDGER")):
        frame = getattr(module, name).compute(lab.study)
        monkeypatch.setattr(module, name, SimpleNamespace(of=lambda study, frame=frame: frame))
    page = Lab(lab.study, municipality="", output="").laboratory
    assert (bias.BIAS.of(lab.study).query("schools == 0")["band"]).nunique() == 1
    own = page.bias()
    main = own.table.frame.query("rule == @MAIN_RULE and grouping == 'size'")
    assert main["place"].tolist() == [0, *left] and main["kind"].notna().all()
    first, last = (main.set_index("place").loc[place, "ends"] for place in (left[0], left[-1]))
    assert f"({first[0]}–{first[1]})" in own.conclusion and f"({last[0]}–{last[1]})" in own.conclusion
    assert own.figure is not None
    rows = page.errors().table.frame
    assert sorted(set(rows["band"])) == [0, *left] and rows["kind"].notna().all()


def test_both_meanings_of_low_are_told_apart_in_every_row(sections):
    own = sections["errors"].table
    shown = next(column for column in own.columns if column.name == "meaning_words")
    assert shown.on_page and set(own.frame["meaning_words"]) == {"по уровню", "по долям"}


def test_kinds_that_cannot_be_compared_say_why():
    reference = pd.Series({"kind": "городские школы", "grouping": "settlement"})
    for state in set(get_args(State)) - {"compared", "reference"}:
        row = pd.Series({"kind": "сельские школы", "grouping": "settlement", "state": state})
        said = bias_section._compared(row, reference)
        assert said.startswith("сельские школы и городские школы не сопоставлены (") and "—" not in said
        assert forbidden(said) == []


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(1.2, 3.0, "различие подтверждается"), (0.2, 0.8, "различие подтверждается"), (0.9, 3.0, "не подтверждается"),
     (0.9, math.inf, "от 0,9, верхней границы нет"), (0.2, 1.0, "не подтверждается")],
)  # fmt: skip
def test_a_difference_is_confirmed_only_by_an_interval_without_one(low, high, said):
    row = pd.Series(
        {"kind": "сельские школы", "grouping": "settlement", "state": "compared", "standardised": 0.2,
         "standardised_from": 0.1, "standardised_to": 0.3, "ratio": 1.0, "ratio_from": low, "ratio_to": high}
    )  # fmt: skip
    assert said in bias_section._compared(row, row)


@pytest.mark.parametrize(
    ("state", "years", "said"),
    [("fitted", 3, ""), ("fitted", 1, "одного года"), ("one_year", 1, "одного года"), ("not_settled", 3, "не сошёлся"),
     ("too_few", 3, "4 школы; это меньше 5")],
)  # fmt: skip
def test_a_model_without_an_answer_says_why(lab, state, years, said):
    page = Lab(lab.study, municipality="", output="").laboratory
    page.data.__dict__["parts"] = pd.Series({"state": state, "years": years, "schools": 4})
    assert said in without_model(page.data) and bool(without_model(page.data)) == bool(said)
    if said:
        for key in ("variance", "bias"):
            section = getattr(page, key)()
            assert section.conclusion == without_model(page.data) and section.table is None and section.figure is None


def test_bounds_of_a_ratio_are_worded_once():
    assert ratio_bounds(0.84, 3.0) == "0,8–3,0"
    assert ratio_bounds(0.84, math.inf) == ratio_bounds(0.84, math.nan) == "от 0,8, верхней границы нет"


def test_words_of_shares_and_fifths():
    assert with_interval(0.343, 0.203, 0.508) == "34 % (20–51)"
    assert with_interval(0.343, 0.203, 0.508, 9) == "—" == with_interval(float("nan"), 0, 1)
    frame = pd.DataFrame({"band": [0, 1, 1, 2], "from": [1.0, 1.0, 2.0, 7.0], "to": [30.0, 6.4, 6.0, 30.0]})
    assert bands_of(frame) == {0: "все школы", 1: "участников: 1–6", 2: "участников: 7–30"}
    close = pd.DataFrame({"band": [1, 2, 3], "from": [1.9, 6.6, 8.72], "to": [6.4, 8.67, 13.0]})
    assert ends_of(close) == {1: ("2", "6"), 2: ("7", "8,67"), 3: ("8,72", "13")}
    mixed = pd.DataFrame({"band": [1, 2], "from": [1.0, 6.0], "to": [6.0, 9.0]})
    assert ends_of(mixed) == {1: ("1", "6"), 2: ("6", "9")}
    assert in_rule_order(["lowest_share", "pooled_low", MAIN_RULE, "strange"]) == [
        MAIN_RULE, "pooled_low", "lowest_share",
    ]  # fmt: skip
