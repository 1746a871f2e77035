"""Reliability and listed shares by size: equal bytes, words with numbers, grey, labels apart."""

import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from shnor_lab.present.charts.flagged import flagged
from shnor_lab.present.charts.reliability import reliability

from ..wording import forbidden
from .pictures import GREY_ENOUGH, colour, overlapping_labels

RULES = [
    "Правило «30 процентов»", "Устойчиво низкие результаты по нескольким годам", "Сложные условия и низкие результаты",
    "Зона риска по ресурсам", "Отрицательная динамика", "Нижняя часть региона по результатам", "Седьмое", "Восьмое",
    "Продвижение параллели с 6 по 9 класс", "Десятое",
]  # fmt: skip


def curve(years=(1, 2, 3)):
    rows = [
        (n, span, n * span / (n * span + 8), n * span / (n * span + 9), n * span / (n * span + 7))
        for span in years
        for n in (5, 10, 20, 50, 100, 200)
    ]
    return pd.DataFrame(rows, columns=["n", "years", "reliability", "low", "high"])


def shares(rules=10):
    bands = ["2–6", "7–9", "9–14", "14–34", "34–90"]
    rows = [
        (rule, band, 5 + place, 50, 0.1 + place / 50, 0.05, 0.2 + place / 20)
        for rule in RULES[:rules]
        for place, band in enumerate(bands)
    ]
    columns = ["rule", "band", "listed", "answered", "standardised", "standardised_from", "standardised_to"]
    return pd.DataFrame(rows, columns=columns)


CHARTS = {
    "reliability": lambda: reliability(curve(), typical=11, caption="Подпись."),
    "flagged": lambda: flagged(shares(), caption="Подпись."),
}


@pytest.mark.parametrize("name", CHARTS)
def test_equal_frames_give_equal_bytes_in_grey(name):
    one = CHARTS[name]()
    assert one.png == CHARTS[name]().png
    picture = Image.open(io.BytesIO(one.png))
    assert picture.format == "PNG" and set(picture.info) <= {"dpi"}
    assert colour(one.png) <= GREY_ENOUGH
    assert forbidden(one.alt) == [] and one.statistical and not one.names_schools


def test_words_hold_the_numbers():
    drawn = CHARTS["reliability"]()
    assert "1 год: 5 — 0,38 (0,36–0,42), 10 — 0,56 (0,53–0,59)" in drawn.alt
    assert "3 года: " in drawn.alt and drawn.caption == "Подпись."
    drawn = CHARTS["flagged"]()
    assert "Правило «30 процентов»: 2–6 — 5 из 50, при равном уровне 10 % (5–20); " in drawn.alt
    assert "Десятое" not in drawn.alt and drawn.caption == "Подпись. Ещё 1 правило есть в таблице."


def test_what_was_not_computed_is_not_drawn_and_not_said():
    frame = shares(2)
    unknown = frame["rule"] == RULES[1]
    names = ["standardised", "standardised_from", "standardised_to"]
    bare = frame.assign(**{name: frame[name].mask(unknown) for name in names})
    drawn = flagged(bare)
    assert drawn.png != flagged(frame).png
    assert "при равном уровне" not in drawn.alt.split(RULES[1])[1]
    few = frame.assign(answered=frame["answered"].mask(frame["band"] == "2–6", 9))
    assert "2–6 — 5 из 9, " in flagged(few).alt and flagged(few).png != flagged(frame).png
    lines = curve((1,)).assign(low=np.nan, high=np.nan)
    drawn = reliability(lines, typical=float("nan"))
    assert "10 — 0,56, 20" in drawn.alt and drawn.png == reliability(lines).png
    assert reliability(lines, typical=11).png != drawn.png


def test_frames_are_not_changed():
    frames, kept = (curve(), shares()), (curve(), shares())
    reliability(frames[0])
    flagged(frames[1])
    for frame, before in zip(frames, kept, strict=True):
        pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("name", CHARTS)
def test_no_two_labels_lie_on_each_other(name, monkeypatch):
    assert overlapping_labels(monkeypatch, name, CHARTS[name]) == []
