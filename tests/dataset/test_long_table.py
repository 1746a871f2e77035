import io

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.dataset.clean import clean
from shnor_lab.dataset.read import layouts, long_table, recognise
from shnor_lab.dataset.read.book import Sheet
from shnor_lab.dataset.read.headers import columns_with_names
from shnor_lab.dataset.read.open import open_book
from shnor_lab.dataset.schema import TABLES
from shnor_lab.errors import DeliveryError

HEADER = "Логин;Школа;Муниципалитет;Учебный год;Процедура;Участников;Ниже минимального порога\n"
ROW = "edu000001;СОШ № 1;Энский район;2022/23;oge_ma;20;5\n"


def book_of(tmp_path, text, name="таблица.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return open_book(path)[0]


def workbook_of(tmp_path, sheets, merged=()):
    path = tmp_path / "книга.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            for span in merged:
                sheet.merge_range(*span)
    return open_book(path)[0]


def test_found_by_iterating_the_package():
    assert layouts()["long_table"] is long_table
    assert list(layouts()) == sorted(layouts())


def test_russian_headings(tmp_path):
    book = book_of(tmp_path, "Результаты за год;;;;;;\n" + HEADER + ROW)
    assert recognise(book) is long_table
    frame = long_table.read(book).tables["results"]
    assert frame["ref_fis"].tolist() == ["edu000001"]
    assert frame["n"].tolist() == [20]
    assert frame["source_row"].tolist() == [3]


def test_english_headings_case_and_yo(tmp_path):
    book = book_of(tmp_path, "School_ID,Year,procedure,N,n_low\na-1,2023,oge_ma,20,5\n")
    assert long_table.read(book).tables["results"]["school_id"].tolist() == ["a-1"]
    book = book_of(tmp_path, "Школа;МУНИЦИПАЛИТЕТ;Вид  школы\nСОШ № 1;Энск;СОШ\n")
    assert list(long_table.read(book).tables) == ["schools"]


@pytest.mark.parametrize("table", ["passport", "staff"])
def test_alike_tables_are_told_by_indicators_or_name(tmp_path, table):
    indicator = {"passport": "any_register", "staff": "teachers"}[table]
    text = f"school_id;Год;Показатель;Количество\na-1;2023;{indicator};4\n"
    assert list(long_table.read(book_of(tmp_path, text)).tables) == [table]
    text = "school_id;Год;Показатель;Количество\na-1;2023;свой показатель;4\n"
    assert long_table.recognise(book_of(tmp_path, text)) == []
    named = book_of(tmp_path, text, name=f"{TABLES[table].title} 2023.csv")
    assert list(long_table.read(named).tables) == [table]


def test_totals_footers_and_repeated_headings_are_skipped_and_noted(tmp_path):
    text = HEADER + ROW + ";Итого;;;;20;5\n" + HEADER + ROW.replace("000001", "000002") + "Исполнитель;;;;;;\n;;;;;;\n"
    delivery = long_table.read(book_of(tmp_path, text))
    assert delivery.tables["results"]["source_row"].tolist() == [2, 5]
    (note,) = delivery.findings
    assert (note.rule, note.level, note.rows) == ("total_rows_skipped", "note", (3, 4, 6))


def test_a_village_called_srednee_is_no_total(tmp_path):
    text = HEADER + ROW.replace("СОШ № 1", "Среднеегорлыкская СОШ")
    assert len(long_table.read(book_of(tmp_path, text)).tables["results"]) == 1


def test_lines_with_odd_cells_are_counted_with_their_places(tmp_path):
    text = HEADER + ROW + "Итого\n" + ROW + "edu000003;СОШ; № 3;Энск;2023;oge_ma;1;0\n" + ROW
    delivery = long_table.read(book_of(tmp_path, text))
    assert delivery.tables["results"]["source_row"].tolist() == [2, 4, 6]
    assert [(finding.rule, finding.level, finding.rows) for finding in delivery.findings] == [
        ("total_rows_skipped", "note", (3,)), ("cells_out_of_place", "row", (5,)),
    ]  # fmt: skip
    assert (delivery.rows_in, delivery.skipped) == (5, 1)


def test_cells_over_several_lines(tmp_path):
    text = HEADER.replace("Участников", '"Участ-\nников"').replace("Участ-\nников", "Кол-во\nучастников")
    text += ROW.replace("СОШ № 1", '"СОШ\n№ 1"')
    delivery = long_table.read(book_of(tmp_path, text))
    frame = clean(delivery.tables["results"], TABLES["results"]).frame
    assert frame["ref_name"].tolist() == ["СОШ № 1"]
    assert frame["n"].tolist() == [20]


def test_codes_keep_their_zeros(tmp_path):
    text = "Код школы;Год;Процедура;Участников\n007;2023;oge_ma;5\n010;2023;oge_ma;6\n"
    frame = long_table.read(book_of(tmp_path, text)).tables["results"]
    assert frame["ref_code"].tolist() == ["007", "010"]
    assert frame["n"].dtype == "Int32"


def test_workbook_with_several_sheets_and_cells_merged_downwards(tmp_path):
    rows = [["Муниципалитет", "Школа", "Год", "Процедура", "Участников"],
            ["", "СОШ № 1", 2023, "oge_ma", 5], ["", "СОШ № 2", 2023, "oge_ma", 6],
            ["Юг", "СОШ № 3", 2023, "oge_ma", 7]]  # fmt: skip
    notes = [["просто текст"], ["ещё текст"]]
    book = workbook_of(tmp_path, {"Пояснение": notes, "Данные": rows}, merged=[(1, 0, 2, 0, "Север")])
    delivery = long_table.read(book)
    frame = delivery.tables["results"]
    assert frame["ref_municipality"].tolist() == ["Север", "Север", "Юг"]
    assert frame["source_sheet"].tolist() == ["Данные"] * 3
    assert frame["source_row"].tolist() == [2, 3, 4]
    assert delivery.rows_in == 3


def test_one_table_on_two_sheets(tmp_path):
    head = ["Школа", "Год", "Процедура", "Участников"]
    book = workbook_of(tmp_path, {"5": [head, ["А", 2023, "vpr_ma5", 5]], "6": [head, ["А", 2023, "vpr_ma6", 6]]})
    frame = long_table.read(book).tables["results"]
    assert frame[["source_sheet", "n"]].values.tolist() == [["5", 5], ["6", 6]]


def test_unused_columns_are_named(tmp_path):
    text = HEADER.replace("\n", ";Телефон\n") + ROW.replace("\n", ";-\n")
    (note,) = long_table.read(book_of(tmp_path, text)).findings
    assert (note.rule, note.examples) == ("columns_not_used", ("Телефон",))


@pytest.mark.parametrize(
    "heading", ["ФИО обучающегося", "Фамилия", "Имя ребёнка", "Ф.И.О. участника", "СНИЛС", "Дата рождения"]
)
def test_names_of_children_are_seen(tmp_path, heading):
    assert columns_with_names(book_of(tmp_path, f"Школа;{heading};Год\nА;Б;2023\n")) == [heading]


@pytest.mark.parametrize("heading", ["Наименование ОО", "ФИО директора", "Имя файла", "Участников", "Число детей"])
def test_other_headings_are_no_names_of_children(tmp_path, heading):
    assert columns_with_names(book_of(tmp_path, f"Школа;{heading};Год\nА;Б;2023\n")) == []


def test_refusals_tell_reasons_and_keys(tmp_path):
    book = book_of(tmp_path, "что-то;ещё\n1;2\n")
    with pytest.raises(DeliveryError) as error:
        recognise(book)
    assert "long_table" in error.value.todo
    with pytest.raises(DeliveryError) as error:
        recognise(book, "нет такого")
    assert any("long_table" in example for example in error.value.examples)
    assert recognise(book, "long_table") is long_table


def test_two_layouts_that_fit_are_both_named(tmp_path, monkeypatch):
    book = book_of(tmp_path, HEADER + ROW)
    monkeypatch.setattr(layouts()["fis_marks"], "recognise", lambda book: ["так показалось"])
    with pytest.raises(DeliveryError) as error:
        recognise(book)
    assert any("так показалось" in example for example in error.value.examples)
    assert "fis_marks | long_table" in error.value.todo


names = (
    st.text(st.sampled_from("абвг №«12"), min_size=1, max_size=6)
    .map(lambda t: " ".join(t.split()))
    .filter(lambda t: len(t) > 1)
)
rows = st.lists(
    st.tuples(names, st.integers(2001, 2099), st.none() | st.integers(0, 5000), st.none() | st.integers(0, 10_000)),
    min_size=1, max_size=12,
)  # fmt: skip


@given(
    rows,
    st.sampled_from(["utf-8", "utf-8-sig", "cp1251"]),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from([".", ","]),
)
@settings(max_examples=60, deadline=None)
def test_any_frame_reads_back(tmp_path_factory, rows, encoding, separator, point):
    frame = pd.DataFrame(
        [[name, year, "oge_ma", n, mean if mean is None else mean / 100] for name, year, n, mean in rows],
        columns=["Школа", "Год", "Процедура", "Участников", "Средний балл"],
    ).astype({"Участников": "Int32"})
    text = io.StringIO()
    frame.to_csv(text, sep=separator, decimal=point, index=False)
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    delivery = long_table.read(open_book(path)[0])
    cleaned = clean(delivery.tables["results"], TABLES["results"])
    assert cleaned.issues == []
    found = cleaned.frame
    assert found["ref_name"].tolist() == [name for name, *_rest in rows]
    assert found["year"].tolist() == [year for _name, year, *_rest in rows]
    assert [None if pd.isna(n) else n for n in found["n"]] == [n for _name, _year, n, _mean in rows]
    means = (
        [None if pd.isna(mean) else round(mean * 100) for mean in found["mean"]]
        if "mean" in found
        else [None] * len(rows)
    )
    assert means == [mean for *_rest, mean in rows]


def test_a_table_that_lacks_a_column_is_told_which(tmp_path):
    book = book_of(tmp_path, "Школа;Муниципалитет;Учебный период;Процедура;Участников\nА;Б;2023;oge_ma;5\n")
    with pytest.raises(DeliveryError, match="«Результаты процедур», но в нём не найден столбец «Год»"):
        recognise(book)
    lacking = ["Школа", "Муниципалитет", "Учебный период", "Процедура", "Участников"]
    row = ["А", "Б", "2023", "oge_ma", "5"]
    for sheets in ({"а": [lacking, row], "б": [lacking, row]}, {"а": [lacking, row, lacking, row]}):
        with pytest.raises(DeliveryError, match="не найден столбец «Год»"):
            recognise(workbook_of(tmp_path, sheets))
    stranger = book_of(tmp_path, "Товар;Цена;Количество\nА;5;7\n")
    with pytest.raises(DeliveryError, match="не распознан"):
        recognise(stranger)


cells = st.one_of(st.none(), st.integers(0, 99))
grids = st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8)


