"""A kept result that cannot be used is made anew, whatever has happened to its file."""

import os

import pandas as pd
import pytest

from shnor_lab import places
from shnor_lab import study as studies
from shnor_lab.study import kept
from shnor_lab.study.result import Result
from shnor_lab.writing import locked

FRAME = pd.DataFrame({"school_id": ["a", "b"], "n": [1, 2], "years": [[2023], [2023, 2024]]}).astype(
    {"school_id": "str"}
)


@pytest.fixture
def result(small_workbench):
    small_workbench()
    return Result("two_rows", lambda given: FRAME)


def empty(file):
    file.write_bytes(b"")


def cut(file):
    file.write_bytes(file.read_bytes()[:-40])


def cut_at_the_start(file):
    file.write_bytes(file.read_bytes()[20:])


def binary(file):
    file.write_bytes(os.urandom(2000))


def text(file):
    file.write_text('{"rows": 2}', encoding="utf-8")


def of_another_shape(file):
    pd.DataFrame({"other": [1]}).to_parquet(file)


def of_another_result(file):
    kept.write(file, FRAME.head(1), "0" * 64)


def flipped_inside(file):
    content = bytearray(file.read_bytes())
    for place in range(8, 60):
        content[place] ^= 0xFF
    file.write_bytes(bytes(content))


def folder(file):
    file.unlink()
    file.mkdir()
    (file / "x").write_text("x", encoding="utf-8")


def unmarked(file):
    FRAME.to_parquet(file, index=False)


def test_a_byte_that_changes_is_seen_or_tells_nothing(tmp_path):
    file, mark = tmp_path / "two_rows.parquet", "ab" * 32
    kept.write(file, FRAME, mark)
    whole, asked = file.read_bytes(), kept.read(file, mark)
    assert asked is not None
    for place in range(0, len(whole), 3):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
        found = kept.read(file, mark)
        if found is not None:
            pd.testing.assert_frame_equal(found, asked)


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame(), FRAME.head(0), FRAME.astype({"school_id": "category", "n": "Int8"})],
    ids=["nothing", "no rows", "categories"],
)
def test_what_is_kept_is_read_back(tmp_path, frame):
    kept.write(tmp_path / "frame.parquet", frame, "ab" * 32)
    pd.testing.assert_frame_equal(kept.read(tmp_path / "frame.parquet", "ab" * 32), frame, check_column_type=False)
    assert kept.read(tmp_path / "frame.parquet", "cd" * 32) is None


DAMAGES = [
    empty, cut, cut_at_the_start, binary, text, of_another_shape, of_another_result, flipped_inside, folder, unmarked,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_result_is_made_anew(result, damage):
    study = studies.open("own")
    pd.testing.assert_frame_equal(result.of(study), FRAME)
    (file,) = places.kept("own").glob("two_rows-*.parquet")
    whole = file.read_bytes()
    damage(file)
    again = studies.open("own")
    pd.testing.assert_frame_equal(result.of(again), FRAME)
    assert again.computed["two_rows"] == 1 and file.read_bytes() == whole


def test_what_no_study_yields_is_removed_unless_another_process_holds_it(small_workbench):
    small_workbench()
    wanted, stale, held = (kept.file_of("own", name, "ab" * 32) for name in ("wanted", "stale", "held"))
    for file in (wanted, stale, held):
        kept.write(file, FRAME, "ab" * 32)
    halves = [file.with_name(f".{file.name}.1.part") for file in (stale, held)]
    for half in halves:
        half.write_bytes(b"half")
    with locked(kept.lock_of("own", "held")):
        kept.remove_others("own", [wanted])
    assert [wanted.is_file(), stale.is_file(), held.is_file()] == [True, False, True]
    assert [half.is_file() for half in halves] == [False, True]
    kept.remove_others("own", [wanted])
    assert [file for file in places.kept("own").iterdir() if file.suffix != ".lock"] == [wanted]
