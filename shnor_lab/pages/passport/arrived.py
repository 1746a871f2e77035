"""Sections of ``00_data_passport`` on what arrived: files, schools, findings, breaks."""

from __future__ import annotations

import pandas as pd

from ...dataset.prepare import NOT_TIED
from ...dataset.schema import TABLES
from ...language import plural as _n
from ...language import text as _
from ...present import sentences
from ...present.column import TableColumn
from ...present.section import Section
from ...present.table import Table
from ...study import passport as _passport
from .. import words
from .data import SHOWN_LEVELS, PassportData


def deliveries(data: PassportData) -> Section:
    """Return what the program made of every file."""
    listed = data.deliveries
    table = Table(
        listed,
        (
            TableColumn("file", _("File")),
            TableColumn("layout", _("Recognised as")),
            TableColumn("years", _("Years")),
            TableColumn("procedures", _("Procedures")),
            TableColumn("rows_in", _("Records read"), "count"),
            TableColumn("stored", _("Records stored"), "count"),
            TableColumn("quarantined", _("Set aside"), "count"),
            TableColumn("schools_tied", _("Schools found"), "count"),
            TableColumn(
                "own",
                _("Rows of this municipality") if data.place else _("Rows of the region"),
                "count",
                on_page=False,
            ),
        ),
        key="deliveries",
        caption=_("Delivered files"),
        scope=sentences.files(len(listed)),
    )
    refused = int((listed["stored"] == 0).sum())
    return Section(
        "deliveries",
        table=table,
        conclusion=_(
            "Read: {files}; {refused} of them gave no row.", files=sentences.files(len(listed)), refused=refused
        ),
        note=_(
            "One row of a file may give several records (a school, its name, its result), and several rows may "
            "be added up into one."
        ),
    )


def schools(data: PassportData) -> Section:
    """Return how the schools are known; branches, mergers, renamings."""
    data.study.table("schools")
    own = data.view.schools
    names = data.study.table("school_names")
    names = names[names["school_id"].isin(own["school_id"])]
    titled = names[names["scheme"] == "name"].groupby("school_id", observed=True)["value"].nunique()
    origin = names.groupby("school_id", observed=True)["origin"].agg(set)
    known = own["school_id"].map(origin)
    counts = [
        (_("in the delivered register"), known.map(lambda o: isinstance(o, set) and "register" in o)),
        (
            _("known from other files only"),
            known.map(lambda o: isinstance(o, set) and "register" not in o),
        ),
        (_("confirmed by an answer"), known.map(lambda o: isinstance(o, set) and "answer" in o)),
        (_("branches"), own["parent"].notna()),
        (_("successors of merged or renamed schools"), own["predecessor"].notna()),
        (_("with several names"), own["school_id"].map(titled).fillna(0) > 1),
    ]
    table = Table(
        pd.DataFrame(
            [(title, int(flag.sum()), words.names(own[flag.astype(bool)])) for title, flag in counts],
            columns=["what", "count", "named"],
        ),
        (
            TableColumn("what", _("How the school is known")),
            TableColumn("count", _("Schools"), "count"),
            TableColumn("named", _("Which"), role="school"),
        ),
        key="schools",
        caption=_("Schools of the municipality and how they are known"),
        scope=sentences.schools(len(own)),
    )
    waiting = data.study.dataset.questions()
    asked = int((waiting["municipality"] == data.view.place).sum()) if data.place else len(waiting)
    question = (
        _n(
            asked,
            "{n} question about names waits for an answer: questions.xlsx in the dataset folder.",
            "{n} questions about names wait for an answer: questions.xlsx in the dataset folder.",
        )
        if asked
        else _("There are no open questions about names.")
    )
    return Section("schools", table=table, conclusion=question)


