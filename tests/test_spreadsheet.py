"""The writer of workbooks: what a cell holds, what a reader is offered, and when the file appears."""

import datetime as dt

import openpyxl
import pytest

from shnor_lab.spreadsheet import CREATED, DATE, FORM_CREATED, WRAPPED, spreadsheet


def written(path, **options):
    with spreadsheet(path, **options) as book:
        sheet, words = book.sheet("Лист"), book.sheet("Слова", hidden=True)
        sheet.width(0, 20, WRAPPED)
        sheet.head(0, "Название")
        sheet.fill(0, ["=1+1", None, "http://a.b", "007"])
        sheet.width(1, 12, DATE)
        sheet.fill(1, [dt.date(2024, 5, 6)])
        sheet.fill(1, [3, 0.5], row=3, shape={"num_format": "0.0%"})
        words.fill(2, ["да", "нет"], row=0)
        sheet.offer(2, 4, words.where(2, 2), error_type="warning")
        sheet.offer(3, 0, ("да", "нет"))
        sheet.freeze(1)
        sheet.sift(4, 2)
    return path


@pytest.fixture
def book(tmp_path):
    return openpyxl.load_workbook(written(tmp_path / "a.xlsx", title="Опись"))


def test_cells_hold_what_was_given(book):
    rows = [[cell.value for cell in row] for row in book["Лист"]["A1:B5"]]
    assert rows == [
        ["Название", None],
        ["=1+1", dt.datetime(2024, 5, 6)],
        [None, None],
        ["http://a.b", 3],
        ["007", 0.5],
    ]
    assert [book["Лист"][place].data_type for place in ("A2", "A5", "B4")] == ["s", "s", "n"]
    assert not book["Лист"]["A4"].hyperlink


def test_a_cell_has_its_own_shape_else_that_of_its_column(book):
    sheet = book["Лист"]
    assert sheet["B4"].number_format == "0.0%"
    assert sheet["B2"].number_format == "dd.mm.yyyy" and sheet["A2"].alignment.wrap_text
    assert sheet["A1"].font.bold and not sheet["A2"].font.bold


def test_words_are_offered_from_a_hidden_sheet_or_as_they_are(book):
    assert book["Слова"].sheet_state == "hidden"
    offered = {
        str(rule.sqref): (rule.formula1, rule.errorStyle) for rule in book["Лист"].data_validations.dataValidation
    }
    assert offered == {"C2:C5": ("'Слова'!$C$1:$C$2", "warning"), "D2": ('"да,нет"', None)}


def test_titles_stay_in_sight_and_carry_the_filter(book):
    assert book["Лист"].freeze_panes == "A2" and book["Лист"].auto_filter.ref == "A1:B5"


def test_a_table_stands_below_its_titles(tmp_path):
    with spreadsheet(tmp_path / "t.xlsx") as book:
        book.sheet("Л").table(("а", "б"), (10, 30), [("1", "2"), (None, "")], row=2, cells=WRAPPED)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["Л"]
    assert [[cell.value for cell in row] for row in sheet["A3:B4"]] == [["а", "б"], ["1", "2"]]
    assert sheet["A4"].alignment.wrap_text and sheet.column_dimensions["B"].width == pytest.approx(30, abs=1)


@pytest.mark.parametrize("in_memory", [True, False])
def test_equal_content_gives_equal_bytes(tmp_path, in_memory):
    one, same = (written(tmp_path / name, in_memory=in_memory).read_bytes() for name in ("1.xlsx", "2.xlsx"))
    assert one == same
    assert one != written(tmp_path / "3.xlsx", in_memory=in_memory, created=FORM_CREATED).read_bytes()


def test_properties_are_title_and_the_fixed_date(book):
    assert (book.properties.title, book.properties.created) == ("Опись", CREATED)


def test_an_error_leaves_the_old_workbook(tmp_path):
    path = written(tmp_path / "a.xlsx")
    old = path.read_bytes()
    with pytest.raises(KeyError), spreadsheet(path) as book:
        book.sheet("Лист")
        raise KeyError
    assert path.read_bytes() == old and [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]
