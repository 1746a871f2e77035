"""Many schools at once would not fit into memory: some at a time, on the threads this process may use."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from ...threads import share

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

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
        with _libraries().limit(limits=1, user_api="blas"):
            return work(*args, **kwargs)

    return alone


@cache
def _libraries() -> ThreadpoolController:
    """Return the libraries of linear algebra of this process, those of numpy and of scipy: looked for once."""
    import scipy.linalg  # noqa: F401 - has one of its own
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
