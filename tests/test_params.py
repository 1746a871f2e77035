"""Params are strict and resolved over the defaults key by key."""

import datetime

import pytest

from shnor_lab import params, places
from shnor_lab.errors import ParamsError


@pytest.fixture
def workbench(tmp_path, monkeypatch):
    source = places.params_file("defaults")
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "defaults.yaml").write_bytes(source.read_bytes())
    monkeypatch.setenv(places.VARIABLE, str(tmp_path))

    def write(text: str) -> None:
        (tmp_path / "params" / "own.yaml").write_text(text, encoding="utf-8")

    return write


def test_demo_resolves():
    demo = params.load("demo")
    assert demo.dataset == "demo"
    assert demo.list_edition.approved == datetime.date(2024, 11, 15)


def test_an_override_keeps_its_neighbours(workbench):
    workbench("list_edition: {year: 2025}\nrules: {regional_30: {n_min: 10}}\n")
    own = params.load("own")
    assert own.list_edition.year == 2025
    assert own.list_edition.result_years == [2024, 2023]
    assert own.rules["regional_30"]["n_min"] == 10
    assert own.rules["regional_30"]["c2_mode"] == "any"


def test_what_is_truly_low_is_the_part_of_rules_that_leave_it_open(workbench):
    workbench("title: x\n")
    assert params.load("own").rules["pooled_low"]["part"] == params.TRULY_LOW_SHARE == 0.1
    workbench("truly_low_share: 0.2\n")
    own = params.load("own")
    assert (own.rules["pooled_low"]["part"], own.rules["lowest_share"]["part"]) == (0.2, 0.1)
    workbench("truly_low_share: 0.2\nrules: {pooled_low: {part: 0.05}}\n")
    assert params.load("own").rules["pooled_low"]["part"] == 0.05
    workbench("truly_low_share: 1.0\n")
    with pytest.raises(ParamsError, match="truly_low_share"):
        params.load("own")


def test_a_miss_costs_something(workbench):
    workbench("title: x\n")
    assert params.load("own").miss_cost == 3.0
    workbench("miss_cost: 0.0\n")
    with pytest.raises(ParamsError, match="miss_cost"):
        params.load("own")


def test_every_mistake_is_listed_at_once(workbench):
    workbench("audiense: public\nseed: '7'\n")
    with pytest.raises(ParamsError) as caught:
        params.load("own")
    assert caught.value.count == 2
    assert "audiense" in str(caught.value) and "seed" in str(caught.value)


@pytest.mark.parametrize("text", ["- a\n", "a: [1\n", "study: other\n"])
def test_a_file_that_is_no_params_file_is_told_in_words(workbench, text):
    workbench(text)
    with pytest.raises(ParamsError, match="params/own.yaml"):
        params.load("own")


def test_unknown_study_lists_the_known(workbench):
    workbench("title: x\n")
    with pytest.raises(ParamsError, match="own"):
        params.load("missing")


def test_result_years_must_run_from_latest(workbench):
    workbench("list_edition: {year: 2024, result_years: [2023, 2024]}\n")
    with pytest.raises(ParamsError):
        params.load("own")


def test_a_list_cannot_rest_on_results_that_come_after_it(workbench):
    workbench("list_edition: {year: 2023}\n")
    with pytest.raises(ParamsError, match="перечень 2023 года не может опираться на результаты 2024 года"):
        params.load("own")


def test_earlier_edition_moves_its_years():
    edition = params.load("demo").list_edition.earlier()
    assert (edition.year, edition.result_years, edition.approved) == (2023, [2023, 2022], None)


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("seed: много", "нужно целое число"),
        ("audience: все", "допустимо: internal, public"),
        ("as_of: вчера", "нужна дата"),
        ("list_edition: {year: 24}", "не меньше 2000"),
        ("list_edition: {year: 2200}", "не больше 2100"),
        ("miss_cost: 0.0", "(больше 0.0)"),
        ("truly_low_share: 1.0", "(меньше 1.0)"),
        ("notebooks: 00_data_passport", "нужен список"),
        ("title: [", "строка 2"),
    ],
)
def test_a_mistake_says_in_russian_what_is_needed(workbench, line, needed):
    workbench(line + "\n")
    with pytest.raises(ParamsError) as caught:
        params.load("own")
    assert needed in str(caught.value)
    assert "should" not in str(caught.value) and "scanning" not in str(caught.value)


TWO = "programme: {windows: [{name: Первая, start: 2020, end: 2023, cohort: 2020, result_years: [2020, 2019]}, "
TWO += "{name: Вторая, start: 2024, design: regression}]}\n"


def test_two_programmes_in_a_row_are_two_windows(workbench):
    workbench(TWO)
    first, second = params.load("own").programme.windows
    assert (first.name, first.end, first.cohort, first.result_years) == ("Первая", 2023, 2020, [2020, 2019])
    assert (second.start, second.end, second.cohort, second.design) == (2024, None, None, "regression")


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ("{name: П, start: 2024, end: 2023}", "кончается раньше"),
        ("{name: П, start: 2024, result_years: [2023]}", "cohort"),
        ("{name: П, start: 2024, cohort: 2022, result_years: [2023]}", "появляются позже"),
        ("{name: П, start: 2024, cohort: 2024, result_years: [2022, 2023]}", "от позднего к раннему"),
        ("{name: П, start: 2024, design: guess}", "regression"),
        ("{start: 2024}", "name"),
        ("{name: П, start: 2024}, {name: П, start: 2025}", "с одним названием"),
        ("{name: П, start: 2024}, {name: Р, start: 2020}", "от раннего к позднему"),
    ],
)
def test_a_window_that_cannot_be_is_told_in_words(workbench, window, said):
    workbench(f"programme: {{windows: [{window}]}}\n")
    with pytest.raises(ParamsError) as caught:
        params.load("own")
    assert said in str(caught.value), str(caught.value)


def test_a_part_left_open_is_the_truly_low_share_and_nothing_is_changed_after_checking(workbench):
    workbench("truly_low_share: 0.2\nrules: {lowest_share: {part: null}, pooled_low: {part: 0.3}}\n")
    loaded = params.load("own")
    assert (loaded.rules["lowest_share"]["part"], loaded.rules["pooled_low"]["part"]) == (0.2, 0.3)
    given = loaded.model_dump() | {"rules": {"lowest_share": {"part": None}}}
    again = params.Params.model_validate(given)
    assert again.rules["lowest_share"]["part"] == 0.2 and given["rules"]["lowest_share"]["part"] is None


def test_a_study_may_name_no_list(workbench):
    workbench("list_edition: null\n")
    assert params.load("own").list_edition is None
