"""What «lastingly low» means is said with the numbers in use."""

from shnor_lab import language
from shnor_lab.laboratory.estimand import estimand

from ..wording import forbidden


def test_both_meanings_name_their_numbers_and_the_census():
    level, shares = estimand("level", truly_low_share=0.15), estimand("shares", threshold=0.25, procedures=3)
    assert "15 %" in level and "25 %" in shares and "3 procedures" in shares
    assert "1 procedure or" in estimand("shares", procedures=1)
    for text in (level, shares):
        assert "no interval is an error of sampling" in text
        assert "other classes of the same schools" in text and "which schools the region happens to have" in text


def test_the_russian_words_are_allowed():
    language.use("ru")
    for text in (estimand("level"), estimand("shares", procedures=1)):
        assert forbidden(text) == [] and "из года в год" in text
