"""How much of a result lasts in this region: variance parts by procedure, reliability by participants and years."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..ground.measured import READ
from ..measure.pooled import Pooled, VarianceParts
from ..measure.reliability import parts_by_procedure, reliability_table
from .edition import EDITION, YEARS_OF_LIST
from .given import Given
from .levels import PROCEDURES, YEARS, fitted
from .result import Result

SIZES = (5, 10, 20, 50, 100, 200)
"""Participants per result for which reliability is computed."""

_TAILS = (0.025, 0.975)


def _parts_by_procedure(study: Given) -> pd.DataFrame:
    _grid, pooled = fitted(study)
    own = PROCEDURES.of(study).set_index("procedure")
    shares, n = own["share"].astype("float64"), own["n"].astype("float64")
    found = parts_by_procedure(pooled.parts, shares, n)
    drawn = [parts_by_procedure(parts, shares, n)["reliability"].to_numpy() for parts in _possible(pooled)]
    low, high = _bounds(drawn, pooled.weights, len(found))
    return found.assign(reliability_from=low, reliability_to=high)


PARTS_BY_PROCEDURE = Result(
    "parts_by_procedure",
    _parts_by_procedure,
    tables=READ,
    params=YEARS_OF_LIST,
    results=(PROCEDURES,),
    needs=("schools", "results", EDITION),
)
"""One row per procedure: as ``measure.reliability.parts_by_procedure``, with ``reliability_from, reliability_to`` (95
%, the variance parts being uncertain)."""


def _reliability(study: Given) -> pd.DataFrame:
    grid, pooled = fitted(study)
    sat = pooled.cells.n.reshape(len(grid.schools), len(grid.years), -1) > 0
    held = sat.sum(axis=2)
    low, people = pooled.cells.k.sum(), pooled.cells.n.sum()
    if not pooled.answered or not 0 < low < people:
        return pd.DataFrame(columns=["n", "years", "procedures", "reliability", "low", "high"], dtype="float64")
    procedures = int(np.median(held[held > 0]))
    years = range(1, YEARS + 1)

    def table(parts: VarianceParts) -> pd.DataFrame:
        return reliability_table(parts, share=low / people, sizes=SIZES, years=years, procedures=procedures)

    found = table(pooled.parts)
    drawn = [table(parts)["reliability"].to_numpy() for parts in _possible(pooled)]
    bounds = _bounds(drawn, pooled.weights, len(found))
    return found.assign(procedures=procedures, low=bounds[0], high=bounds[1])


RELIABILITY = Result(
    "reliability", _reliability, tables=READ, params=YEARS_OF_LIST, needs=("schools", "results", EDITION)
)
"""One row per participants of a result and years pooled: n, years, procedures (the median number of a school and year),
reliability, low, high (0-1, 95 %, the variance parts being uncertain). No row where the model has no answer."""


def _possible(pooled: Pooled) -> list[VarianceParts]:
    return [VarianceParts(*map(float, point.variance)) for point in pooled.points]


def _bounds(drawn: list[NDArray], weights: NDArray, length: int) -> NDArray:
    """Return the bounds of each place from weighted values, shape (2, length); none where there is one value alone."""
    if len(drawn) < 2:
        return np.full((2, length), np.nan)
    values = np.array(drawn)
    order = np.argsort(values, axis=0)
    ranked = np.take_along_axis(values, order, axis=0)
    height = np.cumsum(weights[order], axis=0) - weights[order] / 2
    return np.array(
        [[np.interp(tail, height[:, place], ranked[:, place]) for place in range(length)] for tail in _TAILS]
    )
