import os

from shnor_lab.batch import threads


def test_cores_are_shared(monkeypatch):
    monkeypatch.setattr(threads, "cores", lambda: 8)
    for variable in threads.VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    assert threads.limit(3) == 3
    assert {os.environ[variable] for variable in threads.VARIABLES} == {"2"}


def test_one_notebook_per_core_and_never_less_than_one_thread(monkeypatch):
    monkeypatch.setattr(threads, "cores", lambda: 2)
    for variable in threads.VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert threads.limit(None) == 2
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    assert os.environ["OMP_NUM_THREADS"] == "7"
