import pandas as pd
import pytest

from shnor_lab.dataset.match import questions_file, read_answers
from shnor_lab.dataset.match.answers import school_question
from shnor_lab.dataset.match.questions import as_frame, school_row
from shnor_lab.dataset.match.references import Reference
from shnor_lab.errors import DeliveryError


def asked(count=3):
    return as_frame(
        [
            school_row(
                Reference(code=str(number), name=f"СОШ № {number}", municipality="Ясноборский район"),
                {"school": "СОШ"}, why="похожа", file="файл.xlsx", rows=number,
            )
            for number in range(1, count + 1)
        ]
    )  # fmt: skip


def test_answers_come_back(tmp_path):
    questions = asked(7).assign(
        answer=["yes", "", "new", "no", "not", "same:iasno-sosh-3", "rename:СОШ № 4 имени Героя"]
    )
    file = questions_file(tmp_path / "вопросы.xlsx", questions)
    answers = read_answers(file)
    assert answers["question_id"].tolist() == questions["question_id"].drop(1).tolist()
    assert answers["answer"].tolist() == questions["answer"].drop(1).tolist()
    assert list(tmp_path.iterdir()) == [file]


def test_workbook_has_a_list_to_choose_from(tmp_path):
    import openpyxl

    book = openpyxl.load_workbook(questions_file(tmp_path / "q.xlsx", asked()))
    sheet = book.worksheets[0]
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == "'Выбор'!$A$1:$A$3"
    assert [cell.value for cell in book["Выбор"]["A"]] == ["то же, что: СОШ [school]", "новая школа", "не школа"]
    assert str(rule.sqref) == "J2:J4"
    assert sheet["J1"].value == "Ответ"


def test_same_questions_same_bytes(tmp_path):
    one, other = (questions_file(tmp_path / name, asked()) for name in ("1.xlsx", "2.xlsx"))
    assert one.read_bytes() == other.read_bytes()


def test_unknown_word_is_refused(tmp_path):
    import openpyxl

    file = questions_file(tmp_path / "q.xlsx", asked())
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["J3"] = "может быть"
    book.save(file)
    with pytest.raises(DeliveryError) as error:
        read_answers(file)
    assert error.value.examples == ["строка 3: может быть"]


def test_other_files_are_refused_in_words(tmp_path):
    broken = tmp_path / "a.xlsx"
    broken.write_text("no workbook")
    with pytest.raises(DeliveryError, match="не открывается"):
        read_answers(broken)
    other = tmp_path / "b.xlsx"
    pd.DataFrame({"Школа": ["СОШ № 1"]}).to_excel(other)
    with pytest.raises(DeliveryError, match="не книга с вопросами"):
        read_answers(other)


def test_question_id_ignores_decoration():
    def ask(name, school=""):
        return school_question(Reference(name=name), school)

    assert ask("МБОУ «СОШ №3»", "a") == ask("СОШ № 3", "a")
    assert ask("СОШ № 3", "a") != ask("СОШ № 3", "b") != ask("СОШ № 4", "b")
    assert ask("МБОУ «СОШ №3»") == ask("СОШ № 3") != ask("СОШ № 4")
