"""The figures behind the claims of ``11_rule_laboratory``: one row per claim, with its interval and section."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from ...language import text as _
from ...present.numbers import NOTHING, absent, counted, number, percent, share
from ...present.numbers import interval as share_interval
from ...study import bias, ledger, prediction, variance
from ...study.identification import MAIN_RULE
from ..settings import option, title
from .coefficients import interval
from .data import LaboratoryData

POOLED_RULE = "pooled_low"
TYPICAL = 20
"""Participants of a result for which reliability is claimed."""

Claimed = tuple[str, str, str, str]
"""Claim, figure, interval, title of the section."""


class Figures(LaboratoryData):
    """Claims with their numbers; a claim that these data cannot back is not made."""

    def _claims(self) -> Iterator[Claimed]:
        """Yield the claims in the order of the sections."""
        if len(self._procedures):
            known, everyone = int(self._parts["schools"]), int(self._parts["open"])
            yield _("Schools that the claims cover"), counted(known, everyone), NOTHING, _("Population")
        yield from self._claims_of_lists()
        yield from self._claims_of_reliability()
        yield from self._claims_of_size()
        yield from self._claims_of_next_year()
        yield from self._claims_of_errors()

    def _claims_of_lists(self) -> Iterator[Claimed]:
        if len(self._compared) >= 2:
            row = self._joint_row("fleiss", equal=False)
            if not absent(row["value"]):
                yield (
                    _("Agreement of the rules that mean low results, beyond chance: Fleiss' kappa"),
                    number(row["value"], 2),
                    interval(row, "value") or NOTHING,
                    _("Agreement"),
                )
        if self._answerable and len(self._strongest):
            first = self._strongest.iloc[0]
            yield (
                _(
                    "Part of the list that one setting exchanges at most: {setting}, {option}",
                    setting=title(str(first["setting"])).lower(),
                    option=option(str(first["setting"]), first["option"]),
                ),
                percent(first["exchanged"], self._own_length + int(first["entered"])),
                NOTHING,
                _("Sensitivity"),
            )

    def _joint_row(self, name: str, *, equal: bool) -> dict[str, Any]:
        """Return the row of one coefficient of all rules together."""
        found = self._joint[(self._joint["coefficient"] == name) & (self._joint["equal"] == equal)]
        return found.iloc[0].to_dict()

    def _claims_of_reliability(self) -> Iterator[Claimed]:
        for years in (1, 3):
            row = _only(variance.RELIABILITY.of(self.study), n=TYPICAL, years=years)
            if row is not None:
                yield (
                    _(
                        "Reliability of a school's level, {n} participants in each result, years pooled: {years}",
                        n=TYPICAL,
                        years=years,
                    ),
                    number(row["reliability"], 2),
                    f"{number(row['low'], 2)}–{number(row['high'], 2)}",
                    _("Reliability"),
                )

    def _claims_of_size(self) -> Iterator[Claimed]:
        row = _only(bias.SAME_LEVEL.of(self.study), rule=MAIN_RULE, grouping="size", group="1", state="compared")
        if row is not None:
            yield (
                _("How many times as often the rule of 30 per cent lists a small school as a large one, level alike"),
                number(row["ratio"], 1),
                _ratio_bounds(row["ratio_from"], row["ratio_to"]),
                _("Whom a rule lists more often"),
            )

    def _claims_of_next_year(self) -> Iterator[Claimed]:
        row = _only(prediction.PREDICTION.of(self.study), rule=MAIN_RULE, outcome="lowest", state="judged")
        if row is not None:
            yield (
                _(
                    "Schools listed by the rule of 30 per cent a year before that are among the lowest of the year; by "
                    "lot {base}",
                    base=percent(row["base_rate"], row["schools"]),
                ),
                share(row["caught"], row["listed"]),
                share_interval(row["precision_from"], row["precision_to"], row["listed"]),
                _("A year later"),
            )

    def _claims_of_errors(self) -> Iterator[Claimed]:
        for rule, length, words in (
            (MAIN_RULE, "own", _("Lastingly low among the schools listed by the rule of 30 per cent")),
            (MAIN_RULE, "equal", _("The same, list as long as the lastingly low are many")),
            (POOLED_RULE, "equal", _("The same length, list by several years together")),
        ):
            row = self._ledger_row(rule, length)
            if row is not None:
                listed = round(row["listed"])
                yield (
                    words,
                    percent(row["precision"], listed),
                    share_interval(row["precision_low"], row["precision_high"], listed),
                    _("Price of errors"),
                )

    def _ledger_row(self, rule: str, length: str) -> pd.Series | None:
        return _only(ledger.LEDGER.of(self.study), rule=rule, length=length, meaning="level", band=0)


def _only(frame: pd.DataFrame, **where: object) -> pd.Series | None:
    """Return the one row with these values; None where there is none, or nothing was computed."""
    if frame.empty:
        return None
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return frame.iloc[0] if len(frame) else None


def _ratio_bounds(low: float, high: float) -> str:
    """Return the bounds of a ratio; the upper one may be infinite, if schools drawn anew leave nobody to divide by."""
    if math.isinf(high):
        return _("from {low}, no upper bound", low=number(low, 1))
    return f"{number(low, 1)}–{number(high, 1)}"
