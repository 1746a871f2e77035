"""What a methodologist really sends: for every file of ``tests/fixtures/messy`` what becomes of it."""

from dataclasses import dataclass, field

import pytest

from shnor_lab import places
from shnor_lab.dataset import open_dataset, take_in
from shnor_lab.dataset.read import layouts, recognise
from shnor_lab.dataset.read.open import open_book
from shnor_lab.errors import DeliveryError
from tests.fixtures.make_messy import FOLDER, make


@dataclass(frozen=True)
class Outcome:
    """Expected: layout, state, rows in the file, rows stored, rows outside, rules of the findings."""

    layout: str | None
    state: str
    rows: int
    stored: int
    outside: int = 0
    rules: frozenset[str] = field(default=frozenset())


def taken(layout, rows, *rules, stored=None, outside=0):
    return Outcome(layout, "stored", rows, rows if stored is None else stored, outside, frozenset(rules))


def refused(layout, *rules, rows=0):
    return Outcome(layout, "refused", rows, 0, 0, frozenset(rules))


def known(layout, rows):
    return Outcome(layout, "known", rows, 0)


LONG, MARKS, FORM = "long_table", "fis_marks", "form"
EXPECTED = {
    "Школы.xlsx": taken(FORM, 43, "school_new", "letters_of_two_alphabets"),
    "ОГЭ 2021 cp1251.csv": taken(LONG, 40),
    "oge_2022_utf8_comma.csv": taken(LONG, 40),
    "ОГЭ 2023 Excel.csv": taken(LONG, 40),
    "oge_2024_tab.txt": taken(LONG, 40),
    "ОГЭ 2024 резервный день.csv": taken(LONG, 8),
    "ОГЭ 2024 пересдача.ods": taken(LONG, 8),
    "ВПР 2023 с итогами и прочерками.csv": taken(
        LONG, 24, "total_rows_skipped", "municipality_carried_down", stored=20
    ),
    "Архив ВПР 2019.zip": taken(LONG, 16),
    "Базовая математика 2023 (выгрузка).xls": taken(LONG, 16),
    "Копия Базовая математика 2023 (выгрузка).xls": known(LONG, 16),
    "Базовая математика 2023 (новая выгрузка).xls": refused(LONG, "key_with_other_values", rows=16),
    "Повторы.csv": taken(LONG, 42, "repeated_key", "repeated_row", stored=39, outside=2),
    "Коды без нулей.xlsx": taken(LONG, 8, "leading_zeros_restored", "cell_became_date", stored=7, outside=1),
    "Коды после Excel.csv": taken(LONG, 60, "code_damaged", "cell_became_date", stored=57, outside=3),
    "Участников больше, чем учеников.csv": taken(LONG, 20, "participants_above_enrolled"),
    "Приказ о перечне 2023.csv": taken(LONG, 20, "school_question", stored=19, outside=1),
    "Отметки ВПР 2024.xls": taken(
        MARKS, 40, "percents_do_not_add_up", "percent_contradicts_count", stored=38, outside=2
    ),
    "Статистика по отметкам РУ6 2023.xlsx": taken(MARKS, 25, "total_rows_skipped", stored=20),
    "Статистика по отметкам МА5 осень.xlsx": taken(
        MARKS, 25, "total_rows_skipped", "autumn_round", stored=20
    ),
    "РУ 6 Индивидуальные результаты.xlsx": taken(
        "fis_individual", 85, "without_mark", "school_lines_skipped", stored=10
    ),
    "ЕГЭ форма министерства 2022-2023.xlsx": taken(
        "ministry_ege", 96, "year_conflict", "total_rows_skipped", "mean_without_participants",
        "participants_above_enrolled", "n_high_above_n", stored=94, outside=2,
    ),
    "Социальный паспорт, кадры, ресурсы 2023.xlsx": taken(FORM, 220),
    "Социальный паспорт (пустая форма).xlsx": refused(FORM, "file_refused"),
    "Форма сбора результатов (пустая).xlsx": refused("collection_form", "file_refused"),
    "Список детей.xlsx": refused(None, "file_refused"),
    "Под паролем.xlsx": refused(None, "file_refused"),
    "Оборванный файл.xlsx": refused(None, "file_refused"),
    "Пустой файл.csv": refused(None, "file_refused"),
}  # fmt: skip


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Import the register, then all other files in order of name, as one call."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.VARIABLE, str(home))
        receipt = take_in([FOLDER / "Школы.xlsx", *sorted(FOLDER.iterdir())], into="messy")
        yield receipt, open_dataset("messy")


