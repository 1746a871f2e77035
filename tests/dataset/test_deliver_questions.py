"""Rows whose school is not certain wait for an answer or a register."""

import pytest
import xlsxwriter

from shnor_lab.dataset import open_dataset, retie, take_in
from shnor_lab.errors import DatasetError
from tests.dataset.conftest import DOUBTFUL
from tests.dataset.receipts import rules, state, states


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
