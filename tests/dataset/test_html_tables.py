import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lab.dataset.read.open import opened
from shnor_lab.errors import DeliveryError


def read(path, table):
    (path / "a.xls").write_text(f"<html><meta charset='utf-8'><table>{table}</table></html>", encoding="utf-8")
    (found,) = opened(path / "a.xls")
    return found


@pytest.mark.parametrize("span", ["²", "٣", "-2", "", "many", "1.5", "0", " 1 ", "+1"])
def test_a_span_that_is_no_number_is_one(tmp_path, span):
    found = read(tmp_path, f"<tr><td colspan='{span}'>а</td><td rowspan='{span}'>б</td></tr>")
    assert found.sheets[0].rows == [["а", "б"]]


@pytest.mark.parametrize("cells", [1000, 3])
def test_spans_without_measure_are_refused_in_words(tmp_path, cells):
    line = "<tr>" + "<td rowspan=999999 colspan=9999>а</td>" * cells + "</tr>"
    found = read(tmp_path, line * 200)
    assert isinstance(found, DeliveryError)
    assert found.todo


def test_one_wide_cell_above_many_rows_is_refused_in_words(tmp_path):
    found = read(tmp_path, "<tr><td colspan=16000>а</td></tr>" + "<tr><td>б</td></tr>" * 1000)
    assert isinstance(found, DeliveryError)


def test_a_span_ends_with_the_table(tmp_path):
    found = read(tmp_path, "<tr><td rowspan=60000>а</td><td>б</td></tr><tr><td>в</td></tr>")
    (sheet,) = found.sheets
    assert sheet.rows == [["а", "б"], [None, "в"]]
    assert sheet.merged == ((0, 0, 1, 0),)


def test_errors_and_hyphenation(tmp_path):
    assert read(tmp_path, "<tr><td>участ-<br>ников</td></tr>").sheets[0].head == [["участников"]]
    found = read(tmp_path, "<tr><td>а</td><td>#ССЫЛКА!</td></tr>")
    assert found.examples == ["лист «1», строка 1, столбец B: #ССЫЛКА!"]


@given(
    st.lists(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=4), min_size=1, max_size=5)
)
def test_no_cell_is_lost_and_merged_places_never_meet(tmp_path_factory, spans):
    names = iter(range(1000))
    lines = "".join(
        "<tr>" + "".join(f"<td rowspan={tall} colspan={wide}>к{next(names)}</td>" for tall, wide in line) + "</tr>"
        for line in spans
    )
    (sheet,) = read(tmp_path_factory.mktemp("html"), lines).sheets
    assert [cell for row in sheet.rows for cell in row if cell] == [f"к{n}" for n in range(sum(map(len, spans)))]
    taken = [
        (down, across)
        for top, left, bottom, right in sheet.merged
        for down in range(top, bottom + 1)
        for across in range(left, right + 1)
        if (down, across) != (top, left)
    ]
    assert all(sheet.rows[down][across] is None for down, across in taken)
    assert len({len(row) for row in sheet.rows}) == 1
