"""What the region's identification says: decisions of all rules, their editions, what hangs on settings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..dataset.schema import TABLES
from ..ground.orders import Level, by_orders
from ..identify.criteria import criterion_1, criterion_2
from ..identify.decide import decide_all
from ..identify.missing import unanswered
from ..identify.movement import Expected, chance_of_next, expected_by_chance, transitions
from ..identify.rules import all_rules
from ..identify.rules.regional_30 import answer as answer_of_rule
from ..identify.sensitivity import sensitivity
from ..measure.shares import jeffreys
from . import computed
from .computed import tables_with
from .edition import EDITION, YEARS_OF_LIST
from .given import Given
from .result import Result
from .study import Study

MAIN_RULE = "regional_30"
"""The rule shown as «Расчёт по методике»."""

LEVEL_RULE = "pooled_low"
"""The rule whose chance speaks of the overall level of a school."""

OFFICIAL_CLASSES = ("low", "undifferentiated")
OFFICIAL_LEVELS: tuple[Level, ...] = ("federal", "regional")
OF_MAIN_RULE = ("schools", "school_years", "results", "tasks")
"""Tables that the main rule reads."""


def rule_tables() -> tuple[str, ...]:
    """Return the tables that any rule names, one dropped in and frames computed elsewhere included."""
    named = {table for rule in all_rules().values() for table in (*rule.tables, *rule.also)}
    return ("schools", *sorted(named - {"schools"}))


DECISIONS = Result(
    "decisions",
    lambda given: decide_all(tables_with(given, "now"), given.edition, given.params.rules),
    tables=rule_tables,
    params=(*YEARS_OF_LIST, "rules"),
    uses=lambda: computed.results("now"),
    needs=("schools", EDITION),
)
"""One row per rule and school: rule, school_id, listed, score, reason, p_listed, p_low."""

DECISIONS_BEFORE = Result(
    "decisions_before",
    lambda given: decide_all(tables_with(given, "before"), given.edition.earlier(), given.params.rules),
    tables=rule_tables,
    params=(*YEARS_OF_LIST, "rules"),
    uses=lambda: computed.results("before"),
    needs=("schools", EDITION),
)
"""The same for the edition one year earlier."""

UNANSWERED = Result(
    "unanswered",
    lambda given: unanswered(given.tables, given.edition, given.settings[MAIN_RULE]),
    tables=OF_MAIN_RULE,
    params=(*YEARS_OF_LIST, f"rules.{MAIN_RULE}"),
    needs=("schools", "results", EDITION),
)
"""One row per school without an answer: school_id, missing, n_missing, if_all_low, if_none_low, decides_alone."""

SENSITIVITY = Result(
    "sensitivity",
    lambda given: sensitivity(given.tables, given.edition, given.settings[MAIN_RULE]),
    tables=OF_MAIN_RULE,
    params=(*YEARS_OF_LIST, f"rules.{MAIN_RULE}"),
    needs=("schools", "results", EDITION),
)
"""One row per setting, option and school that it moves: setting, option, school_id, change."""


def _cells(given: Given) -> pd.DataFrame:
    found = answer_of_rule(given.tables, given.edition, given.settings[MAIN_RULE])
    low, possible = found.low.yes, found.low.possible
    criteria = {}
    for name, holds in (("c1", criterion_1), ("c2", lambda cells: criterion_2(cells, found.c2_mode))):
        yes = holds(low)
        each = pd.arrays.BooleanArray(yes, holds(possible) & ~yes)
        criteria[name] = pd.Series(each).repeat(low[0].size).reset_index(drop=True)
    frame = found.grid.frame()
    return frame.assign(low=pd.array(low.ravel(), dtype="boolean"), **criteria)


CELLS = Result(
    "edition_cells",
    _cells,
    tables=OF_MAIN_RULE,
    params=(*YEARS_OF_LIST, f"rules.{MAIN_RULE}"),
    needs=("schools", "results", EDITION),
)
"""One row per school, year and procedure of the edition: ``ground.cells`` plus low, and c1, c2 of the school."""


def _movement(given: Given) -> pd.DataFrame:
    now, before = (
        result.of(given).query("rule == @MAIN_RULE")[["school_id", "listed", "p_listed"]]
        for result in (DECISIONS, DECISIONS_BEFORE)
    )
    moved = transitions(now, before)
    chance = chance_of_next(given.tables, given.edition.earlier(), given.settings[MAIN_RULE])
    return moved.assign(chance=moved["school_id"].map(chance).astype("float64"))


MOVEMENT = Result(
    "movement",
    _movement,
    tables=OF_MAIN_RULE,
    params=(*YEARS_OF_LIST, f"rules.{MAIN_RULE}"),
    results=(DECISIONS, DECISIONS_BEFORE),
    needs=("schools", "results", EDITION),
)
"""One row per school: school_id, before, now, movement, chance (of being listed now, were the school unchanged)."""


def expected_movement(moved: pd.DataFrame) -> Expected:
    """Return the entries and exits that unchanged schools would show, for any slice of ``MOVEMENT``.

    Only schools whose movement is known count, so that the expected numbers and the observed ones speak of the same.
    A school that lacks a result is among them where the others decide, mostly because they list it: it can hardly be
    seen to leave, and its chance to leave is counted.
    """
    known = moved[moved["movement"] != "unknown"]
    before = known[["school_id", "before"]].rename(columns={"before": "listed"})
    return expected_by_chance(before, chance=moved.set_index("school_id")["chance"])


def answerable(cells: pd.DataFrame) -> bool:
    """Return whether any result of a slice of ``CELLS`` counts low results, so that the main rule has an object."""
    return bool(cells["state"].isin(["delivered", "no_participants"]).any())


def computing() -> list[str]:
    """Return the rules that compute a list from tables that can be delivered, the main one among them, in their order.

    Rules that repeat what orders say, and those that wait for a frame computed elsewhere, are left out.
    """
    known = {*TABLES, *(frame.key for frame in computed.FRAMES)}
    return [key for key, rule in all_rules().items() if rule.about != "order" and set(rule.tables) <= known]


def outside(cells: pd.DataFrame) -> pd.Index:
    """Return the schools of a slice of ``CELLS`` that have none of the procedures of the main rule."""
    applies = (cells["state"] != "not_applicable").groupby(cells["school_id"]).any()
    return applies.index[~applies]


def years_lacking(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the years of the edition in which fewer than half of the schools have a result, latest first.

    Parameters
    ----------
    cells : DataFrame
        ``CELLS`` or a slice of it.

    Returns
    -------
    DataFrame
        year; schools (with a procedure of the main rule held in that year); came (of them with a result of one).
    """
    asked = cells[~cells["state"].isin(["not_applicable", "not_held"])]
    schools = asked.groupby("year")["school_id"].nunique()
    came = asked[asked["state"] != "not_delivered"].groupby("year")["school_id"].nunique()
    table = pd.DataFrame({"schools": schools, "came": came.reindex(schools.index, fill_value=0)})
    return table[2 * table["came"] < table["schools"]].sort_index(ascending=False).reset_index()