@given(grids, st.integers(1, 8), st.integers(1, 8), st.integers(0, 2))
def test_a_cell_merged_downwards_is_in_each_row_and_the_rest_stays(rows, first, last, column):
    top, bottom = sorted((first, last))
    rows = [["a", "b", "c"], *rows]
    top = min(top, len(rows) - 1)
    sheet = Sheet("", [], lambda: rows, merged=((top, column, bottom, column),))
    body, shared = sheet.below(0, 3)
    end = min(bottom, len(rows) - 1)
    assert shared == (list(range(top + 1, end + 2)) if bottom > top else [])
    for row, (given_row, read_row) in enumerate(zip(rows[1:], body, strict=True), start=1):
        expected = list(given_row)
        if bottom > top and top <= row <= end:
            expected[column] = rows[top][column]
        assert read_row == expected


@pytest.mark.parametrize("tail", ["\x1a", "\0\0\0\0", "\n\n", ";;;;;;\n;;;;;;\n", " \n"])
def test_what_programs_put_behind_the_last_line_is_no_row(tmp_path, tail):
    delivery = long_table.read(book_of(tmp_path, HEADER + ROW * 3 + tail))
    assert (delivery.rows_in, delivery.findings, len(delivery.tables["results"])) == (3, (), 3)


@pytest.mark.parametrize("lines", [12, 200])
def test_lines_that_end_with_empty_cells_are_read(tmp_path, lines):
    text = HEADER + ROW.replace("\n", ";\n") * lines
    delivery = long_table.read(book_of(tmp_path, text))
    assert (delivery.rows_in, delivery.findings, len(delivery.tables["results"])) == (lines, (), lines)
    delivery = long_table.read(book_of(tmp_path, text + ROW + ROW.replace("\n", ";;;\n")))
    assert (delivery.rows_in, delivery.findings, len(delivery.tables["results"])) == (lines + 2, (), lines + 2)


