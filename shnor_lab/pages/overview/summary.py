"""Section ``summary`` of ``90_region_overview``: data, list and movement in sentences."""

from __future__ import annotations

from ...identify.rules import all_rules
from ...language import plural as _n
from ...language import text as _
from ...present.section import Section
from ...present.sentences import of_schools, schools
from ...study import identification
from .. import words
from ..identification.lists import no_answer
from .data import OverviewData
from .movement import moved


def summary(data: OverviewData) -> Section:
    """Return the state of the region: data, list, movement."""
    ready = data.readiness
    complete = int((ready["arrived"] == ready["expected"]).sum())
    sentences = [
        _n(
            len(ready),
            "All expected results of the years of the list arrived from {k} of {n} municipality.",
            "All expected results of the years of the list arrived from {k} of {n} municipalities.",
            k=complete,
        ),
        _by_order(data),
        *_computed(data),
    ]
    return Section("summary", sentences=tuple(sentences))


def _by_order(data: OverviewData) -> str:
    order = data.lists["official"]
    if order.isna().all():
        return _("The approved list was not delivered; only the computation is shown, it is not a list.")
    return _(
        "By the order the list holds {listed}.",
        listed=of_schools(int(order.sum()), int(data.lists["schools"].sum())),
    )


def _computed(data: OverviewData) -> list[str]:
    """Return what the rules compute, in sentences."""
    if not data.answerable:
        return [no_answer(data.cells), *_others(data)]
    sums = data.lists[["schools", "listed", "unanswered", "outside"]].sum()
    told = _(
        "The rule of 30 per cent lists {listed}; for {unanswered} it cannot answer: results are lacking.",
        listed=of_schools(int(sums["listed"]), int(sums["schools"])),
        unanswered=schools(int(sums["unanswered"])),
    )
    foreign = _("Schools that the rule does not apply to, for lack of its procedures: {n}.", n=int(sums["outside"]))
    return [
        f"{told} {foreign}" if sums["outside"] else told,
        *_both(data),
        moved(data),
    ]


def _both(data: OverviewData) -> list[str]:
    """Return how many schools stand on both lists, because equal lengths do not make equal lists."""
    both = data.lists["both"]
    if both.isna().all():
        return []
    return [_("Both by the order and by the rule: {both}.", both=schools(int(both.sum())))]


def _others(data: OverviewData) -> list[str]:
    """Return what the other methodologies single out, one sentence each."""
    decisions = identification.DECISIONS.of(data.study)
    sentences = []
    for key in identification.answering(decisions):
        rule = all_rules()[key]
        answers = decisions.loc[(decisions["rule"] == key), "listed"].dropna()
        if answers.any():
            sentences.append(
                _(
                    "Another methodology, {rule} ({status}): {listed}; no answer: {unanswered}. That is not the list.",
                    rule=words.quoted(rule.title),
                    status=words.rule_status(rule.status),
                    listed=of_schools(int(answers.sum()), len(answers)),
                    unanswered=schools(len(data.study.schools) - len(answers)),
                )
            )
    return sentences