def answering(decisions: pd.DataFrame) -> list[str]:
    """Return the computing rules other than the main one that answer for some school, in the order of rules.

    Parameters
    ----------
    decisions : DataFrame
        ``DECISIONS`` or a slice of it.
    """
    known = decisions[decisions["listed"].notna()]["rule"].astype(str).unique()
    return [key for key, rule in all_rules().items() if key in known and key != MAIN_RULE and rule.about != "order"]


def official(study: Study | Given) -> pd.Series:
    """Return what the approved list of the edition says, by school_id: True, False, NA when no list was delivered.

    Only orders of the federal or regional level count; how a list that names only its members is read says
    `ground.orders.by_orders`.
    """
    edition = study.edition
    if not study.has("statuses"):
        return pd.Series(pd.NA, index=study.schools["school_id"], dtype="boolean")
    said = by_orders(
        study.tables,
        year=edition.year,
        open_in=edition.result_years[0],
        levels=OFFICIAL_LEVELS,
        classes=OFFICIAL_CLASSES,
    )
    return said.set_index("school_id")["listed"]


def answers(study: Study | Given) -> pd.DataFrame:
    """Return the answers side by side, one row per school.

    Columns: school_id, name, type, municipality_id, official (boolean, NA = no list), listed (boolean, the rule of
    30 per cent), p_listed (chance that the same exams, repeated, would list it), reason, before (the rule a year
    earlier).
    """
    schools = study.schools[["school_id", "name", "type", "municipality_id"]]
    now = DECISIONS.of(study)
    now = now[now["rule"] == MAIN_RULE][["school_id", "listed", "p_listed", "reason"]]
    before = DECISIONS_BEFORE.of(study)
    before = before[before["rule"] == MAIN_RULE][["school_id", "listed"]].rename(columns={"listed": "before"})
    table = schools.merge(now, on="school_id", how="left").merge(before, on="school_id", how="left")
    return table.assign(official=table["school_id"].map(official(study)).astype("boolean"))


