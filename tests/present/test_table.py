import dataclasses
import errno
import os
import re

import openpyxl
import pandas as pd
import pytest
from lxml import html as markup

from shnor_lab.errors import WriteError
from shnor_lab.present import files
from shnor_lab.present.column import TableColumn
from shnor_lab.present.files import write_csv
from shnor_lab.present.table import Table
from shnor_lab.present.workbook import write_xlsx
from shnor_lab.remarks import remark


def many(rows: int, columns: int) -> Table:
    frame = pd.DataFrame({f"c{place}": range(rows) for place in range(columns)})
    return Table(frame, tuple(TableColumn(name, name, "count") for name in frame), key="many")


def test_html(table, snapshot):
    assert table.html({"XLSX": "tables/10_reasons.xlsx", "CSV": "tables/10_reasons.csv"}) == snapshot


def test_plain_text(table, snapshot):
    assert table.text() == snapshot


def test_html_is_readable_by_machines_for_the_blind(table):
    found = markup.fromstring(f"<div>{table.html()}</div>").find("table")
    assert found.get("id") == "table-reasons"
    assert found.find("caption").text
    assert {cell.get("scope") for cell in found.iter("th")} == {"col", "row"}
    assert len(found.findall("tbody/tr")) == 5
    assert found.find("tbody/tr/td/span").get("aria-label") == "не ниже порога 30\N{NO-BREAK SPACE}%"
    assert "<филиал>" in found.findall("tbody/tr")[2].find("th").text_content()


def test_page_shows_twelve_rows_and_eight_columns():
    shown = many(13, 9).html({"XLSX": "x.xlsx"})
    assert shown.count("<tr>") == 13 and shown.count('scope="col"') == 8
    assert "ещё 1 строка; ещё 1 столбец — в файле:" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert '<a href="x.xlsx">XLSX</a>' in shown
    assert "href" not in many(13, 9).html() and "ещё 1 строка; ещё 1 столбец" in many(13, 9).html()
    assert "ещё" not in many(12, 8).html({"XLSX": "x.xlsx"})


def test_columns_kept_for_files_do_not_take_a_place():
    table = many(1, 2)
    hidden = dataclasses.replace(
        table, columns=(table.columns[0], dataclasses.replace(table.columns[1], on_page=False))
    )
    assert hidden.html().count('scope="col"') == 1
    assert "ещё 1 столбец" in hidden.html()


def test_sign_is_explained_only_where_it_stands(table):
    assert "▲ — не ниже порога" in table.text()
    assert "▲" not in dataclasses.replace(table, frame=table.frame.tail(3)).text()


def test_empty_table_says_so(table):
    assert "Строк нет" in dataclasses.replace(table, frame=table.frame.head(0)).html()


def test_verbs_return_new_tables(table):
    before, frame = dataclasses.astuple(table)[1:], table.frame.copy()
    assert table.without("chance").columns != table.columns
    assert dataclasses.astuple(table)[1:] == before
    table.html()
    files.file_columns(table)
    pd.testing.assert_frame_equal(table.frame, frame)
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.key = "x"


def test_impossible_tables_are_refused(results):
    with pytest.raises(ValueError, match="key of a table"):
        Table(results, (), key="Причины")
    with pytest.raises(ValueError, match="lacks"):
        Table(results, (TableColumn("absent", "А"),), key="a")
    with pytest.raises(ValueError, match="base"):
        TableColumn("share", "Доля", "share")
    with pytest.raises(ValueError, match="upper"):
        TableColumn("low", "Интервал", "interval", base="n")


