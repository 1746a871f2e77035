"""When a batch ends, so do its kernels, wherever they are."""

import subprocess
import sys
import threading
import time

import nbformat
import psutil
import pytest

from shnor_lab.batch import engine
from shnor_lab.batch.kernels import Kernels, Stopped

from .small_region import notebook

SOON = 20
"""Seconds within which a stopped notebook gives its thread back, on a loaded machine."""


def sleeper():
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])


def test_all_that_are_held_are_ended_and_latecomers_too():
    kernels, early, late = Kernels(), sleeper(), sleeper()
    kernels.hold(early)
    kernels.stop()
    assert early.wait(SOON) != 0
    kernels.hold(late)
    assert late.wait(SOON) != 0


def test_one_that_has_ended_is_no_hindrance():
    kernels, ended = Kernels(), sleeper()
    kernels.hold(ended)
    ended.kill()
    ended.wait(SOON)
    kernels.stop()
    assert kernels.stopped


@pytest.mark.parametrize("moment", ["before", "at the start", "in a cell"])
def test_a_notebook_that_is_stopped_gives_no_failure_and_leaves_no_process(tmp_path, moment):
    kernels, raised, begun = Kernels(), [], tmp_path / "begun"
    cells = (f"open({str(begun)!r}, 'w').close()", "import time\nwhile True:\n    time.sleep(1)")

    def execute():
        made = nbformat.from_dict(notebook(*cells))
        try:
            engine.execute(made, {"study": "", "municipality": "", "output": ""}, seconds=600, kernels=kernels)
        except BaseException as error:
            raised.append(type(error))

    def reached():
        return begun.exists() if moment == "in a cell" else psutil.Process().children(recursive=True)

    if moment == "before":
        kernels.stop()
    thread = threading.Thread(target=execute)
    thread.start()
    while moment != "before" and not reached():
        time.sleep(0.01)
    kernels.stop()
    thread.join(SOON)
    assert not thread.is_alive()
    assert raised == [Stopped]
    assert psutil.Process().children(recursive=True) == []
