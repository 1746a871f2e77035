"""Chunks are worked on by as many threads as the batch gave this process, and the numbers are the same."""

import threading

import numpy as np
import pytest

from shnor_lab.measure.pooled import chunks, fit_pooled

from .region import region

SEVERAL = 4000


def threads_at_work(together=1):
    """Return the threads that worked on chunks; each waits until ``together`` of them are at work."""
    gate = threading.Barrier(together, timeout=30)

    def work(part):
        gate.wait()
        return threading.get_ident()

    return set(chunks.by_chunks(SEVERAL, work))


def test_a_share_of_one_thread_is_one_worker(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert threads_at_work() == {threading.get_ident()}


def test_a_share_of_two_threads_is_two_workers_read_at_every_call(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    assert len(threads_at_work(together=2)) == 2
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    assert len(threads_at_work(together=4)) == 4


def test_without_a_share_the_cores_are_used(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr("shnor_lab.threads.cores", lambda: 4)
    assert len(threads_at_work(together=4)) == 4


def test_chunks_come_in_their_order(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    parts = chunks.by_chunks(2500, lambda part: (part.start, part.stop))
    assert parts == [(0, 1000), (1000, 2000), (2000, 2500)]


@pytest.fixture(scope="module")
def truth():
    return region(23, schools=90, procedures=3)


def test_numbers_do_not_depend_on_the_threads(truth, monkeypatch):
    monkeypatch.setattr(chunks, "_SCHOOLS", 20)
    found = []
    for share in ("1", "2", "5"):
        monkeypatch.setenv("OMP_NUM_THREADS", share)
        pooled = fit_pooled(truth.k, truth.n, seed=1)
        level, shares = pooled.level(), pooled.share(1)
        found.append([pooled.parts.array(), level.mean, level.low, level.high, shares.low, pooled.p_lowest(0.1)])
    for other in found[1:]:
        for one, same in zip(found[0], other, strict=True):
            np.testing.assert_array_equal(one, same)
