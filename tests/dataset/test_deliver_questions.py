"""Rows whose school is not certain wait for an answer or a register."""

import openpyxl
import pytest
import xlsxwriter

from shnor_lab import cli, places
from shnor_lab.dataset import open_dataset, retie, take_in
from shnor_lab.dataset.match import read_answers
from shnor_lab.errors import DatasetError, DeliveryError
from tests.dataset.conftest import DOUBTFUL
from tests.dataset.receipts import rules, state, states

HEAD = "Школа;Муниципалитет;Год;Процедура;Участников;Ниже минимального порога\n"


def test_a_doubtful_school_waits_and_comes_back_with_its_answer(taken, deliver):
    receipt = take_in([deliver("сомнение.csv", DOUBTFUL)], into="x")
    assert states(receipt) == ["waiting"]
    assert receipt.table[["stored", "quarantined", "schools_not_tied", "questions"]].values.tolist() == [[0, 1, 1, 1]]
    data = open_dataset("x")
    assert (data.folder / "questions.xlsx").is_file()
    assert data.quarantine()["rule"].tolist() == ["school_not_tied"]
    assert "school_question" in set(data.findings()["rule"])
    answer = data.questions()[["question_id"]].assign(answer="yes")
    assert retie("x", answer).written
    data = open_dataset("x")
    frame = data.table("results")
    (row,) = frame[frame["year"] == 2024].to_dict("records")
    assert (row["school_id"], row["n"], row["source_id"], row["source_row"]) == ("enskii-raion-sosh-1", 7, "d0003", 2)
    assert data.quarantine().empty
    assert data.questions().empty
    assert not (data.folder / "questions.xlsx").exists()
    assert "school_question" not in set(data.findings()["rule"])
    delivery = data.deliveries[-1]
    assert (delivery["stored"], delivery["quarantined"], delivery["schools_tied"], delivery["schools_not_tied"]) == (
        1,
        0,
        1,
        0,
    )
    before = state()
    assert not retie("x", answer).written
    assert state() == before


def test_answers_are_kept_for_the_next_file(taken, deliver):
    take_in([deliver("сомнение.csv", DOUBTFUL)], into="x")
    retie("x", open_dataset("x").questions()[["question_id"]].assign(answer="yes"))
    assert states(take_in([deliver("ещё.csv", DOUBTFUL.replace("2024", "2022"))], into="x")) == ["stored"]


def test_a_later_register_brings_rows_back(deliver, register):
    head = "Код школы;Год;Процедура;Участников\n"
    receipt = take_in([register, deliver("чужая.csv", head + "009;2023;oge_ma;7\n")], into="x")
    assert states(receipt) == ["stored", "waiting"]
    more = deliver("ещё школы.csv", "Код школы;Школа;Муниципалитет;Вид школы\n009;СОШ № 9;Энский район;СОШ\n")
    take_in([more], into="x")
    assert open_dataset("x").table("results")["school_id"].tolist() == ["enskii-raion-sosh-9"]
    assert open_dataset("x").quarantine().empty


def test_answers_need_a_dataset(home):
    with pytest.raises(DatasetError):
        retie("нет")
    assert not (home / "data" / "datasets" / "нет").exists()


def test_a_reconciliation_sheet_handed_out_without_an_order_comes_back(taken, tmp_path):
    from shnor_lab.dataset.read.reconciliation import HEADERS

    school = ["Энский район", "2024", "не определено"]
    with xlsxwriter.Workbook(tmp_path / "ведомость.xlsx") as book:
        sheet = book.add_worksheet("Таблица")
        sheet.write_row(0, 0, list(HEADERS.values()))
        sheet.write_row(1, 0, ["enskii-raion-sosh-1", "МБОУ СОШ № 1", *school, "да", "", "согласны", ""])
        sheet.write_row(2, 0, ["enskii-raion-sosh-3", "МБОУ СОШ № 3", *school, "не определено", "", "", ""])
    receipt = take_in([tmp_path / "ведомость.xlsx"], into="x")
    assert states(receipt) == ["stored"]
    assert open_dataset("x").table("statuses")["school_id"].tolist() == ["enskii-raion-sosh-1"]
    assert "reconciliation_open" in rules(receipt)


def test_no_machine_path_is_kept(taken, deliver, home):
    take_in([deliver("сомнение.csv", DOUBTFUL)], into="x")
    for file in open_dataset("x").folder.rglob("*"):
        assert not file.is_file() or str(home).encode() not in file.read_bytes()


