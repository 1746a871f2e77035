"""The law of imports catches what it is there for, and every mutation makes a file."""

import random
from collections import Counter

import mutations
import pandas as pd
import pytest
from fuzz_import import Answer, judged

TEXT = "Код школы;Школа;Участников\n001;СОШ № 1;20\n002;СОШ № 2;12\n003;СОШ № 3;9\n"
ROWS = pd.DataFrame({"school_id": ["a", "b", "c"], "n": ["20", "12", "9"]})
WHOLE = Answer("stored", {"results": ROWS}, Counter(note=1))
NEUTRAL, CHANGED = (
    next(one for one in mutations.MUTATIONS if one.name == name) for name in ("blank lines", "a strange cell")
)


def answer(rows=ROWS, state="stored", told=None, defect=""):
    return Answer(state, {"results": rows}, Counter(note=1) if told is None else Counter(told), defect)


@pytest.mark.parametrize(
    ("mutation", "changed", "said"),
    [
        (NEUTRAL, answer(), ""),
        (NEUTRAL, answer(state="refused"), "not taken"),
        (NEUTRAL, answer(ROWS.head(2), told={"note": 5}), "1 rows lost"),
        (CHANGED, answer(state="refused"), ""),
        (CHANGED, answer(ROWS.head(2)), "lost in silence"),
        (CHANGED, answer(ROWS.head(2), told={"note": 1, "not_a_number": 1}), ""),
        (CHANGED, answer(ROWS.assign(n="7")), "does not hold"),
        (CHANGED, answer(defect="KeyError"), "KeyError"),
    ],
)
def test_the_law(mutation, changed, said):
    law = judged(mutation, WHOLE, changed)
    assert (said in law) if said else law == ""


def test_a_school_that_no_register_has_is_invented():
    changed = Answer("stored", {"results": ROWS, "schools": ROWS}, Counter(note=1))
    assert judged(CHANGED, WHOLE, changed) == "a school was invented"


@pytest.mark.parametrize("mutation", mutations.MUTATIONS, ids=lambda one: one.name)
def test_a_mutation_makes_another_file_and_the_same_one_by_seed(mutation, tmp_path):
    import xlsxwriter

    (tmp_path / "таблица.csv").write_text(TEXT, encoding="utf-8")
    with xlsxwriter.Workbook(tmp_path / "книга.xlsx") as book:
        sheet = book.add_worksheet()
        for down, line in enumerate(TEXT.splitlines()):
            for across, cell in enumerate(line.split(";")):
                sheet.write(down, across, int(cell) if down and across == 2 else cell)
    for name in ("таблица.csv", "книга.xlsx"):
        source = mutations.Source(tmp_path / name)
        if not mutation.fits(source):
            continue
        made = [
            mutation.make(source, tmp_path / f"{number}{source.file.suffix}", random.Random(5)) for number in (1, 2)
        ]
        one, other = (file.read_bytes() for file in made)
        assert one != source.file.read_bytes()
        assert made[0].suffix != ".csv" or one == other


def test_enough_of_the_mutations_change_nothing_of_the_meaning():
    assert sum(one.neutral for one in mutations.MUTATIONS) >= 0.3 * len(mutations.MUTATIONS)
