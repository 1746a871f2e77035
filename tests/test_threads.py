import os

import pytest

from shnor_lab import threads


@pytest.fixture(autouse=True)
def unset(monkeypatch):
    for variable in threads.VARIABLES:
        monkeypatch.setenv(variable, "")  # so that what ``limit`` sets is taken back
        monkeypatch.delenv(variable)


def of_cores(monkeypatch, count):
    monkeypatch.setattr(threads, "cores", lambda: count)


def test_cores_are_shared(monkeypatch):
    of_cores(monkeypatch, 8)
    assert threads.limit(3) == 3
    assert {os.environ[variable] for variable in threads.VARIABLES} == {"2"}
    assert threads.share() == 2


def test_one_notebook_per_core_and_never_less_than_one_thread(monkeypatch):
    of_cores(monkeypatch, 2)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert threads.limit(None) == 2
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    assert os.environ["OMP_NUM_THREADS"] == "7"


@pytest.mark.parametrize(
    ("given", "share"), [("1", 1), ("3", 3), (" 2,1 ", 2), ("16", 16), ("", 8), ("0", 8), ("many", 8)]
)
def test_the_share_is_what_was_set_else_the_cores_that_are_allowed(monkeypatch, given, share):
    of_cores(monkeypatch, 8)
    assert threads.share() == 8
    monkeypatch.setenv("OMP_NUM_THREADS", given)
    assert threads.share() == share


def test_before_the_first_notebook_the_driver_has_the_shares_of_all(monkeypatch):
    of_cores(monkeypatch, 8)
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    with threads.alone(3):
        assert threads.share() == 6
    assert threads.share() == 2


@pytest.mark.parametrize(("given", "share"), [("5", 8), ("16", 16)])
def test_the_driver_takes_no_more_than_the_cores_unless_the_user_said_so(monkeypatch, given, share):
    of_cores(monkeypatch, 8)
    monkeypatch.setenv("OMP_NUM_THREADS", given)
    with threads.alone(3):
        assert threads.share() == share
