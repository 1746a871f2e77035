"""Results of sixty invented schools in one paper after another."""

import numpy as np
import pandas as pd
from scipy.special import ndtr

from shnor_lab.dataset.schema import TABLES
from shnor_lab.ground.one_sitting import MARKS

CUTS = np.array([-1.3, 0.2, 1.3])


def marks_of(seed, schools=60, n=150):
    """Return counts of four marks for the same schools, another paper per seed."""
    level = np.random.default_rng(99).normal(0, 0.4, schools)
    share = np.diff(ndtr(CUTS - level[:, None]), prepend=0, append=1, axis=1)
    return np.random.default_rng(seed).multinomial(n, share / share.sum(axis=1, keepdims=True))


def rows(counts, *, procedure="vpr_ma5", year=2024, **columns):
    """Return rows of the table of results, one per school."""
    frame = pd.DataFrame(counts, columns=MARKS)
    frame = frame.assign(
        school_id=[f"s{number:03d}" for number in range(len(counts))], procedure=procedure, year=year, round="main",
        attempt="main", graduates="current", n=counts.sum(axis=1), mean=counts @ np.arange(2, 6) / counts.sum(axis=1),
    )  # fmt: skip
    return frame.assign(**columns)


def table(*parts, key="results"):
    dtypes = TABLES[key].empty().dtypes
    frame = pd.concat(parts, ignore_index=True).reindex(columns=dtypes.index)
    return frame.astype(dtypes.to_dict())
