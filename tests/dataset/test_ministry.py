"""The ministry's form: wordings of subjects and headings, what is set aside, and that nothing is lost in between."""

import re
from concurrent.futures import Future
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab import places
from shnor_lab.dataset import open_dataset, take_in
from shnor_lab.dataset.match import tie
from shnor_lab.dataset.read import ministry_ege, recognise
from shnor_lab.dataset.read.book import Book, Sheet
from shnor_lab.dataset.read.printed import as_text
from shnor_lab.dataset.read.procedure_names import procedure_of
from shnor_lab.dataset.schema import TABLES
from shnor_lab.language import use
from tests.fixtures.formats import as_xlsx

FIVE = (
    "приняло участие", "не преодолен min порог", "высокобалльники (80-99 баллов)", "получили 100 баллов",
    "средний балл",
)  # fmt: skip
SIDE = ("Муниципальное образование", "Образовательная организация (школа)", "Профиль", "Всего выпускников")


@pytest.fixture(autouse=True)
def _english():
    use("en")
    yield
    use("ru")


def form(subjects, rows, *, title="Сведения о результатах ЕГЭ", parts=FIVE, merged=True):
    """Return the rows and merged cells of a sheet: a title, names of subjects over their parts, rows."""
    width = len(parts)
    names = [*SIDE, *(cell for subject in subjects for cell in [subject, *[None] * (width - 1)])]
    ranges = [(2, 4 + width * place, 2, 3 + width * (place + 1)) for place in range(len(subjects))]
    return [[title], [], names, [*[None] * 4, *parts * len(subjects)], *rows], ranges if merged else []


def book(sheets, name="ЕГЭ.xlsx"):
    """Return a book of sheets, name -> (rows, merged)."""
    made = [
        Sheet(sheet, [[as_text(cell) for cell in row] for row in rows[:60]], lambda rows=rows: rows, tuple(merged))
        for sheet, (rows, merged) in sheets.items()
    ]
    return Book(name, Path(name), "xlsx", Future(), made)


def school(*cells, name="СОШ № 1", place="Ёлкинский район"):
    return [place, name, "X", 40, *cells]


def read(sheets):
    found = book(sheets)
    assert recognise(found) is ministry_ege
    return ministry_ege.read(found)


def rules(delivery):
    return {finding.rule: finding for finding in delivery.findings}


def results(delivery):
    return delivery.tables["results"]


def participants(finding):
    return int(re.search(r"(\d+) participants?", finding.message)[1])


# ---- subjects


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Русский язык", "ege_ru"), ("рус. яз.", "ege_ru"), ("Математика (базовый уровень)", "ege_ma_base"),
        ("Математика профильная", "ege_ma_prof"), ("Математика (П)", "ege_ma_prof"), ("Матем. (баз.)", "ege_ma_base"),
        ("22 - Математика базовая", "ege_ma_base"), ("Информатика и ИКТ (КЕГЭ)", "ege_it"), ("ИКТ", "ege_it"),
        ("Обществознание", "ege_so"), ("История", "ege_hi"), ("Литература", "ege_li"), ("Китайский язык", "ege_zh"),
        ("Английский язык (письменный)", "ege_en"), ("Английский язык (устный)", "ege_en_oral"),
        ("Английский язык (раздел «Говорение»)", "ege_en_oral"), ("Английский язык, устная часть", "ege_en_oral"),
        ("Английский язык (письменная и устная части)", "ege_en"), ("Иностранный язык (немецкий)", "ege_de"),
        ("Испанский язык (устн.)", "ege_es_oral"), ("Французский устный", "ege_fr_oral"),
        ("Китайский язык (устный)", "ege_zh_oral"),
        ("Математика", None), ("Математика (базовая, профильная)", None), ("Иностранные языки", None),
        ("Иностранный язык (английский, немецкий)", None), ("Родной язык (русский)", None), ("Астрономия", None),
        ("Русский язык (ГВЭ)", None), ("Мировая художественная культура", None), ("Предметы", None),
    ],
)  # fmt: skip
def test_subjects_as_printed(printed, key):
    assert procedure_of(printed, "ege") == key


