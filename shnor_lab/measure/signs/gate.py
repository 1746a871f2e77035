"""What every diagnostic of reliability answers with, and when it does not run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

N_MIN = 20
"""Fewest participants of a school for which a diagnostic runs."""

N_LIMITED = 50
"""Fewest participants for which an answer is not «limited»."""

SCHOOLS_MIN = 20
"""Fewest schools of that size from which the region's expectation is taken."""

State = Literal["run", "too_few", "not_delivered", "few_schools"]
STATES: tuple[State, ...] = ("run", "too_few", "not_delivered", "few_schools")


def usable(n: ArrayLike, known: ArrayLike) -> NDArray:
    """Return which schools are examined: enough participants, all numbers delivered, enough such schools."""
    enough = (np.nan_to_num(np.asarray(n, dtype="float64")) >= N_MIN) & np.asarray(known, dtype=bool)
    return enough if enough.sum() >= SCHOOLS_MIN else np.zeros_like(enough)


def counted(counts: ArrayLike) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Return counts as floats, participants (NaN = unknown), whether all counts are known, and which are examined.

    Parameters
    ----------
    counts : array-like, shape (schools, marks or points)
        Participants by mark or points in one procedure and year; a null means not delivered.
    """
    counts = np.asarray(counts, dtype="float64")
    known = ~np.isnan(counts).any(axis=1)
    n = np.where(known, counts.sum(axis=1), np.nan)
    return counts, n, known, usable(n, known)


def answers(n: ArrayLike, known: ArrayLike, *, value: ArrayLike, region: ArrayLike, p: ArrayLike) -> pd.DataFrame:
    """Return the answers of one diagnostic for one group of schools.

    Parameters
    ----------
    n : array-like
        Participants behind the value; null = unknown.
    known : array-like of bool
        Whether what the diagnostic reads was delivered.
    value, region, p : array-like
        What the school shows, what is expected of it in the region, and the chance of a value at least as far away;
        read only where the diagnostic ran.

    Returns
    -------
    DataFrame
        One row per school, in the order given: ``n, value, region, p`` (0-1), ``limited`` (ran with fewer than
        ``N_LIMITED`` participants), ``state``: run; too_few (fewer than ``N_MIN`` participants); not_delivered;
        few_schools (fewer than ``SCHOOLS_MIN`` schools of that size, so the region gives no expectation). ``value``,
        ``region`` and ``p`` are NaN unless it ran.
    """
    import pandas as pd

    n, known = np.asarray(n, dtype="float64"), np.asarray(known, dtype=bool)
    ran = usable(n, known)
    state = np.where(~known | np.isnan(n), "not_delivered", np.where(n < N_MIN, "too_few", "few_schools"))
    kept = {name: np.where(ran, part, np.nan) for name, part in (("value", value), ("region", region), ("p", p))}
    return pd.DataFrame({"n": n, **kept, "limited": ran & (n < N_LIMITED), "state": np.where(ran, "run", state)})
