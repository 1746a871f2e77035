"""Many schools at once would not fit into memory: some at a time, on the threads this process may use."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import ParamSpec, TypeVar

from ...threads import share

Found = TypeVar("Found")
Given = ParamSpec("Given")

_SCHOOLS = 1000


def by_chunks(schools: int, work: Callable[[slice], Found]) -> list[Found]:
    """Return ``work`` of every thousand schools, in their order; the answer never depends on the threads."""
    parts = [slice(start, min(start + _SCHOOLS, schools)) for start in range(0, schools, _SCHOOLS)]
    workers = min(share(), len(parts))
    if workers == 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, parts))


def small_matrices(work: Callable[Given, Found]) -> Callable[Given, Found]:
    """Return ``work`` with one thread for linear algebra: a thousand small products lose ten times by sharing cores."""

    @wraps(work)
    def alone(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1, user_api="blas"):
            return work(*args, **kwargs)

    return alone
