"""How many notebooks at once, and how many threads each may use.

Numeric libraries read these variables once, when they are imported: the command line calls ``limit`` first. Our own
pools ask for ``share`` whenever they start, so that a kernel keeps to its part of the machine.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SHARE = "OMP_NUM_THREADS"
VARIABLES = (
    SHARE,
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

_shares_held: ContextVar[int] = ContextVar("shares_held", default=1)


def cores() -> int:
    """Return the number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def limit(jobs: int | None) -> int:
    """Share the cores among notebooks that run at once; kernels inherit the limit.

    Parameters
    ----------
    jobs : int, optional
        Notebooks at once; one per core when absent.

    Returns
    -------
    int
        Notebooks at once. Threads of each = cores / notebooks, at least 1; a variable that the user has set
        is left as it is.
    """
    jobs = jobs or cores()
    each = str(max(1, cores() // jobs))
    for variable in VARIABLES:
        os.environ.setdefault(variable, each)
    return jobs


def share() -> int:
    """Return how many threads this process may use now: what ``limit`` or the user has set, else all cores."""
    given = re.match(r"\s*0*([1-9]\d*)", os.environ.get(SHARE, ""))
    if given is None:
        return cores()
    each = int(given.group(1))
    return max(each, min(cores(), each * _shares_held.get()))


@contextmanager
def alone(jobs: int) -> Iterator[None]:
    """Let this process use the shares of all notebooks of a batch, none of which runs yet.

    Parameters
    ----------
    jobs : int
        Notebooks at once, as ``limit`` returned it.
    """
    token = _shares_held.set(jobs)
    try:
        yield
    finally:
        _shares_held.reset(token)