def findings(data: PassportData) -> Section:
    """Return the kinds of findings, weightiest first."""
    found = data.kinds
    table = Table(
        found.assign(weight=found["level"].map(words.level)),
        (
            TableColumn("weight", _("Weight")),
            TableColumn("message", _("What was seen")),
            TableColumn("count", _("How many"), "count"),
            TableColumn("file", _("Files with it")),
            TableColumn("examples", _("Examples"), on_page=False),
            TableColumn("todo", _("What to do")),
        ),
        key="findings",
        caption=_("Findings in the delivered files of the whole region"),
        note=_("Rows and examples of every file: the workbook «Findings of the checks» below."),
    )
    return Section("findings", table=table, conclusion=f"{what_was_found(data)} {_what_was_corrected(data)}")


def what_was_found(data: PassportData) -> str:
    """Return how many kinds of findings there are and how many rows were set aside, in a sentence."""
    found = data.kinds
    if found.empty:
        return _("The checks found nothing.")
    return _(
        "The checks gave {findings} kinds of findings, {stopping} of them stop something; set aside: {rows}, of "
        "them waiting for an answer about their school: {waiting}.",
        findings=len(found),
        stopping=int(found["level"].isin(SHOWN_LEVELS).sum()),
        rows=sentences.rows(int(data.deliveries["quarantined"].sum())),
        waiting=int((data.study.dataset.quarantine()["rule"] == NOT_TIED).sum()),
    )


def _what_was_corrected(data: PassportData) -> str:
    journal = data.corrections
    if journal.empty:
        return _("There are no corrections.")
    return _(
        "Corrections in the journal: {all}; applied: {applied}.",
        all=len(journal),
        applied=int(journal["applied"].fillna(False).sum()),
    )


def findings_by_file(data: PassportData) -> Table:
    """Return every finding with its file, sheet and rows, for the workbook to take along."""
    found = data.study.dataset.findings()
    return Table(
        found.assign(weight=found["level"].map(words.level)),
        (
            TableColumn("weight", _("Weight")),
            TableColumn("message", _("What was seen")),
            TableColumn("count", _("How many"), "count"),
            TableColumn("file", _("File")),
            TableColumn("sheet", _("Sheet")),
            TableColumn("first_rows", _("Rows")),
            TableColumn("examples", _("Examples")),
            TableColumn("todo", _("What to do")),
        ),
        key="findings_by_file",
        caption=_("Findings in the delivered files of the whole region"),
    )


def journal_of_corrections(data: PassportData) -> Table:
    """Return the journal of corrections, for the workbook to take along."""
    return Table(
        data.corrections,
        tuple(
            TableColumn(column.name, column.title, "flag" if column.kind == "flag" else "text")
            for column in TABLES["corrections"].columns
            if column.name not in ("source_id", "source_row")
        ),
        key="corrections",
        caption=_("Corrections applied after reading"),
        scope=_("the delivered files stay as they are"),
    )


def breaks(data: PassportData) -> Section:
    """Return which years must not be compared."""
    found = _passport.breaks(data.study)
    if found.empty:
        return Section("breaks", conclusion=_("No known break touches these data."))
    frame = found.assign(
        kind=found["kind"].map(words.break_kind),
        status=found["status"].map(words.fact_status),
        procedures=[sentences.enumeration(map(words.procedure, keys), limit=4) for keys in found["procedures"]],
    )
    table = Table(
        frame,
        (
            TableColumn("year", _("School year"), "year"),
            TableColumn("kind", _("What")),
            TableColumn("procedures", _("Procedures")),
            TableColumn("reason", _("Reason")),
            TableColumn("status", _("Checked")),
            TableColumn("source", _("Source"), on_page=False),
        ),
        key="breaks",
        caption=_("Breaks in the series of the delivered procedures"),
    )
    unverified = int((found["status"] == "unverified").sum())
    return Section(
        "breaks",
        table=table,
        conclusion=_n(
            len(found),
            "{n} break touches these data; not verified: {unverified}.",
            "{n} breaks touch these data; not verified: {unverified}.",
            unverified=unverified,
        ),
    )
