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


FEW = small_region.MUNICIPALITIES[:2]


def start(root, codes=FEW):
    """Start a driver; every process that comes from it carries the folder of its workbench in ``TEST_BATCH``."""
    environment = {**os.environ, "TEST_SLEEP": "0.3", "TEST_BATCH": str(root)}
    return subprocess.Popen(
        [sys.executable, DRIVER, str(root), "2", *codes],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def of_batch(root):
    """Return the processes of all drivers of a workbench and of their kernels, those just begun too."""
    return [one for one in psutil.process_iter() if carried(one) == str(root)]


def carried(process):
    try:
        return process.environ().get("TEST_BATCH")
    except psutil.Error:
        return None


def wait_until(reached, what):
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def killed_after(seconds, root):
    """Kill a driver so long after its first notebook began; return how many kernels it had then."""
    driver = start(root)
    work = root / "outputs" / "tiny" / ".work"
    wait_until(lambda: list(work.glob("*/*")) or driver.poll() is not None, "no notebook began")
    time.sleep(seconds)
    kernels = len(of_batch(root)) - (driver.poll() is None)
    driver.send_signal(signal.SIGKILL)
    driver.wait(20)
    return kernels


@pytest.mark.slow
def test_three_kills_and_a_rerun_give_the_same_bytes(tmp_path, monkeypatch):
    quiet, killed = (small_region.make(tmp_path / name) for name in ("quiet", "killed"))
    monkeypatch.setenv("SHNOR_HOME", str(quiet))
    assert run.run(small_region.SmallStudy(codes=FEW), prepare=small_region.prepare, jobs=2).exit_code == 0

    moments = random.Random(3)
    kernels = 0
    for _attempt in range(3):
        kernels += killed_after(moments.uniform(0, 1.2), killed)
        wait_until(lambda: not of_batch(killed), "kernels outlived their driver")
        for done in (killed / "outputs" / "tiny").glob("*/*/done.json"):
            assert (done.parent.parent / f"{done.parent.name}.html").is_file()

    assert kernels > 0
    assert start(killed).wait(120) == 0
    assert small_region.files(killed) == small_region.files(quiet)


@pytest.mark.slow
def test_a_batch_that_the_user_stops_ends_when_its_kernels_have_ended(tmp_path):
    root = small_region.make(tmp_path / "stopped", middle="while municipality != 'berezovka':\n    time.sleep(1)")
    driver = start(root)
    page = root / "outputs" / "tiny" / "berezovka" / "10_small" / "done.json"
    try:
        wait_until(lambda: page.is_file() and len(of_batch(root)) > 2, "the second kernel did not begin")
        driver.send_signal(signal.SIGINT)
        driver.wait(60)
        assert of_batch(root) == []
    finally:
        driver.kill()
    assert sorted((root / "outputs" / "tiny").glob("*/*/done.json")) == [page]


def test_a_kill_at_every_step_of_publishing(root, monkeypatch):
    """Stop before each change of a name in turn; what then stands is whole, and the next batch mends the rest."""

    def execute(notebook, parameters, **options):
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

    def changing(change, count, last):
        def changed(*arguments, **options):
            count.append(1)
            if len(count) >= last:
                raise Killed
            return change(*arguments, **options)

        return changed

    def killed_before(step):
        count = []
        with monkeypatch.context() as patched:
            patched.setattr(publish.os, "replace", changing(os.replace, count, step))
            patched.setattr(Path, "unlink", changing(Path.unlink, count, step))
            try:
                batch(force=True)
            except Killed:
                return True
        return False

    batch()
    whole, steps = small_region.files(root), 0
    while killed_before(steps + 1):
        steps += 1
        for name, content in small_region.files(root).items():
            assert name.startswith(".work/") or name.endswith("partial.json") or whole[name] == content, steps
        batch()
        assert small_region.files(root) == whole, steps
    assert steps >= 2 * 7
