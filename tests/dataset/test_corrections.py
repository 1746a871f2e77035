"""The journal of corrections: applied once, never where the cell holds something else."""

import pytest
import xlsxwriter

from shnor_lab.dataset import open_dataset, retie, take_in
from shnor_lab.errors import DeliveryError
from tests.dataset.conftest import RESULTS
from tests.dataset.receipts import lines, rules, state, states

KEY = "enskii-raion-sosh-1|2023|oge_ma|main|main|current"


def journal(folder, *lines):
    with xlsxwriter.Workbook(folder / "corrections.xlsx") as book:
        sheet = book.add_worksheet("Журнал исправлений")
        sheet.write_row(0, 0, ["Таблица", "Ключ строки", "Столбец", "Было", "Стало", "Основание"])
        for number, line in enumerate(lines, 1):
            sheet.write_row(number, 0, line)


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


def test_corrections_that_are_right_only_together_are_applied_together(taken):
    journal(
        open_dataset("x").folder, ["results", KEY, "n_low", 5, 25, "письмо"], ["results", KEY, "n", 20, 30, "письмо"]
    )
    assert not [rule for rule in rules(retie("x")) if rule.startswith("correction")]
    data = open_dataset("x")
    assert data.table("results").set_index("school_id").loc["enskii-raion-sosh-1", ["n", "n_low"]].tolist() == [30, 25]
    assert data.table("corrections")["applied"].all()


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
    file, before = open_dataset("x").folder / "corrections.xlsx", state()
    for content in (b"PK\x03\x04?", b"", "а;б\n1;2\n".encode()):
        file.write_bytes(content)
        with pytest.raises(DeliveryError, match="ничего не принято"):
            retie("x")
        file.unlink()
        assert state() == before


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
