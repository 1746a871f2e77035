import hashlib
from dataclasses import replace

import pytest

from shnor_lab.dataset import open_dataset, retie, take_in
from shnor_lab.dataset.schema import TABLES
from shnor_lab.errors import DatasetError, MissingTable
from tests.dataset.conftest import RESULTS
from tests.dataset.receipts import lines, rules, state, states


def test_register_and_results(register, results):
    receipt = take_in([register, results], into="x", notice="вымышленные данные", region_id="vymysel")
    account = ["records", "same", "repeated", "skipped", "participants", "participants_stored"]
    assert receipt.table[account].iloc[1].tolist() == [3, 0, 0, 0, 41, 41]
    assert receipt.table.drop(columns=account).to_dict("records")[1] == {
        "file": "результаты.csv", "layout": "Длинная таблица с заголовками столбцов", "years": "2023",
        "procedures": "oge_ma", "rows_in": 3, "stored": 3, "quarantined": 0, "schools_tied": 3, "schools_not_tied": 0,
        "questions": 0, "state": "stored",
    }  # fmt: skip
    assert receipt.written
    data = open_dataset("x")
    assert data.tables() == ["schools", "school_names", "results"]
    assert (data.notice, data.region_id) == ("вымышленные данные", "vymysel")
    assert data.has("results")
    assert not data.has("passport")
    frame = data.table("results")
    assert frame.dtypes.astype(str).to_dict() == {column.name: column.dtype for column in TABLES["results"].columns}
    assert frame["school_id"].tolist() == ["enskii-raion-oosh-2", "enskii-raion-sosh-1", "enskii-raion-sosh-3"]
    assert frame["n_low"].tolist() == [1, 5, 0]
    assert frame["scale"].tolist() == ["mark"] * 3
    assert frame["source_id"].tolist() == ["d0002"] * 3
    assert frame["source_row"].tolist() == [3, 2, 4]
    assert data.deliveries[1]["sha256"] == hashlib.sha256(results.read_bytes()).hexdigest()
    assert data.hash("results") == hashlib.sha256((data.folder / "results.parquet").read_bytes()).hexdigest()
    assert data.hash("passport") == ""


def test_what_is_absent_is_said(home):
    with pytest.raises(DatasetError):
        open_dataset("нет")


def test_an_absent_table_is_named(taken):
    with pytest.raises(MissingTable) as error:
        open_dataset("x").table("passport")
    assert error.value.table == "passport"
    assert "Социальный паспорт" in error.value.what


def test_a_dry_run_writes_nothing(register, results, home):
    receipt = take_in([register, results], into="x", dry_run=True)
    assert receipt.table["stored"].tolist() == [3, 3]
    assert not receipt.written
    assert not (home / "data" / "datasets" / "x").exists()


def test_the_answer_is_russian(register, results):
    text = take_in([register, results], into="x").text
    assert "Распознан как" in text
    assert "принят" in text
    assert "результаты.csv" in text


def test_delivered_twice_changes_nothing(taken, results, deliver):
    before = state()
    other = deliver("копия.csv", RESULTS)
    receipt = take_in([results, other], into="x", replace=True)
    assert states(receipt) == ["known", "known"]
    assert not receipt.written
    assert state() == before


def test_one_import_and_two_give_the_same_bytes(register, results):
    take_in([register, results], into="x")
    take_in([register], into="y")
    take_in([results], into="y")
    assert state("x") == state("y")


def test_the_same_rows_in_another_file_add_nothing(taken, deliver):
    before = state()["results.parquet"]
    receipt = take_in([deliver("иначе.csv", RESULTS.replace("ОГЭ, математика", "oge_ma"))], into="x")
    assert states(receipt) == ["stored"]
    assert receipt.table["stored"].tolist() == [0]
    assert state()["results.parquet"] == before


