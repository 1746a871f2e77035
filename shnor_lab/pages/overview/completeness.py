"""Sections of ``90_region_overview`` on data: how complete they are, and what is asked of whom."""

from __future__ import annotations

import pandas as pd

from ...language import text as _
from ...present.column import TableColumn
from ...present.section import Section
from ...present.sentences import enumeration, municipalities
from ...present.table import Table
from ...study import fitness as _fitness
from .. import words
from .data import OverviewData


def readiness(data: OverviewData) -> Section:
    """Return how complete the data of each municipality are, for the years of the list."""
    data.study.table("results")
    data.study.edition  # noqa: B018 - raises where the study names none
    frame = data.readiness
    table = Table(
        frame,
        (
            TableColumn("municipality", _("Municipality")),
            TableColumn("schools", _("Schools"), "count"),
            TableColumn("arrived", _("Results arrived"), "counted", base="expected"),
            TableColumn("open", _("Analyses possible"), "count"),
            TableColumn("reserve", _("with reserve"), "count"),
            TableColumn("closed", _("not possible"), "count"),
            TableColumn(
                "findings",
                _("Findings that stop something"),
                "count",
                definition=_("Findings that refuse a file or set rows aside, in files with rows of the municipality."),
            ),
        ),
        key="readiness",
        caption=_("Completeness of data"),
        scope=_("results «school, procedure, year» of the years of the list"),
    )
    lacking = frame.loc[frame["arrived"] < frame["expected"], "municipality"]
    conclusion = (
        _(
            "Results are incomplete in {count}: {named}.",
            count=municipalities(len(lacking)),
            named=enumeration(lacking, limit=5),
        )
        if len(lacking)
        else _("Results are complete in all municipalities.")
    )
    return Section("readiness", table=table, conclusion=conclusion)


def requests(data: OverviewData) -> Section:
    """Return to whom questions and reconciliation sheets go."""
    data.study.table("schools")
    parts = [
        _fitness.requests(data.study, code).assign(municipality=name)
        for code, name in data.study.municipalities[["municipality_id", "municipality"]].itertuples(index=False)
    ]
    asked = pd.concat(parts, ignore_index=True)
    frame = (
        asked.groupby(["addressee", "form", "analysis"], sort=False)
        .agg(municipalities=("municipality", "nunique"))
        .reset_index()
    )
    frame = frame.assign(
        addressee=frame["addressee"].map(words.addressee),
        form=frame["form"].map(words.table_title),
        analysis=frame["analysis"].map(words.analysis),
    )
    table = Table(
        frame,
        (
            TableColumn("addressee", _("Addressee")),
            TableColumn("form", _("Form")),
            TableColumn("analysis", _("For which analysis")),
            TableColumn("municipalities", _("Municipalities concerned"), "count"),
        ),
        key="requests",
        caption=_("Requests for missing data"),
        scope=_("the files are in the passports of the municipalities"),
    )
    return Section(
        "requests",
        table=table,
        conclusion=_(
            "Reconciliation sheets: {sheets}; requests for data: {requests}.",
            sheets=_sheets(data),
            requests=len(asked),
        ),
    )


def _sheets(data: OverviewData) -> int:
    """Return how many municipalities get a sheet with rows: schools named by order or rule, or open in an order."""
    own = data.lists
    open_ = own["unanswered"].where(own["official"].notna(), 0)
    return int((own["official"].fillna(0) + own["listed"] + open_ > 0).sum())
