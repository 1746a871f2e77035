import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from shnor_lab.present.charts.by_setting import by_setting

from ..wording import forbidden

ROWS = [
    ("Порог, %", "20", False, 34, 56, 0),
    ("Порог, %", "30", True, 34, 0, 0),
    ("Порог, %", "40", False, 19, 0, 13),
    ("Минимум участников", "1", True, 34, 0, 0),
    ("Минимум участников", "10", False, 5, 0, 26),
]


@pytest.fixture
def frame():
    return pd.DataFrame(ROWS, columns=["title", "words", "chosen", "stayed", "entered", "left"])


def test_the_picture_is_grey_and_the_same_each_time(frame):
    before = frame.copy(deep=True)
    figure = by_setting(frame, caption="Подпись")
    assert figure.png == by_setting(frame, caption="Подпись").png and figure.caption == "Подпись"
    pd.testing.assert_frame_equal(frame, before)
    picture = np.asarray(Image.open(io.BytesIO(figure.png)).convert("RGB"), dtype=int)
    assert (picture.max(axis=2) - picture.min(axis=2)).max() < 40
    assert not figure.names_schools


def test_the_alt_text_holds_every_number(frame):
    alt = by_setting(frame).alt
    assert "Порог, %: 20 — в перечне 90 школ, входят 56, выходят 0." in alt
    assert "Минимум участников: 10 — в перечне 5 школ, входят 0, выходят 26." in alt
    assert forbidden(alt) == []


def test_a_list_without_schools_is_drawn(frame):
    empty = frame.assign(stayed=0, entered=0, left=0)
    assert by_setting(empty).png.startswith(b"\x89PNG")
    assert "в перечне 0 школ" in by_setting(empty).alt


def test_another_number_gives_another_picture(frame):
    assert by_setting(frame).png != by_setting(frame.assign(left=frame["left"] + 1)).png
