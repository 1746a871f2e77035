"""The end of a notebook writes files when asked to, and nothing by hand."""

import json

import pytest

from shnor_lab import open_study, places
from shnor_lab.dataset.read import recognise
from shnor_lab.dataset.read.open import open_book
from shnor_lab.errors import ParamsError

from .conftest import NOTEBOOKS, SECTIONS


def run(family: str, output: str):
    lab = open_study("demo", output=output)
    answers = getattr(lab, family)
    for key in SECTIONS[family]:
        getattr(answers, key)()
    return lab.leave()


def test_by_hand_nothing_is_written(in_demo_root):
    before = set((in_demo_root / "outputs").rglob("*.xlsx")) if (in_demo_root / "outputs").exists() else set()
    run("passport", "")
    assert set((in_demo_root / "outputs").rglob("*.xlsx")) == before


@pytest.mark.parametrize("family", SECTIONS)
def test_tables_and_summary_are_written_and_named_by_key(in_demo_root, family):
    output = f"outputs/demo/try/{family}"
    run(family, output)
    folder = places.root() / output
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["notebook"] == NOTEBOOKS[family] and summary["sentences"]
    assert all(figure["value"] for figure in summary["key_figures"])
    for table in summary["tables"]:
        for kind in ("csv", "xlsx"):
            assert not table[kind] or (folder / table[kind]).stat().st_size > 0
    keys = {table["key"] for table in summary["tables"]}
    assert keys >= {"coverage"} if family == "passport" else keys


@pytest.mark.parametrize("family", ["identification", "laboratory"])
def test_workbooks_to_take_away_have_their_rows_in_the_order_of_the_table(lab, family):
    tables = getattr(lab, family).take_away()
    assert tables
    for table in tables.values():
        assert table.frame.index.is_monotonic_increasing


def test_the_reconciliation_sheet_comes_back_as_statuses(in_demo_root):
    run("identification", "outputs/demo/try/back")
    file = places.root() / "outputs/demo/try/back/tables/Сверочная ведомость.xlsx"
    (book,) = open_book(file)
    layout = recognise(book)
    statuses = layout.read(book).tables["statuses"]
    assert layout.KEY == "reconciliation"
    assert set(statuses["source"]) == {"reconciliation"}
    assert statuses["school_id"].str.len().gt(0).all()


@pytest.mark.parametrize("output", ["/x/y/z", "outputs", "outputs/demo", "../outputs/demo/x", "outputs/demo/../../x/y"])
def test_output_lies_inside_outputs(in_demo_root, output):
    with pytest.raises(ParamsError):
        open_study("demo", output=output)


def test_an_unknown_municipality_is_told_with_the_known(in_demo_root):
    with pytest.raises(ParamsError, match="shnor-lab plan demo"):
        open_study("demo", municipality="nowhere")