def test_a_header_repeated_on_each_page_breaks_no_column(tmp_path):
    delivery = long_table.read(book_of(tmp_path, (HEADER + ROW * 30) * 3))
    cleaned = clean(delivery.tables["results"], TABLES["results"])
    assert (cleaned.issues, len(cleaned.frame), delivery.rows_in, delivery.skipped) == ([], 90, 92, 2)
    assert cleaned.frame["n"].sum() == 90 * 20


@pytest.mark.parametrize("lonely", ["СОШ № 7", "5000", "Энский район"])
@pytest.mark.parametrize("place", [1, 3])
def test_a_row_with_one_cell_is_set_aside_and_told(tmp_path, lonely, place):
    cells = [""] * 7
    cells[place] = lonely
    delivery = long_table.read(book_of(tmp_path, HEADER + ROW + ";".join(cells) + "\n" + ROW))
    (finding,) = delivery.findings
    assert (finding.rule, finding.level, finding.rows) == ("lonely_cell", "row", (3,))
    assert (delivery.rows_in, delivery.skipped, len(delivery.tables["results"])) == (3, 0, 2)


@pytest.mark.parametrize(
    "word",
    ["Итого", "ВСЕГО:", "Общий итог", "Примечание: данные предварительные", "* без учёта пересдачи", "М.П.",
     "Исполнитель: И. О. Фамилия, тел. 1-23", "15.03.2024 г.", "на 01.09.2023", "Страница 2", "2 из 5"],
)  # fmt: skip
def test_words_below_a_table_are_skipped_and_told(tmp_path, word):
    delivery = long_table.read(book_of(tmp_path, HEADER + ROW + word + ";;;;;;\n"))
    (finding,) = delivery.findings
    assert (finding.rule, finding.level, finding.rows) == ("total_rows_skipped", "note", (3,))
    assert (delivery.rows_in, delivery.skipped) == (2, 1)


