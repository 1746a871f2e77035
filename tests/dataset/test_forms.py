"""Forms: what is written is read back; blank ones are refused in words; equal tables give equal bytes."""

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab import catalogue
from shnor_lab.dataset import take_in
from shnor_lab.dataset.clean import clean
from shnor_lab.dataset.read import form, recognise
from shnor_lab.dataset.read.form_columns import EXPLANATION, TEMPLATE, WIDE, form_columns
from shnor_lab.dataset.read.form_writer import template, write_form
from shnor_lab.dataset.read.open import open_book
from shnor_lab.dataset.schema import TABLES
from shnor_lab.errors import DeliveryError
from shnor_lab.language import use

IDS = {"ref_code": "00907", "ref_name": "СОШ № 9007", "ref_municipality": "Тестовый район", "year": 2023}


@pytest.fixture(autouse=True)
def _english():
    use("en")
    yield
    use("ru")


def opened(path):
    (book,) = open_book(path)
    return book


def results(**values):
    return pd.DataFrame([{**IDS, "procedure": "oge_ma", "n": 12, "n_low": 3, **values}])


def many_results(schools):
    names = [{"ref_code": f"{row:03d}", "ref_name": f"СОШ № {row}"} for row in range(1, schools + 1)]
    return pd.concat([results(**name) for name in names], ignore_index=True)


def test_template_has_xlsx_and_csv_of_every_table(tmp_path):
    names = {path.relative_to(tmp_path).as_posix() for path in template(tmp_path)}
    for key in TEMPLATE:
        assert f"{TABLES[key].title}.xlsx" in names
        assert f"csv/{TABLES[key].title}.csv" in names


@pytest.mark.parametrize("key", TEMPLATE)
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_blank_form_is_recognised_and_refused_in_words(tmp_path, key, suffix):
    book = opened(write_form(tmp_path / f"бланк{suffix}", {key: None}))
    assert recognise(book).KEY == "form"
    with pytest.raises(DeliveryError, match="blank"):
        form.read(book)


def test_equal_tables_give_equal_bytes(tmp_path):
    first = write_form(tmp_path / "a.xlsx", {"results": results(mean=3.5)}).read_bytes()
    again = write_form(tmp_path / "b.xlsx", {"results": results(mean=3.5)}).read_bytes()
    other = write_form(tmp_path / "c.xlsx", {"results": results(mean=3.6)}).read_bytes()
    assert first == again != other
    assert not list(tmp_path.glob("*.part"))


