"""Quotes over line ends: a heading may have them, a forgotten quote refuses the file by its line."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.dataset.read import long_table, quotes
from shnor_lab.dataset.read.open import open_book
from shnor_lab.dataset.read.quotes import quoted_breaks
from shnor_lab.errors import DeliveryError

HEADER = "Код школы;Школа;Год;Процедура;Участников;Средний балл\n"


def lines(count, first=100):
    return [
        f"07{number};СОШ № {number};2023;oge_ma;{number - 90};3,{number % 10}\n"
        for number in range(first, first + count)
    ]


def book_of(folder, text, encoding="utf-8"):
    path = folder / "таблица.csv"
    path.write_bytes(text.encode(encoding))
    return open_book(path)[0]


def refused(folder, text, encoding="utf-8"):
    with pytest.raises(DeliveryError) as error:
        book_of(folder, text, encoding)
    return error.value.what


def with_quotes(rows, opening, closing=None):
    rows = list(rows)
    rows[opening] = rows[opening].replace("СОШ", '"СОШ')
    if closing is not None:
        rows[closing] = rows[closing].replace(";2023", '";2023')
    return HEADER + "".join(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("closing", [None, 8, 60])
def test_a_quote_that_swallows_lines_is_named_by_its_line(tmp_path, encoding, closing):
    assert "в строке 7, не закрыта" in refused(tmp_path, with_quotes(lines(70), 5, closing), encoding)


def test_the_quotes_of_two_schools_take_each_other(tmp_path):
    text = with_quotes(lines(10), 3).replace("СОШ № 105", '"СОШ № 105')
    assert "в строке 5, не закрыта" in refused(tmp_path, text)


@pytest.mark.parametrize("count", [12, 200])
def test_decimal_commas_do_not_hide_the_separator_from_a_quote(tmp_path, count):
    text = with_quotes(lines(count), count // 2, count - 2)
    assert f"в строке {count // 2 + 2}, не закрыта" in refused(tmp_path, text)


def test_a_quote_late_in_a_long_file_and_at_its_very_end(tmp_path):
    rows = [line for _turn in range(40) for line in lines(900)]
    assert "в строке 30002, не закрыта" in refused(tmp_path, with_quotes(rows, 30_000, 30_001))
    assert "в строке 36001, не закрыта" in refused(
        tmp_path, HEADER + "".join(rows[:-1]) + '07100;СОШ;2023;oge_ma;5;"3,4'
    )


def test_headings_and_addresses_over_lines_and_separators_in_one_line_are_read(tmp_path):
    text = '"Код\nшколы";Школа;Год;Процедура;"Кол-во\nучастников"\n'
    text += '001;"СОШ\n""№ 1""";2023;oge_ma;5\n002;"а; ""б""";2023;oge_ma;6\n'
    frame = long_table.read(book_of(tmp_path, text)).tables["results"]
    assert frame["ref_name"].tolist() == ['СОШ\n"№ 1"', 'а; "б"']
    assert frame["n"].map(int).tolist() == [5, 6]


def test_quotes_inside_words_open_nothing(tmp_path):
    text = HEADER + '001;МБОУ "СОШ № 1;2023;oge_ma;5;3,4\n002;СОШ" № 2;2023;oge_ma;6;3,5\n'
    assert long_table.read(book_of(tmp_path, text)).tables["results"]["n"].tolist() == [5, 6]


texts = st.text(st.sampled_from('аб";\n'), max_size=6)


@given(st.lists(st.lists(texts, min_size=2, max_size=3), min_size=1, max_size=6), st.integers(1, 9))
@settings(max_examples=300)
def test_the_quoted_cells_with_breaks_are_those_of_the_csv_module(tmp_path_factory, rows, piece):
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    path = tmp_path_factory.mktemp("q") / "a.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quotes, "_CHUNK", piece)
        found = list(quoted_breaks(path, "utf-8", ";"))
    expected = [(before + 1, ";" in cell) for before, cell in _places(rows) if "\n" in cell]
    first = next((place for place, (_line, swallows) in enumerate(expected, 1) if swallows), len(expected))
    assert [(cell.line, cell.swallows) for cell in found] == expected[:first]


def _places(rows):
    """Yield each cell with the number of line ends in front of it."""
    before = 0
    for row in rows:
        for cell in row:
            yield before, cell
            before += cell.count("\n")
        before += 1


@given(st.text(st.sampled_from('а";\n'), max_size=24), st.integers(1, 7))
@settings(max_examples=500)
def test_any_text_is_judged_as_the_csv_module_reads_it(tmp_path_factory, text, piece):
    path = tmp_path_factory.mktemp("q") / "a.csv"
    path.write_text(text, encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quotes, "_CHUNK", piece)
        swallows = any(cell.swallows for cell in quoted_breaks(path, "utf-8", ";"))
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    if any("\n" in cell and ";" in cell for row in rows for cell in row):
        assert swallows
    if not swallows:
        assert len(rows) == text.count("\n") + (not text.endswith("\n") and bool(text)) - sum(
            cell.count("\n") for row in rows for cell in row
        )
