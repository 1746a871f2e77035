"""Regions drawn from the pooled model's own equation, with a one-year result as reliable as is asked.

World *rare*: shares of low results (2-8 %, profile mathematics 15 %) and conditions, harder in small schools, of the
generator. World *frequent*: 15 % in every procedure, levels unrelated to size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

from shnor_lab import catalogue
from shnor_lab.ground.measured import school_design
from shnor_lab.identify import RULE_30
from shnor_lab.measure.pooled import VarianceParts
from shnor_lab.measure.raw import raw_excess
from shnor_lab.simulate import Parameters
from shnor_lab.simulate.counts import draw_counts
from shnor_lab.simulate.schools import Schools, make_schools

SCHOOLS, YEARS = 300, 3
RELIABILITY = 0.62
REGISTERS = 20
"""Different registers of schools, with their sizes and conditions; levels and exams are drawn anew for each region."""
USUAL = Parameters(years=(2015, 2016, 2017), schools=380, programme_starts=(), order_years=())
SIZES = {5: 1.0, 6: 1.0, 9: 1.0, 11: USUAL.grade_11}


@dataclass(frozen=True)
class Region:
    """An invented region: what is seen of it, and what is true."""

    k: np.ndarray
    n: np.ndarray
    applies: np.ndarray
    design: np.ndarray
    level: np.ndarray
    lasting: np.ndarray
    share: np.ndarray
    size: np.ndarray


def parts_of(world: str, scale: float) -> VarianceParts:
    """Return the generator's own parts, lasting ones times ``scale`` squared; conditions join the school's part."""
    context = 0.0 if world == "rare" else USUAL.context_effect**2
    return VarianceParts(
        scale**2 * (USUAL.own_sd**2 + context),
        (scale * USUAL.procedure_sd) ** 2,
        USUAL.school_year_sd**2,
        USUAL.cell_year_sd**2,
    )


@cache
def cuts(world: str) -> np.ndarray:
    """Return the cut of each procedure, so that the region's shares are those of the world."""
    from scipy.special import ndtri

    between = USUAL.own_sd**2 + USUAL.context_effect**2 + USUAL.procedure_sd**2
    between += USUAL.school_year_sd**2 + USUAL.cell_year_sd**2
    if world == "frequent":
        return np.full(len(RULE_30), ndtri(0.15) * np.sqrt(1 + between))
    found = []
    for key in RULE_30:
        if key in USUAL.marks:
            found.append(ndtri(USUAL.marks[key][0]) * np.sqrt(1 + between))
        else:
            centre, within, minimum = USUAL.points[key]
            found.append((minimum - 0.5 - centre) / within)
    return np.array(found)


def region(
    seed: int, *, world: str, schools: int = SCHOOLS, scale: float | None = None, drift: float | None = None
) -> Region:
    """Return a region of ``schools`` schools with grades 9 or 11, years from the latest to the earliest."""
    scale = scale_of_reliability(world) if scale is None else scale
    made = _schools(seed % REGISTERS)
    traits = made.traits[made.traits["type"] != "primary"].reset_index(drop=True)
    random = np.random.default_rng([seed, 90])
    kept = np.sort(random.choice(len(traits), min(schools, len(traits)), replace=False))
    traits = traits.iloc[kept].reset_index(drop=True)
    procedures = [catalogue.procedures()[key] for key in RULE_30]
    applies = np.array([[item.applies_to(kind) for item in procedures] for kind in traits["type"]])
    pupils = traits["grade"].to_numpy()[:, None, None] * np.array([SIZES[item.grade] for item in procedures])
    n = random.poisson(np.repeat(pupils, YEARS, axis=1))
    n = random.binomial(n, [_sitting(key) for key in RULE_30]) * applies[:, None, :]
    paper = random.normal(0, USUAL.paper_sd, (YEARS, len(RULE_30)))
    expected = scale * USUAL.context_effect * traits["disadvantage"].to_numpy() if world == "rare" else 0.0
    drawn = draw_counts(
        n,
        parts=parts_of(world, scale),
        cut=cuts(world) + paper,
        level_mean=expected,
        applies=applies,
        seed=[seed, 91],
        drift=drift,
    )
    grid = SimpleNamespace(schools=pd.Index(traits["school_id"]), years=(2017, 2016, 2015))
    tables = {"schools": made.tables["schools"], "school_years": made.tables["school_years"]}
    latest_first = slice(None, None, -1)
    return Region(
        drawn.k[:, latest_first],
        n[:, latest_first],
        applies,
        school_design(tables, grid, n.astype(float)),
        drawn.level,
        drawn.lasting,
        drawn.share[:, latest_first],
        n.sum(axis=(1, 2)) / np.maximum((n > 0).sum(axis=(1, 2)), 1),
    )


@cache
def _schools(seed: int) -> Schools:
    return make_schools(USUAL, seed)


def _sitting(key: str) -> float:
    if key.startswith("ege_ma"):
        return USUAL.profile_share if key == "ege_ma_prof" else 1 - USUAL.profile_share
    return 0.995 if catalogue.procedures()[key].family != "vpr" else USUAL.attendance


@cache
def scale_of_reliability(world: str) -> float:
    """Return the scale of lasting differences at which a one-year result has the reliability asked for.

    Reliability as ever: the correlation of the one-year raw results of two years, in the mean over 20 regions, found by
    halving. (Against the level itself the squared correlation is lower: a ratio of counts is no straight line in it.)
    """

    def found(scale: float) -> float:
        correlations = []
        for seed in range(REGISTERS):
            made = region(7000 + seed, world=world, scale=scale)
            one, other = (raw_excess(made.k[:, year], made.n[:, year]) for year in (0, 1))
            kept = np.isfinite(one) & np.isfinite(other)
            correlations.append(np.corrcoef(one[kept], other[kept])[0, 1])
        return float(np.mean(correlations))

    low, high = 0.5, 2.5
    for _halving in range(8):
        middle = (low + high) / 2
        low, high = (middle, high) if found(middle) < RELIABILITY else (low, middle)
    return round((low + high) / 2, 2)
