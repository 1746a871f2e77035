"""A workbench of its own for tests that compute: outputs never reach the real folder."""

import shutil
from functools import partial

import pytest
from hypothesis import settings

from shnor_lab import language, places, threads

threads.limit(None)  # before numpy comes in: as many workers as cores, one thread each

from shnor_lab import study as studies  # noqa: E402
from shnor_lab.dataset.schema import TABLES  # noqa: E402

from . import small_dataset  # noqa: E402

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


@pytest.fixture(autouse=True)
def _in_russian():
    language.use("ru")
    yield
    language.use("ru")


@pytest.fixture(scope="session")
def share_region(tmp_path_factory, worker_id):
    """Return a function that gives a study the results that any test of this session kept: fingerprints tell them."""
    temporary = tmp_path_factory.getbasetemp()
    kept = (temporary if worker_id == "master" else temporary.parent) / "kept"
    kept.mkdir(exist_ok=True)

    def share(root, study):
        outputs = root / "outputs" / study
        outputs.mkdir(parents=True)
        (outputs / "kept").symlink_to(kept)

    return share


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory, share_region):
    """Return a root with the demo data, params and notebooks of the project; studies simulate three regions only."""
    from shnor_lab.laboratory.ledger.lists import simulated_lists
    from shnor_lab.study import ledger

    here = places.root()
    root = tmp_path_factory.mktemp("лаборатория тест")
    for name in ("data", "params", "notebooks", "requirements.lock"):
        (root / name).symlink_to(here / name)
    share_region(root, "demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "simulated_lists", partial(simulated_lists, regions=3))
        yield root


@pytest.fixture(scope="session")
def small_region(tmp_path_factory):
    """Return the dataset folder of a small region: the first municipalities of the demo, all its tables."""
    folder = tmp_path_factory.mktemp("малая") / "dataset"
    small_dataset.make(places.root() / "data" / "demo" / "dataset", folder)
    return folder


@pytest.fixture(scope="session")
def small_root(small_region, demo_root, tmp_path_factory, share_region):
    """Return a root with the study «small» on the small region; what it keeps is shared like that of the demo."""
    root = tmp_path_factory.mktemp("малая область")
    for name in ("params", "data/datasets"):
        (root / name).mkdir(parents=True)
    (root / "data/datasets/small").symlink_to(small_region)
    for name in ("notebooks", "requirements.lock", "params/defaults.yaml"):
        (root / name).symlink_to(demo_root / name)
    (root / "params/small.yaml").write_text("dataset: small\ntitle: Область\n", encoding="utf-8")
    share_region(root, "small")
    return root


@pytest.fixture
def small_workbench(small_region, demo_root, tmp_path, monkeypatch):
    """Return a function that lays a workbench with the study «own» on the small region; ``keep`` chooses its tables."""

    def laid(params: str = "", *, keep=lambda table: True):
        for name in ("params", "data/datasets/own"):
            (tmp_path / name).mkdir(parents=True, exist_ok=True)
        for name in ("notebooks", "requirements.lock"):
            (tmp_path / name).symlink_to(demo_root / name)
        for file in small_region.iterdir():
            if file.suffix != ".parquet" or file.stem not in TABLES or keep(file.stem):
                shutil.copyfile(file, tmp_path / "data/datasets/own" / file.name)
        defaults = (demo_root / "params" / "defaults.yaml").read_bytes()
        (tmp_path / "params/defaults.yaml").write_bytes(defaults)
        (tmp_path / "params/own.yaml").write_text("dataset: own\ntitle: Область\n" + params, encoding="utf-8")
        monkeypatch.setenv(places.VARIABLE, str(tmp_path))
        return tmp_path

    return laid


@pytest.fixture(scope="module")
def in_demo_root(demo_root):
    """Run the tests of a module inside that root."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.VARIABLE, str(demo_root))
        yield demo_root


@pytest.fixture(scope="session")
def demo_study(demo_root):
    """Return the demo study, opened once a session: a test that changes what a study holds opens its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.VARIABLE, str(demo_root))
        return studies.open("demo")


@pytest.fixture(scope="module")
def in_small_root(small_root):
    """Run the tests of a module inside the root of the small region."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.VARIABLE, str(small_root))
        yield small_root
