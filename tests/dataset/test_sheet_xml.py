import datetime as dt
import io

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from shnor_lab.dataset.read.contents import Contents, FarCell, TooManyCells, column_letters
from shnor_lab.dataset.read.printed import Percent
from shnor_lab.dataset.read.sheet_xml import BadSheet, column_of, read_sheet, read_strings
from shnor_lab.dataset.read.workbook import open_workbook

FORMATS = [
    "",
    "0.00",
    "dd.mm.yyyy",
    "hh:mm",
    "[h]:mm:ss",
    '0"%"',
    "@",
    "[$-419]d mmmm yyyy;@",
    "# ##0,00\\ \\р.",
    "0.0E+00",
]


def sheet(rows, strings=(), formats=None, size=1 << 20, **options):
    content = f'<worksheet xmlns="m"><sheetData>{rows}</sheetData></worksheet>'.encode()
    chunks = (content[at : at + size] for at in range(0, len(content), size))
    return read_sheet(chunks, strings, formats or {}, False, **options)


def row(*cells, number=1):
    return f'<row r="{number}">{"".join(cells)}</row>'


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10**6),
    st.floats(-1e9, 1e9),
    st.text(st.sampled_from("абв&<>\"' 12\n_x0041_"), min_size=1, max_size=8),
    st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
)


@given(
    st.lists(st.lists(st.tuples(cells, st.integers(0, len(FORMATS) - 1)), max_size=5), min_size=1, max_size=6),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_reads_what_another_reader_reads(tmp_path_factory, table, since_1904):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "date_1904": since_1904}) as book:
        page = book.add_worksheet()
        formats = [book.add_format({"num_format": code} if code else {}) for code in FORMATS]
        for down, line in enumerate(table):
            for across, (cell, style) in enumerate(line):
                if isinstance(cell, dt.datetime):
                    page.write_datetime(down, across, cell, formats[2])
                elif isinstance(cell, str):
                    page.write_string(down, across, cell, formats[style])
                elif isinstance(cell, bool):
                    page.write_boolean(down, across, cell, formats[style])
                elif cell is not None:
                    # Days before the first one are no dates to either reader, and told otherwise.
                    page.write_number(down, across, cell, formats[style if 0 <= cell < 2_000_000 else 1])
                else:
                    page.write_blank(down, across, None, formats[style])
    path = tmp_path_factory.mktemp("xlsx") / "a.xlsx"
    path.write_bytes(content.getvalue())
    (found,), _hidden = open_workbook(path, "a", "xlsx")
    other = load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert [same(line, len(found.rows[0])) for line in found.rows] == [
        same(line, len(found.rows[0])) for line in other[: len(found.rows)]
    ]
    assert all(blank(cell) for line in other[len(found.rows) :] for cell in line)


def same(line, width):
    """Return cells as both readers can be asked for; blank ones are None, midnight is the day."""
    line = [None if blank(cell) else cell for cell in line]
    line = [c.date() if isinstance(c, dt.datetime) and c.time() == dt.time() else c for c in line]
    return (line + [None] * width)[:width]


def blank(cell):
    return cell is None or (isinstance(cell, str) and not cell.strip())


@given(st.integers(1, 60))
@settings(max_examples=30)
def test_pieces_of_any_length_give_the_same_sheet(size):
    rows = row(
        '<c r="A1" t="inlineStr"><is><t>а &amp; б &gt; в</t></is></c>', '<c r="B1"><v>12345.678</v></c>',
        '<c r="D1" t="s"><v>0</v></c>', '<c r="E1" t="str"><f>A1&gt;1</f><v>x>y</v></c>',
    )  # fmt: skip
    found, filled = sheet(rows, ["общая"], size=size)
    assert found.rows == [["а & б > в", 12345.678, None, "общая", "x>y"]]
    assert filled == 4


def test_cells_and_rows_without_addresses_follow_one_another():
    found, _filled = sheet("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c r='B2'><v>4</v></c></row>")
    assert found.rows == [[1.0, None, 3.0], [None, 4.0, None]]


def test_rich_text_is_joined_and_phonetic_guides_are_left_out():
    found, _filled = sheet(
        row('<c r="A1" t="inlineStr"><is><r><t>СО</t></r><rPh><t>?</t></rPh><r><t>Ш</t></r></is></c>')
    )
    assert found.rows == [["СОШ"]]
    content = b'<sst xmlns="m"><si><r><t>\xd0\xa1</t></r><r><t>5</t></r><rPh><t>?</t></rPh></si><si><t> </t></si></sst>'
    assert read_strings(iter([content])) == ["С5", None]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="e"><v>#REF!</v></c>', '<c r="A1" t="e"><f>1/0</f><v>#REF!</v></c>',
        '<c t="e" r="A1"><v>#REF!</v></c>',
        '<c r="A1" s="0" t="e" vm="1"><v>#REF!</v></c>',
    ],
)  # fmt: skip
def test_error_cells_are_told(cell):
    found, _filled = sheet(row(cell))
    assert found.errors == [((0, 0), "#REF!")]


