"""Many schools at once would not fit into memory: a few thousand at a time, on the cores there are."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Found = TypeVar("Found")

_SCHOOLS = 1000
_THREADS = min(4, os.cpu_count() or 1)


def by_chunks(schools: int, work: Callable[[slice], Found]) -> list[Found]:
    """Return ``work`` of every few thousand schools, in their order; the answer never depends on the cores."""
    parts = [slice(start, min(start + _SCHOOLS, schools)) for start in range(0, schools, _SCHOOLS)]
    if len(parts) == 1:
        return [work(parts[0])]
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(work, parts))
