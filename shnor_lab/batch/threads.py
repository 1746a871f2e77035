"""How many notebooks at once, and how many threads each may use.

Numeric libraries read these variables once, when they are imported: the command line calls ``limit`` first.
"""

from __future__ import annotations

import os

VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


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
