"""The root is found from any folder below it, and dataset names cannot leave the data folder."""

from pathlib import Path

import pytest

from shnor_lab import places
from shnor_lab.errors import DatasetError


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
