import hashlib
import json

import pandas as pd
import pytest
import xlsxwriter

from shnor_lab.dataset import check, findings_file, open_dataset, retie, take_in
from shnor_lab.dataset.schema import TABLES
from shnor_lab.errors import DatasetError, MissingTable
from tests.dataset.conftest import RESULTS


def state(name="x"):
    """Return what every file of a dataset holds."""
    folder = open_dataset(name).folder
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def states(receipt):
    return receipt.table["state"].tolist()


def rules(receipt, level=None):
    found = receipt.findings
    return set(found["rule"] if level is None else found.loc[found["level"] == level, "rule"])


def lines(*rows):
    return RESULTS.splitlines()[0] + "\n" + "\n".join(rows) + "\n"


@pytest.fixture
def taken(register, results):
    assert states(take_in([register, results], into="x")) == ["stored", "stored"]


def test_register_and_results(register, results):
    receipt = take_in([register, results], into="x", notice="вымышленные данные", region_id="vymysel")
    assert receipt.table.to_dict("records")[1] == {
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
    assert frame.loc["enskii-raion-sosh-3", "source_id"] == "d0002"
    assert len(frame) == 3
    assert [d["state"] for d in open_dataset("x").deliveries] == ["stored"] * 3


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


def test_a_refused_register_adds_no_school(deliver):
    bad = deliver("школы.csv", "Код школы;Школа;Муниципалитет;Вид школы\n1;А;Энск;?\n2;Б;Энск;?\n3;В;Энск;СОШ\n")
    receipt = take_in([bad], into="x")
    assert states(receipt) == ["refused"]
    assert "too_many_bad_rows" in rules(receipt)
    assert not open_dataset("x").has("schools")


def test_broken_rows_go_to_quarantine_with_their_cells(register, deliver):
    rows = [f"00{school};{year};ОГЭ, математика;20;5;3,5" for school in (1, 2, 3) for year in range(2003, 2019)]
    file = deliver("много.csv", lines(*rows, "001;2023;ОГЭ, математика;20;25;3,5"))
    receipt = take_in([register, file], into="x")
    assert states(receipt) == ["stored", "stored"]
    assert rules(receipt, "row") == {"n_low_above_n"}
    (row,) = open_dataset("x").quarantine().to_dict("records")
    assert (row["file"], row["row"], row["table"], row["rule"]) == ("много.csv", 50, "results", "n_low_above_n")
    assert json.loads(row["values"])["n_low"] == 25
    assert len(open_dataset("x").table("results")) == 48


def test_above_five_per_cent_the_file_is_refused(register, deliver):
    rows = [f"00{school};{year};ОГЭ, математика;20;5;3,5" for school in (1, 2) for year in range(2001, 2020)]
    bad = [f"003;{year};ОГЭ, математика;20;25;3,5" for year in (2001, 2002)]
    assert states(take_in([register, deliver("два.csv", lines(*rows, *bad))], into="x")) == ["stored", "stored"]
    receipt = take_in([deliver("три.csv", lines(*bad, *rows, "003;2003;ОГЭ, математика;1;2;3"))], into="x")
    assert states(receipt) == ["refused"]
    assert "too_many_bad_rows" in rules(receipt, "error")
    one = take_in(
        [deliver("один.csv", lines("003;2005;ОГЭ, математика;20;25;3,5", "003;2006;oge_ma;9;1;3,5"))], into="y"
    )
    assert "too_many_bad_rows" not in rules(one)


def test_a_mean_outside_a_verified_scale_refuses_the_file(register, deliver):
    receipt = take_in([register, deliver("баллы.csv", RESULTS.replace("3,7", "57"))], into="x")
    assert states(receipt) == ["stored", "refused"]
    assert rules(receipt, "error") == {"mean_out_of_scale"}


def test_names_of_children_refuse_the_file(deliver):
    receipt = take_in([deliver("дети.csv", "Школа;ФИО обучающегося;Год\nА;Б;2023\n")], into="x")
    assert states(receipt) == ["refused"]
    assert receipt.findings["examples"].tolist() == ["ФИО обучающегося"]


DOUBTFUL = "Школа;Муниципалитет;Год;Процедура;Участников\nСОШ № 1 имени Выдуманного;Энский район;2024;oge_ma;7\n"


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


def test_files_of_the_user_stay(taken, deliver):
    note = open_dataset("x").folder / "заметки.txt"
    note.write_text("моё")
    take_in([deliver("2024.csv", RESULTS.replace("2022/23", "2024"))], into="x")
    assert note.read_text() == "моё"


def test_check_and_its_workbook(taken, deliver, tmp_path):
    take_in([deliver("сомнение.csv", DOUBTFUL)], into="x")
    found = check("x")
    assert set(found["rule"]) == {"school_new", "school_question"}
    first = findings_file("x", tmp_path / "замечания.xlsx").read_bytes()
    assert findings_file("x", tmp_path / "ещё.xlsx").read_bytes() == first
    sheets = pd.read_excel(tmp_path / "ещё.xlsx", sheet_name=None, header=1, engine="calamine")
    assert list(sheets) == ["Замечания", "Строки в карантине"]
    assert len(sheets["Замечания"]) == len(found)


def test_check_sees_a_table_spoilt_by_hand(taken):
    file = open_dataset("x").folder / "results.parquet"
    pd.read_parquet(file).assign(n_low=-1).to_parquet(file)
    with pytest.raises(DatasetError) as error:
        check("x")
    assert "Результаты процедур" in error.value.what


def journal(folder, *lines):
    with xlsxwriter.Workbook(folder / "corrections.xlsx") as book:
        sheet = book.add_worksheet("Журнал исправлений")
        sheet.write_row(0, 0, ["Таблица", "Ключ строки", "Столбец", "Было", "Стало", "Основание"])
        for number, line in enumerate(lines, 1):
            sheet.write_row(number, 0, line)


KEY = "enskii-raion-sosh-1|2023|oge_ma|main|main|current"


def test_corrections_are_applied_once_and_recorded(taken, results, deliver):
    folder = open_dataset("x").folder
    journal(folder, ["results", KEY, "n_low", 5, 6, "письмо школы"],
            ["Результаты процедур", KEY.replace("sosh-1", "sosh-3"), "Средний результат", "4,1", "4,2",
             "опечатка"])  # fmt: skip
    assert retie("x").written
    data = open_dataset("x")
    frame = data.table("results").set_index("school_id")
    assert frame.loc["enskii-raion-sosh-1", "n_low"] == 6
    assert frame.loc["enskii-raion-sosh-3", "mean"] == 4.2
    assert data.table("corrections")["applied"].tolist() == [True, True]
    before = state()
    assert not take_in([results], into="x").written
    assert state() == before
    again = deliver("повтор.csv", RESULTS + "\n")
    assert states(take_in([again], into="x")) == ["stored"]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (["results", KEY, "n_low", 7, 6, "?"], "correction_not_matching"),
        (["results", KEY.replace("2023", "2019"), "n_low", 5, 6, "?"], "correction_without_row"),
        (["results", KEY, "n_low", 5, 60, "?"], "correction_breaks_rule"),
        (["results", KEY, "n_low", 5, "шесть", "?"], "correction_unusable"),
        (["results", KEY, "year", 2023, 2024, "?"], "correction_unusable"),
        (["оценки", KEY, "n_low", 5, 6, "?"], "correction_unusable"),
        (["results", KEY, "n_low", 5, 6, ""], "cell_required"),
    ],
)
def test_a_correction_that_cannot_be_applied_is_told(taken, line, rule):
    before = state()["results.parquet"]
    journal(open_dataset("x").folder, ["results", KEY, "n", 20, 21, "верно"][:6], line)
    receipt = retie("x")
    assert rule in rules(receipt)
    frame = open_dataset("x").table("results").set_index("school_id")
    assert frame.loc["enskii-raion-sosh-1", ["n", "n_low"]].tolist() == [21, 5]
    assert state()["results.parquet"] != before


