"""What is told of a dataset that was taken in, and what its tables must keep to."""

import pandas as pd
import pytest

from shnor_lab.dataset import check, findings_file, open_dataset, take_in
from shnor_lab.errors import DatasetError
from tests.dataset.conftest import DOUBTFUL
from tests.dataset.receipts import lines


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


def test_the_workbook_of_findings_holds_no_code(taken, deliver, tmp_path):
    rows = [f"00{code};20{n:02d};ОГЭ, математика;20;1;3,5" for n in range(22) for code in ("1", "2")]
    take_in([deliver("плохая.csv", lines("001;2022;ОГЭ, математика;20;25;3,5", *rows))], into="x")
    book = findings_file("x", tmp_path / "з.xlsx")
    sheets = pd.read_excel(book, sheet_name=None, header=1, dtype=str, engine="calamine")
    outside = sheets["Строки в карантине"]
    assert outside["Таблица"].tolist() == ["Результаты процедур"]
    assert "Участников: 20" in outside["Значения, как они поступили"].iloc[0]
    assert "n_low" not in " ".join(sheets["Замечания"].fillna("").to_numpy().ravel())


def test_the_largest_tables_pass_their_schema_too(taken):
    from shnor_lab.dataset.store import check_contract

    frame = open_dataset("x").table("results")
    check_contract(frame, "results")
    with pytest.raises(DatasetError):
        check_contract(frame.assign(year=1999), "results")
    with pytest.raises(DatasetError):
        check_contract(frame.drop(columns="n"), "results")
