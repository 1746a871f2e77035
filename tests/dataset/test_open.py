import gc
import hashlib
import io
import threading
import time
import zipfile

import msoffcrypto.format.ooxml as ooxml
import pandas as pd
import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.dataset.read import open as open_module
from shnor_lab.dataset.read.book import HEAD
from shnor_lab.dataset.read.open import open_book, opened
from shnor_lab.errors import DeliveryError


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "книга.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Лист")
        sheet.merge_range(0, 1, 0, 2, "шапка")
        sheet.write_row(2, 0, ["№\u00a01", 5, 2.5, True])
        hidden = book.add_worksheet("скрытый")
        hidden.write(0, 0, "тайна")
        hidden.hide()
    return path


def refused(path):
    with pytest.raises(DeliveryError) as error:
        open_book(path)
    return error.value


def test_xlsx(workbook):
    (book,) = open_book(workbook)
    assert (book.kind, book.name) == ("xlsx", "книга.xlsx")
    assert book.sha256 == hashlib.sha256(workbook.read_bytes()).hexdigest()
    (sheet,) = book.sheets
    assert sheet.merged == ((0, 1, 0, 2),)
    assert sheet.head[2] == ["№ 1", "5", "2.5", "1"]
    assert sheet.rows[2] == ["№\u00a01", 5, 2.5, True]
    assert sheet.rows[1] == [None] * 4


def test_the_thread_that_hashes_a_file_ends_with_it(workbook):
    (book,) = open_book(workbook)
    assert len(book.sha256) == 64
    hashing = [thread for thread in threading.enumerate() if thread.name.startswith("hashing")]
    for thread in hashing:
        thread.join(10)
    assert not any(thread.is_alive() for thread in hashing)


def test_a_refused_file_is_let_go_of_before_it_is_refused(workbook, monkeypatch):
    hashed = []

    def slowly(path):
        time.sleep(0.3)
        hashed.append(path)

    monkeypatch.setattr(open_module, "_sha256", slowly)
    cut_off = workbook.with_name("обрыв.xlsx")
    cut_off.write_bytes(workbook.read_bytes().replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml"))
    refused(cut_off)
    assert hashed == [cut_off]


def test_content_decides_not_the_name(workbook, tmp_path):
    other = tmp_path / "таблица.csv"
    other.write_bytes(workbook.read_bytes())
    assert open_book(other)[0].kind == "xlsx"


def test_xls(tmp_path):
    book = xlwt.Workbook()
    book.add_sheet("Л").write(0, 0, "школа")
    book.save(str(tmp_path / "a.xls"))
    (opened_book,) = open_book(tmp_path / "a.xls")
    assert opened_book.kind == "xls"
    assert opened_book.sheets[0].rows == [["школа"]]


def test_ods(tmp_path):
    pd.DataFrame({"школа": ["СОШ"], "n": [3]}).to_excel(tmp_path / "a.ods", index=False, engine="odf")
    (book,) = open_book(tmp_path / "a.ods")
    assert book.kind == "ods"
    assert book.sheets[0].rows[1] == ["СОШ", 3]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_html_called_xls(tmp_path, encoding):
    page = (
        "<html><table><tr><th colspan=2>Итоги</th></tr>"
        "<tr><td rowspan=2>СОШ</td><td>5</td></tr><tr><td>6</td></tr></table>"
    )
    (tmp_path / "a.xls").write_bytes(page.encode(encoding))
    (book,) = open_book(tmp_path / "a.xls")
    assert book.kind == "html"
    assert book.sheets[0].rows == [["Итоги", None], ["СОШ", "5"], [None, "6"]]
    assert book.sheets[0].merged == ((0, 0, 0, 1), (1, 0, 2, 0))


def test_password(workbook, tmp_path):
    locked = tmp_path / "под паролем.xlsx"
    with workbook.open("rb") as source, locked.open("wb") as target:
        ooxml.OOXMLFile(source).encrypt("секрет", target)
    assert "паролем" in refused(locked).what


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "пуст"), (b"\xef\xbb\xbf\r\n;;;\r\n", "пуст"), (b"PK\x03\x04 broken", "повреждён"),
        (b"%PDF-1.7 ...", "не является таблицей"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "не является таблицей"),
        (b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook><table/></Workbook>", "Excel 2003"),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument/>", "таблицей"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>", "веб-архив"),
        (bytes(range(1, 256)) * 20 + b"\0\0\0", "таблицей"),
    ],
)  # fmt: skip
def test_refusals_in_words(tmp_path, content, said):
    path = tmp_path / "файл.xlsx"
    path.write_bytes(content)
    error = refused(path)
    assert said in error.what
    assert error.where == "файл.xlsx"
    assert error.todo


def test_cut_off_workbook(workbook, tmp_path):
    half = tmp_path / "half.xlsx"
    half.write_bytes(workbook.read_bytes()[:2000])
    assert "повреждён" in refused(half).what


def test_absent_file(tmp_path):
    assert "нет" in refused(tmp_path / "нет.csv").what


def archive(tmp_path, members, name="архив.zip"):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as file:
        for member, content in members.items():
            file.writestr(member, content)
    return path


def test_zip_of_files_and_service_files(tmp_path):
    path = archive(tmp_path, {
        "папка/б.csv": "x;y\n1;2\n", "а.csv": "x;y\n3;4\n", "__MACOSX/а.csv": "?", "~$книга.xlsx": "?",
        "пустой.csv": "",
    })  # fmt: skip
    found = list(opened(path))
    assert [book.name for book in found[:1]] == ["архив.zip/а.csv"]
    errors = [item for item in found if isinstance(item, DeliveryError)]
    books = [item for item in found if not isinstance(item, DeliveryError)]
    assert [error.where for error in errors] == ["архив.zip/пустой.csv"]
    assert [book.name for book in books] == ["архив.zip/а.csv", "архив.zip/папка/б.csv"]
    assert books[1].sheets[0].rows == [["x", "y"], ["1", "2"]]


