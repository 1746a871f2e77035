import io
import itertools
import re
import sys

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from shnor_lab.catalogue import procedures as catalogue
from shnor_lab.identify.rules import all_rules
from shnor_lab.present import charts
from shnor_lab.present.charts import canvas
from shnor_lab.present.charts.funnel import limits
from shnor_lab.present.charts.sizes import band

from ..wording import forbidden
from .pictures import GREY_ENOUGH, colour, overlapping_labels

TITLES = [procedure.title_ru for procedure in catalogue().values() if procedure.rule_30]
SCHOOLS = [
    *(f"СОШ № {number}" for number in range(1, 8)),
    "Муниципальная средняя общеобразовательная школа имени Вымышленного Героя",
    "ООШ села Дальнее-Вымышленное",
]
RULES = [
    "30 процентов",
    "Сложные условия и низкие результаты",
    "Наибольшая доля низких результатов",
    "По приказам",
]
EXTRA = [f"Правило {number}" for number in range(7)]


def coverage_frame() -> pd.DataFrame:
    states = itertools.cycle(["delivered", "delivered", "not_delivered", "delivered", "not_held", "not_applicable"])
    rows = [
        (title, year, state, 9 if state == "delivered" else 0, 14)
        for (title, year), state in zip(itertools.product(TITLES, range(2015, 2025)), states, strict=False)
    ]
    return pd.DataFrame(rows, columns=["procedure", "year", "state", "delivered", "expected"])


def participation_frame() -> pd.DataFrame:
    rows = [
        (
            title,
            year,
            None if year == 2020 else 60 + year % 7,
            None if year == 2020 else 80,
            "not_held" if year == 2020 else "delivered",
        )
        for title in TITLES
        for year in range(2015, 2025)
    ]
    return pd.DataFrame(rows, columns=["procedure", "year", "n", "enrolled", "state"]).astype(
        {"n": "Int32", "enrolled": "Int32"}
    )


def breaks_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "procedure": TITLES[:2] * 2,
            "year": [2021, 2021, 2022, 2022],
            "reason": ["осенью 2020 г. работы проверяли программу предыдущего класса"] * 2
            + ["часть работ перенесена на осень"] * 2,
        }
    )


def shares_frame() -> pd.DataFrame:
    rows = [
        (school, title, place % 4, 4 + 3 * place, 0.05, 0.6)
        for place, school in enumerate(SCHOOLS)
        for title in TITLES[:6]
        if (place + len(title)) % 5
    ]
    frame = pd.DataFrame(rows, columns=["school", "procedure", "n_low", "n", "low", "high"])
    return frame.astype({"n_low": "Int32", "n": "Int32"})


def agreement_frame() -> pd.DataFrame:
    listed = itertools.cycle([True, False, None, False, True])
    rows = [(school, rule, next(listed)) for school in SCHOOLS for rule in RULES + EXTRA]
    return pd.DataFrame(rows, columns=["school", "rule", "listed"]).astype({"listed": "boolean"})


def sizes_frame() -> pd.DataFrame:
    sizes = [1, 4, 5, 9, 10, 19, 20, 49, 50, 300, None, 0]
    return pd.DataFrame(list(itertools.product(TITLES, sizes)), columns=["procedure", "n"]).astype({"n": "Int32"})


def funnel_frame() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    schools = rng.integers(3, 35, 24)
    listed = rng.binomial(schools, 0.12)
    listed[:3] = schools[:3] - 1
    return pd.DataFrame(
        {
            "municipality": [f"Вымышленный район {number}" for number in range(24)],
            "listed": listed,
            "schools": schools,
        }
    ).astype({"listed": "Int32", "schools": "Int32"})


FRAMES = {
    "coverage": coverage_frame,
    "participation": participation_frame,
    "sizes": sizes_frame,
    "shares": shares_frame,
    "agreement": agreement_frame,
    "funnel": funnel_frame,
}


def draw(name: str, frame: pd.DataFrame):
    further = {"participation": {"breaks": breaks_frame()}, "shares": {"threshold": 0.3}}
    return getattr(charts, name)(frame, caption="Подпись.", **further.get(name, {}))


@pytest.fixture(scope="module")
def figures():
    drawn = {}
    for name, make in FRAMES.items():
        frame, before = make(), make()
        drawn[name] = draw(name, frame)
        pd.testing.assert_frame_equal(frame, before)
    return drawn


@pytest.mark.parametrize("name", FRAMES)
def test_equal_frames_give_equal_bytes_without_date_or_program(name, figures):
    assert draw(name, FRAMES[name]()).png == figures[name].png
    picture = Image.open(io.BytesIO(figures[name].png))
    assert picture.format == "PNG" and set(picture.info) <= {"dpi"}
    assert picture.width >= 600


