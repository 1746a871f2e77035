import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.dataset.read import ooxml
from shnor_lab.dataset.read import open as open_module
from shnor_lab.dataset.read.open import open_book, opened
from shnor_lab.dataset.read.printed import ERRORS, Percent
from shnor_lab.errors import DeliveryError
from tests.fixtures.raw_books import raw_xlsx

ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>школа</t></is></c><c r="B1"><v>5</v></c></row>'


def put(tmp_path, content, name="книга.xlsx"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def refused(path):
    with pytest.raises(DeliveryError) as error:
        open_book(path)
    return error.value


def rows_of(path):
    return open_book(path)[0].sheets[0].rows


@pytest.mark.parametrize("options", [{}, {"strict": True}, {"slash": "\\"}], ids=["usual", "strict", "back slashes"])
def test_packages_of_several_writers(tmp_path, options):
    assert rows_of(put(tmp_path, raw_xlsx(ROW, **options))) == [["школа", 5.0]]


def test_a_prefix_before_every_name(tmp_path):
    text = '<x:c r="A1" t="inlineStr"><x:is><x:t>а</x:t></x:is></x:c>'
    rows = f'<x:row r="1">{text}<x:c r="B1" t="e"><x:v>#N/A</x:v></x:c></x:row>'
    assert refused(put(tmp_path, raw_xlsx(rows, prefix="x"))).count == 1
    rows = rows.replace('t="e"', "").replace("#N/A", "5")
    assert rows_of(put(tmp_path, raw_xlsx(rows, prefix="x"))) == [["а", 5.0]]


def test_errors_are_told_with_their_places(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="C{n}" t="e"><v>#DIV/0!</v></c></row>' for n in range(3, 10))
    error = refused(put(tmp_path, raw_xlsx(ROW + rows)))
    assert (error.what, error.count) == ("В ячейках вместо значения стоит ошибка.", 7)
    assert error.examples[0] == "лист «Лист», строка 3, столбец C: #DIV/0!"
    assert "и ещё 2" in str(error)


@pytest.mark.parametrize("word", sorted(ERRORS)[::6])
def test_a_text_that_is_the_word_of_an_error(tmp_path, word):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["школа", word, "№ 5"])
    error = refused(path)
    assert (error.count, error.examples) == (1, [f"лист «Sheet1», строка 1, столбец B: {word}"])


def test_formulas_of_a_program_that_computes_nothing(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["школа", 1, "=B1+1"])
    book.save(tmp_path / "a.xlsx")
    error = refused(tmp_path / "a.xlsx")
    assert "формулы" in error.what and "откройте и сохраните" in error.todo
    assert error.examples == ["лист «Sheet», строка 1, столбец C"]


@pytest.mark.parametrize(("result", "doubted"), [(0, True), (3, False)])
def test_zeros_of_a_file_that_asks_to_be_calculated(tmp_path, result, doubted):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["школа", 1])
        sheet.write_formula(0, 2, "=B1", None, result)
    if doubted:
        assert "дают 0" in refused(path).what
    else:
        assert rows_of(path) == [["школа", 1.0, 3.0]]
    zero = '<row r="1"><c r="A1"><f>B1</f><v>0</v></c></row>'
    assert rows_of(put(tmp_path, raw_xlsx(zero))) == [[0.0]]
    assert "дают 0" in refused(put(tmp_path, raw_xlsx(zero, calc='<calcPr fullCalcOnLoad="1"/>'))).what