def of_file(frame, name):
    return frame[frame["file"].str.split("/").str[0].eq(name) | frame["file"].str.contains(f"/{name}", regex=False)]


def test_every_file_has_an_expectation():
    assert {path.name for path in FOLDER.iterdir()} == set(EXPECTED)


def test_the_files_are_those_the_script_makes(tmp_path):
    for made in make(tmp_path):
        assert made.read_bytes() == (FOLDER / made.name).read_bytes(), made.name


@pytest.mark.parametrize("name", EXPECTED)
def test_what_becomes_of_the_file(imported, name):
    receipt, _dataset = imported
    expected = EXPECTED[name]
    row = of_file(receipt.table, name).iloc[0]
    title = layouts()[expected.layout].TITLE if expected.layout else ""
    assert row["state"] == expected.state
    assert row["layout"] == title
    if expected.state == "known":
        assert row["stored"] == 0
        return
    seen = (row["rows_in"], row["stored"], row["quarantined"])
    assert seen == (expected.rows, expected.stored, expected.outside)
    assert set(of_file(receipt.findings, name)["rule"]) == expected.rules


@pytest.mark.parametrize("name", [name for name, outcome in EXPECTED.items() if outcome.layout])
def test_exactly_one_layout_recognises_the_file(name):
    (book,) = open_book(FOLDER / name)
    assert EXPECTED[name].layout == recognise(book).KEY


@pytest.mark.parametrize("name", ["Под паролем.xlsx", "Оборванный файл.xlsx", "Пустой файл.csv"])
def test_a_file_that_cannot_be_opened_says_what_to_do(name):
    with pytest.raises(DeliveryError) as caught:
        open_book(FOLDER / name)
    assert caught.value.where == name and caught.value.todo


def test_encodings_and_separators_give_the_same_kind_of_rows(imported):
    results = imported[1].table("results")
    oge = results[results["procedure"].isin(["oge_ma", "oge_ru"]) & (results["attempt"] == "main")]
    assert oge.groupby("year").size().to_dict() == {2021: 40, 2022: 40, 2023: 40, 2024: 40}
    marks = oge["n_2"] * 2 + oge["n_3"] * 3 + oge["n_4"] * 4 + oge["n_5"] * 5
    assert ((marks / oge["n"] - oge["mean"]).abs() < 0.006).all()


def test_days_of_one_exam_stand_side_by_side(imported):
    results = imported[1].table("results")
    maths = results[(results["year"] == 2024) & (results["procedure"] == "oge_ma")]
    assert maths.groupby("attempt").size().to_dict() == {"main": 20, "reserve": 8, "retake": 8}


def test_marks_that_mean_missing_stay_missing(imported):
    results = imported[1].table("results")
    rows = results[(results["year"] == 2023) & (results["procedure"] == "vpr_ma6")]
    assert rows["n"].isna().sum() == 3 and not (rows["n"] == 0).any()


def test_a_branch_a_renamed_and_a_merged_school(imported):
    schools = imported[1].table("schools").set_index("name")
    names = imported[1].table("school_names")
    branch = schools.loc["Филиал МБОУ «СОШ № 9001» в селе Примерном"]
    assert branch["parent"] == schools.loc["МБОУ «СОШ № 9001»", "school_id"]
    heir = schools.loc["МБОУ «Образовательный центр № 9021»"]
    assert heir["predecessor"] == schools.loc["МБОУ «СОШ № 9004»", "school_id"]
    former = names[names["value"].str.contains("Вымышленская СОШ № 9006")]
    assert former["school_id"].tolist() == [schools.loc["МБОУ «СОШ № 9006»", "school_id"]]
    assert len(schools) == 22


def test_pupils_leave_no_trace(imported):
    _receipt, dataset = imported
    folder = places.dataset("messy")
    stored = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    assert b"9001001" not in stored and "6А".encode() not in stored
    tasks = dataset.table("tasks")
    assert len(tasks) == 8 and set(tasks["level"]) == {"basic", "raised", "high"}


def test_the_register_may_come_last(tmp_path, monkeypatch):
    monkeypatch.setenv(places.VARIABLE, str(tmp_path))
    take_in([FOLDER / "ОГЭ 2021 cp1251.csv", FOLDER / "Школы.xlsx"], into="late")
    dataset = open_dataset("late")
    assert len(dataset.table("schools")) == 22
    assert set(dataset.table("results")["school_id"]) <= set(
        dataset.table("schools").dropna(subset="type")["school_id"]
    )
