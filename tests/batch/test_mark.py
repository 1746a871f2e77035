"""A mark comes back as it was written; what is no mark is as good as none."""

import pytest

from shnor_lab.batch import engine, mark

from .. import damage

DONE = mark.Done("a" * 64, {"10_small.html": "b" * 64})
FAILED = mark.Failed("broken", "DeadKernelError", "Беда", "Раздел", fingerprint="a" * 64, copy="10_small.failed.ipynb")


def write(folder, kept):
    file = folder / mark.name(kept)
    file.write_text(mark.text(kept), encoding="utf-8")
    return file


def read_damaged(folder, kept, change):
    folder.mkdir()
    change(write(folder, kept))
    return mark.read(folder)


@pytest.mark.parametrize("kept", [DONE, FAILED])
def test_a_mark_comes_back_as_it_was_written(tmp_path, kept):
    write(tmp_path, kept)
    assert mark.read(tmp_path) == kept


def test_a_failure_is_told_in_the_words_of_the_engine(tmp_path):
    write(tmp_path, FAILED)
    found = mark.read(tmp_path)
    assert isinstance(found, engine.Failure) and found.bucket == "broken"


@pytest.mark.parametrize("kept", [DONE, FAILED])
def test_what_is_no_mark_is_as_good_as_none(tmp_path, kept):
    for kind, change in (damage.contents() | damage.shapes() | damage.places()).items():
        if kind != "shut":  # a superuser reads it
            assert read_damaged(tmp_path / kind, kept, change) is None, kind


@pytest.mark.parametrize("key", ["fingerprint", "bucket", "error", "message", "section", "copy"])
def test_each_key_of_a_failure_has_its_kind(tmp_path, key):
    for kind, change in damage.values(key).items():
        found = read_damaged(tmp_path / kind.replace(": ", " "), FAILED, change)
        if kind == f"{key}: text" and key != "bucket":
            assert getattr(found, key) == damage.OTHER_VALUES["text"]
        elif kind != "no section":
            assert found is None, kind


@pytest.mark.parametrize("key", ["fingerprint", "files"])
def test_each_key_of_a_page_has_its_kind(tmp_path, key):
    for kind, change in damage.values(key).items():
        if kind not in ("fingerprint: text", "files: nothing"):
            assert read_damaged(tmp_path / kind.replace(": ", " "), DONE, change) is None, kind
