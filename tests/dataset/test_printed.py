import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lab.dataset.read.printed import ERRORS, Percent, as_number, as_text, is_error, is_percent, plain, undressed

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202c"
words = st.text(st.sampled_from("абвгдАБB12№«» "), min_size=1, max_size=12)


@given(words, st.lists(st.tuples(st.integers(0, 12), st.sampled_from(INVISIBLE))))
def test_invisible_characters_change_nothing(text, put_in):
    dressed = text
    for at, character in put_in:
        dressed = dressed[:at] + character + dressed[at:]
    assert as_text(dressed) == as_text(text)
    assert plain(dressed) == plain(text)


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_undressing_twice_is_undressing_once_unless_formulas_lie_in_formulas(text):
    once = undressed(text)
    if not once.startswith(("=", "'")):
        assert undressed(once) == once
    assert once == " ".join(once.split())


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("участ-\nников", "участников"), ("участ- \r\n  ников", "участников"), ("участ\u00ad\nников", "участников"),
        ("Кол-\nво участ-\nников", "Кол-во участников"), ("Северо-\nЗападный", "Северо-Западный"),
        ("а - б", "а - б"), ("5-\n9", "5- 9"), ("ОГЭ\n2023", "ОГЭ 2023"),
        ('="0101"', "0101"), ('="СОШ ""Луч"""', 'СОШ "Луч"'), ("'0101", "0101"), ("'а' и 'б'", "'а' и 'б'"),
        ("=1+1", "=1+1"), ("\ufeff\u200b", ""),
    ],
)  # fmt: skip
def test_what_only_a_spreadsheet_shows(printed, meant):
    assert as_text(printed) == meant


@pytest.mark.parametrize("text", ["0x10", "0b1", "1_000", "²", "1e3", "½", "٣x", "inf", "nan"])
def test_what_only_a_language_of_programs_reads_is_no_number(text):
    assert as_number(text) is None


@pytest.mark.parametrize("word", sorted(ERRORS) + ["#н/д", " #REF! ", "Err:502", "Ошибка:508", "#####", "\u200b#N/A"])
def test_words_of_errors(word):
    assert is_error(word)


@pytest.mark.parametrize("cell", ["№ 5", "#", "##", "#1", "н/д", "Err:12", "Школа #5!", 5, None, ""])
def test_what_is_no_error(cell):
    assert not is_error(cell)


@given(st.floats(-10, 10).map(lambda number: round(number, 6)))
def test_a_cell_formatted_as_per_cent_reads_as_its_text(number):
    cell = Percent(number)
    assert is_percent(cell) and is_percent(as_text(cell))
    assert as_number(cell) == pytest.approx(100 * number, abs=1e-9)
