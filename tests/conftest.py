"""A workbench of its own for tests that compute: outputs never reach the real folder."""

from functools import partial

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
    """Return a root with the demo data, params and notebooks of the project; its studies simulate six regions only."""
    from shnor_lab.laboratory.ledger.lists import simulated_lists
    from shnor_lab.study import ledger

    here = places.root()
    root = tmp_path_factory.mktemp("лаборатория тест")
    for name in ("data", "params", "notebooks", "requirements.lock"):
        (root / name).symlink_to(here / name)
    share_region(root, "demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "simulated_lists", partial(simulated_lists, regions=6))
        yield root


@pytest.fixture(scope="module")
def in_demo_root(demo_root):
    """Run the tests of a module inside that root."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.VARIABLE, str(demo_root))
        yield demo_root
