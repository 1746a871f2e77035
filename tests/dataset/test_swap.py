"""A kill at any step of the swap leaves the old state or the new one, whole."""

import os
import subprocess
import sys

import pytest
from filelock import FileLock

from shnor_lab.dataset import swap
from shnor_lab.errors import BatchError, DatasetError


class Killed(BaseException):
    pass


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "область"
    folder.mkdir()
    (folder / "a").write_text("old")
    (folder / "user").write_text("kept")
    return folder


def build(folder):
    new = swap.begin(folder)
    swap.keep(folder, "user")
    (new / "a").write_text("new")
    swap.finish(folder)


def state(folder):
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_swap(folder):
    with swap.held(folder):
        build(folder)
    assert state(folder) == {"a": "new", "user": "kept"}
    assert sorted(os.listdir(folder.parent / swap.WORK)) == ["область.lock", "область.past"]


def test_first_state(tmp_path):
    folder = tmp_path / "область"
    with swap.held(folder):
        (swap.begin(folder) / "a").write_text("new")
        swap.finish(folder)
    assert state(folder) == {"a": "new"}


@pytest.mark.parametrize("step", range(5))
def test_a_kill_at_any_step(folder, monkeypatch, step):
    """Steps: before building, after building, old aside, new in, old among the past ones."""
    calls = {"replace": 0}
    replace = os.replace

    def counted(source, target):
        if calls["replace"] == step - 1:
            raise Killed
        calls["replace"] += 1
        replace(source, target)

    def begun(folder):
        new = begin(folder)
        if step == 0:
            (new / "a").write_text("ne")
            raise Killed
        return new

    begin = swap.begin
    monkeypatch.setattr(swap.os, "replace", counted)
    monkeypatch.setattr(swap, "begin", begun)
    done = False
    try:
        with swap.held(folder):
            build(folder)
        done = True
    except Killed:
        pass
    monkeypatch.undo()
    assert done == (step == 4)
    with swap.held(folder):
        pass
    changed = step > 1
    assert state(folder) == {"a": "new" if changed else "old", "user": "kept"}
    left = ["область.lock", "область.past"] if changed else ["область.lock"]
    assert sorted(os.listdir(folder.parent / swap.WORK)) == left
    with swap.held(folder):
        assert swap.go_back(folder, lambda present: ["user"]) == changed
    assert state(folder) == {"a": "old", "user": "kept"}


@pytest.mark.parametrize("step", range(3))
def test_a_kill_while_going_back_leaves_one_of_both_states(folder, monkeypatch, step):
    with swap.held(folder):
        build(folder)
    calls, replace = [], os.replace

    def counted(source, target):
        if len(calls) == step:
            raise Killed
        calls.append(source)
        replace(source, target)

    monkeypatch.setattr(swap.os, "replace", counted)
    try:
        with swap.held(folder):
            swap.go_back(folder, lambda present: ["user"])
    except Killed:
        pass
    monkeypatch.undo()
    with swap.held(folder):
        pass
    assert state(folder)["a"] == ("new" if step == 0 else "old")


def test_so_many_states_are_kept_and_gone_back_through_one_by_one(folder):
    for number in range(swap.PAST + 3):
        with swap.held(folder):
            (swap.begin(folder) / "a").write_text(str(number))
            swap.finish(folder)
    seen = []
    with swap.held(folder):
        while swap.go_back(folder, lambda present: []):
            seen.append(state(folder)["a"])
    assert seen == [str(number) for number in range(swap.PAST + 1, 1, -1)]


def test_reader_mends_what_a_kill_left(home):
    from shnor_lab.dataset import open_dataset
    from shnor_lab.dataset.store import SHEET

    folder = home / "data" / "datasets" / "x"
    old = folder.parent / swap.WORK / "x.old"
    old.mkdir(parents=True)
    (old / SHEET).write_text("region_id: r\nnotice: ''\ndeliveries: []\n")
    assert open_dataset("x").region_id == "r"
    assert folder.is_dir()
    assert not old.exists()


def test_a_file_open_elsewhere_leaves_the_old_state(folder, monkeypatch):
    replace = os.replace

    def busy(source, target):
        if str(source).endswith(".new"):
            raise PermissionError
        replace(source, target)

    monkeypatch.setattr(swap.os, "replace", busy)
    with pytest.raises(DatasetError), swap.held(folder):
        build(folder)
    assert state(folder) == {"a": "old", "user": "kept"}


def test_two_imports_at_once(folder):
    code = (
        "import sys, pathlib; from shnor_lab.dataset import swap\n"
        "with swap.held(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "held\n"
    with pytest.raises(DatasetError), swap.held(folder):
        pass
    other.kill()
    other.wait()
    with swap.held(folder):
        pass


def test_an_import_waits_for_the_runs_that_need_the_dataset(folder):
    def pin(study, work="run"):
        return swap.pinned(folder, study, work, BatchError("busy"))

    with pin("одно"), pin("другое"), pin("одно", "compare"):
        with pytest.raises(DatasetError, match="«другое»"), swap.held(folder):
            pass
        with pytest.raises(BatchError), pin("одно"):
            pass
    with swap.held(folder):
        build(folder)
    assert state(folder) == {"a": "new", "user": "kept"}


def test_a_run_does_not_begin_while_an_import_changes_the_dataset(folder, monkeypatch):
    monkeypatch.setattr(swap, "PIN_SECONDS", 0)
    busy = BatchError("busy")
    with swap.held(folder), pytest.raises(DatasetError) as told, swap.pinned(folder, "одно", "run", busy):
        pass
    assert told.value.what == "В этот набор данных сейчас идёт ввоз."


def test_a_killed_run_leaves_no_pin(folder):
    code = (
        "import sys, pathlib; from shnor_lab.dataset import swap; from shnor_lab.errors import BatchError\n"
        "with swap.pinned(pathlib.Path(sys.argv[1]), 'x', 'run', BatchError('busy')): print('pinned', flush=True); "
        "sys.stdin.read()"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout.readline() == "pinned\n"
    with pytest.raises(DatasetError, match="«x»"), swap.held(folder):
        pass
    run.kill()
    run.wait()
    with swap.held(folder):
        pass


@pytest.mark.parametrize("refused", ["область.lock", "одно.run.lock"])
def test_a_dataset_that_may_only_be_read_serves_runs(folder, monkeypatch, refused):
    acquire, opened = FileLock.acquire, []

    def only_ours(lock, *arguments, **options):
        opened.append(os.path.basename(lock.lock_file))
        if opened[-1] == refused:
            raise PermissionError(13, "denied", lock.lock_file)
        return acquire(lock, *arguments, **options)

    monkeypatch.setattr(FileLock, "acquire", only_ours)
    with swap.pinned(folder, "одно", "run", BatchError("busy")):
        assert opened[-1] == refused
    monkeypatch.undo()
    with swap.held(folder):
        pass


def test_a_look_that_changes_nothing_goes_beside_runs(folder):
    with swap.pinned(folder, "одно", "run", BatchError("busy")), swap.held(folder, changes=False):
        assert state(folder)["a"] == "old"
