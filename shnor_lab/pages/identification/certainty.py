"""Section ``certainty`` of ``10_identification``: how lasting the answer of each school is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from ...language import text as _
from ...measure.fives import fives
from ...present.column import TableColumn
from ...present.numbers import chance_of_schools, number
from ...present.section import Section
from ...present.sentences import of_schools, schools
from ...present.table import Table
from ...study import identification as _identification
from ...study.certainty import ENOUGH, LOWER, STATES, UPPER, lowest_part
from .. import words
from .columns import computed, how_lasting, overall_level
from .data import IdentificationData, ordered
from .lists import no_answer

SPOKEN = 3
"""Schools of the list up to which each gets a sentence of its own."""


def certainty(data: IdentificationData) -> Section:
    """Return the chance of a lasting low share, and what it allows to say."""
    from ...present.charts import shares

    if not data.answerable:
        return Section("certainty", conclusion=no_answer(data.cells))
    percent = data.study.settings[_identification.MAIN_RULE].threshold_percent
    own = data.answers.merge(data.certainties, on="school_id")
    told = own["official"].fillna(False).astype(bool) | own["listed"].fillna(True).astype(bool)
    likely = own[["p_low", "p_level"]].map(fives, na_action="ignore").ge(LOWER).any(axis=1)
    frame = data.answered(ordered(own[told | likely].reset_index(drop=True)))
    frame["said"] = frame["certainty"].map(certainty_words)
    frame["chance"] = frame["school_id"].map(data.chances)
    frame["level"] = frame["school_id"].map(data.levels)
    table = Table(
        frame,
        (
            TableColumn("name", _("School"), role="school"),
            TableColumn(
                "enough",
                _("Procedures with {n} participants or more", n=ENOUGH),
                "count",
                definition=_("In any year of the edition."),
            ),
            TableColumn("official", _("By the order"), "flag", missing=_("list not delivered")),
            computed(),
            replace(
                how_lasting(data.study),
                title=_("Of 100 schools with the same data, so many are lastingly low"),
                missing="",
            ),
            TableColumn("said", _("What the data allow to say"), role="statistic"),
            overall_level(data.study),
        ),
        key="certainty",
        caption=_(
            "Schools that the order or the computation lists, without an answer, or with one of the two chances "
            "not below {n} of 100",
            n=LOWER,
        ),
        scope=data.population,
        note=_(
            "The two chances answer different questions: one speaks of a share in one procedure, the other of all "
            "procedures together. A school may have a low overall level and nowhere reach {percent}%, and the "
            "other way round. What the data allow to say is said of the share.",
            percent=percent,
        ),
    )
    drawn = data.share_rows
    figure = None
    if len(drawn):
        figure = shares(
            drawn.assign(procedure=drawn["procedure"].map(words.procedure)),
            threshold=percent / 100,
            caption=_("Share below the threshold with 95% interval, schools with a low result"),
        )
    return Section(
        "certainty",
        table=table,
        figure=figure,
        totals=_totals(own, data.population),
        conclusion=_conclusion(own, percent, number(100 * lowest_part(data.study))),
        note=f"{_one_year()} {_cuts()}" if figure else _cuts(),
        caveats=("interval", "small_n", "list", "list_differs") if figure else ("list", "list_differs"),
        statistical=True,
    )


def certainty_words(state: str) -> str:
    """Return what is said of a school in one of the states of `study.certainty`."""
    return {
        "high": _("the chance is high"),
        "unclear": _("the data are too few to tell"),
        "few": _("few participants, it cannot be told"),
        "low": _("the chance is low"),
        "none": _("chance not computed"),
    }[state]


def _conclusion(own: pd.DataFrame, percent: int, part: str) -> str:
    if own["p_low"].isna().all():
        return _(
            "The chance was not computed: the results of the region do not suffice for the model of several years and "
            "procedures."
        )
    is_listed = own["listed"].fillna(False).astype(bool)
    listed, others = own[is_listed], own[~is_listed]
    sentences = []
    if 0 < len(listed) <= SPOKEN:
        sentences += [_of_one(row, percent) for row in listed.itertuples()]
    elif len(listed):
        counts = listed["certainty"].value_counts()
        sentences.append(
            _(
                "Of {listed} that the computation lists, the chance of a lasting low share is high in {high}, low in "
                "{low}; for {unclear} it cannot be told.",
                listed=schools(len(listed)),
                high=schools(int(counts.get("high", 0))),
                low=schools(int(counts.get("low", 0))),
                unclear=schools(len(listed) - int(counts.get("high", 0)) - int(counts.get("low", 0))),
            )
        )
    high = others[others["certainty"] == "high"]
    sentences.append(
        _(
            "Not listed or without an answer, but with a high chance of a lasting low share: {named}.",
            named=words.names(high),
        )
        if len(high)
        else _(
            "Among the schools that are not listed or have no answer the chance is high in none ({schools}).",
            schools=of_schools(0, len(others)),
        )
    )
    lowest = own[(own["p_level"].map(fives, na_action="ignore") >= UPPER) & (own["certainty"] != "few")]
    if len(lowest):
        sentences.append(
            _(
                "By the overall level, probably in the lowest {part}% of the region: {named}.",
                part=part,
                named=words.names(lowest),
            )
        )
    return " ".join(sentences)


def _of_one(row: Any, percent: int) -> str:
    school, said = words.quoted(row.name), certainty_words(row.certainty)
    if row.certainty in ("few", "none"):
        return f"{school}: {said}."
    return _(
        "{school}: lasting share not below {percent}% in a procedure: {chance}; {said}.",
        school=school,
        percent=percent,
        chance=chance_of_schools(row.p_low),
        said=said,
    )


def _one_year() -> str:
    return _(
        "The figure shows single results of one year, the table takes all procedures and years together: a high share "
        "of one year need not be lasting, and a low one does not rule it out."
    )


def _cuts() -> str:
    return _(
        "High: {upper} of 100 and more; low: fewer than {lower} of 100; between them, and where no procedure has {n} "
        "participants, nothing is told apart. These borders are ours.",
        upper=UPPER,
        lower=LOWER,
        n=ENOUGH,
    )


def _totals(own: pd.DataFrame, population: str) -> Table:
    is_listed = own["listed"].fillna(False).astype(bool)
    rows = [
        (
            certainty_words(state),
            int(((own["certainty"] == state) & is_listed).sum()),
            int(((own["certainty"] == state) & ~is_listed).sum()),
        )
        for state in STATES
    ]
    return Table(
        pd.DataFrame(rows, columns=["state", "listed", "others"]),
        (
            TableColumn("state", _("What the data allow to say")),
            TableColumn("listed", _("Schools listed by the computation"), "count"),
            TableColumn("others", _("All other schools"), "count"),
        ),
        key="certainty",
        caption=_("Schools by what the data allow to say"),
        scope=population,
    )
