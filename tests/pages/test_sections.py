"""Every section of every notebook answers, in words that may be printed."""

import inspect

import pytest

from shnor_lab.pages.families import families
from shnor_lab.present.table import PAGE_ROWS

from ..wording import forbidden
from .conftest import SECTIONS, answered


@pytest.mark.parametrize("family", SECTIONS)
def test_the_notebook_calls_every_section_once_after_the_head(family):
    members = inspect.getmembers(families()[family], lambda shown: hasattr(shown, "__wrapped__"))
    own = {name for name, _shown in members if not name.startswith("_")}
    called = answered(family)
    assert called[0] == "head" and sorted(called[1:]) == sorted(own)


@pytest.mark.parametrize(("family", "key"), [(f, key) for f, keys in SECTIONS.items() for key in keys])
def test_a_section_is_complete_and_in_permitted_words(lab, family, key):
    section = getattr(getattr(lab, family), key)()
    assert section.key == key
    assert section.conclusion or section.sentences
    assert forbidden(section.text()) == []
    if section.table is not None:
        assert section.table.key == key
        assert section.table.caption
        assert section.table.html().count("<tr>") <= PAGE_ROWS + 1
    if section.figure is not None:
        assert section.figure.png.startswith(b"\x89PNG") and section.figure.alt and section.figure.caption


@pytest.mark.parametrize("family", SECTIONS)
def test_the_summary_has_three_to_six_sentences(lab, family):
    assert 3 <= len(getattr(lab, family).summary().sentences) <= 6


@pytest.mark.parametrize("family", SECTIONS)
def test_head_and_foot_carry_the_notice(lab, family):
    answers = getattr(lab, family)
    answers.summary()
    assert "вымышленный регион" in answers.head().html()
    assert "вымышленный регион" in lab.leave().html()


def test_participation_has_one_row_per_procedure_and_round_and_a_word_where_nothing_was_held(lab):
    table = lab.passport.participation().table
    assert table.frame["procedure"].is_unique
    assert "ВПР, математика, 5 класс, осень" in set(table.frame["procedure"])
    cancelled = table.frame.set_index("procedure").loc["ОГЭ, математика"]
    assert cancelled["state_2020"] == "not_held"