def test_a_correction_mends_a_row_in_quarantine(register, deliver):
    rows = [f"003;{year};ОГЭ, математика;9;0;4,1" for year in range(2003, 2019)]
    broken = deliver("строки.csv", lines(*rows, "001;2023;ОГЭ, математика;20;пять;3,5"))
    take_in([register, broken], into="x")
    assert open_dataset("x").quarantine()["rule"].tolist() == ["not_a_number"]
    journal(open_dataset("x").folder, ["results", KEY, "n_low", "пять", 5, "письмо школы"])
    retie("x")
    data = open_dataset("x")
    assert data.quarantine().empty
    assert data.table("results").set_index("school_id").loc["enskii-raion-sosh-1", "n_low"] == 5
    assert data.table("corrections")["applied"].tolist() == [True]


def test_a_journal_that_is_no_journal_is_told(taken):
    (open_dataset("x").folder / "corrections.xlsx").write_bytes(b"PK\x03\x04?")
    assert "corrections_unreadable" in rules(retie("x"))


def test_no_machine_path_is_kept(taken, deliver, home):
    take_in([deliver("сомнение.csv", DOUBTFUL)], into="x")
    for file in open_dataset("x").folder.iterdir():
        assert str(home).encode() not in file.read_bytes()


def test_of_pupils_rows_no_value_is_kept(register, deliver, monkeypatch):
    from dataclasses import replace

    from shnor_lab.dataset.read import long_table

    read = long_table.read
    monkeypatch.setattr(long_table, "read", lambda book: replace(read(book), personal=True))
    take_in([register], into="x")
    rows = [f"003;{year};ОГЭ, математика;9;0;4,1" for year in range(2003, 2023)]
    file = deliver("пофамильно.csv", lines(*rows, "001;2023;ОГЭ, математика;20;пять;3,5"))
    assert states(take_in([file], into="x")) == ["stored"]
    data = open_dataset("x")
    (row,) = data.quarantine().to_dict("records")
    assert (row["row"], row["rule"], row["values"]) == (22, "not_a_number", "")
    assert data.findings().query("rule == 'not_a_number'")["examples"].tolist() == [""]
    journal(data.folder, ["results", KEY, "n_low", "пять", 5, "письмо школы"])
    retie("x")
    assert len(open_dataset("x").quarantine()) == 1


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


