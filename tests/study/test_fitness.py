"""What the data allow: a methodology counts as usable when it answers for most schools."""

from types import SimpleNamespace

import pandas as pd
import pytest

from shnor_lab import study as studies
from shnor_lab.pages.words import said
from shnor_lab.study import fitness, identification


@pytest.fixture
def row_of(in_demo_root, monkeypatch):
    """Return a function that gives rules an answer for so many schools, and the row of the other methodologies."""
    demo = studies.open("demo")
    schools = demo.schools["school_id"]

    def row(answered: dict[str, int]) -> tuple:
        frames = [
            pd.DataFrame({"rule": key, "school_id": schools, "listed": pd.array([pd.NA] * len(schools), "boolean")})
            for key in answered
        ]
        for frame, known in zip(frames, answered.values(), strict=True):
            frame.loc[: known - 1, "listed"] = False
        given = pd.concat(frames, ignore_index=True)
        told = SimpleNamespace(of=lambda _study: given, lacking=lambda _study: None)
        monkeypatch.setattr(identification, "DECISIONS", told)
        analysis, state, lacking, *asked = fitness._rules_row(demo, None)
        return analysis, state, said(lacking), *asked

    return row, len(schools), [key for key in identification.computing() if key != identification.MAIN_RULE]


def test_an_answer_for_a_few_schools_does_not_make_a_methodology_usable(row_of):
    row, schools, others = row_of
    some = dict.fromkeys(others, 3)
    assert row(some)[1:3] == ("closed", "ни одна методика не даёт ответа для большинства школ")
    state, lacking = row({**some, "lowest_share": schools})[1:3]
    assert state == "reserve"
    assert lacking == (
        f"методики с ответом для большинства школ — 1 из {len(others)}: Нижняя часть региона по результатам "
        f"({schools} из {schools})"
    )


def test_the_few_that_lack_an_answer_are_named_with_what_they_reach(row_of):
    row, schools, others = row_of
    every = dict.fromkeys(others, schools // 2 + 1)
    assert row(every)[1] == "open"
    state, lacking = row({**every, "growth": schools // 2})[1:3]
    assert state == "reserve"
    assert lacking == (
        f"методики без ответа для большинства школ — 1 из {len(others)}: Школы роста ({schools // 2} из {schools})"
    )


def test_orders_and_what_nobody_can_deliver_are_not_among_the_computing_rules():
    keys = identification.computing()
    assert "regional_30" in keys and "lowest_share" in keys
    assert not {"listed", "level_union", "context_adjusted", "value_added"} & set(keys)
