"""Encodings of delivered texts: found where they are certain, named as the cause where they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lab.dataset.read.open import open_book
from shnor_lab.errors import DeliveryError

TEXT = "Код школы;Школа;Муниципалитет;Год;Процедура;Участников\n001;МБОУ СОШ 1;Энский район;2023;ОГЭ по математике;20\n"


def read(folder, content):
    path = folder / "таблица.csv"
    path.write_bytes(content)
    (book,) = open_book(path)
    return book


def refused(folder, content):
    with pytest.raises(DeliveryError) as error:
        read(folder, content)
    return error.value.what


@pytest.mark.parametrize(
    "encoding", ["cp1251", "cp866", "koi8_r", "mac_cyrillic", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("lines", [0, 400])
def test_a_table_reads_alike_in_every_encoding(tmp_path, encoding, lines):
    text = TEXT + "002;лицей;Северный округ;2023;ОГЭ, русский язык;15\n" * lines
    assert read(tmp_path, text.encode(encoding)).sheets[0].rows == [line.split(";") for line in text.splitlines()]


names = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", min_size=4, max_size=12).map(str.capitalize)


@given(st.lists(names, min_size=6, max_size=20), st.sampled_from(["cp1251", "utf-8", "cp866", "koi8_r"]))
def test_invented_names_do_not_mislead(tmp_path_factory, names, encoding):
    text = TEXT + "".join(f"00{place};{name} школа;Энский район;2023;ОГЭ;5\n" for place, name in enumerate(names))
    book = read(tmp_path_factory.mktemp("e"), text.encode(encoding))
    assert [row[1] for row in book.sheets[0].rows[2:]] == [f"{name} школа" for name in names]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("utf-8", "cp1251"), ("utf-8", "cp866"), ("utf-8", "koi8_r"), ("utf-8", "latin-1"), ("cp1251", "latin-1")],
)
def test_spoilt_letters_have_their_own_message(tmp_path, written, read_as):
    spoilt = TEXT.encode(written).decode(read_as)
    assert "вместо «Код»" in refused(tmp_path, spoilt.encode("utf-8"))


def test_no_russian_word_passes_for_a_spoilt_one(tmp_path):
    capitals = TEXT.upper() + "002;РЁРМ;СРЕДА;2023;РС;«С№»\n"
    assert read(tmp_path, capitals.encode()).sheets[0].rows[2][1] == "РЁРМ"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_one_strange_byte_late_is_named_with_its_line(tmp_path, mark):
    content = mark + (TEXT + "003;СОШ;Энск;2023;ОГЭ;5\n" * 50_000).encode() + b"004;\xff\xff;\n"
    assert "UTF-8, но в строке 50003 есть байты" in refused(tmp_path, content)


def test_half_a_letter_at_the_end_is_named(tmp_path):
    assert "UTF-16, но в строке 3 есть байты" in refused(tmp_path, TEXT.encode("utf-16") + b"\x0a")


def test_a_byte_that_windows_does_not_have_is_named(tmp_path):
    content = (TEXT * 400).encode("cp1251") + b"003;\x98;\n"
    assert "Windows-1251, но в строке 801 есть байты" in refused(tmp_path, content)