def test_a_refused_row_leaves_no_school_and_no_municipality_behind(home, deliver):
    good = "\n".join(f"СОШ № {number};Энский район;2023;oge_ma;20;5" for number in range(1, 30))
    file = deliver("без списка.csv", f"{HEAD}{good}\nИнтернат у реки;Дальний район;2023;oge_ma;много;5\n")
    receipt = take_in([file], into="x")
    assert states(receipt) == ["stored"]
    data = open_dataset("x")
    assert data.quarantine()["row"].tolist() == [31]
    assert data.table("schools")["municipality"].unique().tolist() == ["Энский район"]
    assert len(data.table("schools")) == 29
    assert "Интернат у реки" not in set(data.table("school_names")["value"])
    assert {"school_without_register"} <= rules(receipt)


def test_a_refused_row_leaves_no_name_behind(taken, deliver):
    subjects = ["ma", "ru", "bi", "ch", "de", "en", "es", "fr", "ge", "hi", "it", "li", "ph", "so"]
    rows = "003;Школа у реки;Энский район;2024;oge_ma;20;3\n003;Школа у реки;Энский район;2024;oge_ma;20;4\n"
    rows += "002;Школа у леса;Энский район;2024;oge_ma;20;3\n"
    rows += "".join(f"00{n};;Энский район;2022;oge_{subject};20;3\n" for subject in subjects for n in (1, 2, 3))
    take_in([deliver("имена.csv", "Код школы;" + HEAD + rows)], into="x")
    known = set(open_dataset("x").table("school_names")["value"])
    assert open_dataset("x").quarantine()["row"].tolist() == [2, 3]
    assert "Школа у леса" in known
    assert "Школа у реки" not in known


@pytest.mark.parametrize("dry_run", [True, False])
def test_schools_that_no_register_has_are_counted_as_not_tied(taken, deliver, dry_run):
    rows = "СОШ № 77;Энский район;2024;oge_ma;20;3\nСОШ № 1;Энский район;2024;oge_ma;20;3\n"
    receipt = take_in([deliver("имена.csv", HEAD + rows)], into="x", dry_run=dry_run)
    assert receipt.table[["stored", "schools_tied", "schools_not_tied", "questions"]].values.tolist() == [[1, 1, 1, 1]]
    first = take_in([deliver("первый.csv", HEAD + rows)], into="y", dry_run=dry_run)
    assert first.table[["stored", "schools_tied", "schools_not_tied", "questions"]].values.tolist() == [[2, 0, 2, 0]]


def test_the_workbook_of_the_command_answers_and_mends(taken, deliver, capsys):
    rows = "СОШ № 77;Энский район;2024;oge_ma;20;3\nИнтернат у реки;Энский район;2024;oge_ma;20;3\n"
    take_in([deliver("имена.csv", HEAD + rows)], into="x")
    assert cli.main(["match", "x"]) == 0
    file = places.root() / "outputs" / "questions_x.xlsx"
    assert "outputs/questions_x.xlsx" in capsys.readouterr().out
    book = openpyxl.load_workbook(file)
    asked = {row[2].value: row[9] for row in book["Вопросы"].iter_rows(min_row=2)}
    asked["СОШ № 77"].value = "то же, что: 003"
    asked["Интернат у реки"].value = "не школа"
    told = {row[2].value: row[4] for row in book["Школы"].iter_rows(min_row=2)}
    told["МБОУ ООШ № 2"].value = "Переименовать в:  ООШ у леса"
    told["МБОУ СОШ № 1"].value = "то же, что: ООШ №2"
    book.save(file)
    with pytest.raises(DeliveryError, match="Некоторые ответы"):
        read_answers(file)
    asked["СОШ № 77"].value = "то же, что: МБОУ СОШ № 3"
    book.save(file)
    answers = read_answers(file)
    assert sorted(answers["answer"]) == [
        "not", "rename:ООШ у леса", "same:enskii-raion-oosh-2", "same:enskii-raion-sosh-3",
    ]  # fmt: skip
    assert cli.main(["match", "x", str(file)]) == 0
    data = open_dataset("x")
    assert data.questions().empty
    assert data.table("schools")["name"].tolist() == ["ООШ у леса", "МБОУ СОШ № 3"]
    frame = data.table("results")
    assert frame.loc[frame["year"] == 2024, "school_id"].tolist() == ["enskii-raion-sosh-3"]
    assert set(frame["school_id"]) <= set(data.table("schools")["school_id"])
    assert data.quarantine()["row"].tolist() == [2, 3, 3]
    assert {"school_merged", "school_renamed_by_answer"} <= set(data.findings()["rule"])
    capsys.readouterr()
    assert cli.main(["match", "x"]) == 0
    mended = openpyxl.load_workbook(file)["Школы"]
    told = {row[1]: row[4] for row in mended.iter_rows(min_row=2, values_only=True) if row[4]}
    assert told == {
        "enskii-raion-oosh-2": "переименовать в: ООШ у леса",
        "enskii-raion-sosh-1": "то же, что: [enskii-raion-oosh-2]",
    }
    assert set(read_answers(file)["answer"]) == {"rename:ООШ у леса", "same:enskii-raion-oosh-2"}