def test_frozen_header_lists_and_text_codes(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(write_form(tmp_path / "f.xlsx", {"results": results(reliable=True)}))
    sheet = book["Результаты процедур"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A2"].value == "00907" and sheet["A2"].number_format == "@"
    listed = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    position = [column.name for column in form_columns("results")].index("procedure")
    letter = openpyxl.utils.get_column_letter(position + 1)
    assert f"{letter}2" in listed
    words = [cell.value for cell in book["Слова"][listed[f"{letter}2"].split("$")[1]]]
    assert set(words) == {procedure.title_ru for procedure in catalogue.procedures().values()}
    told = {(row[0].value, row[1].value) for row in book[EXPLANATION].iter_rows(min_row=2)}
    assert {("Результаты процедур", column.header) for column in form_columns("results")} <= told


def test_a_filled_form_of_every_kind_is_read_back(tmp_path):
    statuses = pd.DataFrame(
        [
            {
                **IDS,
                "class": "undifferentiated",
                "level": "regional",
                "source": "order",
                "listed": False,
                "act": "№ 1",
                "act_date": "2023-03-14",
                "certainty": "objection",
            }
        ]
    )
    written = write_form(
        tmp_path / "f.xlsx",
        {"results": results(mean=3.25, reliable=True, attempt="reserve"), "statuses": statuses},
    )
    book = opened(written)
    assert recognise(book).KEY == "form"
    delivery = form.read(book)
    assert not delivery.findings and delivery.rows_in == 2
    row = clean(delivery.tables["results"], TABLES["results"]).frame.iloc[0]
    said = row[["ref_code", "year", "procedure", "attempt", "n", "mean", "reliable", "source_row"]].tolist()
    assert said == ["00907", 2023, "oge_ma", "reserve", 12, 3.25, True, 2]
    assert row["n_low"] == 3 and pd.isna(row["n_2"])
    row = clean(delivery.tables["statuses"], TABLES["statuses"]).frame.iloc[0]
    names = ["class", "level", "source", "listed", "act_date", "certainty"]
    assert row[names].tolist() == ["undifferentiated", "regional", "order", False, "2023-03-14", "objection"]


@pytest.mark.parametrize(("suffix", "encoding"), [(".xlsx", "utf-8-sig"), (".csv", "utf-8-sig"), (".csv", "cp1251")])
def test_wide_forms_become_long(tmp_path, suffix, encoding):
    passport = pd.DataFrame(
        [
            {**IDS, "indicator": "pupils", "count": 210},
            {**IDS, "indicator": "disabled", "count": 0},
        ]
    )
    book = opened(write_form(tmp_path / f"f{suffix}", {"passport": passport}, encoding=encoding))
    assert recognise(book).KEY == "form"
    read = clean(form.read(book).tables["passport"], TABLES["passport"]).frame.set_index("indicator")
    assert read["count"].to_dict() == {"pupils": 210, "disabled": 0}
    assert pd.isna(read.loc["pupils", "base"]) and read.loc["disabled", "base"] == 210


def test_resources_keep_value_and_risk_apart(tmp_path):
    resources = pd.DataFrame(
        [
            {**IDS, "indicator": "internet", "value": 1.0, "risk": False},
            {**IDS, "indicator": "computers", "value": 12.5, "risk": None},
            {**IDS, "indicator": "vacancies", "value": None, "risk": True},
        ]
    )
    book = opened(write_form(tmp_path / "f.xlsx", {"resources": resources}))
    read = clean(form.read(book).tables["resources"], TABLES["resources"]).frame.set_index("indicator")
    assert read["value"].dropna().to_dict() == {"internet": 1.0, "computers": 12.5}
    assert read["risk"].dropna().to_dict() == {"internet": False, "vacancies": True}


def test_yes_and_no_are_values_of_a_resource(tmp_path):
    path = tmp_path / "f.csv"
    header = [column.header for column in form_columns("resources")]
    cells = dict.fromkeys(header, "") | {
        "Школа": "СОШ № 9007",
        "Год": "2023",
        header[4]: "нет",
        header[5]: "7,5",
    }
    path.write_text(";".join(header) + "\r\n" + ";".join(cells.values()) + "\r\n", encoding="utf-8-sig")
    read = form.read(opened(path)).tables["resources"]
    assert read.set_index("indicator")["value"].to_dict() == {"internet": 0.0, "computers": "7,5"}


def test_missing_and_unknown_columns_are_told(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Результаты процедур")
        sheet.write_row(0, 0, ["Школа", "Муниципалитет", "Год", "Примечание"])
        sheet.write_row(1, 0, ["СОШ № 9007", "Тестовый район", 2023, "x"])
        book.add_worksheet(EXPLANATION)
    found = {finding.rule: finding for finding in form.read(opened(path)).findings}
    assert found["required_column_missing"].level == "error"
    assert found["required_column_missing"].message == ("The form needs the column «Процедура», and it was not found.")
    assert found["unknown_column"].examples == ("Примечание",)


def test_a_csv_form_holds_one_table(tmp_path):
    with pytest.raises(ValueError, match="one table"):
        write_form(tmp_path / "f.csv", {"results": None, "passport": None})


@settings(max_examples=30, deadline=None)
@given(
    n=st.integers(0, 5000),
    mean=st.one_of(st.none(), st.floats(0, 100).map(lambda value: round(value, 4))),
    code=st.text("0123456789", min_size=1, max_size=13),
    procedure=st.sampled_from(sorted(catalogue.procedures())),
    suffix=st.sampled_from([".xlsx", ".csv"]),
)
def test_written_values_are_read_back(tmp_path_factory, n, mean, code, procedure, suffix):
    path = tmp_path_factory.mktemp("form") / f"f{suffix}"
    book = opened(write_form(path, {"results": results(ref_code=code, n=n, mean=mean, procedure=procedure)}))
    row = clean(recognise(book).read(book).tables["results"], TABLES["results"]).frame.iloc[0]
    assert (row["ref_code"], row["n"], row["procedure"]) == (code, n, procedure)
    assert pd.isna(row["mean"]) if mean is None else row["mean"] == mean


def test_wide_tables_are_in_the_catalogue():
    for key in WIDE:
        indicators = [column for column in form_columns(key) if column.indicator]
        assert [column.name for column in indicators] == list(catalogue.read("conditions")[key])


def test_a_renamed_column_is_named_and_nothing_else_is_blamed(tmp_path, home):
    path = write_form(tmp_path / "f.xlsx", {"results": many_results(3)})
    book = openpyxl.load_workbook(path)
    sheet = book["Результаты процедур"]
    for cell in sheet[1]:
        cell.value = {"Школа": "Наименование", "Год": "Период обучения"}.get(cell.value, cell.value)
    book.save(path)
    receipt = take_in([path], into="x")
    errors = receipt.findings[receipt.findings["level"] == "error"]
    assert errors["message"].tolist() == ["The form needs the columns «Школа», «Год», and they were not found."]


def test_cells_merged_downwards_belong_to_each_row_and_are_told(tmp_path):
    path = write_form(tmp_path / "f.xlsx", {"results": many_results(6)})
    book = openpyxl.load_workbook(path)
    sheet = book["Результаты процедур"]
    for column in (1, 2):
        sheet.merge_cells(start_row=3, end_row=5, start_column=column, end_column=column)
    book.save(path)
    delivery = form.read(opened(path))
    assert delivery.tables["results"]["ref_code"].tolist() == ["001", "002", "002", "002", "005", "006"]
    assert delivery.tables["results"]["ref_name"].tolist()[1:4] == ["СОШ № 2"] * 3
    (note,) = delivery.findings
    assert (note.level, note.rule, note.rows) == ("note", "merged_downwards", (3, 4, 5))


def sheet_of(path, rows, name="Результаты процедур"):
    book = openpyxl.load_workbook(path)
    for number, row in rows.items():
        for place, cell in row.items():
            book[name].cell(number, place, cell)
    book.save(path)
    return opened(path)


def accounted(delivery):
    aside = sum(finding.count for finding in delivery.findings if finding.level == "row")
    return delivery.rows_in == sum(map(len, delivery.tables.values())) + aside + delivery.skipped


def place_of(name):
    return [column.name for column in form_columns("results")].index(name) + 1


def test_a_total_is_no_school_and_a_repeated_header_no_row(tmp_path):
    path = write_form(tmp_path / "f.xlsx", {"results": many_results(3)})
    header = {place: column.header for place, column in enumerate(form_columns("results"), 1)}
    rows = {5: {2: "Итого по району", 3: "Тестовый район", 4: 2023, 5: "oge_ma", place_of("n"): 36}, 7: header}
    delivery = form.read(sheet_of(path, rows | {8: {2: "СОШ № 9"}, 9: {2: "Исполнитель: И. О. Фамилия"}}))
    assert delivery.tables["results"]["source_row"].tolist() == [2, 3, 4]
    assert {f.rule: (f.level, f.rows) for f in delivery.findings} == {
        "total_rows_skipped": ("note", (5, 7, 9)), "lonely_cell": ("row", (8,)),
    }  # fmt: skip
    assert (delivery.rows_in, delivery.skipped) == (7, 3)


def test_a_table_beside_or_with_other_headings_below_refuses_the_sheet(tmp_path):
    headings = [column.header for column in form_columns("results")][:6]
    beside = dict(enumerate(headings, place_of("reliable") + 3))
    for number, place in ((1, beside), (4, beside), (9, dict(enumerate(reversed(headings), 1)))):
        path = write_form(tmp_path / "f.xlsx", {"results": many_results(3)})
        errors = [f for f in form.read(sheet_of(path, {number: place})).findings if f.level == "error"]
        assert [(f.rule, f.rows) for f in errors] == [("second_table", (number,))]


@pytest.mark.parametrize("heading", ["Кол-во участников", "Участникoв", "Участников, чел.", "УЧАСТНИКОВ (чел)"])
def test_other_wordings_of_a_heading_are_read(tmp_path, heading):
    path = write_form(tmp_path / "f.xlsx", {"results": many_results(3)})
    delivery = form.read(sheet_of(path, {1: {place_of("n"): heading}}))
    assert (delivery.tables["results"]["n"].tolist(), delivery.findings) == ([12, 12, 12], ())


@pytest.mark.parametrize(
    ("name", "heading", "rule"),
    [("n", "Учасников", "heading_guessed"), ("n_low", "Ниже минимльного порога", "heading_guessed"),
     ("n", "Проверено человек", "needed_column_missing"), ("n", "Отметка 2", "heading_twice")],
)  # fmt: skip
def test_an_unknown_heading_while_counts_are_missing_is_a_question(tmp_path, name, heading, rule):
    path = write_form(tmp_path / "f.xlsx", {"results": many_results(3)})
    delivery = form.read(sheet_of(path, {1: {place_of(name): heading}}))
    (error,) = [finding for finding in delivery.findings if finding.level == "error"]
    assert (error.rule, error.rows) == (rule, (1,))
    assert f"«{heading}»" in error.message and error.todo


def test_a_count_without_a_value_for_a_whole_procedure_is_a_question(tmp_path):
    frame = pd.concat([many_results(3), many_results(3).assign(procedure="oge_ru", n_low=None)], ignore_index=True)
    (error,) = form.read(opened(write_form(tmp_path / "f.xlsx", {"results": frame}))).findings
    assert (error.level, error.rule, error.column) == ("error", "count_missing", "Ниже минимального порога")
    assert (error.rows, error.examples) == ((5, 6, 7), ("ОГЭ, русский язык, 2023",))
    for part in (frame.assign(n_2=2), frame.assign(n=0), frame.iloc[:3]):
        assert form.read(opened(write_form(tmp_path / "f.xlsx", {"results": part}))).findings == ()


kinds_of_rows = st.lists(
    st.sampled_from(
        [{2: "СОШ № 5", 3: "Юг", 4: 2023, 5: "oge_ma", 11: 9, 12: 1}, {}, {2: "Итого", 11: 9}, {2: "Примечание"},
         {2: "просто школа"}, {11: 7}, {30: "сбоку"}, {30: 5}]
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(kinds_of_rows)
def test_every_row_of_a_form_is_handed_over_or_set_aside_or_skipped(tmp_path_factory, rows):
    path = write_form(tmp_path_factory.mktemp("form") / "f.xlsx", {"results": many_results(1)})
    delivery = form.read(sheet_of(path, dict(enumerate(rows, 3))))
    assert delivery.rows_in == 1 + sum(map(bool, rows))
    assert accounted(delivery)


def test_a_year_far_ahead_of_all_that_is_known_is_a_question(tmp_path, home):
    receipt = take_in([write_form(tmp_path / "f.xlsx", {"results": many_results(3).assign(year=2042)})], into="x")
    assert receipt.refused
    (error,) = receipt.findings[receipt.findings["level"] == "error"].to_dict("records")
    assert (error["rule"], error["examples"], error["count"]) == ("year_ahead", "2042", 3)
