"""The two criteria of document 001, L104, and the chance that both together list a school.

Criterion 1: low results in at least two procedures of the latest year. Criterion 2: in at least one procedure
of each year of the window; read literally any procedure, in the wording of Omsk (2025) one and the same.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

C2Mode = Literal["any", "same_procedure"]


def criterion_1(low: np.ndarray) -> np.ndarray:
    """Return, per school, whether two procedures of the latest year are low.

    ``low`` is bool of shape (schools, years, procedures), latest year first.
    """
    return low[:, 0].sum(axis=1) >= 2


def criterion_2(low: np.ndarray, c2_mode: C2Mode) -> np.ndarray:
    """Return, per school, whether every year has a low procedure.

    Parameters
    ----------
    low : ndarray of bool
        Shape (schools, years, procedures).
    c2_mode : {"any", "same_procedure"}
        same_procedure: one and the same procedure in every year.
    """
    if c2_mode == "any":
        return np.logical_and.reduce(np.logical_or.reduce(low, axis=2), axis=1)
    return np.logical_or.reduce(np.logical_and.reduce(low, axis=1), axis=1)


def chance_regional_30(q_latest: np.ndarray, q_before: np.ndarray, c2_mode: C2Mode = "any") -> np.ndarray:
    """Return the chance that criterion 1 or 2 holds, from the chance of each procedure to be low.

    Parameters
    ----------
    q_latest : ndarray
        Chances of shape (schools, procedures) in the latest year.
    q_before : ndarray
        The same for the year before, or (years, schools, procedures) for several years before.
    c2_mode : {"any", "same_procedure"}
        Reading of criterion 2.

    Returns
    -------
    ndarray
        One chance per school.

    Notes
    -----
    Procedures and years are taken as independent, given the chances. Chances of the pooled model know what the
    other exams of a school say, and little is left of what they share. Where each comes from its own procedure alone
    (a region without a pooled answer, `movement.chance_of_next`) low results come together more often than that: the
    chance is too high for schools far from the border and too low for those near and above it, by how much stands in
    ``validation/README.md``. any: ``P(N >= 2) + P(N = 1) * prod_y P(N_y >= 1)``; same_procedure:
    ``P(N >= 2) + sum_p P(only p) * prod_y q_yp``.

    Examples
    --------
    >>> import numpy as np
    >>> q = np.full((1, 9), 0.18)
    >>> round(float(chance_regional_30(q, np.zeros((1, 9)))[0]), 2)
    0.5
    """
    q_before = q_before if q_before.ndim == 3 else q_before[None]
    none, only = _none_and_only(q_latest)
    two = 1 - none - only.sum(axis=1)
    if c2_mode == "any":
        again = np.prod(1 - np.prod(1 - q_before, axis=2), axis=0)
        chance = two + only.sum(axis=1) * again
    else:
        chance = two + (only * np.prod(q_before, axis=0)).sum(axis=1)
    return np.clip(chance, 0.0, 1.0)


def _none_and_only(q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return P(no procedure low) per school and P(only this one low) per school and procedure."""
    rest = np.ones((len(q), q.shape[1] + 1))
    rest[:, 1:] = np.cumprod(1 - q, axis=1)
    after = np.ones_like(rest)
    after[:, :-1] = np.cumprod((1 - q)[:, ::-1], axis=1)[:, ::-1]
    return rest[:, -1], q * rest[:, :-1] * after[:, 1:]
