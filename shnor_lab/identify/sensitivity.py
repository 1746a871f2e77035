"""What hangs on the settings: who enters and who leaves by each of them, and how far the list holds together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..params import ListEdition
from .readings import LISTED, NO_ANSWER, Reading, read_otherwise
from .rule import Tables
from .rules.regional_30 import Regional30Settings

OPTIONS: dict[str, tuple[Any, ...]] = {
    "c2_mode": ("any", "same_procedure"),
    "window": (2, 3),
    "n_min": (1, 5, 10),
    "year_basis": ("school_year", "programme"),
    "branch": ("apart", "together"),
    "unreliable": ("as_given", "low", "exclude"),
}
"""Open settings of the 30 % rule and the readings in use."""

THRESHOLDS = tuple(range(20, 41))
"""Shares, in per cent, between which the threshold is moved. The documents name one, so it is no open setting."""

CHANGES = ("enter", "leave", "to_unknown", "to_not_listed")


def other_options(settings: Regional30Settings) -> list[Reading]:
    """Return the (setting, option) pairs that differ from ``settings``, in the order of ``OPTIONS``."""
    return [
        (name, option) for name, options in OPTIONS.items() for option in options if option != getattr(settings, name)
    ]


def other_thresholds(settings: Regional30Settings) -> list[Reading]:
    """Return the pairs of ``THRESHOLDS`` that differ from ``settings``, rising."""
    return [("threshold_percent", value) for value in THRESHOLDS if value != settings.threshold_percent]


def sensitivity(
    tables: Tables, edition: ListEdition, settings: Regional30Settings, *, pairs: Sequence[Reading] | None = None
) -> pd.DataFrame:
    """Return whom each other option of one setting would move, the rest as in the study.

    One row per setting, option and school that moves; an option without rows moves nobody (`other_options`
    gives all).

    Parameters
    ----------
    tables : mapping
        Needs ``schools`` and ``results``.
    edition : ListEdition
    settings : Regional30Settings
        Settings of the study.
    pairs : sequence of (setting, option), optional
        What is tried; the open settings when not given, `other_thresholds` for the threshold.

    Returns
    -------
    DataFrame
        ``setting``; ``option`` (text); ``school_id``; ``change``: enter (becomes listed), leave (listed
        becomes not listed), to_unknown (an answer becomes NA; with branches together, those of branches),
        to_not_listed (NA becomes not listed).
    """
    read = read_otherwise(tables, edition, settings, other_options(settings) if pairs is None else pairs)
    parts = [
        pd.DataFrame({"setting": [], "option": [], "school_id": []}, dtype="str").assign(
            change=pd.Categorical([], categories=list(CHANGES))
        )
    ]
    for (name, option), codes in read.other.items():
        change = np.select(
            [codes == read.chosen, codes == LISTED, codes == NO_ANSWER, read.chosen == LISTED], [-1, 0, 2, 1], default=3
        )
        moved = np.flatnonzero(change >= 0)
        parts.append(
            pd.DataFrame(
                {
                    "setting": pd.array([name] * len(moved), dtype="str"),
                    "option": pd.array([str(option)] * len(moved), dtype="str"),
                    "school_id": pd.array(read.schools[moved], dtype="str"),
                    "change": pd.Categorical.from_codes(change[moved], categories=list(CHANGES)),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def list_by_setting(tables: Tables, edition: ListEdition, settings: Regional30Settings) -> pd.DataFrame:
    """Return how long the list is under each option of each setting and threshold, and whom it shares with the study's.

    One row per setting and option: the thresholds first, rising, then the open settings in the order of ``OPTIONS``.
    The study's own option, where it is one of them, stands among them: nobody moves, ``jaccard`` 1.

    Parameters
    ----------
    tables, edition
        As in `decide_all`.
    settings : Regional30Settings
        Of the 30 % rule, as the study chose them.

    Returns
    -------
    DataFrame
        ``setting``; ``option`` (text); ``chosen`` (bool: the study's own); ``length`` (schools listed); ``entered``
        (become listed); ``left`` (listed become not listed); ``opened`` (an answer becomes NA, from the list or from
        outside it; branches that are counted with their head school are among them); ``jaccard``: listed under both of
        listed under either, 0-1, NaN when both lists are empty. A school without an answer is on neither list.
    """
    pairs = [*other_thresholds(settings), *other_options(settings)]
    read = read_otherwise(tables, edition, settings, pairs)
    every = [("threshold_percent", value) for value in THRESHOLDS]
    every += [(name, option) for name, options in OPTIONS.items() for option in options]
    rows = []
    for name, option in every:
        codes = read.other.get((name, option), read.chosen)
        now, study = codes == LISTED, read.chosen == LISTED
        either = int((now | study).sum())
        rows.append(
            (
                name,
                str(option),
                (name, option) not in read.other,
                int(now.sum()),
                int((now & ~study).sum()),
                int((study & ~now & (codes != NO_ANSWER)).sum()),
                int(((codes == NO_ANSWER) & (read.chosen != NO_ANSWER)).sum()),
                int((now & study).sum()) / either if either else np.nan,
            )
        )
    names = ["setting", "option", "chosen", "length", "entered", "left", "opened", "jaccard"]
    return pd.DataFrame(rows, columns=names).astype({"setting": "str", "option": "str"})


def strongest(by_setting: pd.DataFrame) -> pd.DataFrame:
    """Return, per setting, the option that moves the list most; the setting that moves it most comes first.

    Parameters
    ----------
    by_setting : DataFrame
        From `list_by_setting`.

    Returns
    -------
    DataFrame
        One row per setting: ``setting, option, exchanged, entered, left, opened``. ``exchanged`` = 1 - ``jaccard``, the
        share of the schools on either list that are not on both; ties go to the first option. How far a setting can
        move the list hangs on the range that is tried: a threshold of 40 is not «as far» from 30 as a minimum of 10
        participants from 1. Settings under which no list could be compared are left out.
    """
    tried = by_setting[~by_setting["chosen"] & by_setting["jaccard"].notna()]
    tried = tried.assign(exchanged=1 - tried["jaccard"])
    most = tried.sort_values("exchanged", ascending=False, kind="stable").drop_duplicates("setting")
    return most[["setting", "option", "exchanged", "entered", "left", "opened"]].reset_index(drop=True)
