"""A delivery, an import or a damaged table: what was taken in can be taken back, and made anew from what is kept."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shnor_lab import places
from shnor_lab.dataset import forget, open_dataset, repair, retie, take_in, undo
from shnor_lab.errors import DatasetError
from tests.dataset.conftest import DOUBTFUL, REGISTER, RESULTS
from tests.dataset.receipts import lines, state, states


@pytest.fixture
def later(deliver):
    return deliver("2024.csv", RESULTS.replace("2022/23", "2024"))


def test_a_delivery_taken_back_leaves_the_dataset_as_if_it_had_never_come(taken, later):
    before = state()
    take_in([later], into="x")
    assert len(open_dataset("x").table("results")) == 6
    receipt = forget("x", "2024.csv")
    assert states(receipt) == ["stored", "stored"]
    assert state() == before


def test_what_a_replacing_delivery_changed_comes_back(taken, deliver):
    before = open_dataset("x").table("results")
    take_in([deliver("новее.csv", RESULTS.replace("20;5", "20;6"))], into="x", replace=True)
    assert not open_dataset("x").table("results").equals(before)
    forget("x", "новее.csv")
    pd.testing.assert_frame_equal(open_dataset("x").table("results"), before)


def test_undo_goes_back_import_by_import(taken, later, deliver):
    states_before = [state()]
    for file in (later, deliver("странный.csv", "а;б\n1;2\n")):
        take_in([file], into="x")
        states_before.append(state())
    note = open_dataset("x").folder / "заметки.txt"
    for before in reversed(states_before[:-1]):
        note.write_text("моё")
        undo("x")
        assert note.read_text() == "моё"
        note.unlink()
        assert state() == before
    take_in([later], into="x")
    assert len(open_dataset("x").table("results")) == 6


def test_undo_of_the_first_import_says_that_nothing_is_kept(register):
    take_in([register], into="x")
    before = state()
    with pytest.raises(DatasetError, match="не сохранено"):
        undo("x")
    assert state() == before


def test_what_cannot_be_taken_back_is_told_with_what_can(taken, deliver):
    with pytest.raises(DatasetError, match="нет файла «нет.csv»") as told:
        forget("x", "нет.csv")
    assert told.value.examples == ["d0001 школы.csv", "d0002 результаты.csv"]
    take_in([deliver("результаты.csv", RESULTS.replace("2022/23", "2024"))], into="x")
    with pytest.raises(DatasetError, match="несколько") as told:
        forget("x", "результаты.csv")
    assert told.value.examples == ["d0002 результаты.csv", "d0003 результаты.csv"]
    forget("x", "d0003")
    assert set(open_dataset("x").table("results")["year"]) == {2023}
    for verb in (lambda: forget("нет", "x"), lambda: undo("нет"), lambda: repair("нет")):
        with pytest.raises(DatasetError, match="нет набора|Набора данных «нет» нет"):
            verb()


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"\0" * 4096], ids=["empty", "cut", "zeros"])
@pytest.mark.parametrize("file", ["results.parquet", "schools.parquet", "findings.parquet", "dataset.yaml"])
def test_a_damaged_file_is_told_and_made_anew(taken, deliver, file, damage):
    take_in([deliver("странный.csv", "а;б\n1;2\n")], into="x")
    before = state()
    place = open_dataset("x").folder / file
    place.write_bytes(damage)
    with pytest.raises(DatasetError, match="(?i)повреж") as told:
        data = open_dataset("x")
        data.table("results"), data.table("schools"), data.findings()
    assert told.value.exit_code == 12 and "shnor-lab repair x" in told.value.todo
    repair("x")
    after = state()
    made = {name for name in before if after.get(name) != before[name]}
    assert made <= {"findings.parquet", "dataset.yaml"} and (file in ("findings.parquet", "dataset.yaml") or not made)
    undo("x")
    assert place.read_bytes() == damage


def test_a_dataset_without_kept_rows_says_so(taken):
    import shutil

    shutil.rmtree(open_dataset("x").folder / "deliveries")
    before = state()
    for verb in (lambda: repair("x"), lambda: forget("x", "школы.csv")):
        with pytest.raises(DatasetError, match="не сохранены"):
            verb()
    assert state() == before


STEPS = {
    "register": ("школы.csv", REGISTER),
    "results": ("результаты.csv", RESULTS),
    "2024": ("2024.csv", RESULTS.replace("2022/23", "2024")),
    "other values": ("новее.csv", RESULTS.replace("20;5", "20;6")),
    "doubtful": ("сомнение.csv", DOUBTFUL),
    "broken rows": ("строки.csv", lines("001;2021;ОГЭ, математика;20;двадцать;3,5", "002;2021;ОГЭ, математика;9;1;4")),
    "strange": ("странный.csv", "а;б\n1;2\n"),
}


@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(st.tuples(st.sampled_from(list(STEPS)), st.booleans()), min_size=1, max_size=5),
    answered=st.booleans(),
    data=st.data(),
)
def test_tables_made_anew_are_those_that_imports_made(tmp_path_factory, steps, answered, data):
    root = tmp_path_factory.mktemp("лаборатория")
    for name in ("params", "notebooks"):
        (root / name).mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.VARIABLE, str(root))
        for step, replace in steps:
            name, text = STEPS[step]
            (root / name).write_text(text, encoding="utf-8-sig")
            take_in([root / name], into="x", replace=replace)
        questions = open_dataset("x").questions()
        if answered and len(questions):
            retie("x", questions.assign(answer="yes").drop_duplicates("name"))
        for one in open_dataset("x").deliveries:
            parts = ("stored", "same", "quarantined", "repeated")
            assert one["state"] != "stored" or one["records"] == sum(one[name] for name in parts)
        before = state()
        repair("x")
        if answered and len(questions):  # an answer holds for what came before it too, once tables are made anew
            before = state()
            repair("x")
        assert state() == before
        taken = [one for one in open_dataset("x").deliveries if one["state"] == "stored"]
        if taken:
            last = data.draw(st.sampled_from(taken))
            forget("x", last["source_id"])
            assert last["source_id"] not in {one["source_id"] for one in open_dataset("x").deliveries}
            rows = open_dataset("x")
            for table in rows.tables():
                frame = rows.table(table)
                assert "source_id" not in frame or last["source_id"] not in set(frame["source_id"])
            undo("x")
            assert state() == before
