import io
import itertools
import re

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from shnor_lab.present.charts import upset as module
from shnor_lab.present.charts.upset import MOST_COLUMNS, upset

from ..wording import forbidden

RULES = [
    "Правило «30 процентов»",
    "Устойчиво низкие результаты на всех ступенях",
    "Сложные условия (ШНСУ)",
    "Сложные условия и низкие результаты",
    "По приказу",
    "Нижняя часть региона по результатам",
]


def frame_of(rows: dict[str, tuple], rules=RULES) -> pd.DataFrame:
    """Return the long frame of schools, each with its answers in the order of the rules."""
    parts = [
        (school, rule, said) for school, answers in rows.items() for rule, said in zip(rules, answers, strict=True)
    ]
    return pd.DataFrame(parts, columns=["school", "rule", "listed"]).astype({"listed": "boolean"})


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    """Return 200 schools: more combinations than are drawn, schools without an answer, schools that no rule names."""
    random = np.random.default_rng(3)
    said = random.random((200, len(RULES))) < random.random((200, 1)) * 0.6
    answers = said.astype(object)
    answers[:9, 2] = None
    return frame_of({f"СОШ № {place}": tuple(row) for place, row in enumerate(answers)})


@pytest.fixture(scope="module")
def drawn(many):
    before = many.copy(deep=True)
    figure = upset(many, caption="Подпись.")
    pd.testing.assert_frame_equal(many, before)
    return figure


def test_equal_frames_give_equal_bytes_in_any_order_of_schools(many, drawn):
    assert upset(many, caption="Подпись.").png == drawn.png
    schools = many["school"].drop_duplicates().sample(frac=1, random_state=1)
    shuffled = many.set_index("school").loc[schools].reset_index()
    assert upset(shuffled, caption="Подпись.").png == drawn.png


def test_the_picture_is_grey_large_enough_and_without_date_or_program(drawn):
    picture = Image.open(io.BytesIO(drawn.png))
    assert picture.format == "PNG" and set(picture.info) <= {"dpi"} and 700 <= picture.width <= 1600
    pixels = np.asarray(picture.convert("RGB")).astype(int)
    assert (pixels.max(axis=2) - pixels.min(axis=2)).max() <= 60
    edge = np.concatenate([pixels[:2].ravel(), pixels[-2:].ravel(), pixels[:, :2].ravel(), pixels[:, -2:].ravel()])
    assert edge.min() == 255, "nothing is cut off at the edge"


@pytest.mark.parametrize("rules", [RULES, RULES[:2], [*RULES, *(f"Правило {place}" for place in range(6))]])
def test_no_two_labels_lie_on_each_other(rules, many, monkeypatch):
    boxes = []

    def measured(picture):
        picture.canvas.draw()
        paper = picture.bbox
        for axes in picture.axes:
            titles = [axes.title, axes._left_title, axes._right_title]
            boxes.extend((t.get_text(), t.get_window_extent()) for t in [*axes.texts, *titles] if t.get_text().strip())
            assert not axes.axison or not any(label.get_text() for label in axes.get_xticklabels())
        assert all(paper.x0 <= box.x0 and box.x1 <= paper.x1 and box.y1 <= paper.y1 for _words, box in boxes)
        return b""

    monkeypatch.setattr(module, "png", measured)
    random = np.random.default_rng(5)
    upset(frame_of({f"{n}": tuple((random.random(len(rules)) < 0.4).tolist()) for n in range(300)}, rules))
    assert len(boxes) >= 2 * len(rules) + 2 + 3
    overlapping = [
        (first[0], second[0])
        for first, second in itertools.combinations(boxes, 2)
        if first[1].padded(-1).overlaps(second[1].padded(-1))
    ]
    assert overlapping == []


def test_words_count_every_school_once(many, drawn):
    wide = many.pivot(index="school", columns="rule", values="listed")[RULES]
    known = wide.dropna().astype(bool)
    combinations = known[known.any(axis=1)].value_counts()
    shown = [int(n) for n in re.findall(r"Только [^:]+: (\d+) школ", drawn.alt)]
    assert shown == combinations.tolist()[:MOST_COLUMNS]
    rest = combinations.tolist()[MOST_COLUMNS:]
    assert re.search(rf"Ещё {len(rest)} сочетани\w+: {sum(rest)} школ", drawn.caption)
    unnamed = int((~known.any(axis=1)).sum())
    assert f"Ни одно из этих правил не выделяет: {unnamed} школ" in drawn.caption
    assert "Не вошли 9 школ" in drawn.caption
    assert sum(shown) + sum(rest) + unnamed + 9 == 200
    assert f"{RULES[0]} — {int(known[RULES[0]].sum())}" in drawn.alt
    assert drawn.caption.startswith("Подпись.")
    assert forbidden(drawn.alt) == [] and forbidden(drawn.caption) == []
    assert not drawn.names_schools and not drawn.statistical


def test_alt_by_hand():
    rows = {"а": (True, True), "б": (True, True), "в": (True, False), "г": (False, False), "д": (None, True)}
    figure = upset(frame_of(rows, ["Первое", "Второе"]))
    assert figure.alt == (
        "Школы по правилам, которые их выделяют; всего 4 школы. Длина перечней: Первое — 3; Второе — 2. "
        "Только Первое + Второе: 2 школы. Только Первое: 1 школа."
    )
    assert figure.caption == (
        "Ни одно из этих правил не выделяет: 1 школа. Не вошла 1 школа: хотя бы у одного правила нет ответа."
    )


@pytest.mark.parametrize(
    "frame",
    [
        frame_of({"а": (True,)}, ["Первое"]),
        frame_of({"а": (False, False)}, ["Первое", "Второе"]),
        frame_of({"а": (None, True)}, ["Первое", "Второе"]),
    ],
)
def test_nothing_to_draw_is_refused(frame):
    with pytest.raises(ValueError, match="needs two rules and a school"):
        upset(frame)
