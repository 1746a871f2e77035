"""How near each school's answer is to another one, why answers moved, and what holds the list as a whole."""

from __future__ import annotations

from ..identify.margin import margins
from ..identify.sensitivity import list_by_setting
from ..identify.stability import causes_of_moves
from .edition import EDITION, YEARS_OF_LIST
from .identification import MAIN_RULE, OF_MAIN_RULE
from .result import Result

MARGINS = Result(
    "margins",
    lambda given: margins(given.tables, given.edition, given.settings[MAIN_RULE]),
    tables=OF_MAIN_RULE,
    params=(*YEARS_OF_LIST, f"rules.{MAIN_RULE}"),
    needs=("schools", "results", EDITION),
)
"""One row per school and scope: school_id, scope, listed, results, then, year, procedure, cells, change."""

MOVES = Result(
    "moves",
    lambda given: causes_of_moves(
        given.tables,
        now=given.edition,
        before=given.edition.earlier(),
        settings=given.settings[MAIN_RULE],
    ),
    tables=(*OF_MAIN_RULE, "corrections"),
    params=(*YEARS_OF_LIST, f"rules.{MAIN_RULE}"),
    needs=("schools", "results", EDITION),
)
"""One row per school whose answer differs from the edition a year earlier: school_id, before, now, cause, detail."""

LIST_BY_SETTING = Result(
    "list_by_setting",
    lambda given: list_by_setting(given.tables, given.edition, given.settings[MAIN_RULE]),
    tables=OF_MAIN_RULE,
    params=(*YEARS_OF_LIST, f"rules.{MAIN_RULE}"),
    needs=("schools", "results", EDITION),
)
"""One row per setting and option: setting, option, chosen, length, entered, left, opened, jaccard."""
