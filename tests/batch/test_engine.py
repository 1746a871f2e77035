import os
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from shnor_lab.batch import engine
from shnor_lab.batch.kernels import Kernels

from .small_region import notebook


def execute(*cells, seconds=60, municipality="Берёза", kernels=None):
    made = nbformat.from_dict(notebook(*cells))
    parameters = {"study": "т", "municipality": municipality, "output": ""}
    return engine.execute(made, parameters, seconds=seconds, kernels=kernels or Kernels())


def printed(executed):
    return "".join(output.get("text", "") for cell in executed.cells for output in cell.get("outputs", []))


def test_cyrillic_stays_readable_and_the_folder_is_the_drivers():
    executed, failure = execute("import os\nprint(municipality, os.getcwd(), sep='|')")
    assert failure is None
    injected = next(cell for cell in executed.cells if "injected-parameters" in cell.metadata.tags)
    assert "municipality = 'Берёза'" in injected.source
    assert printed(executed).strip() == f"Берёза|{os.getcwd()}"


def test_a_kernel_takes_the_thread_limit_of_its_driver(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    executed, _failure = execute("import os\nprint(os.environ['OMP_NUM_THREADS'])")
    assert printed(executed).strip() == "3"


def test_four_threads_keep_their_own_parameters():
    names = ["А", "Б", "В", "Г"]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda name: execute("print(municipality)", municipality=name), names))
    assert [printed(executed).strip() for executed, _failure in made] == names


def test_a_user_error_keeps_its_words_and_its_section():
    executed, failure = execute(
        "## Первый",
        "1",
        "## Второй",
        "from shnor_lab.errors import ParamsError\nraise ParamsError('Беда', where='тут')",
    )
    assert (failure.bucket, failure.error, failure.section) == ("failed", "ParamsError", "Второй")
    assert failure.message == "Беда\nГде: тут"
    assert executed.cells[-1].outputs[0].ename == "ParamsError"


def test_another_error_is_told_in_a_general_sentence():
    _executed, failure = execute("## Первый", "{}['ключ']")
    assert (failure.bucket, failure.error, failure.section) == ("failed", "KeyError", "Первый")
    assert "ключ" not in failure.message


def test_a_dead_kernel_is_broken_and_not_repeated(tmp_path):
    seen = tmp_path / "seen"
    _executed, failure = execute(f"open({str(seen)!r}, 'a').write('x')\nimport os\nos._exit(1)")
    assert (failure.bucket, failure.error) == ("broken", "DeadKernelError")
    assert seen.read_text() == "x"


def test_the_time_limit_is_of_the_whole_notebook():
    _executed, failure = execute("import time\ntime.sleep(1)", "time.sleep(1)", "time.sleep(30)", seconds=3)
    assert (failure.bucket, failure.error) == ("broken", "CellTimeoutError")


@pytest.mark.parametrize(("fails", "bucket"), [(1, None), (2, "broken")])
def test_only_a_failed_start_is_repeated_once(monkeypatch, fails, bucket):
    from jupyter_client.manager import KernelManager

    tries = []
    started = KernelManager._async_pre_start_kernel

    async def start(self, **options):
        tries.append(1)
        if len(tries) <= fails:
            raise RuntimeError("port taken")
        return await started(self, **options)

    monkeypatch.setattr(KernelManager, "_async_pre_start_kernel", start)
    _executed, failure = execute("1")
    assert (failure and failure.bucket) == bucket
    assert len(tries) == 2


def test_the_notebook_given_is_not_changed():
    made = nbformat.from_dict(notebook("print(1)"))
    before = nbformat.writes(made)
    engine.execute(made, {"study": "", "municipality": "", "output": ""}, seconds=60, kernels=Kernels())
    assert nbformat.writes(made) == before