def test_errors_of_hidden_sheets_refuse_nothing_and_hidden_sheets_are_told(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Лист").write(0, 0, "школа")
        hidden = book.add_worksheet("черновик")
        hidden.write_formula(0, 0, "=1/0", None, "#DIV/0!")
        hidden.hide()
        book.add_worksheet("пустой").hide()
        very = book.add_worksheet("глубже")
        very.write(5, 5, 1)
        very.very_hidden()
    (found,) = open_book(path)
    assert [sheet.name for sheet in found.sheets] == ["Лист"]
    assert found.hidden == ("черновик", "глубже")


@given(
    st.sampled_from(
        [("0%", True), ("0.00%", True), ('0"%"', False), ("0\\%", False), ("[Red]0.0%", True), ("General", False)]
    )
)
@settings(max_examples=20, deadline=None)
def test_per_cents_by_the_format_of_the_cell(tmp_path_factory, case):
    code, percent = case
    path = tmp_path_factory.mktemp("per_cent") / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, [0.25, 1], book.add_format({"num_format": code}))
    ((first, second),) = rows_of(path)
    assert (first, second) == (0.25, 1)
    assert {type(first), type(second)} == {Percent if percent else float}


def test_a_file_that_unpacks_to_too_much(tmp_path, monkeypatch):
    monkeypatch.setattr(ooxml, "UNPACKED", 100_000)
    bomb = raw_xlsx(ROW, more={"xl/media/a.png": b"0" * 200_000})
    assert rows_of(put(tmp_path, bomb)) == [["школа", 5.0]]
    bomb = raw_xlsx(ROW, more={"xl/b.xml": b"0" * 200_000})
    assert "слишком велик" in refused(put(tmp_path, bomb)).what


def test_a_size_that_is_not_true(tmp_path):
    path = put(tmp_path, raw_xlsx(ROW + " " * 5000))
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    size = int.from_bytes(content[entry + 24 : entry + 28], "little")
    assert size > 5000
    content[entry + 24 : entry + 28] = (size - 4000).to_bytes(4, "little")
    path.write_bytes(content)
    assert "повреждён" in refused(path).what