def test_a_municipality_above_its_schools_is_theirs(tmp_path):
    text = HEADER + ";;Энский район;;;;\n" + ROW.replace("Энский район", "") * 2 + ";;Юг;;;;\n" + ROW
    delivery = long_table.read(book_of(tmp_path, text))
    assert delivery.tables["results"]["ref_municipality"].tolist() == ["Энский район"] * 3
    assert {finding.rule: finding.rows for finding in delivery.findings} == {
        "group_rows_skipped": (2,), "municipality_carried_down": (3, 4), "lonely_cell": (5,),
    }  # fmt: skip
    assert (delivery.rows_in, delivery.skipped) == (5, 1)


def test_a_second_table_below_is_refused(tmp_path):
    other = "Школа;Муниципалитет;Год;Показатель;Количество;;\nСОШ № 1;Энский район;2023;any_register;4;;\n"
    for rows in (1, 100):
        text = HEADER + "".join(ROW.replace("№ 1", f"№ {number}") for number in range(rows)) + other
        found = {f.rule: f for f in long_table.read(book_of(tmp_path, text)).findings}
        assert (found["second_table"].level, found["second_table"].rows) == ("error", (rows + 2,))


def test_what_stands_only_in_columns_not_read_is_counted(tmp_path):
    header, row = "№;" + HEADER, "1;" + ROW
    text = header + row + "2;;;;;;;\n" + "Исполнитель;;;;;;;\n" + "Дом;;;;;;;\n"
    delivery = long_table.read(book_of(tmp_path, text))
    assert (delivery.rows_in, delivery.skipped, len(delivery.tables["results"])) == (4, 2, 1)
    assert [f.rows for f in delivery.findings if f.level == "row"] == [(5,)]