@pytest.mark.parametrize("name", FRAMES)
def test_words_of_a_figure_hold_numbers_and_no_forbidden_word(name, figures):
    assert re.search(r"\d", figures[name].alt) and "Подпись." in figures[name].caption
    assert forbidden(figures[name].alt) == []


@pytest.mark.parametrize("name", FRAMES)
def test_pictures_are_grey_enough(name, figures):
    assert colour(figures[name].png) <= GREY_ENOUGH


@pytest.mark.parametrize("name", FRAMES)
def test_no_two_labels_lie_on_each_other(name, monkeypatch):
    assert overlapping_labels(monkeypatch, name, lambda: draw(name, FRAMES[name]())) == []


def test_disclosure_marks_of_figures(figures):
    marks = {name: (figure.names_schools, figure.statistical) for name, figure in figures.items()}
    assert marks == {
        "coverage": (False, False),
        "participation": (False, False),
        "sizes": (False, False),
        "shares": (True, True),
        "agreement": (True, False),
        "funnel": (False, True),
    }


def test_one_row_is_enough():
    assert charts.coverage(coverage_frame().head(1)).png
    assert charts.participation(participation_frame().head(1)).png
    assert charts.sizes(sizes_frame().head(1)).png
    assert charts.shares(shares_frame().head(1), threshold=0.3).png
    assert charts.agreement(agreement_frame().head(1)).png
    assert charts.funnel(pd.DataFrame({"municipality": ["А"], "listed": [0], "schools": [4]})).png


def test_many_rules_and_schools_stay_legible(monkeypatch):
    titles = [rule.title for rule in all_rules().values()]
    rows = [(f"СОШ № {school}", title, bool(school % 2)) for school in range(38) for title in titles]
    frame = pd.DataFrame(rows, columns=["school", "rule", "listed"])
    picture = Image.open(io.BytesIO(charts.agreement(frame).png))
    assert len(titles) > 13 and picture.width / canvas.DPI < 1.2 * canvas.WIDTH
    assert overlapping_labels(monkeypatch, "agreement", lambda: charts.agreement(frame)) == []
    assert not any("…" in canvas.wrapped(title, 27, 3) for title in titles)


def test_an_empty_place_moves_no_rule_and_no_school(monkeypatch):
    rows = [("НОШ", "второе", False), ("СОШ", "первое", True), ("СОШ", "второе", True)]
    frame = pd.DataFrame(rows, columns=["school", "rule", "listed"]).assign(
        school=lambda rows: pd.Categorical(rows["school"], ["НОШ", "СОШ"]),
        rule=lambda rows: pd.Categorical(rows["rule"], ["первое", "второе"]),
    )
    drawn = []
    monkeypatch.setattr(sys.modules["shnor_lab.present.charts.agreement"], "png", lambda paper: drawn.append(paper))
    charts.agreement(frame)
    heads = [label.get_text() for label in drawn[0].axes[0].get_xticklabels()]
    names = [label.get_text() for label in drawn[0].axes[0].get_yticklabels()]
    assert (heads, names) == (["первое", "второе"], ["НОШ", "СОШ"])


def test_a_picture_never_grows_beyond_forty_schools():
    frame = pd.DataFrame({"school": [f"Школа {n}" for n in range(43)], "rule": "30 процентов", "listed": True})
    drawn = charts.agreement(frame, caption="Подпись.")
    assert drawn.caption == "Подпись. Ещё 3 школы — в таблице."
    assert "Школа 39:" in drawn.alt and "Школа 40:" not in drawn.alt


def test_alt_of_participation_names_breaks_and_states():
    alt = charts.participation(participation_frame(), breaks_frame()).alt
    assert "2019/20: не проводилось" in alt and "разрыв ряда: 2021/22: часть работ перенесена на осень" in alt
    assert "из 80, " in alt


@pytest.mark.parametrize(
    ("n", "words"),
    [(0, ""), (1, "менее 5"), (4, "менее 5"), (5, "5–9"), (19, "10–19"), (49, "20–49"), (50, "50 и более")],
)
def test_size_bands(n, words):
    assert band(n) == words


def test_funnel_limits_are_binomial_quantiles():
    low, high = limits(20, 0.1, 0.95)
    assert (low, high) == (0.0, 0.25)
    assert limits(1, 0.1, 0.95) == (0.0, 1.0)
    frame = pd.DataFrame(
        {"municipality": ["Ближний", "Дальний", "Новый"], "listed": [9, 2, None], "schools": [12, 70, 0]}
    )
    assert charts.funnel(frame).alt.endswith(
        "Регион: 11 из 82. Вне границ случайных колебаний 95 %: 2 муниципалитета (Ближний и Дальний)."
    )


def test_funnel_refuses_nothing():
    with pytest.raises(ValueError, match="at least one municipality"):
        charts.funnel(pd.DataFrame({"municipality": [], "listed": [], "schools": []}))
