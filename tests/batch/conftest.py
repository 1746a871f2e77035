import pytest

from shnor_lab import language

from . import small_region


@pytest.fixture(autouse=True)
def _known_notebooks(monkeypatch):
    small_region.know(monkeypatch.setattr)


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("SHNOR_HOME", str(tmp_path / "папка с пробелом"))
    language.use("ru")
    return small_region.make(tmp_path / "папка с пробелом")