def test_answers_need_a_dataset(home):
    with pytest.raises(DatasetError):
        retie("нет")
    assert not (home / "data" / "datasets" / "нет").exists()


def test_the_largest_tables_pass_their_schema_too(taken):
    from shnor_lab.dataset.store import check_contract

    frame = open_dataset("x").table("results")
    check_contract(frame, "results")
    with pytest.raises(DatasetError):
        check_contract(frame.assign(year=1999), "results")
    with pytest.raises(DatasetError):
        check_contract(frame.drop(columns="n"), "results")


def test_a_journal_is_not_taken_for_a_delivery(taken, tmp_path):
    journal(tmp_path, ["Результаты процедур", KEY, "Участников", "1", "2", "письмо"])
    receipt = take_in([tmp_path / "corrections.xlsx"], into="x")
    assert states(receipt) == ["refused"]
    assert "corrections.xlsx" in receipt.findings["todo"].iloc[0]


def test_a_conflict_names_its_row_by_a_key_that_the_journal_reads(taken, results, deliver):
    receipt = take_in([deliver("новая.csv", lines("001;2022/23;ОГЭ, математика;20;6;3,5"))], into="x")
    key = receipt.findings.query("rule == 'key_with_other_values'")["examples"].iloc[0]
    assert key == "enskii-raion-sosh-1|2023|ОГЭ, математика|основной|основной|текущего года"
    journal(open_dataset("x").folder, ["results", key, "n_low", 5, 6, "письмо школы"])
    retie("x")
    assert open_dataset("x").table("results").set_index("school_id").loc["enskii-raion-sosh-1", "n_low"] == 6


