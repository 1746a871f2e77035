"""A file is whole or absent under its name, a lock is for one, and what the system refuses is told in words."""

import errno
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from shnor_lab import places, writing
from shnor_lab.errors import BatchError, WriteError

from . import damage


def names(folder):
    return sorted(found.name for found in folder.iterdir())


def test_a_file_gets_its_name_when_it_is_whole(tmp_path):
    file = tmp_path / "new" / "a.csv"
    with writing.made(file) as part:
        part.write_text("half")
        assert not file.exists()
        part.write_text("whole")
    assert file.read_text() == "whole" and names(file.parent) == ["a.csv"]


def test_a_file_is_flushed_once_before_it_gets_its_name(tmp_path, monkeypatch):
    file, flushed = tmp_path / "a.csv", []

    def seen(number):
        flushed.append((os.fstat(number).st_ino, os.fstat(number).st_size, file.exists()))

    monkeypatch.setattr(os, "fsync", seen)
    writing.whole(file, b"whole")
    assert flushed == [(file.stat().st_ino, 5, False)]


def test_a_file_that_cannot_be_flushed_gets_no_name(tmp_path, monkeypatch):
    def refused(number):
        raise OSError(errno.EIO, "reason")

    monkeypatch.setattr(os, "fsync", refused)
    with pytest.raises(WriteError, match=r"a\.csv"):
        writing.whole(tmp_path / "a.csv", b"new")
    assert names(tmp_path) == []


def test_a_file_may_be_made_in_another_folder(tmp_path):
    with writing.made(tmp_path / "a.csv", within=tmp_path / "work") as part:
        part.write_text("new")
        assert part.parent == tmp_path / "work"
    assert (tmp_path / "a.csv").read_text() == "new" and names(tmp_path / "work") == []


def test_an_error_in_the_making_leaves_the_old_file_alone(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("old")
    with pytest.raises(KeyError), writing.made(file) as part:
        part.write_text("half")
        raise KeyError
    assert file.read_text() == "old" and names(tmp_path) == ["a.csv"]


def test_what_a_killed_process_left_is_removed_and_other_files_stay(tmp_path):
    others = (".a.csv.part", ".a.csv.x.part", ".b.csv.7.part", "a.csv.7.part")
    for name in (".a.csv.7.part", ".a.csv.123456.part", *others):
        (tmp_path / name).write_text("half")
    writing.whole(tmp_path / "a.csv", b"new")
    assert names(tmp_path) == sorted((*others, "a.csv"))


def test_a_file_held_by_another_program_is_told_in_words(tmp_path, monkeypatch):
    file = tmp_path / "a.xlsx"
    file.write_text("old")

    def held(source, target):
        raise PermissionError

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(WriteError, match=r"Не удаётся записать a\.xlsx: файл открыт в другой программе"):
        writing.whole(file, b"new")
    assert file.read_text() == "old" and names(tmp_path) == ["a.xlsx"]


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
        writing.whole(file, b"new")
    assert str(tmp_path.parent) not in str(caught.value)
    assert names(tmp_path) == ["a.csv"] and file.read_text() == "old"


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path):
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(WriteError, match=r"a\.csv"):
        writing.whole(tmp_path / "a.csv", b"new")


@pytest.mark.parametrize(
    ("named", "where"), [(None, ""), ("outputs/x/a.csv", "outputs/x/a.csv"), (".", ""), ("/elsewhere/a.csv", "a.csv")]
)
def test_a_full_disk_is_told_with_the_file_where_it_is_known(named, where):
    error = OSError(errno.ENOSPC, "reason")
    if named is not None:
        error.filename = str(places.root() / named)
    said = writing.no_access(error)
    assert said.where == where
    assert ("Где:" in str(said)) == bool(where)


def test_a_lock_is_for_one(tmp_path):
    busy = BatchError("busy")
    lock = tmp_path / "x" / "a.lock"
    with writing.locked(lock, busy), pytest.raises(BatchError, match="busy"), writing.locked(lock, busy):
        pass
    with writing.locked(lock, busy), writing.locked(tmp_path / "b.lock"):
        pass


def test_a_lock_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError), writing.locked(tmp_path / "file" / "a.lock", BatchError("busy")):
        pass


@dataclass(frozen=True)
class Kept:
    n: int


def test_what_was_written_is_read_back(tmp_path):
    file = writing.whole(tmp_path / "a.json", b'{"n": 1, "more": 2}')
    assert writing.read_back(file, TypeAdapter(Kept)) == Kept(1)


@pytest.mark.parametrize("content", [b'{"n": "1"}', b'{"n": 1.5}', b'{"n": null}', b'{"N": 1}', b'{"n": 1}x'])
def test_what_has_another_shape_is_not_read_back(tmp_path, content):
    assert writing.read_back(writing.whole(tmp_path / "a.json", content), TypeAdapter(Kept)) is None


def test_what_was_damaged_is_not_read_back(tmp_path):
    for kind, change in (damage.contents() | damage.shapes() | damage.places()).items():
        file = writing.whole(tmp_path / kind / "a.json", b'{"n": 1}')
        change(file)
        if kind != "shut":  # a superuser reads it
            assert writing.read_back(file, TypeAdapter(Kept)) is None, kind


def test_a_folder_leaves_the_place_of_a_file_and_nothing_else_does(tmp_path):
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    (tmp_path / "file").write_text("1")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("folder", "file", "link", "absent"):
        assert writing.freed(tmp_path / name) == tmp_path / name
    assert names(tmp_path) == ["file", "link"]


def test_a_folder_that_cannot_leave_is_told(tmp_path, monkeypatch):
    def refused(folder):
        raise PermissionError

    (tmp_path / "a.csv").mkdir()
    monkeypatch.setattr(shutil, "rmtree", refused)
    with pytest.raises(WriteError, match=r"a\.csv"):
        writing.freed(tmp_path / "a.csv")