@pytest.mark.parametrize("number", ["0x10", "1e3", "inf", "2,5"])
def test_numbers_of_programs_are_no_counts_of_people(tmp_path, number):
    text = HEADER + ROW * 3 + ROW.replace(";20;", f";{number};")
    cleaned = clean(long_table.read(book_of(tmp_path, text)).tables["results"], TABLES["results"])
    (issue,) = cleaned.issues
    assert (issue.column, issue.at.tolist(), issue.examples) == ("n", [3], (number,))


lines_of = st.lists(
    st.sampled_from(
        [ROW, ROW, HEADER, "Итого;;;;;;\n", ";Итого по району;Энск;;;20;5\n", ";;;;;;\n", "\n", "Исполнитель\n",
         ";СОШ № 9;;;;;\n", "a;b\n", "a;b;c;d;e;f;g;h\n", ROW.replace("\n", ";\n"), ";;Юг;;;;\n",
         ROW.replace("Энский район", ""), ROW.replace("СОШ № 1", '"СОШ\n№ 1"'), ROW.replace(";20;", ";двадцать;")]
    ),
    max_size=14,
)  # fmt: skip


@given(lines_of)
@settings(max_examples=150)
def test_every_row_is_handed_over_or_set_aside_or_skipped(tmp_path_factory, lines):
    folder = tmp_path_factory.mktemp("r")
    text = HEADER + ROW + "".join(lines)
    delivery = long_table.read(book_of(folder, text))
    aside = sum(finding.count for finding in delivery.findings if finding.level == "row")
    handed = sum(map(len, delivery.tables.values()))
    assert delivery.rows_in == 1 + sum(bool(line.strip("; \n")) for line in lines)
    assert delivery.rows_in == handed + aside + delivery.skipped
    told = [f.count for f in delivery.findings if f.rule in ("total_rows_skipped", "group_rows_skipped")]
    assert delivery.skipped == sum(told)


@given(lines_of)
@settings(max_examples=150)
def test_both_ways_of_reading_agree(tmp_path_factory, lines):
    book = book_of(tmp_path_factory.mktemp("b"), HEADER + ROW + "".join(lines))
    fast = long_table.read(book)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_table, "read_csv", lambda *_given: None)
        slow = long_table.read(book)
    assert fast.findings == slow.findings
    assert (fast.rows_in, fast.skipped) == (slow.rows_in, slow.skipped)
    one, other = (clean(delivery.tables["results"], TABLES["results"]) for delivery in (fast, slow))
    pd.testing.assert_frame_equal(one.frame.astype(object), other.frame.astype(object))
    assert [(i.rule, i.at.tolist(), i.examples) for i in one.issues] == [
        (i.rule, i.at.tolist(), i.examples) for i in other.issues
    ]


def test_a_mistyped_heading_that_is_needed_is_guessed(tmp_path):
    book = book_of(tmp_path, (HEADER + ROW).replace("Процедура", "Прцедура"))
    with pytest.raises(DeliveryError, match="столбец «Процедура».* «Прцедура» похоже на «Процедура»"):
        recognise(book)


@pytest.mark.parametrize(
    ("heading", "rule"),
    [("Учасников", "heading_guessed"), ("Проверено человек", "needed_column_missing"), ("Телефон", None),
     ("Участников (%)", None), ("Кол-во участников", None)],
)  # fmt: skip
def test_an_unknown_heading_while_participants_are_missing_is_a_question(tmp_path, heading, rule):
    found = long_table.read(book_of(tmp_path, (HEADER + ROW).replace("Участников", heading))).findings
    assert [finding.rule for finding in found if finding.level == "error"] == [rule] * (rule is not None)


