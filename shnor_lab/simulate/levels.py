"""True levels: what a school would show if an endless number of its pupils sat every paper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import catalogue
from .parameters import Parameters
from .schools import Schools

PROCEDURES = tuple(key for key, procedure in catalogue.procedures().items() if procedure.rule_30)


@dataclass(frozen=True)
class Levels:
    """Levels in standard deviations of pupils within a school; 0 is the region.

    ``lasting`` (schools, procedures): own level, context and deviation in the procedure. ``yearly``
    (schools, years, procedures): drift, noise of the year and difficulty of the paper. ``context``
    (schools): its part that conditions explain. ``between`` is the standard deviation of the lasting level
    over schools.
    """

    lasting: np.ndarray
    yearly: np.ndarray
    context: np.ndarray

    @property
    def between(self) -> float:
        """Return the standard deviation of lasting levels."""
        return float(self.lasting.std())


def make_levels(schools: Schools, parameters: Parameters, seed: int) -> Levels:
    """Return the levels of a region without any programme."""
    rng = np.random.default_rng([seed, 3])
    count, years, procedures = len(schools.traits), len(parameters.years), len(PROCEDURES)
    context = parameters.context_effect * schools.traits["disadvantage"].to_numpy()
    own = rng.normal(0, parameters.own_sd, count)
    lasting = (context + own)[:, None] + rng.normal(0, parameters.procedure_sd, (count, procedures))
    drift = rng.normal(0, parameters.drift_sd, count)[:, None] * (np.arange(years) - years / 2)
    of_year = rng.normal(0, parameters.school_year_sd, (count, years))
    of_cell = rng.normal(0, parameters.cell_year_sd, (count, years, procedures))
    paper = rng.normal(0, parameters.paper_sd, (years, procedures))
    return Levels(lasting, (drift + of_year)[:, :, None] + of_cell + paper, context)


def truth_of_levels(schools: Schools, levels: Levels) -> dict[str, pd.DataFrame]:
    """Return the hidden levels as tables.

    ``levels``: one row per school and procedure: ``lasting``. ``context``: one row per school:
    ``disadvantage``, ``context_effect``. Numbers are rounded to six decimals.
    """
    ids = schools.traits["school_id"].to_numpy()
    lasting = pd.DataFrame(
        {
            "school_id": pd.array(np.repeat(ids, len(PROCEDURES)), dtype="str"),
            "procedure": pd.array(np.tile(PROCEDURES, len(ids)), dtype="str"),
            "lasting": levels.lasting.ravel().round(6),
        }
    )
    context = pd.DataFrame(
        {
            "school_id": pd.array(ids, dtype="str"),
            "disadvantage": schools.traits["disadvantage"].round(6),
            "context_effect": levels.context.round(6),
        }
    )
    return {"levels": lasting, "context": context}