def test_members_never_leave_their_folder(tmp_path):
    path = archive(tmp_path, {"../../вне.csv": "x;y\n1;2\n"})
    (book,) = open_book(path)
    assert book.name == "архив.zip/вне.csv"
    assert not (tmp_path.parent / "вне.csv").exists()
    copy = book.path
    assert copy.exists()
    assert tmp_path not in copy.parents
    del book
    gc.collect()
    assert not copy.exists()


def test_dos_names(tmp_path):
    path = archive(tmp_path, {"rus.csv": "x;y\n1;2\n"})
    content = path.read_bytes().replace(b"rus.csv", "рус.csv".encode("cp866"))
    path.write_bytes(content)
    assert open_book(path)[0].name == "архив.zip/рус.csv"


def test_a_damaged_member_refuses_only_itself(tmp_path):
    path = archive(tmp_path, {"а.csv": "x;y\n1;2\n" * 50, "б.csv": "x;y\n3;4\n"})
    content = bytearray(path.read_bytes())
    content[60:64] = b"????"
    path.write_bytes(content)
    first, second = opened(path)
    assert isinstance(first, DeliveryError)
    assert second.name == "архив.zip/б.csv"


def test_zip_in_zip_and_workbook_in_zip(workbook, tmp_path):
    inner = archive(tmp_path, {"а.csv": "x;y\n1;2\n"}, "внутри.zip")
    outer = archive(tmp_path, {"внутри.zip": inner.read_bytes(), "книга.xlsx": workbook.read_bytes()})
    assert [(book.name, book.kind) for book in open_book(outer)] == [
        ("архив.zip/внутри.zip/а.csv", "csv"), ("архив.zip/книга.xlsx", "xlsx"),
    ]  # fmt: skip


def test_members_of_one_name_are_refused_and_the_others_taken(tmp_path):
    path = archive(tmp_path, {"а.csv": "x;y\n1;2\n", "б.csv": "x;y\n1;2\n"})
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("а.csv", "x;y\n3;4\n")
    first, second = opened(path)
    assert (first.where, first.count) == ("архив.zip/а.csv", 2)
    assert second.name == "архив.zip/б.csv"


def test_archives_deep_in_archives(tmp_path):
    path = archive(tmp_path, {"а.csv": "x;y\n1;2\n"}, "3.zip")
    for depth in (2, 1, 0):
        path = archive(tmp_path, {f"{depth + 1}.zip": path.read_bytes(), "б.csv": "x;y\n1;2\n"}, f"{depth}.zip")
    found = {one.where if isinstance(one, DeliveryError) else one.name: one for one in opened(path)}
    assert sorted(found) == ["0.zip/1.zip/2.zip", "0.zip/1.zip/б.csv", "0.zip/б.csv"]
    assert "глубоко" in found["0.zip/1.zip/2.zip"].what


def test_an_archive_that_unpacks_to_too_much(tmp_path, monkeypatch):
    monkeypatch.setattr(open_module, "UNPACKED", 1000)
    path = archive(tmp_path, {"а.csv": "x;y\n" * 300, "б.csv": "x;y\n"})
    assert "слишком велик" in refused(path).what


def test_a_long_name_is_shown_short(tmp_path):
    (error,) = opened(archive(tmp_path, {"я" * 3000 + ".csv": ""}))
    assert len(error.where) < 250
    assert error.where.endswith("я.csv")


def test_folder(tmp_path, workbook):
    (tmp_path / "д").mkdir()
    (tmp_path / "д" / "а.csv").write_text("x;y\n1;2\n")
    names = [book.name for book in open_book(tmp_path)]
    assert names == [f"{tmp_path.name}/д/а.csv", f"{tmp_path.name}/книга.xlsx"]


words = st.text(st.sampled_from("абвёЖ №«»1290 ,;.\"'"), min_size=1, max_size=8).map(str.strip).filter(bool)


@given(
    st.lists(st.lists(words, min_size=3, max_size=3), min_size=3, max_size=8),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1251", "utf-16"]),
    st.sampled_from([";", ",", "\t"]),
)
@settings(max_examples=60, deadline=None)
def test_a_csv_reads_back_whatever_its_encoding_and_separator(tmp_path_factory, rows, encoding, separator):
    text = io.StringIO()
    pd.DataFrame([["школа", "год", "число"], *rows]).to_csv(text, sep=separator, index=False, header=False, quoting=1)
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    (book,) = open_book(path)
    assert book.separator == separator
    assert book.sheets[0].rows == [["школа", "год", "число"], *rows]


def test_decimal_commas_do_not_pass_for_separators(tmp_path):
    (tmp_path / "a.csv").write_text("школа;доля\nА;1,5\nБ;2,5\nВ;3,5\n", encoding="cp1251")
    (book,) = open_book(tmp_path / "a.csv")
    assert (book.separator, book.encoding) == (";", "cp1251")


def test_a_letter_late_in_the_file_tells_the_encoding(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"a;b\n" + b"1;2\n" * 400_000 + "я;3\n".encode("cp1251"))
    (book,) = open_book(tmp_path / "a.csv")
    assert book.encoding == "cp1251"
    assert len(book.sheets[0].head) == HEAD
    assert book.sheets[0].rows[-1] == ["я", "3"]