def test_a_binary_workbook_is_named(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")
    error = refused(put(tmp_path, content.getvalue(), "a.xlsb"))
    assert "XLSB" in error.what and "XLSX" in error.todo


def xls(tmp_path, write):
    book = xlwt.Workbook()
    write(book, book.add_sheet("Лист"))
    book.save(str(tmp_path / "a.xls"))
    return tmp_path / "a.xls"


def test_xls_formulas_of_a_program_that_computes_nothing(tmp_path):
    path = xls(tmp_path, lambda _book, sheet: (sheet.write(0, 0, "школа"), sheet.write(2, 1, xlwt.Formula("1+1"))))
    error = refused(path)
    assert "формулы" in error.what
    assert error.examples == ["лист «Лист», строка 3, столбец B"]


def test_xls_errors(tmp_path):
    path = xls(tmp_path, lambda _book, sheet: (sheet.write(0, 0, "школа"), sheet.row(4).set_cell_error(2, 42)))
    assert refused(path).examples == ["лист «Лист», строка 5, столбец C: #N/A"]


def test_xls_per_cents_and_hidden_sheets(tmp_path):
    def write(book, sheet):
        dressed = xlwt.easyxf(num_format_str="0.0%")
        sheet.write(0, 0, 0.25, dressed)
        sheet.write(0, 1, 0.25)
        sheet.write(0, 2, 1, dressed)
        sheet.write(0, 3, 2, dressed)
        hidden = book.add_sheet("тайный")
        hidden.write(0, 0, 1)
        hidden.visibility = 1

    (found,) = open_book(xls(tmp_path, write))
    assert found.sheets[0].rows == [[0.25, 0.25, 1, 2]]
    assert [type(cell) for cell in found.sheets[0].rows[0]] == [Percent, float, Percent, Percent]
    assert found.hidden == ("тайный",)


def test_xls_far_cell(tmp_path):
    path = xls(tmp_path, lambda _book, sheet: (sheet.write(0, 0, 1), sheet.write(65535, 255, 1)))
    assert refused(path).examples == ["лист доходит до строки 65536, столбца IV"]


@given(st.integers(0, 5000), st.binary(min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_broken_xls_is_read_or_refused_in_words(tmp_path_factory, at, put_in):
    folder = tmp_path_factory.mktemp("xls")
    path = xls(folder, lambda _book, sheet: [sheet.write(n, 0, f"школа {n}") for n in range(9)])
    content = bytearray(path.read_bytes())
    content[at : at + len(put_in)] = put_in
    path.write_bytes(content)
    assert len(list(opened(path))) == 1


def ods(tmp_path, cells, rows=""):
    names = "".join(
        f' xmlns:{short}="{short}"' for short in ("office", "table", "text", "calcext", "style", "fo", "number")
    ).replace('"office"', '"urn:oasis:names:tc:opendocument:xmlns:office:1.0"')
    content = (
        f'<office:document-content{names}><office:body><office:spreadsheet><table:table table:name="Лист">'
        f'<table:table-row><table:table-cell office:value-type="string"><text:p>школа</text:p></table:table-cell>'
        f"{cells}</table:table-row>{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return put(tmp_path, packed.getvalue(), "a.ods")


def test_ods_values_and_per_cents(tmp_path):
    note = "<office:annotation><text:p>#REF!</text:p></office:annotation>"
    cells = (
        f'<table:table-cell office:value-type="percentage" office:value="0.25">{note}<text:p>25%</text:p>'
        "</table:table-cell>"
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="2"/>'
    )
    (row,) = rows_of(ods(tmp_path, cells))
    assert row == ["школа", 0.25, 1.0, 1.0]
    assert isinstance(row[1], Percent)


@pytest.mark.parametrize(
    "cell",
    [
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
        '<table:table-cell office:value-type="string"><text:p>#ДЕЛ/0!</text:p></table:table-cell>',
    ],
)
def test_ods_errors(tmp_path, cell):
    error = refused(ods(tmp_path, f"<table:table-cell/>{cell}"))
    assert (error.count, error.examples[0][:33]) == (1, "лист «Лист», строка 1, столбец C:")


def test_ods_formulas_without_a_result(tmp_path):
    error = refused(ods(tmp_path, '<table:table-cell table:formula="of:=1+1"/>'))
    assert error.examples == ["лист «Лист», строка 1, столбец B"]


def test_ods_cells_repeated_without_end(tmp_path):
    one = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    rows = f'<table:table-row table:number-rows-repeated="1048575">{one}</table:table-row>'
    assert refused(ods(tmp_path, "", rows)).todo
    blank = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    last = '<table:table-row><table:table-cell table:number-columns-repeated="900"/>{}</table:table-row>'
    far = last.format('<table:table-cell office:value-type="float" office:value="1"/>')
    assert "Далеко" in refused(ods(tmp_path, "", blank + far)).what
    assert rows_of(ods(tmp_path, "", blank)) == [["школа"]]


def test_a_reader_that_breaks_down_refuses_its_file_only(tmp_path, monkeypatch):
    class PanicException(BaseException):
        """What a defect of calamine looks like in Python."""

    def broken(_path, name, _kind):
        raise {"а.xlsx": RecursionError, "б.xlsx": MemoryError, "в.xlsx": TypeError}[name.rpartition("/")[2]]

    for name in ("а.xlsx", "б.xlsx", "в.xlsx"):
        put(tmp_path, raw_xlsx(ROW), name)
    put(tmp_path, "школа;n\nА;1\n".encode(), "г.csv")
    monkeypatch.setattr(open_module, "open_workbook", broken)
    found = list(opened(tmp_path))
    assert [isinstance(one, DeliveryError) for one in found] == [True, True, True, False]
    assert [one.where.rpartition("/")[2] for one in found[:3]] == ["а.xlsx", "б.xlsx", "в.xlsx"]
    assert all(one.todo for one in found[:3])

    def panics(*_path):
        raise PanicException

    monkeypatch.undo()
    monkeypatch.setattr("python_calamine.load_workbook", panics)
    path = xls(tmp_path, lambda _book, sheet: sheet.write(0, 0, 1))
    assert "повреждён" in refused(path).what
