"""Whom the rules list more often: by size of school, and by kind of school at the same level of results."""

from __future__ import annotations

import pandas as pd

from ..ground.bands import fifths
from ..laboratory.bias import by_size
from ..laboratory.same_level import listed_at_same_level
from .edition import EDITION, YEARS_OF_LIST
from .given import Given
from .identification import DECISIONS
from .laboratory import compared
from .levels import LEVELS
from .result import Result
from .study import Study

RURAL, URBAN = "rural", "urban"


def _compared_decisions(study: Given) -> pd.DataFrame:
    decisions = DECISIONS.of(study)
    return decisions[decisions["rule"].isin(compared(decisions))]


def _by_size(study: Given) -> pd.DataFrame:
    decisions = _compared_decisions(study)
    levels = LEVELS.of(study).set_index("school_id")
    if decisions.empty:
        return pd.DataFrame()
    return by_size(decisions, truth=levels["p_truly_low"], size=levels["size"])


BIAS = Result("bias_by_size", _by_size, results=(DECISIONS, LEVELS))
"""One row per compared rule and fifth of size: as ``laboratory.bias.by_size``, the truth being the chance
``p_truly_low`` of ``LEVELS``. No row where no rule can be compared."""


def kinds(study: Study | Given) -> dict[str, tuple[pd.Series, str]]:
    """Return how schools are grouped: grouping -> kind by ``school_id``, and the kind others are compared with."""
    size = LEVELS.of(study).set_index("school_id")["size"]
    band = pd.Series(fifths(size.to_numpy()), index=size.index)
    rural = study.schools.set_index("school_id")["rural"].astype("boolean")
    settlement = rural.map({True: RURAL, False: URBAN}, na_action="ignore")
    return {
        "size": (band[band > 0].astype(str), str(band.max())),
        "settlement": (settlement.dropna().astype("str"), URBAN),
    }


def _same_level(study: Given) -> pd.DataFrame:
    decisions = _compared_decisions(study)
    level = LEVELS.of(study).set_index("school_id")["level"].dropna()
    groupings = {
        name: (groups, reference)
        for name, (groups, reference) in kinds(study).items()
        if reference in set(groups[groups.index.isin(level.index)])
    }
    if decisions.empty or not groupings:
        return pd.DataFrame()
    return listed_at_same_level(decisions, groupings=groupings, level=level, seed=study.params.seed)


SAME_LEVEL = Result(
    "listed_at_same_level",
    _same_level,
    params=(*YEARS_OF_LIST, "seed"),
    results=(DECISIONS, LEVELS),
    needs=("schools", EDITION),
)
"""One row per compared rule and kind of school, as ``laboratory.same_level.listed_at_same_level``; groupings: size
(fifths 1 to 5, compared with the largest there is), settlement (rural, compared with urban). No row where nothing can
be compared."""
