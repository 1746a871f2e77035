"""What hangs on the settings that the documents leave open: who enters and who leaves by each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..params import ListEdition
from .rule import Tables
from .rules.regional_30 import Answer, Regional30Settings, answer
from .schools import open_schools

OPTIONS: dict[str, tuple[Any, ...]] = {
    "c2_mode": ("any", "same_procedure"),
    "n_min": (1, 5, 10),
    "year_basis": ("school_year", "programme"),
    "branch": ("apart", "together"),
    "unreliable": ("as_given", "low", "exclude"),
}
"""Open settings of the 30 % rule and the readings in use."""

CHANGES = ("enter", "leave", "to_unknown", "to_not_listed")


def other_options(settings: Regional30Settings) -> list[tuple[str, Any]]:
    """Return the (setting, option) pairs that differ from ``settings``, in the order of ``OPTIONS``."""
    return [
        (name, option) for name, options in OPTIONS.items() for option in options if option != getattr(settings, name)
    ]


def sensitivity(tables: Tables, edition: ListEdition, settings: Regional30Settings) -> pd.DataFrame:
    """Return whom each other option of one setting would move, the rest as in the study.

    One row per setting, option and school that moves; an option without rows moves nobody (`other_options`
    gives all).

    Returns
    -------
    DataFrame
        ``setting``; ``option`` (text); ``school_id``; ``change``: enter (becomes listed), leave (listed
        becomes not listed), to_unknown (an answer becomes NA; with branches together, those of branches),
        to_not_listed (NA becomes not listed).
    """
    schools = open_schools(tables, edition.result_years[0])["school_id"]
    base = _codes(answer(tables, edition, settings), schools)
    parts = []
    for name, option in other_options(settings):
        tried = _codes(answer(tables, edition, settings.model_copy(update={name: option})), schools)
        change = np.select([tried == base, tried == 1, tried == -1, base == 1], [-1, 0, 2, 1], default=3)
        moved = np.flatnonzero(change >= 0)
        parts.append(
            pd.DataFrame(
                {
                    "setting": pd.array([name] * len(moved), dtype="str"),
                    "option": pd.array([str(option)] * len(moved), dtype="str"),
                    "school_id": pd.array(schools.to_numpy()[moved], dtype="str"),
                    "change": pd.Categorical.from_codes(change[moved], categories=list(CHANGES)),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _codes(found: Answer, schools: pd.Series) -> np.ndarray:
    """Return 1 listed, 0 not, -1 no answer or no row of its own, in the order of ``schools``."""
    code = pd.Series(np.where(found.yes, 1, np.where(found.possible, -1, 0)), index=found.grid.schools)
    return code.reindex(schools).fillna(-1).to_numpy(dtype="int64")