def test_csv_opens_in_russian_excel(table, tmp_path, snapshot):
    content = write_csv(table, tmp_path / "tables" / "reasons.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert text.count("\r\n") == 6 and "\n" not in text.replace("\r\n", "")
    header, first, *_rest = text.split("\r\n")
    assert header.split(";")[:4] == ["Школа", "Код", "Ниже порога: число", "Ниже порога: из скольких"]
    assert '"=""007"""' in first and "41,7" in first and "3,25" in first and "14.03.2023" in first
    assert text == snapshot


@pytest.mark.parametrize(
    "text",
    [
        "007",
        "5-6",
        "1/2",
        "2024-06-05",
        "1E5",
        "123456789012345",
        "=1+1",
        "@a",
        "+7",
        "-5",
        "2011/12",
        "05.2024",
        "1,5e3",
    ],
)
def test_csv_guards_what_excel_would_change(text, tmp_path):
    table = Table(pd.DataFrame({"a": [text]}), (TableColumn("a", "А", "id"),), key="a")
    assert write_csv(table, tmp_path / "a.csv").read_text(encoding="utf-8-sig") == f'А\n"=""{text}"""\n'


@pytest.mark.parametrize("text", ["СОШ № 2", "12", "edu000123", "— ", "2022/23"])
def test_csv_leaves_plain_text(text, tmp_path):
    table = Table(pd.DataFrame({"a": [text]}), (TableColumn("a", "А"),), key="a")
    assert write_csv(table, tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[1] == text


def test_a_remark_is_put_into_words_on_the_page_and_in_files(tmp_path):
    said = [remark("{k} of {n}", k=4, n=11), "свой текст", ""]
    table = Table(pd.DataFrame({"a": said}), (TableColumn("a", "А", "remark"),), key="a")
    assert table.text().split("\n") == ["А", "4 из 11", "свой текст", ""]
    assert write_csv(table, tmp_path / "a.csv").read_text(encoding="utf-8-sig") == 'А\n4 из 11\nсвой текст\n""\n'


def test_xlsx_holds_numbers_filters_and_the_sheet_of_columns(table, tmp_path):
    book = openpyxl.load_workbook(write_xlsx(table, tmp_path / "reasons.xlsx"))
    assert book.sheetnames == ["Таблица", "Показатели"]
    sheet = book["Таблица"]
    header = [cell.value for cell in sheet[1]]
    row = dict(zip(header, sheet[2], strict=True))
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref == "A1:M6"
    assert row["Код"].value == "007" and row["Код"].data_type == "s"
    assert row["Ниже порога: число"].value == 5 and row["Ниже порога: из скольких"].value == 12
    assert row["Ниже порога: не ниже порога 30 %"].value == "да"
    assert row["Доля"].value == pytest.approx(5 / 12) and row["Доля"].number_format == "0.0%"
    assert (row["Интервал, от"].value, row["Интервал, до"].value) == (0.19, 0.68)
    assert row["Утверждён"].value.date().isoformat() == "2023-03-14" and row["Утверждён"].number_format == "dd.mm.yyyy"
    assert row["Учебный год"].value == "2022/23" and row["Расчёт по методике"].value == "да"
    few = dict(zip(header, (cell.value for cell in sheet[3]), strict=True))
    assert few["Доля"] is None and few["Интервал, от"] is None and few["Насколько устойчиво"] == "менее 5"
    absent = dict(zip(header, (cell.value for cell in sheet[5]), strict=True))
    assert absent["Ниже порога: число"] == "не проводилось" and absent["Расчёт по методике"] == "не определено"
    explained = [[cell.value for cell in row] for row in book["Показатели"].iter_rows()]
    assert explained[0][0] == table.caption and explained[3] == [
        "Столбец",
        "Определение",
        "Единица",
        "Источник",
    ]
    assert [row[0] for row in explained[4:]] == header
    assert ["Доля", "Доля участников ниже порога", "%", "расчёт"] in explained


def test_equal_tables_give_equal_bytes(table, tmp_path):
    again = dataclasses.replace(table, frame=table.frame.copy())
    assert write_xlsx(table, tmp_path / "a.xlsx").read_bytes() == write_xlsx(again, tmp_path / "b.xlsx").read_bytes()
    assert write_csv(table, tmp_path / "a.csv").read_bytes() == write_csv(again, tmp_path / "b.csv").read_bytes()
    other = dataclasses.replace(table, caption="Другая подпись")
    assert write_xlsx(other, tmp_path / "c.xlsx").read_bytes() != write_xlsx(table, tmp_path / "a.xlsx").read_bytes()


def test_files_have_rows_in_the_order_of_the_index_whatever_the_page_shows_first(table, tmp_path):
    turned = dataclasses.replace(table, frame=table.frame.iloc[::-1])
    assert write_csv(turned, tmp_path / "a.csv").read_bytes() == write_csv(table, tmp_path / "b.csv").read_bytes()
    assert write_xlsx(turned, tmp_path / "a.xlsx").read_bytes() == write_xlsx(table, tmp_path / "b.xlsx").read_bytes()
    assert turned.html() != table.html()


def test_a_killed_write_leaves_the_old_file(table, tmp_path, monkeypatch):
    path = write_csv(table, tmp_path / "a.csv")
    old = path.read_bytes()

    def broken(begun, final):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(WriteError, match="места"):
        write_csv(dataclasses.replace(table, frame=table.frame.head(1)), path)
    assert path.read_bytes() == old
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_every_number_on_the_page_names_its_n(table):
    shown = re.sub("<[^>]+>", " ", table.html())
    assert "3\N{NO-BREAK SPACE}из\N{NO-BREAK SPACE}8" in shown and "38" not in shown
    assert shown.count("малочисленно") == 1


def test_a_column_to_fill_in_offers_its_words(tmp_path):
    import openpyxl
    import pandas as pd

    from shnor_lab.present.column import TableColumn

    frame = pd.DataFrame({"school": ["СОШ № 1", "СОШ № 2"], "answer": ["", ""]})
    columns = (TableColumn("school", "Школа"), TableColumn("answer", "Согласие", choices=("согласны", "возражение")))
    file = write_xlsx(Table(frame, columns, key="sheet"), tmp_path / "sheet.xlsx")
    (offered,) = openpyxl.load_workbook(file).worksheets[0].data_validations.dataValidation
    assert str(offered.sqref) == "B2:B3"
    assert offered.formula1 == '"согласны,возражение"'


def test_a_column_that_is_not_there_cannot_be_left_out(table):
    with pytest.raises(ValueError, match="scool"):
        table.without("scool")
