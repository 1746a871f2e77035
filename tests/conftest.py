"""A workbench of its own for tests that compute: outputs never reach the real folder."""

import pytest
from hypothesis import settings

from shnor_lab import language, places

settings.register_profile("fixed", derandomize=True)
settings.load_profile("fixed")


@pytest.fixture(autouse=True)
def _in_russian():
    language.use("ru")
    yield
    language.use("ru")


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory):
    """Return a root with the demo data, params and notebooks of the project and no outputs."""
    here = places.root()
    root = tmp_path_factory.mktemp("лаборатория тест")
    for name in ("data", "params", "notebooks"):
        (root / name).symlink_to(here / name)
    (root / "requirements.lock").symlink_to(here / "requirements.lock")
    return root


@pytest.fixture
def in_demo_root(demo_root, monkeypatch):
    """Run a test inside that root."""
    monkeypatch.setenv(places.VARIABLE, str(demo_root))
    return demo_root
