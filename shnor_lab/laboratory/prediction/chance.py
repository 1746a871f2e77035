"""What figures of lists are by chance: outcomes reshuffled among schools, and bounds that hold for several rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..agreement.bootstrap import DRAWS, simultaneous

Chance = tuple[dict[str, Any], dict[str, NDArray]]
"""A row of `judge.prediction`, and by name of a figure what it is under reshuffling, shape (draws,)."""


def reshuffled(outcome: NDArray, band: NDArray, *, seed: int) -> NDArray:
    """Return outcomes reshuffled among the schools of each band: shape (draws, schools)."""
    rng = np.random.default_rng(seed)
    drawn = np.empty((DRAWS, len(outcome)), dtype=bool)
    for one in np.unique(band):
        here = np.flatnonzero(band == one)
        drawn[:, here] = rng.permuted(np.tile(outcome[here], (DRAWS, 1)), axis=1)
    return drawn


def add_bounds(judged: Sequence[Chance], level: float) -> None:
    """Write the bounds of every figure into the rows as ``<figure>_from, _to``; those of one figure hold together."""
    for name in dict.fromkeys(name for _row, drawn in judged for name in drawn):
        having = [(row, drawn[name]) for row, drawn in judged if name in drawn]
        ends = simultaneous(np.column_stack([drawn for _row, drawn in having]), level=level)
        for (row, _drawn), low, high in zip(having, *ends, strict=True):
            row[f"{name}_from"], row[f"{name}_to"] = float(low), float(high)