def test_other_values_need_replace(taken, deliver):
    newer = deliver("новее.csv", RESULTS.replace("20;5", "20;6"))
    before = state()["results.parquet"]
    refused = take_in([newer], into="x")
    assert states(refused) == ["refused"]
    assert rules(refused, "error") == {"key_with_other_values"}
    assert state()["results.parquet"] == before
    replaced = take_in([newer], into="x", replace=True)
    assert states(replaced) == ["stored"]
    assert "rows_replaced" in rules(replaced, "note")
    frame = open_dataset("x").table("results").set_index("school_id")
    assert frame.loc["enskii-raion-sosh-1", "n_low"] == 6
    assert frame.loc["enskii-raion-sosh-3", "source_id"] == "d0003"
    assert len(frame) == 3
    assert [d["state"] for d in open_dataset("x").deliveries] == ["stored", "replaced", "stored"]


def many(*, without=(), n=20):
    rows = [(school, year) for year in range(2001, 2021) for school in ("001", "002")]
    return lines(
        *(f"{school};{year};ОГЭ, математика;{n};5;3,5" for school, year in rows if (school, year) not in without)
    )


def test_a_replacing_file_stands_for_the_one_it_brings_again(register, deliver):
    take_in([register, deliver("2001–2020.csv", many())], into="x")
    gone = ("002", 2007)
    told = take_in([deliver("исправлено.csv", many(without=[gone]))], into="x", replace=True)
    assert states(told) == ["stored"] and "rows_gone" in rules(told, "note")
    (note,) = told.findings.query("rule == 'rows_gone'").to_dict("records")
    assert "2001–2020.csv" in note["message"] and "enskii-raion-oosh-2|2007" in note["examples"]
    frame = open_dataset("x").table("results")
    assert len(frame) == 39 and set(frame["source_id"]) == {"d0003"}
    once_more = take_in([deliver("ещё раз.csv", many(n=21))], into="x", replace=True)
    assert states(once_more) == ["stored"] and "replaces_several" not in rules(once_more)
    assert len(open_dataset("x").table("results")) == 40


def test_a_replacing_file_that_lacks_many_rows_or_fits_several_is_a_question(register, deliver):
    take_in([register, deliver("2001–2020.csv", many())], into="x")
    before = state()
    few = [("001", year) for year in range(2001, 2011)]
    asked = take_in([deliver("без десяти.csv", many(without=few))], into="x", replace=True)
    assert states(asked) == ["refused"] and "rows_would_go" in rules(asked, "error")
    assert state()["results.parquet"] == before["results.parquet"]
    other = lines(*(f"003;{year};ОГЭ, математика;9;1;3,5" for year in range(2001, 2021)))
    take_in([deliver("третья.csv", other)], into="x")
    both = many() + "\n".join(other.splitlines()[1:]) + "\n"
    several = take_in([deliver("все.csv", both)], into="x", replace=True)
    assert states(several) == ["refused"] and "replaces_several" in rules(several, "error")


def test_days_come_in_separate_files_and_years_stay(taken, deliver):
    head = "Код школы;Год;Процедура;День;Участников\n"
    retake = deliver("пересдача.csv", head + "001;2023;ОГЭ, математика;пересдача;5\n")
    reserve = deliver("резерв.csv", head + "001;2023;ОГЭ, математика;резервный;1\n")
    later = deliver("2024.csv", head + "001;2024;ОГЭ, математика;основной;21\n")
    assert states(take_in([retake, reserve, later], into="x")) == ["stored"] * 3
    frame = open_dataset("x").table("results")
    own = frame[frame["school_id"] == "enskii-raion-sosh-1"]
    assert own[["year", "attempt", "n"]].values.tolist() == [
        [2023, "main", 20], [2023, "reserve", 1], [2023, "retake", 5], [2024, "main", 21],
    ]  # fmt: skip


def test_one_refused_file_refuses_only_itself(register, results, deliver):
    strange = deliver("странный.csv", "а;б\n1;2\n")
    empty = deliver("пустой.csv", "", "utf-8")
    receipt = take_in([register, strange, empty, results], into="x")
    assert states(receipt) == ["stored", "refused", "refused", "stored"]
    data = open_dataset("x")
    assert set(data.findings().query("level == 'error'")["file"]) == {"странный.csv", "пустой.csv"}
    assert [d["file"] for d in data.deliveries if d["state"] == "refused"] == ["странный.csv", "пустой.csv"]
    mended = deliver("странный.csv", lines("001;2024;ОГЭ, математика;20;5;3,5"))
    take_in([mended], into="x")
    data = open_dataset("x")
    assert [d["state"] for d in data.deliveries if d["file"] == "странный.csv"] == ["stored"]
    assert set(data.findings().query("level == 'error'")["file"]) == {"пустой.csv"}


