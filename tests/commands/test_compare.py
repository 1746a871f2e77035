from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from shnor_lab import cli, params, places
from shnor_lab.commands import compare
from shnor_lab.dataset import swap
from shnor_lab.errors import BatchError, DatasetError, ParamsError, ShnorError
from shnor_lab.present.column import TableColumn
from shnor_lab.present.section import Missing, Section
from shnor_lab.present.table import Table

from ..wording import forbidden

FRAME = pd.DataFrame({"rule": ["правило тридцати процентов по двум годам и всем процедурам", "другое"], "n": [34, 5]})
TABLE = Table(
    FRAME,
    (TableColumn("rule", "Правило"), TableColumn("n", "Длина перечня", "count")),
    key="rules",
    caption="Школы региона",
)


class Laboratory:
    """Stands for the answers of the page: every one but the last has a table."""

    def __getattr__(self, key):
        if key == "limits":
            return lambda: Section(key, missing=Missing(("Результаты",)))
        return lambda: Section(key, table=TABLE, conclusion=f"Вывод раздела {key}.")


@pytest.fixture
def answered(monkeypatch, tmp_path):
    opened = type("Lab", (), {"laboratory": Laboratory()})()
    monkeypatch.setattr("shnor_lab.pages.lab.open_study", lambda name: opened)
    monkeypatch.setattr(params, "load", lambda study: SimpleNamespace(dataset="region"))
    monkeypatch.setattr(places, "dataset", lambda name: tmp_path / "data" / name)
    return tmp_path / "data" / "region"


def test_headings_are_those_of_the_notebook():
    found = list(compare.headings())
    assert found[0] == ("Выводы с числами", "summary") and found[-1][1] == "limits"
    assert len(found) == len({key for _heading, key in found}) == 10


def test_every_section_is_printed_and_every_table_written(answered, tmp_path, capsys):
    assert cli.main(["compare", "region", "--csv", str(tmp_path / "таблицы")]) == 0
    said = capsys.readouterr().out
    for heading, key in compare.headings():
        assert heading in said
        assert (f"Вывод раздела {key}." in said) == (key != "limits")
    assert "нужна таблица «Результаты»" in said
    files = sorted(file.name for file in (tmp_path / "таблицы").glob("*.csv"))
    assert len(files) == 9 and "11_rule_laboratory_agreement.csv" in files
    assert forbidden(said) == []


def test_mistakes_of_the_user_are_answered(capsys):
    assert cli.main(["compare"]) == ParamsError.exit_code
    said = capsys.readouterr().err
    assert "demo" in said and "Traceback" not in said


def test_a_file_in_place_of_the_folder_is_refused(answered, tmp_path, capsys):
    file = tmp_path / "таблицы"
    file.write_text("")
    assert cli.main(["compare", "region", "--csv", str(file)]) == ShnorError.exit_code
    assert "нужна папка" in capsys.readouterr().err


def test_an_import_waits_for_a_comparison(answered, monkeypatch, capsys):
    told = []

    def tried(section):
        with pytest.raises(DatasetError, match="«region»") as error, swap.held(answered):
            pass
        told.append(error.value)
        return ""

    monkeypatch.setattr(compare, "words_of", tried)
    assert cli.main(["compare", "region"]) == 0
    assert len(told) == 10
    with swap.held(answered):
        pass


def test_two_comparisons_of_a_study_are_not_made_at_once(answered, monkeypatch, capsys):
    codes = []
    monkeypatch.setattr(compare, "words_of", lambda section: codes.append(cli.main(["compare", "region"])) or "")
    assert cli.main(["compare", "region"]) == 0
    assert set(codes) == {BatchError.exit_code}
    assert "уже сравнивает другая команда" in capsys.readouterr().err


def test_rows_stand_in_the_order_of_their_index():
    shown = replace(TABLE, frame=FRAME.iloc[[1, 0]])
    said = compare.words_of(Section("rules", table=shown))
    assert said.index("правило") < said.index("другое")
    assert shown.frame["rule"].iloc[0] == "другое"


def test_columns_stand_under_their_heads_and_long_cells_are_wrapped():
    lines = compare.aligned(TABLE).splitlines()
    assert [line.split() for line in lines[:2]] == [["Правило", "Длина"], ["перечня"]]
    assert lines[2] == "правило тридцати процентов по       34"
    assert lines[3] == "двум годам и всем процедурам"
    assert lines[4].split() == ["другое", "5"] and len(lines[4]) == len(lines[2])
