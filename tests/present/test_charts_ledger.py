"""ROC and cost curves: equal bytes, words with numbers, grey, labels apart."""

import io
import re

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from shnor_lab.present.charts.cost import cost
from shnor_lab.present.charts.roc import roc

from ..wording import forbidden
from .pictures import GREY_ENOUGH, colour, overlapping_labels

RULES = ["30 процентов", "Нижняя десятая часть региона", "Отрицательная динамика", "По приказу", "Пятое", "Шестое", "7"]


def roc_frames(rules=7):
    steps = np.linspace(0, 1, 30)
    points = [(rule, x, x ** (0.2 + 0.1 * place)) for place, rule in enumerate(RULES[:rules]) for x in steps]
    areas = [(rule, 0.8 - place / 50, 0.7, 0.9) for place, rule in enumerate(RULES[:rules])]
    return (
        pd.DataFrame(points, columns=["rule", "false_share", "true_share"]),
        pd.DataFrame(areas, columns=["rule", "auc", "auc_from", "auc_to"]),
    )


def cost_frames(rules=7):
    lengths = np.arange(0, 300, 5)
    rows = [
        (rule, length, 0.2 + 0.1 * place / 7 + ((length - 40 - 5 * place) / 300) ** 2)
        for place, rule in enumerate(RULES[:rules])
        for length in lengths
    ]
    own = [(rule, 30 + 9 * place, 0.31) for place, rule in enumerate(RULES[:rules])]
    return (
        pd.DataFrame(rows, columns=["rule", "length", "cost"]),
        pd.DataFrame(own, columns=["rule", "length", "cost"]),
    )


CHARTS = {
    "roc": lambda rules=7: roc(*roc_frames(rules), caption="Подпись."),
    "cost": lambda rules=7: cost(*cost_frames(rules), ratio=3, caption="Подпись."),
}


@pytest.mark.parametrize("name", CHARTS)
def test_equal_frames_give_equal_bytes_in_grey(name):
    one, two = CHARTS[name](), CHARTS[name]()
    assert one.png == two.png
    picture = Image.open(io.BytesIO(one.png))
    assert picture.format == "PNG" and set(picture.info) <= {"dpi"}
    assert colour(one.png) <= GREY_ENOUGH


def test_words_hold_the_numbers():
    drawn = CHARTS["roc"]()
    assert "30 процентов: площадь 0,80 (0,70–0,90)" in drawn.alt
    assert "7" not in re.findall(r"; (\S+): площадь", drawn.alt)
    assert drawn.caption == "Подпись. Ещё 1 правило есть в таблице."
    drawn = CHARTS["cost"](3)
    assert "30 процентов — наименьшая при 40 школах (20,0)" in drawn.alt and "без подтверждения: 3." in drawn.alt
    assert drawn.caption == "Подпись."
    for figure in (CHARTS["roc"](), drawn):
        assert forbidden(figure.alt) == [] and figure.statistical and not figure.names_schools


def test_frames_are_not_changed_and_own_lists_may_be_absent():
    frames, kept = (*roc_frames(), *cost_frames()), (*roc_frames(), *cost_frames())
    roc(*frames[:2])
    with_own = cost(*frames[2:], ratio=0.5)
    for frame, before in zip(frames, kept, strict=True):
        pd.testing.assert_frame_equal(frame, before)
    assert cost(frames[2], frames[3].iloc[:0], ratio=0.5).png != with_own.png


@pytest.mark.parametrize("name", CHARTS)
def test_no_two_labels_lie_on_each_other(name, monkeypatch):
    assert overlapping_labels(monkeypatch, name, CHARTS[name]) == []