def test_the_workbook_of_findings_holds_no_code(taken, deliver, tmp_path):
    rows = [f"00{code};20{n:02d};ОГЭ, математика;20;1;3,5" for n in range(22) for code in ("1", "2")]
    take_in([deliver("плохая.csv", lines("001;2022;ОГЭ, математика;20;25;3,5", *rows))], into="x")
    book = findings_file("x", tmp_path / "з.xlsx")
    sheets = pd.read_excel(book, sheet_name=None, header=1, dtype=str, engine="calamine")
    outside = sheets["Строки в карантине"]
    assert outside["Таблица"].tolist() == ["Результаты процедур"]
    assert "Участников: 20" in outside["Значения, как они поступили"].iloc[0]
    assert "n_low" not in " ".join(sheets["Замечания"].fillna("").to_numpy().ravel())


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


def of_years(**rows):
    """Return results with so many rows per year, a school each."""
    made = [f"{row + 1:03d};{year[1:]};ОГЭ, математика;20;5;3,5" for year, n in rows.items() for row in range(n)]
    return lines(*made)


def schools(n):
    return "Код школы;Школа;Муниципалитет;Вид школы\n" + "".join(
        f"{row + 1:03d};МБОУ СОШ № {row + 1};Энский район;СОШ\n" for row in range(n)
    )


def test_a_year_met_in_one_row_is_asked_about_with_its_row(deliver):
    receipt = take_in([deliver("школы.csv", schools(101)), deliver("годы.csv", of_years(y2024=101, y2025=1))], into="x")
    (note,) = receipt.findings[receipt.findings["rule"] == "year_alone"].to_dict("records")
    assert (note["level"], note["file"], note["count"], note["first_rows"]) == ("note", "годы.csv", 1, "103")
    assert note["message"].startswith("За 2025 год есть только 1 строка результатов, а за 2024 год строк 101")
    assert states(receipt) == ["stored", "stored"]


def test_the_question_about_a_year_goes_when_more_of_it_comes(deliver):
    take_in([deliver("школы.csv", schools(101)), deliver("годы.csv", of_years(y2024=101, y2025=1))], into="x")
    receipt = take_in([deliver("ещё.csv", of_years(y2025=60))], into="x")
    assert "year_alone" not in rules(receipt)
    assert "year_alone" not in set(open_dataset("x").findings()["rule"])


def test_a_year_far_from_the_others_is_asked_about_whatever_its_size(deliver):
    given = of_years(y2023=9, y2024=9, y2031=8)
    receipt = take_in([deliver("школы.csv", schools(9)), deliver("годы.csv", given)], into="x")
    (note,) = receipt.findings[receipt.findings["rule"] == "year_alone"].to_dict("records")
    assert note["message"].startswith("2031 год стоит отдельно, ближайший год с результатами — 2024")


def test_rows_without_code_and_name_are_named_and_kept(deliver, home):
    rows = [f"{row + 1:03d};2024;ОГЭ, математика;20;5;3,5" for row in range(60)]
    rows[20] = rows[21] = ";2024;ОГЭ, математика;20;5;3,5"
    receipt = take_in([deliver("школы.csv", schools(60)), deliver("пусто.csv", lines(*rows))], into="x")
    assert "school_unknown" not in rules(receipt)
    (found,) = receipt.findings[receipt.findings["level"] == "row"].to_dict("records")
    assert (found["rule"], found["first_rows"]) == ("unnamed_school", "22, 23")
    assert "строки 22, 23" in receipt.text and "объединена" in receipt.text
    outside = open_dataset("x").quarantine()
    assert outside[["row", "rule"]].values.tolist() == [[22, "unnamed_school"], [23, "unnamed_school"]]
    assert json.loads(outside["values"][0])["n"] == 20
    assert receipt.table["stored"].tolist() == [60, 58]