def test_the_oral_part_of_another_exam_is_not_that_of_the_ege():
    assert procedure_of("Английский язык (устный)", "oge") is None
    assert procedure_of("ЕГЭ, английский язык (устная часть)") == "ege_en_oral"


def test_an_unknown_subject_is_one_question_for_all_sheets():
    sheets = {
        year: form(
            ["Русский язык", "Иностранные языки"],
            [
                school(20, 1, 2, None, 61.5, 7, 2, None, None, 50),
                school(9, 0, 0, 0, 55, *[None] * 4, 0, name="СОШ № 2"),
            ],
        )
        for year in ("2022", "2023")
    }
    delivery = read(sheets)
    assert results(delivery)["procedure"].tolist() == ["ege_ru"] * 4
    (question,) = delivery.findings
    assert (question.level, question.rule, question.count) == ("note", "subject_unknown", 2)
    assert question.message == (
        "Which exam is «Иностранные языки»? Its columns are set aside: 2 results (at most 1 school on a sheet), "
        "14 participants."
    )
    assert question.examples == ("sheet «2022», from column J", "sheet «2023», from column J")


def test_unknown_columns_without_participants_are_no_question():
    delivery = read({"2023": form(["Русский язык", "Астрономия"], [school(20, 1, 2, None, 61, *[None] * 4, 0)])})
    assert not delivery.findings and len(results(delivery)) == 1


def test_a_book_of_unknown_subjects_alone_is_refused():
    delivery = read({"2023": form(["Астрономия", "Труд"], [school(20, 1, 2, None, 61, 3, 0, 0, 0, 50)])})
    assert not delivery.tables
    assert [(finding.level, finding.rule) for finding in delivery.findings] == [("error", "subject_unknown")] * 2


def test_one_name_over_two_groups_is_a_question():
    subjects = ["Русский язык", "Английский язык", "Английский язык"]
    delivery = read({"2023": form(subjects, [school(*[20, 1, 2, None, 61] * 3)])})
    assert results(delivery)["procedure"].tolist() == ["ege_ru"]
    assert rules(delivery)["subject_twice"].count == 2 and participants(rules(delivery)["subject_twice"]) == 40


def test_parts_below_the_name_of_the_exam():
    rows, _merged = form(["", "", ""], [school(*[20, 1, 2, 0, 61], *[12, 2, 0, 0, 55], *[11, 3, 0, 0, 12])])
    rows[1] = [None] * 4 + ["Русский язык", *[None] * 4, "Английский язык"]
    rows[2][9], rows[2][14] = "письменная часть", "устная часть"
    delivery = read({"2023": (rows, [(1, 4, 2, 8), (1, 9, 1, 18), (2, 9, 2, 13), (2, 14, 2, 18)])})
    assert results(delivery)["procedure"].tolist() == ["ege_ru", "ege_en", "ege_en_oral"]
    assert results(delivery)["n"].tolist() == [20, 12, 11]


# ---- headings


