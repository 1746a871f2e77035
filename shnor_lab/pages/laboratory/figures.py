"""The figures behind the claims of ``11_rule_laboratory``: one row per claim, with its interval and section."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from ...language import plural as _n
from ...language import text as _
from ...present.numbers import (
    NOTHING,
    absent,
    counted,
    number,
    percent,
    share,
)
from ...present.numbers import interval as share_interval
from ...present.sentences import procedures
from ...study import bias as _bias
from ...study import prediction as _prediction
from ...study import variance as _variance
from ...study.identification import MAIN_RULE
from .. import words
from ..settings import option, title
from .coefficients import interval
from .data import LaboratoryData
from .listed_low import ledger_row, only

POOLED_RULE = "pooled_low"
TYPICAL_SIZES = (10, 50)
"""Participants of a result for which reliability is told; the claims name the first."""

Claimed = tuple[str, str, str, str]
"""Claim, figure, interval, title of the section."""


def claims(data: LaboratoryData) -> Iterator[Claimed]:
    """Yield the claims in the order of the sections."""
    if len(data.procedures):
        known, everyone = int(data.parts["schools"]), int(data.parts["open"])
        yield _("Schools that the claims cover"), counted(known, everyone), NOTHING, _("Population")
    yield from _claims_of_lists(data)
    yield from _claims_of_reliability(data)
    yield from _claims_of_size(data)
    yield from _claims_of_next_year(data)
    yield from _claims_of_errors(data)


def _claims_of_lists(data: LaboratoryData) -> Iterator[Claimed]:
    if len(data.compared) >= 2:
        row = joint_row(data, "fleiss", equal=False)
        if not absent(row["value"]):
            yield (
                _("Agreement of the rules of low results, beyond chance: Fleiss' kappa")
                if data.apart
                else _("Agreement of all compared rules, beyond chance: Fleiss' kappa"),
                number(row["value"], 2),
                interval(row, "value") or NOTHING,
                _("Agreement"),
            )
    first = data.strongest if data.answerable else None
    if first is not None:
        yield (
            _(
                "What stays of the list under the setting that changes it most: {setting}, {option}",
                setting=title(str(first["setting"])).lower(),
                option=option(str(first["setting"]), first["option"]),
            ),
            _(
                "{stayed} stay, {entered} enter",
                stayed=counted(first["stayed"], data.own_length),
                entered=int(first["entered"]),
            ),
            NOTHING,
            _("Sensitivity"),
        )


def joint_row(data: LaboratoryData, name: str, *, equal: bool) -> dict[str, Any]:
    """Return the row of one coefficient of all rules together."""
    found = data.joint[(data.joint["coefficient"] == name) & (data.joint["equal"] == equal)]
    return found.iloc[0].to_dict()


def _claims_of_reliability(data: LaboratoryData) -> Iterator[Claimed]:
    for years in (1, _variance.YEARS):
        row = only(_variance.RELIABILITY.of(data.study), n=TYPICAL_SIZES[0], years=years)
        if row is not None:
            yield (
                _n(
                    years,
                    "Reliability of a school's level by the results of {n} year, {procedures}, {participants} "
                    "participants in each result",
                    "Reliability of a school's level by the results of {n} years, {procedures}, {participants} "
                    "participants in each result",
                    procedures=procedures(int(row["procedures"])),
                    participants=TYPICAL_SIZES[0],
                ),
                number(row["reliability"], 2),
                f"{number(row['low'], 2)}–{number(row['high'], 2)}",
                _("Reliability"),
            )


def _claims_of_size(data: LaboratoryData) -> Iterator[Claimed]:
    row = only(_bias.SAME_LEVEL.of(data.study), rule=MAIN_RULE, grouping="size", group="1", state="compared")
    if row is not None:
        yield (
            _(
                "How many times as often the rule of 30 per cent lists a school of the smallest fifth as one of "
                "the largest, level alike: the data confirm the difference"
            )
            if confirmed(row["ratio_from"], row["ratio_to"])
            else _(
                "How many times as often the rule of 30 per cent lists a school of the smallest fifth as one of "
                "the largest, level alike: the data do not confirm a difference"
            ),
            number(row["ratio"], 1),
            ratio_bounds(row["ratio_from"], row["ratio_to"]),
            _("Whom a rule lists more often"),
        )
    row = only(_bias.BIAS.of(data.study), rule=MAIN_RULE, band=0, state="measured")
    if row is not None:
        yield (
            _("Lastingly low on this year's list of the rule of 30 per cent, by the chances of its schools"),
            percent(row["precision"], row["listed"]),
            share_interval(row["precision_from"], row["precision_to"], row["listed"]),
            _("Whom a rule lists more often"),
        )


def _claims_of_next_year(data: LaboratoryData) -> Iterator[Claimed]:
    row = only(_prediction.PREDICTION.of(data.study), rule=MAIN_RULE, outcome="lowest", state="judged")
    if row is not None:
        yield (
            _(
                "Schools listed by the rule of 30 per cent a year before that are among the lowest {lowest} of the "
                "region by the results of one following year; by lot {base}",
                lowest=percent(data.study.params.truly_low_share, 10),
                base=percent(row["base_rate"], row["schools"]),
            ),
            share(row["caught"], row["listed"]),
            share_interval(row["precision_from"], row["precision_to"], row["listed"]),
            _("A year later"),
        )


def _claims_of_errors(data: LaboratoryData) -> Iterator[Claimed]:
    for rule, length in ((MAIN_RULE, "own"), (MAIN_RULE, "equal"), (POOLED_RULE, "equal")):
        row = ledger_row(data, rule, length)
        if row is not None:
            listed, named = round(row["listed"]), words.quoted(data.titles[rule])
            yield (
                _("{rule}: lastingly low on the list, on average over simulated regions", rule=named)
                if length == "own"
                else _(
                    "{rule}: lastingly low on a list as long as the lastingly low are many, on average over "
                    "simulated regions",
                    rule=named,
                ),
                percent(row["precision"], listed),
                share_interval(row["precision_low"], row["precision_high"], listed),
                _("Price of errors"),
            )


def confirmed(low: float, high: float) -> bool:
    """Return whether the data confirm that a ratio is not 1: its interval holds no 1."""
    return bool(low > 1 or high < 1)


def ratio_bounds(low: float, high: float) -> str:
    """Return the bounds of a ratio; there is no upper one where schools drawn anew leave nobody to divide by."""
    if absent(high) or math.isinf(high):
        return _("from {low}, no upper bound", low=number(low, 1))
    return f"{number(low, 1)}–{number(high, 1)}"
