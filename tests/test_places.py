"""The root is found from any folder below it, and dataset names cannot leave the data folder."""

import errno
from pathlib import Path

import pytest

from shnor_lab import places
from shnor_lab.errors import BatchError, DatasetError, WriteError


def test_root_is_found_from_the_notebooks_folder(monkeypatch):
    here = Path(__file__).resolve().parent.parent
    monkeypatch.delenv(places.VARIABLE, raising=False)
    monkeypatch.chdir(here / "notebooks")
    assert places.root() == here


def test_variable_overrides(monkeypatch, tmp_path):
    monkeypatch.setenv(places.VARIABLE, str(tmp_path))
    assert places.root() == tmp_path.resolve()


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a b"])
def test_a_dataset_is_a_name_not_a_path(name):
    with pytest.raises(DatasetError):
        places.dataset(name)


def test_cyrillic_dataset_name_is_allowed():
    assert places.dataset("область2024").name == "область2024"


def test_a_file_held_by_another_program_is_told_in_words(tmp_path, monkeypatch):
    part, file = tmp_path / "a.part", tmp_path / "a.xlsx"
    part.write_text("new")
    file.write_text("old")

    def held(source, target):
        raise PermissionError

    monkeypatch.setattr(places.os, "replace", held)
    with pytest.raises(WriteError, match=r"Не удаётся записать a\.xlsx: файл открыт в другой программе"):
        places.put_in_place(part, file)
    assert file.read_text() == "old" and not part.exists()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EROFS, r"a\.csv: файл открыт в другой программе или папка защищена от записи"),
        (errno.ENOSPC, "На диске не осталось места"),
        (errno.ENAMETOOLONG, r"Не удаётся записать a\.csv: "),
    ],
)
def test_what_kept_a_file_from_being_written_is_told(tmp_path, monkeypatch, number, said):
    file = tmp_path / "a.csv"
    file.write_text("old")

    def refused(begun, content):
        raise OSError(number, "reason")

    monkeypatch.setattr(Path, "write_bytes", refused)
    with pytest.raises(WriteError, match=said) as caught:
        places.whole(file, b"new")
    assert str(tmp_path.parent) not in str(caught.value)
    assert [found.name for found in tmp_path.iterdir()] == ["a.csv"] and file.read_text() == "old"


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(WriteError, match=r"a\.csv"):
        places.whole(tmp_path / "a.csv", b"new")


def test_a_lock_is_for_one(tmp_path):
    busy = BatchError("busy")
    lock = tmp_path / "x" / "a.lock"
    with places.locked(lock, busy), pytest.raises(BatchError, match="busy"), places.locked(lock, busy):
        pass
    with places.locked(lock, busy):
        pass


def test_a_lock_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError), places.locked(tmp_path / "file" / "a.lock", BatchError("busy")):
        pass