def reason_rows(cells: pd.DataFrame, schools: pd.DataFrame, year: int) -> tuple[pd.DataFrame, list[str]]:
    """Return the cells of one year side by side for schools with a low result, and their procedures.

    Parameters
    ----------
    cells : DataFrame
        A slice of ``CELLS``.
    schools : DataFrame
        Schools in the order of the page.
    year : int

    Returns
    -------
    DataFrame
        One row per school with a low result in any year of the edition: school_id, name, type, c1, c2 and per
        procedure ``k_``, ``n_``, ``state_``, ``low_``.
    list of str
        Procedures that at least one of the schools delivered, most low results first.
    """
    low = cells["low"].astype(bool)
    named = cells.loc[low, "school_id"].unique()
    latest = cells[(cells["year"] == year) & cells["school_id"].isin(named)]
    lows = latest[latest["low"].astype(bool)].groupby("procedure", observed=False).size()
    delivered = latest[latest["state"] == "delivered"]["procedure"].astype(str).unique()
    order = [key for key in lows.sort_values(ascending=False, kind="stable").index if key in set(delivered)]
    frame = schools[schools["school_id"].isin(named)][["school_id", "name", "type"]].reset_index(drop=True)
    flags = latest.drop_duplicates("school_id").set_index("school_id")[["c1", "c2"]]
    frame = frame.join(flags, on="school_id")
    for key in order:
        own = latest[latest["procedure"] == key].set_index("school_id")[["n_low", "n", "state", "low"]]
        own.columns = [f"k_{key}", f"n_{key}", f"state_{key}", f"low_{key}"]
        frame = frame.join(own, on="school_id")
    return frame, order


def low_shares(cells: pd.DataFrame, schools: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the shares of one year with 95 % intervals, for procedures in which at least one school is low.

    Parameters
    ----------
    cells : DataFrame
        A slice of ``CELLS``.
    schools : DataFrame
        One row per school: school_id, name; their order is that of the answer.
    year : int
        Calendar year in which the school year ends.

    Returns
    -------
    DataFrame
        One row per school with a low result and procedure, ten participants or more: school (name), procedure, n_low,
        n, low, high (Jeffreys bounds, 0-1).
    """
    latest = cells[(cells["year"] == year) & (cells["state"] == "delivered") & (cells["n"] >= 10)]
    is_low = latest["low"].astype(bool)
    named, concerned = set(latest.loc[is_low, "school_id"]), set(latest.loc[is_low, "procedure"])
    rows = latest[latest["school_id"].isin(named) & latest["procedure"].isin(concerned)]
    rows = rows.merge(schools[["school_id", "name"]].assign(place=np.arange(len(schools))), on="school_id")
    rows = rows.sort_values(["place", "procedure"], kind="stable")
    k, n = rows["n_low"].to_numpy(dtype="float64"), rows["n"].to_numpy(dtype="float64")
    low, high = jeffreys(k, n)
    return pd.DataFrame(
        {
            "school": rows["name"].array,
            "procedure": rows["procedure"].astype(str).array,
            "n_low": rows["n_low"].array,
            "n": rows["n"].array,
            "low": low,
            "high": high,
        }
    )