@pytest.mark.parametrize(
    "cell", ['<c r="A1" t="e"><v/></c>', '<c r="A1" t="e"/>', '<c r="A1"><v>NaN</v></c>', '<c r="A1"><v>INF</v></c>']
)
def test_errors_without_a_word_and_numbers_that_are_none(cell):
    assert [place for place, _word in sheet(row(cell))[0].errors] == [(0, 0)]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("<f>B1</f>", True), ("<f>B1</f><v></v>", True), ("<f>B1</f><v/>", True), ('<f t="shared" si="0"/>', True),
        ('<f t="array" ref="A1">B1</f>', True), ("<f>B1</f><v>0</v>", False), ('<f t="shared" si="0"/><v>5</v>', False),
        ("", False), ("<v>1</v>", False),
    ],
)  # fmt: skip
def test_formulas_without_a_result_are_told(cell, told):
    for after in ("", '<c r="B1"><v>1</v></c>'):
        found, _filled = sheet(row(f'<c r="A1">{cell}</c>', after))
        assert found.uncalculated == [(0, 0)] * told


def test_a_formula_may_give_an_empty_text():
    assert sheet(row('<c r="A1" t="str"><f>""</f><v></v></c>'))[0].uncalculated == []
    assert sheet(row('<c r="A1" t="str"><f>""</f></c>'))[0].uncalculated == [(0, 0)]


def test_columns_of_zeros_are_told_by_their_first_formula():
    rows = [
        row(f'<c r="A{n}"><f>1</f><v>0</v></c><c r="B{n}"><f>1</f><v>{n - 1}</v></c><c r="C{n}"><v>0</v></c>', number=n)
        for n in (1, 2)
    ]
    assert sheet("".join(rows))[0].zeros == [(0, 0)]


@given(st.integers(0, 16383))
def test_columns_have_letters(column):
    assert column_of(column_letters(column)) == column


def test_blank_cells_far_away_cost_nothing():
    far = (
        '<c r="XFD1048576" s="1"/>',
        '<c r="XFC1048576" t="inlineStr"><is><t> </t></is></c>',
        '<c r="XFB1048576" t="s"><v>0</v></c>',
    )
    found, filled = sheet(row('<c r="A1"><v>1</v></c>') + row(*reversed(far), number=1048576), [None])
    assert (found.rows, filled) == ([[1.0]], 1)


@pytest.mark.parametrize("place", [("XFD", 1048576), ("XFD", 2000), ("A", 3_000_000), ("CV", 1048576)])
def test_a_filled_cell_far_away_is_no_sheet(place):
    letters, number = place
    with pytest.raises(FarCell) as far:
        sheet(row('<c r="A1"><v>1</v></c>') + row(f'<c r="{letters}{number}"><v>1</v></c>', number=number))
    assert far.value.args == (number - 1, column_of(letters))


def test_rows_that_each_reach_far_are_stopped_before_they_fill_the_memory():
    rows = "".join(row(f'<c r="XFD{n}"><v>1</v></c>', number=n) for n in range(1, 400))
    with pytest.raises(FarCell):
        sheet(rows)


def test_more_cells_than_there_is_room_for():
    with pytest.raises(TooManyCells):
        sheet("".join(row(f'<c r="A{n}"><v>1</v></c>', number=n) for n in range(1, 20)), room=10)


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='1'><c r='A1'><v>пять</v></c></row>", "<row r='0'><c r='A0'><v>1</v></c></row>", "<row r='1'>",
        "<row r='1'><c r='A1' t='s'><v>7</v></c></row>", "<row r='1'><c r='AAAA1'><v>1</v></c></row>",
        "<c r='A1'><v>1</v></c>", "<row r='2'><c r='A13'><v>1</v></c></row>",
    ],
)  # fmt: skip
def test_what_no_spreadsheet_writes(rows):
    with pytest.raises(BadSheet):
        sheet(rows)


def test_entities_are_not_unfolded():
    content = b'<!DOCTYPE a [<!ENTITY b "x">]><worksheet xmlns="m"><sheetData/></worksheet>'
    with pytest.raises(BadSheet):
        read_sheet(iter([content]), (), {}, False)


def test_per_cents_dates_and_plain_numbers():
    kinds = {"1": "percent", "2": "date"}
    line = (
        '<c r="A1" s="1"><v>0.25</v></c><c r="B1" s="2"><v>45000</v></c><c r="C1" s="3"><v>45000</v></c>'
        '<c r="D1" s="1" t="s"><v>0</v></c>'
    )
    (cells_of,) = sheet(row(line), ["да"], kinds)[0].rows
    assert cells_of == [0.25, dt.date(2023, 3, 15), 45000.0, "да"]
    assert [type(cell) for cell in cells_of] == [Percent, dt.date, float, str]


def test_an_empty_sheet():
    assert sheet("") == (Contents(), 0)
