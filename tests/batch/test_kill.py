"""A batch that is killed leaves whole files, no kernels, and a study that the next batch finishes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from shnor_lab.batch import engine, publish, run

from . import small_region

DRIVER = Path(small_region.__file__)
pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a Unix signal")


def start(root, sleep="0.3"):
    environment = {**os.environ, "TEST_SLEEP": sleep}
    return subprocess.Popen(
        [sys.executable, DRIVER, str(root), "2"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def gone(processes, seconds=20):
    _dead, alive = psutil.wait_procs(processes, timeout=seconds)
    return not alive


@pytest.mark.slow
def test_three_kills_and_a_rerun_give_the_same_bytes(tmp_path, monkeypatch):
    quiet, killed = (small_region.make(tmp_path / name) for name in ("quiet", "killed"))
    monkeypatch.setenv("SHNOR_HOME", str(quiet))
    assert run.run(small_region.SmallStudy(), prepare=small_region.prepare, jobs=2).exit_code == 0

    moments = random.Random(3)
    kernels = 0
    for _attempt in range(3):
        driver = start(killed)
        deadline = time.monotonic() + 60
        while not list((killed / "outputs").glob("tiny/.work/*/*")) and driver.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(moments.uniform(0, 1.2))
        children = psutil.Process(driver.pid).children(recursive=True) if driver.poll() is None else []
        kernels += len(children)
        driver.send_signal(signal.SIGKILL)
        driver.wait(20)
        assert gone(children), "kernels outlived their driver"
        for done in (killed / "outputs" / "tiny").glob("*/*/done.json"):
            assert (done.parent.parent / f"{done.parent.name}.html").is_file()

    assert kernels > 0
    assert start(killed).wait(120) == 0
    assert small_region.files(killed) == small_region.files(quiet)


@pytest.mark.parametrize("step", range(1, 8))
def test_a_kill_at_every_step_of_publishing(root, monkeypatch, step):
    """Stop after each change of a name in turn; what then stands is whole, and the next batch mends the rest."""

    def execute(notebook, parameters, *, seconds):
        folder = root / parameters["output"] / "tables"
        folder.mkdir(parents=True)
        (folder / "sums.csv").write_text("1", encoding="utf-8")
        return notebook, None

    class Killed(BaseException):
        pass

    monkeypatch.setattr(engine, "execute", execute)
    study = small_region.SmallStudy(codes=["elkino"])

    def batch(**options):
        return run.run(study, prepare=small_region.prepare, jobs=1, **options)

    batch()
    whole = small_region.files(root)
    replaced, unlinked, count = os.replace, Path.unlink, []

    def counting(change):
        def changed(*arguments, **options):
            count.append(1)
            if len(count) >= step:
                raise Killed
            return change(*arguments, **options)

        return changed

    with monkeypatch.context() as patched:
        patched.setattr(publish.os, "replace", counting(replaced))
        patched.setattr(Path, "unlink", counting(unlinked))
        with pytest.raises(Killed):
            batch(force=True)
    for name, content in small_region.files(root).items():
        assert name.startswith(".work/") or name.endswith("partial.json") or whole[name] == content
    batch()
    assert small_region.files(root) == whole
