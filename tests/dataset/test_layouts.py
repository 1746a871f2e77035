"""Reports and open data: what each layout reads, on invented data with the headers of the source."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.dataset.clean import clean
from shnor_lab.dataset.read import layouts, recognise
from shnor_lab.dataset.read.fis_title import fis_title
from shnor_lab.dataset.read.open import open_book
from shnor_lab.dataset.read.percents import recover, step_of
from shnor_lab.dataset.read.printed import as_text
from shnor_lab.dataset.read.procedure_names import procedure_of
from shnor_lab.dataset.schema import TABLES
from shnor_lab.errors import DeliveryError
from shnor_lab.language import use
from tests.fixtures.formats import as_csv, as_xlsx

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(autouse=True)
def _english():
    use("en")
    yield
    use("ru")


def read(path):
    (book,) = open_book(path)
    return recognise(book).read(book)


def saved(folder, name, content):
    (folder / name).write_bytes(content)
    return folder / name


def rules(delivery):
    return {finding.rule: finding for finding in delivery.findings}


def results(delivery):
    return clean(delivery.tables["results"], TABLES["results"]).frame


def test_every_layout_has_a_key_a_title_and_its_own_name():
    assert all(key == layout.KEY and layout.TITLE for key, layout in layouts().items())
    assert "не проверен" in layouts()["fis_marks"].TITLE


# ---- counts from per cents


def test_thirds_printed_as_whole_per_cents():
    assert recover(3, (33, 33, 34, 0), 1).counts == (1, 1, 1, 0)
    assert recover(3, (33, 33, 33, 0), 1).counts == (1, 1, 1, 0)


def test_sums_of_99_and_101_pass_and_98_does_not():
    assert recover(3, (33, 33, 33, 0), 1).counts == (1, 1, 1, 0)
    assert recover(7, (14, 29, 29, 29), 1).counts == (1, 2, 2, 2)
    assert recover(3, (33, 33, 32, 0), 1).problem == "percents_do_not_add_up"
    assert recover(100, (25, 25, 25, 24), 1).problem == "counts_do_not_add_up"


def test_rounded_per_cents_of_a_large_group_are_called_approximate():
    assert recover(500, (10, 40, 30, 20), 1).approximate
    assert not recover(500, (10, 40, 30, 20), 0.01).approximate


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=4, max_size=4).filter(any), st.sampled_from([1, 2]))
def test_counts_survive_printing_as_per_cents(counts, places):
    n = sum(counts)
    found = recover(n, [round(100 * count / n, places) for count in counts], 10.0**-places)
    assert found.counts == tuple(counts) and not found.problem


def test_the_printed_step():
    assert [step_of(values) for values in ([10.0, 33.0], [10.5, 33.0], [10.55])] == [1.0, 0.1, 0.01]


# ---- ФИС ОКО


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["ВПР 2026 Русский язык 4 класс"]], ("ВПР, русский язык, 4 класс", 2026, "main", 4)),
        (
            [["ВПР 2022 Математика 5 класс"], ["Дата:", "22.09.2022"]],
            ("ВПР, математика, 5 класс", 2023, "autumn", 4),
        ),
        ([["ВПР 2020. Математика (осень). 5 класс"]], ("ВПР, математика, 5 класс", 2021, "autumn", 4)),
        (
            [["ВПР 2023 Математика 6 класс"], ["Дата: 14.04.2023"]],
            ("ВПР, математика, 6 класс", 2023, "main", 6),
        ),
    ],
)
def test_titles_say_procedure_year_and_round(rows, said):
    title = fis_title(rows)
    assert (title.procedure, title.year, title.round, title.programme_grade) == said


def test_a_report_without_title_is_an_error(tmp_path):
    rows = [
        ["Группы участников", "Кол-во участников", "2", "3", "4", "5"],
        ["СОШ № 9001", 10, 10, 40, 30, 20],
    ]
    found = rules(read(saved(tmp_path, "отчёт.xlsx", as_xlsx({"Лист": rows}))))
    assert found["title_missing"].level == "error"


def test_a_wrong_year_in_the_file_name_is_a_question(tmp_path):
    rows = [["ВПР 2023 Математика 5 класс"], ["Группы участников", "Кол-во участников", "2", "3", "4", "5"],
            ["СОШ № 9001(edu999001)", 10, 10, 40, 30, 20]]  # fmt: skip
    found = rules(read(saved(tmp_path, "отметки 2022.xlsx", as_xlsx({"Лист": rows}))))
    assert found["year_conflict"].examples == ("2023", "2022")


def test_a_summary_with_counts_instead_of_per_cents(tmp_path):
    header = [
        "Год",
        "Класс",
        "Предмет",
        "Муниципалитет",
        "Логин",
        "ОО",
        "Кол-во участников",
        "2",
        "3",
        "4",
        "5",
    ]
    rows = [
        header,
        *([2024, 5, "Математика", "Тестовый район", f"edu99000{k}", f"СОШ № 900{k}", 20, 1, 9, 8, 2] for k in (1, 2)),
    ]
    frame = results(read(saved(tmp_path, "отметки.csv", as_csv(rows, encoding="utf-8", separator=";"))))
    assert frame[["procedure", "n", "n_2", "n_5"]].values.tolist() == [["vpr_ma5", 20, 1, 2]] * 2


def test_individual_results_are_added_up(tmp_path):
    header = [
        "ОО",
        "Муниципалитет",
        "Название ОО",
        "Код участника",
        "Класс",
        "Вариант",
        "1 (2б)",
        "2К1 (3б)",
        "Первичный балл",
        "Отметка",
    ]
    rows = [
        ["ВПР 2021 Математика 5 класс"],
        ["Максимальный первичный балл:", 5],
        ["Уровень", *[None] * 5, "Б", "П"],
        header,
        ["СОШ № 9001(edu999001) | Кол-во участников: 4"],
    ]
    for code, first, second, mark in (
        ("501", 2, 3, 5),
        ("502", 0, "X", 2),
        ("503", 1, "Х", 3),
        ("504", "X", "-", "нет отметки"),
    ):
        rows.append(["edu999001", "Тестовый район", "СОШ № 9001", code, "5Б", 1, first, second, 0, mark])
    delivery = read(saved(tmp_path, "Ф1.xlsx", as_xlsx({"МА 5 Индивидуальные результаты": rows})))
    assert delivery.personal and (delivery.rows_in, delivery.skipped) == (5, 1)
    row = results(delivery).iloc[0]
    assert row[["n", "n_2", "n_3", "n_4", "n_5"]].tolist() == [3, 1, 1, 0, 1]
    tasks = clean(delivery.tables["tasks"], TABLES["tasks"]).frame.set_index("task")
    assert tasks.loc["1", ["n", "points", "n_zero", "n_full", "max_points", "level"]].tolist() == [
        3,
        3,
        1,
        1,
        2,
        "basic",
    ]
    assert tasks.loc["2К1", ["n", "points", "n_full"]].tolist() == [1, 3, 1]
    found = rules(delivery)
    assert found["scale_contradicted"].level == "error", "the catalogue knows 20 points for 2021"
    assert found["participants_differ"].rows == (6,) and found["without_mark"].rows == (9,)
    assert all(not finding.examples for finding in delivery.findings)
    everything = pd.concat(delivery.tables.values()).astype(str).to_numpy().ravel()
    assert not {"501", "502", "503", "504", "5Б"} & set(everything)


@pytest.mark.parametrize("filled", [False, True])
def test_the_collection_form_is_refused(tmp_path, filled):
    head = ["Код участника", "Вариант", "1 (5б)", "Порядковый номер класса", "Итого баллов"]
    rows = [head, [5001, 1, 4, 1, 4] if filled else [0] * 5, *([[0] * 5] * 40)]
    with pytest.raises(DeliveryError, match="filled in 1 rows" if filled else "blank collection form: 41"):
        read(saved(tmp_path, "Протокол.xlsx", as_xlsx({"Протокол": rows})))


# ---- the ministry's form


def ministry(tmp_path, name, sheets):
    """Save sheets of name -> (title, rows of school cells); one subject with a merged head."""
    content = {}
    for sheet, (title, rows) in sheets.items():
        content[sheet] = [
            [title], ["МСУ", "Образовательная организация", "Выпускников", "Математика (базовый уровень)"],
            [None, None, None, "приняло участие", "не преодолен min порог", "высокобалльники (80-99 баллов)",
             "получили 100 баллов", "средний балл"],
            *rows,
        ]  # fmt: skip
    return saved(tmp_path, name, as_xlsx(content, {sheet: [(1, 3, 1, 7)] for sheet in content}))


ROW = ["Тестовый район", "СОШ № 9001", 12, 10, 3, None, None, 4.1]


def test_base_mathematics_has_marks_and_no_high_points(tmp_path):
    delivery = read(ministry(tmp_path, "ЕГЭ.xlsx", {"2024": ("Результаты ЕГЭ в 2024 году", [ROW])}))
    row = results(delivery).iloc[0]
    assert row[["procedure", "year", "n", "n_low", "mean", "enrolled"]].tolist() == [
        "ege_ma_base",
        2024,
        10,
        3,
        4.1,
        12,
    ]
    assert pd.isna(row["n_high"])


def test_a_municipality_is_carried_down_over_totals(tmp_path):
    rows = [
        ["Тестовый район", "", 30, 25, 5, None, None, 4.0], ["", "СОШ № 9001", *ROW[2:]], ["", "СОШ № 9002", *ROW[2:]],
        ["Примерный район", "Итого", 30, 25, 5, None, None, 4.0], ["", "СОШ № 9003", *ROW[2:]],
        ["Итого по области", "", 60, 50, 10, None, None, 4.0],
    ]  # fmt: skip
    delivery = read(ministry(tmp_path, "ЕГЭ.xlsx", {"2024": ("Результаты ЕГЭ в 2024 году", rows)}))
    assert results(delivery)["ref_municipality"].tolist() == [
        "Тестовый район",
        "Тестовый район",
        "Примерный район",
    ]
    assert rules(delivery)["total_rows_skipped"].rows == (4, 7, 9)


def test_the_year_is_settled_by_the_other_sheet_or_refused(tmp_path):
    wrong = ("Результаты ЕГЭ в 2023 году", [ROW])
    both = read(ministry(tmp_path, "ЕГЭ.xlsx", {"2022": wrong, "2023": wrong}))
    assert results(both)["year"].tolist() == [2022, 2023]
    assert rules(both)["year_conflict"].level == "note"
    alone = read(ministry(tmp_path, "ЕГЭ.xlsx", {"2022": wrong}))
    assert rules(alone)["year_conflict"].level == "error" and not alone.tables
    named = read(ministry(tmp_path, "ЕГЭ 2022.xlsx", {"2022": wrong}))
    assert results(named)["year"].tolist() == [2022]
    nowhere = read(ministry(tmp_path, "ЕГЭ.xlsx", {"Лист1": ("Результаты ЕГЭ", [ROW])}))
    assert rules(nowhere)["year_missing"].level == "error"


def test_subjects_as_printed():
    assert procedure_of("Математика", "ege") is None
    assert procedure_of("Информатика и ИКТ (КЕГЭ)", "ege") == "ege_it"
    assert procedure_of("математика", "oge") == "oge_ma"


# ---- Moscow


def moscow(name):
    return read(FIXTURES / "layouts" / name)


def test_moscow_register():
    delivery = moscow("moscow_schools.csv")
    assert delivery.layout == "moscow_schools"
    schools = clean(delivery.tables["schools"], TABLES["schools"]).frame
    assert schools["type"].tolist() == ["secondary", "secondary", "basic", "secondary"]
    assert schools["specialised"].tolist() == [False, True, False, False]
    assert set(schools["municipality"]) == {
        "Вымышленный административный округ",
        "Придуманный административный округ",
    }
    assert results(delivery)[["ref_global_id", "year", "procedure", "n", "n_high"]].values.tolist() == [
        ["990001", 2015, "ege_top3", 41, 7], ["990002", 2015, "ege_top3", 25, 19],
    ]  # fmt: skip
    found = rules(delivery)
    assert (found["not_a_school"].rows, found["municipality_missing"].rows) == ((6,), (7,))
    assert (found["being_opened"].rows, found["ege_missing"].rows) == ((5,), (4, 5))


def test_moscow_oge_days_and_merged_units():
    delivery = moscow("moscow_oge.csv")
    frame = results(delivery).set_index(["ref_global_id", "procedure", "attempt"])
    assert frame.loc[("990001", "oge_ma", "main"), ["n", "mean"]].tolist() == [60, 3.7]
    assert frame.loc[("990001", "oge_ma", "retake"), ["n", "mean"]].tolist() == [4, 2.75]
    assert frame.loc[("990001", "oge_ma", "reserve"), "n"] == 1
    assert frame.index.is_unique and set(frame["year"]) == {2015}
    assert "n_low" not in frame
    found = rules(delivery)
    assert {rule: found[rule].count for rule in ("units_added_up", "retake_day", "other_day", "one_participant")} == {
        "units_added_up": 2, "retake_day": 2, "other_day": 1, "one_participant": 2,
    }  # fmt: skip


def test_moscow_oge_row_that_cannot_be_read_goes_outside_and_other_years_are_refused(tmp_path):
    lines = (FIXTURES / "layouts" / "moscow_oge.csv").read_text(encoding="utf-8").splitlines()
    unread = read(saved(tmp_path, "a.csv", "\n".join([*lines, "990003,,27.05.2015,химия,,3.5"]).encode()))
    (issue,) = unread.issues["results"]
    assert issue.level == "row" and unread.tables["results"].iloc[issue.at]["procedure"].tolist() == ["oge_ch"]
    later = read(saved(tmp_path, "b.csv", "\n".join([lines[0], "990003,,27.05.2016,химия,5,3.5"]).encode()))
    assert rules(later)["days_unknown"].level == "error"


def test_moscow_ege_reads_only_what_the_columns_mean():
    with_n, without = moscow("moscow_ege_2016.csv"), moscow("moscow_ege_2017.csv")
    frame = results(with_n)
    assert frame[["ref_ogrn", "year", "n", "n_high"]].values.tolist()[0] == ["1029900000017", 2016, 40, 6]
    assert "ref_global_id" not in frame and "n_low" not in frame
    assert rules(with_n)["mislabelled_column"].count == 1
    assert results(without)["year"].tolist() == [2017, 2017, 2018, 2018] and results(without)["n"].isna().all()
    found = rules(without)
    assert (found["participants_missing"].count, found["zeros"].rows, found["zero_high"].rows) == (
        4,
        (5,),
        (4, 5),
    )


MESSY = FIXTURES / "messy"


@pytest.mark.parametrize(
    "name",
    ["ВПР 2023 с итогами и прочерками.csv", "Отметки ВПР 2024.xls", "Статистика по отметкам РУ6 2023.xlsx",
     "Статистика по отметкам МА5 осень.xlsx"],
)  # fmt: skip
def test_rows_handed_over_set_aside_and_skipped_are_all_that_hold_something(name):
    delivery = read(MESSY / name)
    (frame,) = delivery.tables.values()
    aside = sum(finding.count for finding in delivery.findings if finding.level == "row")
    (book,) = open_book(MESSY / name)
    top = next(number for number, row in enumerate(book.sheets[0].rows) if sum(map(bool, map(as_text, row))) > 3)
    filled = [row for row in book.sheets[0].rows[top + 1 :] if any(map(as_text, row))]
    assert delivery.rows_in == len(frame) + aside + delivery.skipped == len(filled)


def test_organisations_left_out_of_the_register_are_told_as_skipped():
    path = FIXTURES / "layouts" / "moscow_schools.csv"
    delivery = read(path)
    assert delivery.skipped > 0
    assert delivery.rows_in == len(delivery.tables["schools"]) + delivery.skipped
    told = [f.count for f in delivery.findings if f.rule in ("not_a_school", "municipality_missing")]
    assert sum(told) == delivery.skipped
