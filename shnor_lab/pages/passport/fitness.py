"""Sections of ``00_data_passport`` on what the data are good for: the main facts, and which analysis is open."""

from __future__ import annotations

import pandas as pd

from ...language import plural as _n
from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import number
from ...present.section import Section
from ...present.sentences import enumeration, of_schools
from ...present.table import Table
from ...study import fitness as _fitness
from ...study import passport as _passport
from .. import words
from .arrived import what_was_found
from .data import PassportData


def summary(data: PassportData) -> Section:
    """Return the main facts: which analysis is open, which is closed, how much is lacking."""
    analyses = data.fitness
    sentences = []
    for code, begin in (
        ("open", _("Possible with these data:")),
        ("reserve", _("Possible with reserve:")),
        ("closed", _("Not possible yet:")),
    ):
        named = [words.analysis(key) for key in analyses.loc[analyses["state"] == code, "analysis"]]
        if named:
            sentences.append(f"{begin} {enumeration(named)} ({len(named)}).")
    if data.study.has("results"):
        held = data.coverage[data.coverage["held"]]
        sentences.append(
            _(
                "Of {expected} expected results «school, procedure, year» {arrived} arrived.",
                expected=number(int(held["expected"].sum())),
                arrived=number(int(held["arrived"].sum())),
            )
        )
    silent = _passport.reporting(data.study, "passport", data.study.year)
    delivered = data.sliced(silent)["delivered"]
    sentences.append(
        _(
            "The social passport for the last result year was delivered by {schools}.",
            schools=of_schools(int(delivered.sum()), len(delivered)),
        )
        if delivered.any()
        else _("No social passport was delivered for the last result year.")
    )
    sentences.append(what_was_found(data))
    return Section("summary", sentences=tuple(sentences))


def fitness(data: PassportData) -> Section:
    """Return which analysis is open, and what is lacking from whom."""
    table = Table(_in_words(data.fitness), _columns(), key="fitness", caption=_("What these data allow"))
    lacking = len(_fitness.requests(data.study, data.place))
    return Section(
        "fitness",
        table=table,
        conclusion=_n(lacking, "{n} request for missing data is ready.", "{n} requests for missing data are ready.")
        if lacking
        else _("Nothing has to be asked for."),
    )


def request(data: PassportData) -> Table:
    """Return what has to be asked for, as the workbook that goes to those who have it."""
    return Table(
        _in_words(_fitness.requests(data.study, data.place)),
        _columns(),
        key="request",
        caption=_("Request for missing data: {place}", place=data.view.place),
    )


def _in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table of fitness, or a part of it, with words for its codes."""
    return frame.assign(
        analysis=frame["analysis"].map(words.analysis),
        state=frame["state"].map(words.analysis_state),
        lacking=frame["lacking"].map(words.said),
        addressee=frame["addressee"].map(words.addressee),
        form=frame["form"].map(lambda key: words.table_title(key) if key else ""),
    )


def _columns() -> tuple[TableColumn, ...]:
    """Return the columns of the table of fitness and of the request for missing data."""
    return (
        TableColumn("analysis", _("Analysis")),
        TableColumn("state", _("State")),
        TableColumn("lacking", _("What is lacking")),
        TableColumn("addressee", _("Ask from")),
        TableColumn("form", _("Form")),
    )
