"""What the sections on trust share: order of rules, words for shares, for fifths, and for a model without an answer."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pandas as pd

from ...identify.rules import all_rules
from ...laboratory.agreement.bootstrap import FEWEST_LISTED, FEWEST_SCHOOLS
from ...laboratory.ledger.coverage import Why
from ...laboratory.same_level import GROUP_MIN
from ...language import text as _
from ...measure.pooled.fit import FEWEST
from ...present.numbers import (
    NOTHING,
    PERCENT_FROM,
    absent,
    interval,
    number,
    percent,
)
from ...present.sentences import schools
from ...study.identification import MAIN_RULE
from ...study.ledger import LEAST_POOLED
from ..identification.lists import no_counts
from .data import LaboratoryData
from .figures import POOLED_RULE

BOUNDS = "{low}–{high}"


def estimand(data: LaboratoryData) -> str:
    """Return what «lastingly low» means by the level of a school, and whom the figures cover."""
    return " ".join(
        (
            _(
                "Lastingly low are schools among the lowest {part} % of the region by the overall level that stays "
                "from year to year.",
                part=round(100 * data.study.params.truly_low_share),
            ),
            _(
                "All schools and participants of the region are counted; no interval is an error of sampling. An "
                "interval says what other classes of the same schools would show, or how far a figure hangs on "
                "which schools the region happens to have, or both; the section that shows it says which."
            ),
        )
    )


def without_model(data: LaboratoryData) -> str:
    """Return why the pooled model gives no variances; empty where it does."""
    if data.procedures.empty:
        return no_counts()
    return {
        "fitted": "",
        "one_year": _(
            "Results of one year only: what lasts cannot be told from what is passing; {n} years or more are needed.",
            n=LEAST_POOLED,
        ),
        "not_settled": _("The model of levels did not come to rest on these data, so there are no figures."),
        "too_few": _(
            "Results with counts: {schools}; fewer than {n}, so nothing is estimated.",
            schools=schools(int(data.parts["schools"])),
            n=FEWEST,
        ),
    }["one_year" if int(data.parts["years"]) == 1 else str(data.parts["state"])]


def in_rule_order(keys: Iterable[str]) -> list[str]:
    """Return keys of rules, the main one and the one that pools years first."""
    first = [MAIN_RULE, POOLED_RULE]
    known = set(keys)
    return [key for key in [*first, *(key for key in all_rules() if key not in first)] if key in known]


def with_interval(value: float, low: float, high: float, n: float = PERCENT_FROM) -> str:
    """Return a share with its interval, «34 % (20–51)»; a sign for nothing without a share or below ten."""
    if absent(value) or n < PERCENT_FROM:
        return NOTHING
    bounds = interval(low, high, PERCENT_FROM)
    return f"{percent(value, PERCENT_FROM)} ({bounds})" if bounds else percent(value, PERCENT_FROM)


def covered(why: Why) -> str:
    """Return why the ledger judges a rule, or why it does not, in a sentence."""
    return {
        "covered": _("The rule is judged: it rests on counts of results below the threshold."),
        "no_answer": _("Not judged: the counts delivered give no school an answer by this rule."),
        "other_tables": _("Not judged: the rule also rests on tables other than results."),
        "other_figures": _("Not judged: the rule also rests on high results, other marks or means."),
        "not_for_low": _("Not judged: more results below the threshold do not bring a school onto its list."),
    }[why]


def not_judged(state: object) -> str:
    """Return why a comparison at the same level, or a prediction, has no figures; a sign for nothing where it has."""
    return {
        "few_schools": _("fewer than {n} schools", n=FEWEST_SCHOOLS),
        "few_listed": _("fewer than {n} listed", n=FEWEST_LISTED),
        "few_outcomes": _("fewer than {n} with low results", n=FEWEST_LISTED),
        "small_group": _("fewer than {n} schools of a kind", n=GROUP_MIN),
        "no_overlap": _("too few schools of a like level"),
        "nobody_in_reference": _("nobody listed to compare with"),
        "nobody_in_group": _("none of the former is listed"),
    }.get(str(state), NOTHING)


def ends_of(frame: pd.DataFrame) -> dict[int, tuple[str, str]]:
    """Return the participants of the smallest and the largest school of each fifth of size, printed.

    A bound has the fewest decimals that keep the end of one fifth apart from the beginning of the next.

    Parameters
    ----------
    frame : DataFrame
        ``band`` (1 smallest to 5 largest fifth; 0, all schools, is left out), ``from``, ``to``.
    """
    ends = frame[frame["band"] > 0].groupby("band").agg(low=("from", "min"), high=("to", "max")).dropna()
    inner = [_apart(*pair) for pair in zip(ends["high"].iloc[:-1], ends["low"].iloc[1:], strict=True)]
    lows = [number(low) for low in ends["low"].iloc[:1]] + [low for _high, low in inner]
    highs = [high for high, _low in inner] + [number(high) for high in ends["high"].iloc[-1:]]
    return dict(zip(ends.index.astype(int).tolist(), zip(lows, highs, strict=True), strict=True))


def _apart(high: float, low: float) -> tuple[str, str]:
    """Return the end of one fifth and the beginning of the next, printed so that they differ.

    Where rules speak of different schools their fifths overlap, and no decimals part them.
    """
    if high >= low:
        return number(high), number(low)
    pairs = ((number(high, count), number(low, count)) for count in itertools.count())
    return next(pair for pair in pairs if pair[0] != pair[1])


def bands_of(frame: pd.DataFrame) -> dict[int, str]:
    """Return the words of each fifth of size by its number, 0 being all schools; as `ends_of`."""
    said = {
        place: _("participants: {span}", span=BOUNDS.format(low=low, high=high))
        for place, (low, high) in ends_of(frame).items()
    }
    return {**said, 0: _("all schools")}


def size_words() -> str:
    """Return what the participants of a fifth of size are."""
    return _("Fifths of size: participants of one procedure in one year, mean over the results of a school.")