@pytest.mark.parametrize(
    "parts",
    [
        ("Кол-во участников", "Не преодолели минимальный порог", "80–99 баллов", "100 баллов", "Ср. балл"),
        ("Сдавали", "Ниже минимального балла", "от 80 до 99", "стобалльники", "Средний тестовый балл"),
        ("Всего участников", "Не набрали минимум", "высокобалльники", "100-балльники", "средняя отметка"),
        ("Приняли участие в ЕГЭ", "Количество участников, не преодолевших порог",
         "Количество участников с 80-99 баллами", "Количество участников, набравших 100 баллов", "средний балл"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("merged", [True, False])
def test_other_wordings_of_the_five_columns(parts, merged):
    row = school(*[20, 1, 4, 2, 61.5], *[9, 0, 1, 0, 55])
    found = results(read({"2023": form(["Химия", "Физика"], [row], parts=parts, merged=merged)}))
    assert found[["procedure", "n", "n_low", "n_high", "mean"]].values.tolist() == [
        ["ege_ch", 20, 1, 6, 61.5], ["ege_ph", 9, 0, 1, 55],
    ]  # fmt: skip


def test_shares_beside_counts_are_left_out_and_another_order_is_read():
    parts = ("средний балл", "приняло участие", "не преодолели порог", "% не преодолевших порог", "81-100 баллов")
    row = school(*[61.5, 20, 1, 5.0, 6], *[55, 9, 0, 0, 1])
    found = results(read({"2023": form(["Химия", "Физика"], [row], parts=parts)}))
    assert found[["n", "n_low", "n_high", "mean"]].values.tolist() == [[20, 1, 6, 61.5], [9, 0, 1, 55]]


def test_the_code_of_a_municipality_is_neither_its_name_nor_that_of_a_school():
    rows, merged = form(["Химия"], [["07", "Ёлкинский район", "0701", 12, 20, 1, 2, 0, 61.5]])
    rows[2][:4] = ["Код АТЕ", "АТЕ", "Код ОО", "Наименование ОО"]
    rows[4][3] = "СОШ № 1"
    found = results(read({"2023": (rows, merged)})).iloc[0]
    assert found[["ref_municipality", "ref_code", "ref_name"]].tolist() == ["Ёлкинский район", "0701", "СОШ № 1"]


def test_a_title_over_the_first_column_names_no_column():
    rows, merged = form(["Химия"], [[1, "Ёлкинский район", "СОШ № 1", 40, 20, 1, 2, 0, 61.5]])
    rows[0] = ["Результаты ЕГЭ по школам муниципальных образований"]
    rows[2][:4] = ["№ п/п", "Муниципалитет", "Наименование ОО", "Всего выпускников"]
    found = results(read({"2023": (rows, merged)})).iloc[0]
    assert found[["ref_municipality", "ref_name", "enrolled"]].tolist() == ["Ёлкинский район", "СОШ № 1", 40]


def test_a_plain_table_of_results_is_not_the_form():
    rows = [["Школа", "Предмет", "Участников", "Не преодолели порог", "Средний балл"], ["СОШ № 1", "Химия", 9, 1, 50]]
    assert not ministry_ege.recognise(book({"2023": (rows, [])}))
    titled = [["Результаты ЕГЭ по химии"], ["Школа", "Участников", "Не преодолели порог", "Средний балл"], rows[1]]
    assert not ministry_ege.recognise(book({"2023": (titled, [(0, 0, 0, 3)])}))


# ---- cells


def test_a_mean_without_participants_is_absent():
    subjects = ["Русский язык", "Химия", "Физика", "История"]
    cells = [*[None, None, None, None, 0], *[0, 0, 0, 0, 48.5], *[None, None, None, None, 51], *[5, 0, 0, 0, 47]]
    delivery = read({"2023": form(subjects, [school(*cells)])})
    found = results(delivery)
    assert found["procedure"].tolist() == ["ege_ch", "ege_hi"]
    assert found["n"].tolist() == [0, 5] and found["mean"].isna().tolist() == [True, False]
    assert rules(delivery)["mean_without_participants"].count == 2


def test_an_empty_number_below_the_minimum_is_unknown_and_told():
    delivery = read({"2023": form(["Химия", "Физика"], [school(*[20, None, 2, None, 61], *[9, 0, None, None, 55])])})
    assert results(delivery)["n_low"].isna().tolist() == [True, False]
    assert rules(delivery)["low_not_stated"].count == 1


def test_what_cannot_be_read_as_a_number_goes_on_to_be_checked():
    found = results(read({"2023": form(["Химия"], [school("двадцать", 1, "2*", None, 61)])})).iloc[0]
    assert found[["n", "n_high"]].tolist() == ["двадцать", "2*"]


def test_rows_of_totals_numbers_of_columns_and_rows_without_school():
    rows = [
        list(range(1, 10)),
        ["Ёлкинский район", None, None, 40, 20, 1, 2, 0, 61],
        ["", "12", "X", 40, 12, 1, 0, 0, 50],
        [None, None, None, None, 8, 0, 2, 0, 66],
        ["Итого", None, None, 40, 20, 1, 2, 0, 61],
        ["Исполнитель: Иванова", None],
    ]
    delivery = read({"2023": form(["Химия"], rows)})
    assert results(delivery)[["ref_name", "ref_municipality", "n"]].values.tolist() == [["12", "Ёлкинский район", 12]]
    assert rules(delivery)["total_rows_skipped"].rows == (6, 9)
    assert rules(delivery)["rows_without_school"].rows == (8,)


@pytest.mark.parametrize(
    ("title", "rule"),
    [("Сведения о поданных заявлениях на ЕГЭ", "applications_not_read"), ("Примечания", "sheet_not_read")],
)
def test_a_sheet_of_something_else_is_told(title, rule):
    other = [[title], [], ["№", "Муниципальное образование", "ОО", "Всего"], [1, "Ёлкинский район", "СОШ № 1", 49]]
    delivery = read({"2024": (other, []), "2023": form(["Химия"], [school(20, 1, 2, 0, 61)]), "Лист3": ([[]], [])})
    assert [(finding.rule, finding.sheet, finding.count) for finding in delivery.findings] == [(rule, "2024", 3)]


# ---- whole books

KNOWN = {
    "Русский язык": "ege_ru", "Математика профильная": "ege_ma_prof", "Математика базовая": "ege_ma_base",
    "Физика": "ege_ph", "Информатика и ИКТ": "ege_it", "Английский язык": "ege_en",
    "Английский язык (устный)": "ege_en_oral", "Китайский язык": "ege_zh", "Китайский язык (устный)": "ege_zh_oral",
}  # fmt: skip
UNKNOWN = ("Иностранные языки", "Астрономия", "Труд (технология)", "Предмет по выбору", "Иностранные языки (устно)")
AUTHORITIES = (
    ("Комитет образования администрации муниципального района «{}ий район»", "Управление образования {}ого района"),
    ("Отдел образования администрации {}ого муниципального округа", "{}ий муниципальный район"),
    ("Комитет по образованию городского округа «Город {}»", "Департамент образования администрации города {}а"),
)


@st.composite
def cells(draw):
    """Return five cells of a subject, and the participants when the cells are a result."""
    kind = draw(st.sampled_from(["result", "result", "nothing", "zero mean", "nobody"]))
    if kind != "result":
        return [0 if kind == "nobody" else None, *[None] * 3, None if kind == "nothing" else 0], (
            0 if kind == "nobody" else None
        )
    n = draw(st.integers(1, 60))
    low, high, hundred = (draw(st.one_of(st.none(), st.integers(0, n // 3))) for _part in range(3))
    return [n, low, high, hundred, draw(st.integers(30, 99)) + 0.25], n


@st.composite
def books(draw):
    """Return sheets of a book and what stands in them: (year, place, school, subject) -> (participants, low)."""
    subjects = draw(st.permutations([*KNOWN, *UNKNOWN]))[: draw(st.integers(2, 9))]
    if not set(subjects) & set(KNOWN):
        subjects[0] = "Русский язык"
    stems = ("Ёлкинск", "Белоярск", "Кедровск", "Ясногорск")[: draw(st.integers(1, 4))]
    places_ = [(stem, draw(st.integers(1, 4))) for stem in stems]
    wordings = {place: draw(st.sampled_from(AUTHORITIES)) for place, _count in places_}
    sheets, truth, totals = {}, {}, 0
    for year in range(2021, 2021 + draw(st.integers(1, 3))):
        rows = []
        order = draw(st.permutations(subjects))
        for place, count in places_:
            authority = draw(st.sampled_from(wordings[place])).format(place)
            for number in range(1, count + 1):
                line = school(name=f"СОШ № {number}{draw(st.sampled_from(['', ' ']))}", place=authority)
                for subject in order:
                    made, n = draw(cells())
                    line += made
                    if n is not None:
                        truth[year, place, number, subject] = (n, made[1] or 0)
                rows.append(line)
        if draw(st.booleans()):
            rows.append(["Итого", None, None, 100, *[5, 1, 1, 0, 50.0] * len(subjects)])
            totals += 1
        sheets[str(year)] = form(order, rows, merged=draw(st.booleans()))
    if draw(st.booleans()):
        sheets["заявления"] = ([["Поданные заявления"], [1, "СОШ № 1", 49]], [])
    return sheets, truth, totals, len(places_), sum(count for _place, count in places_)


@given(books())
@settings(max_examples=80, deadline=None)
def test_results_found_are_taken_or_set_aside(made):
    sheets, truth, totals, municipalities, schools = made
    delivery = ministry_ege.read(book(sheets))
    taken = delivery.tables.get("results", pd.DataFrame({"procedure": [], "n": [], "n_low": []}))
    aside = [finding for finding in delivery.findings if finding.rule == "subject_unknown"]
    assert len(taken) + sum(finding.count for finding in aside) == len(truth)
    assert taken["n"].sum() + sum(map(participants, aside)) == sum(n for n, _low in truth.values())
    known = {key: value for key, value in truth.items() if key[3] in KNOWN}
    assert sorted(taken["procedure"]) == sorted(KNOWN[key[3]] for key in known)
    assert pd.to_numeric(taken["n_low"]).sum() == sum(low for _n, low in known.values())
    assert {finding.column for finding in aside} == {key[3] for key in truth} - set(KNOWN)
    assert len(aside) == len({finding.column for finding in aside})
    assert sum(finding.count for finding in delivery.findings if finding.rule == "total_rows_skipped") == totals
    assert ("applications_not_read" in rules(delivery)) == ("заявления" in sheets)
    if len({key[1:3] for key in known}) == schools:
        tied = tie(
            dict(delivery.tables),
            schools=TABLES["schools"].empty(),
            school_names=TABLES["school_names"].empty(),
            answers=pd.DataFrame({"question_id": [], "answer": []}, dtype="str"),
            file="файл.xlsx",
        )
        assert tied.schools["municipality_id"].nunique() == municipalities
        assert len(tied.schools) == schools and not len(tied.questions)


def test_a_book_with_many_unknown_subjects_is_taken(tmp_path, monkeypatch):
    monkeypatch.setenv(places.VARIABLE, str(tmp_path))
    subjects = ["Русский язык", "Иностранные языки", "Английский язык", "Английский язык (устный)", "Китайский язык"]
    content, merges = {}, {}
    for year, authority in (
        ("2022", "Комитет образования администрации муниципального района «Ёлкинский район»"),
        ("2023", "Комитет образования администрации Ёлкинского муниципального округа"),
    ):
        rows = [
            school(*[20, 1, 2, 0, 61], *[9, 1, 0, 0, 50], *[7, 0, 1, 0, 58], *[6, 0, 0, 0, 47], *[None] * 4, 0,
                   name=f"СОШ № {number}", place=authority)
            for number in range(1, 6)
        ]  # fmt: skip
        content[year], merges[year] = form(subjects, rows)
    (tmp_path / "ЕГЭ.xlsx").write_bytes(as_xlsx(content, merges))
    receipt = take_in([tmp_path / "ЕГЭ.xlsx"], into="region")
    assert receipt.table["state"].tolist() == ["stored"]
    data = open_dataset("region")
    stored = data.table("results")
    assert stored.groupby("procedure", observed=True)["n"].sum().to_dict() == {
        "ege_en": 70, "ege_en_oral": 60, "ege_ru": 200,
    }  # fmt: skip
    assert data.table("schools")["municipality"].unique().tolist() == ["Ёлкинский муниципальный округ"]
    assert receipt.findings.loc[receipt.findings["rule"] == "subject_unknown", "count"].tolist() == [10]
