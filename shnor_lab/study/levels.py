"""The lasting level of every school, as the counts of three years and all procedures tell it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..ground.cells import NOT_APPLICABLE, Grid
from ..ground.editions import window
from ..ground.measured import READ, delivered
from ..measure.pooled import Pooled
from .edition import EDITION, YEARS_OF_LIST
from .given import Given
from .identification import MAIN_RULE
from .result import Result
from .study import Study

YEARS = 3
"""Result years pooled; those of the edition are continued backwards."""

LOW_PROCEDURES = 2
"""Procedures in which a lasting share makes a school truly low by the rule."""


def fitted(study: Study | Given) -> tuple[Grid, Pooled]:
    """Return the cells of the last three result years and the pooled model of them."""
    return study.tables.pooled(window(study.edition, YEARS))


def threshold(study: Study | Given) -> float:
    """Return the share below the threshold that counts as low, 0-1."""
    return float(study.settings[MAIN_RULE].threshold_percent) / 100


def _levels(study: Given) -> pd.DataFrame:
    grid, pooled = fitted(study)
    level = pooled.level()
    counted = delivered(grid)
    results = counted.sum(axis=(1, 2))
    people = np.where(counted, grid.n, 0.0).sum(axis=(1, 2))
    frame = pd.DataFrame(
        {
            "school_id": np.asarray(grid.schools, dtype=str),
            "level": level.mean,
            "sd": level.sd,
            "low": level.low,
            "high": level.high,
            "reliability": level.reliability,
            "p_truly_low": pooled.p_lowest(study.params.truly_low_share),
            "p_truly_low_rule": pooled.p_lasting_low(threshold(study), LOW_PROCEDURES),
            "results": results,
            "size": np.divide(people, results, out=np.full(len(results), np.nan), where=results > 0),
        }
    )
    return frame.astype({"school_id": "str"})


LEVELS = Result(
    "levels",
    _levels,
    tables=READ,
    params=(*YEARS_OF_LIST, "truly_low_share", f"rules.{MAIN_RULE}"),
    needs=("schools", "results", EDITION),
)
"""One row per open school: school_id; level (lasting overall, standard deviations of pupils within a school, higher is
better), sd, low, high (95 %), reliability (0-1); p_truly_low (chance to be among the lowest ``truly_low_share`` of the
region), p_truly_low_rule (chance of a lasting share at or above the threshold in two procedures); results (school,
year, procedure with counts), size (participants per result). NaN without counts, and for all where the model has no
answer (``PARTS``)."""


def _parts(study: Given) -> pd.DataFrame:
    grid, pooled = fitted(study)
    counted, parts = delivered(grid), pooled.parts
    return pd.DataFrame(
        {
            "state": [pooled.state],
            "school": [parts.school],
            "procedure": [parts.procedure],
            "year": [parts.year],
            "cell": [parts.cell],
            "schools": [int(counted.any(axis=(1, 2)).sum())],
            "open": [len(grid.schools)],
            "years": [int(counted.any(axis=(0, 2)).sum())],
            "procedures": [int(counted.any(axis=(0, 1)).sum())],
            "results": [int(counted.sum())],
        }
    )


PARTS = Result("variance_parts", _parts, tables=READ, params=YEARS_OF_LIST, needs=("schools", "results", EDITION))
"""One row: state of the pooled model (``measure.pooled.fit.State``), its four variances (school, procedure, year, cell;
pupils' variance within a school = 1), and what it rests on: schools (with counts), open, years, procedures, results."""


def _procedures(study: Given) -> pd.DataFrame:
    grid = study.tables.grid(window(study.edition, YEARS))
    counted, applies = delivered(grid), (grid.state != NOT_APPLICABLE).any(axis=1)
    rows = []
    for place in np.flatnonzero(counted.any(axis=(0, 1))):
        own = counted[:, :, place]
        n, low = grid.n[:, :, place][own], grid.n_low[:, :, place][own]
        years = np.asarray(grid.years)[own.any(axis=0)]
        rows.append(
            {
                "procedure": grid.procedures[place],
                "years": sorted(years.tolist()),
                "applies": int(applies[:, place].sum()),
                "schools": int(own.any(axis=1).sum()),
                "results": int(own.sum()),
                "participants": int(n.sum()),
                "share": float(low.sum() / n.sum()),
                "n": float(np.median(n)),
            }
        )
    columns = ["procedure", "years", "applies", "schools", "results", "participants", "share", "n"]
    return pd.DataFrame(rows, columns=columns).astype({"procedure": "str"})


PROCEDURES = Result(
    "pooled_procedures", _procedures, tables=READ, params=YEARS_OF_LIST, needs=("schools", "results", EDITION)
)
"""One row per procedure with counts of low results in these years: procedure, years (list), applies (schools it applies
to), schools (with counts), results (school and year), participants, share (of low results, 0-1), n (median participants
of a result)."""
