"""First and last section of ``11_rule_laboratory``: what is claimed, and what must not be concluded."""

from __future__ import annotations

import pandas as pd

from ...ground.measured import SEED
from ...language import text as _
from ...present.column import TableColumn
from ...present.section import Section
from ...present.table import Table
from ..identification.lists import no_counts
from .data import LaboratoryData
from .figures import claims
from .listed_low import ceiling_by_shares, found_and_ceiling
from .lists import lengths, most_moved, who_is_covered
from .trust_words import estimand, without_model


def summary(data: LaboratoryData) -> Section:
    """Return every claim with its figure, interval and section, and what is not known."""
    rows = pd.DataFrame(list(claims(data)), columns=["claim", "figure", "interval", "section"])
    table = Table(
        rows,
        (
            TableColumn("claim", _("Claim")),
            TableColumn("figure", _("Figure")),
            TableColumn("interval", _("Interval")),
            TableColumn("section", _("Section")),
        ),
        key="summary",
        caption=_("Claims with their figures"),
        scope=data.population,
        note=" ".join(
            (
                estimand(data),
                _(
                    "Intervals: 95%; for the price of errors they hold 90 of 100 simulated regions; that of the "
                    "ratio is widened for all comparisons of its section."
                ),
            )
        ),
    )
    return Section("summary", table=table if len(rows) else None, sentences=tuple(_sentences(data)))


def _sentences(data: LaboratoryData) -> list[str]:
    sentences = [who_is_covered(data)] if len(data.procedures) else [no_counts(), data.silent]
    sentences += [found_and_ceiling(data), ceiling_by_shares(data)]
    if data.answerable:
        sentences.append(most_moved(data))
    sentences.append(lengths(data))
    sentences.append(
        _(
            "Not known: whether the same holds in another region, and what a list does to schools. Agreement of "
            "rules says nothing of which of them is right."
        )
    )
    return [said for said in sentences if said]


def limits(data: LaboratoryData) -> Section:
    """Return the assumptions, what follows where one is broken, and how to repeat the page."""
    name, seed, why = data.study.name, data.study.params.seed, without_model(data)
    table = Table(
        pd.DataFrame(
            [*_of_results(), *([] if why else _of_the_model())],
            columns=["assumption", "broken", "seen"],
        ),
        (
            TableColumn("assumption", _("Assumption")),
            TableColumn("broken", _("What follows if it is broken")),
            TableColumn("seen", _("Where it can be seen")),
        ),
        key="limits",
        caption=_("Assumptions of the claims"),
        scope=data.population,
        note=_(
            "To repeat: shnor-lab run {study}; the same tables without a page: shnor-lab compare {study}. Seeds: "
            "{seed} in the params file, {fits} for the model of levels. Equal data, settings and program give "
            "equal figures.",
            study=name,
            seed=seed,
            fits=SEED,
        ),
    )
    conclusion = " ".join(
        (
            _("No model was fitted. {why}", why=why)
            if why
            else _("The model rests on one region; whether it carries over to another was not checked."),
            _("No claim is a ground to put a school on the list or to take it off."),
        )
    )
    return Section("limits", table=table, conclusion=conclusion, caveats=("list",))


def _of_results() -> list[tuple[str, str, str]]:
    return [
        (
            _("All pupils of a grade took part, or those absent are like the others"),
            _("where pupils with low results stayed away, shares below the threshold and lists are too small"),
            _("data passport, who took part"),
        ),
        (
            _("Results show what pupils know"),
            _("lists compare numbers that do not mean the same in every school"),
            _("data passport, signs that call for a check"),
        ),
    ]


def _of_the_model() -> list[tuple[str, str, str]]:
    return [
        (
            _("The level of a school does not drift within the pooled years"),
            _("what lasts is taken for greater than it is; a list by several years lags behind"),
            _("section «A year later»"),
        ),
        (
            _("Differences between schools are alike in all kinds of schools and close to normal"),
            _("chances are too sure for a group of schools that varies more"),
            _("section «Whom a rule lists more often»"),
        ),
        (
            _("All procedures of a school weigh the same in its level"),
            _("with other weights other schools are the lowest"),
            _("section «Population», procedures and their shares"),
        ),
        (
            _("A school works as it did: no merger, no other grades"),
            _("years of different schools are pooled into one level"),
            _("data passport, schools, codes and names"),
        ),
        (
            _("The lowest part of the region is meant, whatever its results are"),
            _("the lowest part is as large where few results are below the threshold as where many are"),
            _("section «Price of errors», meaning by shares"),
        ),
    ]
