"""How near each school's answer is to another one, why answers moved, and what holds the list as a whole."""

from __future__ import annotations

from ..identify.margin import margins
from ..identify.sensitivity import list_by_setting
from ..identify.stability import causes_of_moves
from .identification import MAIN_RULE, RULE_TABLES
from .region import Result

MARGINS = Result(
    "margins",
    RULE_TABLES,
    lambda study: margins(study.tables, study.params.list_edition, study.settings[MAIN_RULE]),
    needs=("results",),
)
"""One row per school and scope: school_id, scope, listed, results, then, year, procedure, cells, change."""

MOVES = Result(
    "moves",
    RULE_TABLES,
    lambda study: causes_of_moves(
        study.tables,
        now=study.params.list_edition,
        before=study.params.list_edition.earlier(),
        settings=study.settings[MAIN_RULE],
    ),
    needs=("results",),
)
"""One row per school whose answer differs from the edition a year earlier: school_id, before, now, cause, detail."""

LIST_BY_SETTING = Result(
    "list_by_setting",
    RULE_TABLES,
    lambda study: list_by_setting(study.tables, study.params.list_edition, study.settings[MAIN_RULE]),
    needs=("results",),
)
"""One row per setting and option: setting, option, chosen, length, entered, left, opened, jaccard."""