def test_columns_without_a_value_are_told_and_counts_asked_about(tmp_path):
    text = "Код школы;Школа;Год;Процедура;Участников;Отметка 2;Средний балл\n"
    rows = ["1;СОШ;2023;oge_ma;{n};{low};\n", "1;СОШ;2023;oge_ru;5;1;\n"]

    def found(n, low):
        delivery = long_table.read(book_of(tmp_path, text + "".join(rows).format(n=n, low=low)))
        return [(f.level, f.rule, f.rows, f.examples) for f in delivery.findings]

    note = ("note", "columns_without_values", (), ("Средний балл",))
    asked = ("error", "count_missing", (2,), ("oge_ma, 2023",))
    assert found(5, 1) == found(0, "") == [note]
    assert found("", 1) == found(5, "-") == [asked, note]


@pytest.mark.parametrize("word", ["#REF!", "#Н/Д", "#ССЫЛКА!", "#ДЕЛ/0!", "#ЗНАЧ!", "#N/A", "#имя?"])
@pytest.mark.parametrize("column", ["ref_fis", "ref_name", "year", "procedure", "n"])
def test_the_error_of_a_formula_is_told_with_its_row_and_column(tmp_path, word, column):
    cells = dict(
        zip(["ref_fis", "ref_name", "m", "year", "procedure", "n", "low"], ROW.strip().split(";"), strict=True)
    )
    heading = dict(zip(cells, HEADER.strip().split(";"), strict=True))[column]
    text = HEADER + ROW + ";".join((cells | {column: word}).values()) + "\n"
    (issue,) = clean(long_table.read(book_of(tmp_path, text)).tables["results"], TABLES["results"]).issues
    assert (issue.level, issue.rule, issue.column, issue.at.tolist()) == ("row", "error_cell", column, [1])
    assert f"«{heading}»" in issue.message and issue.examples == (word,)


def test_a_message_names_the_heading_as_printed_and_guesses_at_per_cents(tmp_path):
    text = (
        HEADER.replace("Участников", "Кол-во участников")
        + ROW.replace(";20;", ";45 %;")
        + ROW.replace(";5\n", ";0,25\n")
    )
    issues = clean(long_table.read(book_of(tmp_path, text)).tables["results"], TABLES["results"]).issues
    assert [issue.message for issue in issues] == [
        "В клетке столбца «Кол-во участников» процент, а ожидается само число.",
        "В столбце «Ниже минимального порога» ожидается целое число. Похоже на доли или проценты; "
        "нужно число участников.",
    ]
    assert [issue.examples for issue in issues] == [("45 %",), ("0,25",)]


def test_two_tables_beside_each_other_and_a_heading_met_twice_are_refused(tmp_path):
    for header, rule in (
        (HEADER[:-1] + ";;" + HEADER, "second_table"),
        (HEADER[:-1] + ";Участников\n", "heading_twice"),
    ):
        row = ROW[:-1] + ";" * (header.count(";") - ROW.count(";")) + "\n"
        found = long_table.read(book_of(tmp_path, header + row)).findings
        assert [finding.rule for finding in found if finding.level == "error"] == [rule]


def test_a_table_that_begins_lower_at_the_side_of_a_workbook_is_refused(tmp_path):
    head, row = HEADER.strip().split(";"), ["edu000001", "СОШ № 1", "Энск", 2023, "oge_ma", 20, 5]
    rows = [head, row, row, [*row, "", *head], [*row, "", *row]]
    errors = [f for f in long_table.read(workbook_of(tmp_path, {"Лист": rows})).findings if f.level == "error"]
    assert [(finding.rule, finding.rows) for finding in errors] == [("second_table", (4,))]
    rows = [head, row, [*row, "", "сверено"]]
    (note,) = long_table.read(workbook_of(tmp_path, {"Лист": rows})).findings
    assert (note.level, note.rule, note.rows) == ("note", "cells_without_heading", (3,))


def test_a_long_table_whose_header_is_printed_again_is_no_form_of_the_ministry(tmp_path):
    book = book_of(tmp_path, HEADER + ROW + HEADER + ROW)
    assert recognise(book).KEY == "long_table"
