"""What the sections on trust share: order of rules, words for shares, for fifths, and for a model without an answer."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ...identify.rules import all_rules
from ...language import text as _
from ...measure.pooled.fit import FEWEST
from ...present.numbers import NOTHING, PERCENT_FROM, absent, interval, number, percent
from ...present.sentences import schools
from ...study.identification import MAIN_RULE
from ...study.ledger import LEAST_POOLED
from ..identification.lists import no_counts
from .figures import POOLED_RULE, Figures

BOUNDS = "{low}–{high}"


class TrustData(Figures):
    """Words shared by the sections on trust."""

    @property
    def _without_model(self) -> str:
        """Return why the pooled model gives no variances; empty where it does."""
        if self._procedures.empty:
            return no_counts()
        return {
            "fitted": "",
            "one_year": _(
                "Results of one year only: what lasts cannot be told from what is passing; {n} years or more are "
                "needed.",
                n=LEAST_POOLED,
            ),
            "not_settled": _("The model of levels did not come to rest on these data, so there are no figures."),
            "too_few": _(
                "Results with counts: {schools}; fewer than {n}, so nothing is estimated.",
                schools=schools(int(self._parts["schools"])),
                n=FEWEST,
            ),
        }["one_year" if int(self._parts["years"]) == 1 else str(self._parts["state"])]


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


def span(low: float, high: float) -> str:
    """Return participants from the smallest to the largest school, «2–6»."""
    return BOUNDS.format(low=number(low), high=number(high))


def bands_of(frame: pd.DataFrame) -> dict[int, str]:
    """Return the words of each fifth of size by its number, 0 being all schools; a frame with ``band, from, to``."""
    ends = frame.groupby("band").agg(low=("from", "min"), high=("to", "max"))
    said = {
        int(place): _("participants: {span}", span=span(*row))
        for place, row in zip(ends.index, ends.to_numpy(), strict=True)
    }
    return {**said, 0: _("all schools")}