def test_a_refused_file_changes_what_pages_show_and_no_table(taken, deliver):
    before = dict(open_dataset("x").hashes())
    assert set(open_dataset("x").tables()) < set(before) and before == dict(open_dataset("x").hashes())
    take_in([deliver("странный.csv", "а;б\n1;2\n")], into="x")
    after = dict(open_dataset("x").hashes())
    assert {name for name in after if before[name] != after[name]} == {"findings", "dataset.yaml"}
    assert dict(replace(open_dataset("x"), notice="Проба").hashes())["dataset.yaml"] != after["dataset.yaml"]


def test_a_refused_register_adds_no_school(deliver):
    bad = deliver("школы.csv", "Код школы;Школа;Муниципалитет;Вид школы\n1;А;Энск;?\n2;Б;Энск;?\n3;В;Энск;?\n")
    receipt = take_in([bad], into="x")
    assert states(receipt) == ["refused"]
    assert "too_many_bad_rows" in rules(receipt)
    assert not open_dataset("x").has("schools")


def test_names_of_children_refuse_the_file(deliver):
    receipt = take_in([deliver("дети.csv", "Школа;ФИО обучающегося;Год\nА;Б;2023\n")], into="x")
    assert states(receipt) == ["refused"]
    assert receipt.findings["examples"].tolist() == ["ФИО обучающегося"]


def test_files_of_the_user_stay(taken, deliver):
    note = open_dataset("x").folder / "заметки.txt"
    note.write_text("моё")
    take_in([deliver("2024.csv", RESULTS.replace("2022/23", "2024"))], into="x")
    assert note.read_text() == "моё"


def test_a_killed_import_leaves_the_dataset_as_it_was(taken, deliver, monkeypatch):
    from shnor_lab.dataset import store

    before = state()

    def killed(folder):
        raise KeyboardInterrupt

    monkeypatch.setattr(store.swap, "finish", killed)
    file = deliver("2024.csv", RESULTS.replace("2022/23", "2024"))
    with pytest.raises(KeyboardInterrupt):
        take_in([file], into="x")
    monkeypatch.undo()
    monkeypatch.setenv("SHNOR_HOME", str(deliver("x", "").parent.parent))
    assert state() == before
    assert states(take_in([file], into="x")) == ["stored"]
    assert len(open_dataset("x").table("results")) == 6


def test_the_dataset_of_the_workbench_is_made_once_and_never_changed(register, results):
    take_in([register], into="demo")
    before = state("demo")
    for changing in (
        lambda: take_in([results], into="demo"),
        lambda: take_in([results.with_name("нет.csv")], into="demo"),
        lambda: retie("demo"),
    ):
        with pytest.raises(DatasetError, match="--into trial"):
            changing()
    assert state("demo") == before


def test_registers_are_taken_first_whatever_the_order_of_files(register, results, deliver):
    receipt = take_in([results, register], into="x")
    assert receipt.table["file"].tolist() == ["результаты.csv", "школы.csv"]
    take_in([register], into="y")
    take_in([results], into="y")
    assert state("x") == state("y")


def test_a_file_sent_twice_in_one_call_is_taken_once(register, results, deliver):
    receipt = take_in([register, results, deliver("копия.csv", RESULTS)], into="x")
    assert states(receipt) == ["stored", "stored", "known"]
    assert len(open_dataset("x").deliveries) == 2


def test_hidden_sheets_are_told(register, home):
    import xlsxwriter

    with xlsxwriter.Workbook(home / "книга.xlsx") as book:
        for name in ("Результаты", "2022"):
            sheet = book.add_worksheet(name)
            for row, line in enumerate(RESULTS.splitlines()):
                sheet.write_row(row, 0, line.split(";"))
        sheet.hide()
    receipt = take_in([register, home / "книга.xlsx"], into="x")
    (note,) = receipt.findings.query("rule == 'hidden_sheets'").to_dict("records")
    assert note["examples"] == "2022" and len(open_dataset("x").table("results")) == 3
