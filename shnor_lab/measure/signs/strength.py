"""How strong a sign is when many schools and procedures are looked at together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

STRENGTHS = ("none", "weak", "strong")
Q_STRONG, Q_WEAK = 0.05, 0.20


def with_strength(frame: pd.DataFrame, *, by: Sequence[str] = ("diagnostic", "year")) -> pd.DataFrame:
    """Return a copy with the false discovery rate ``q`` and the ``strength`` of every sign.

    Parameters
    ----------
    frame : DataFrame
        One row per school, procedure, year and diagnostic, with ``p`` (0-1, NaN where the diagnostic did not run).
    by : sequence of str
        Columns that make one family: within it all schools and procedures are corrected together.

    Returns
    -------
    DataFrame
        The same rows with ``q`` (0-1, NaN where not run) and ``strength``: none, weak (``q <= 0.20``), strong (``q <=
        0.05``), null where not run. Of the signs with ``q`` up to a bound at most that share is expected to be false.

    References
    ----------
    Benjamini, Hochberg (1995), JRSS B 57:289-300.
    """
    from scipy.stats import false_discovery_control

    q = np.full(len(frame), np.nan)
    p = frame["p"].to_numpy(dtype="float64")
    for rows in frame.groupby(list(by), observed=True, sort=False).indices.values():
        run = rows[~np.isnan(p[rows])]
        if len(run):
            q[run] = false_discovery_control(p[run], method="bh")
    words = np.array(STRENGTHS, dtype=object)[(q <= Q_WEAK).astype(int) + (q <= Q_STRONG)]
    return frame.assign(q=q, strength=np.where(np.isnan(q), None, words))
