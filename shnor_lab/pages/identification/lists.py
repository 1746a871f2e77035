"""Sections of ``10_identification`` on the list: who, why, and where no answer is possible."""

from __future__ import annotations

import pandas as pd

from ...catalogue import procedures as known_procedures
from ...language import plural as _n
from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import absent, school_year
from ...present.section import Section
from ...present.sentences import of_schools, schools, three_answers
from ...present.table import Table
from ...study import identification as _identification
from ...study import reconcile as _reconcile
from .. import words
from .columns import computed, how_lasting, listed_once_more
from .data import IdentificationData, ordered, plain
from .rules import others_single_out

PAGE_PROCEDURES = 5
"""Procedures on the page beside school and criteria; the files hold all."""


def summary(data: IdentificationData) -> Section:
    """Return the three answers in numbers, and what is not known."""
    own = data.answers
    order, rule = own["official"], own["listed"]
    sentences = []
    if order.isna().all():
        sentences.append(_("The approved list was not delivered; only the computation is shown, it is not a list."))
    else:
        named = own[order.fillna(False).astype(bool)]
        sentences.append(_("By the order the list holds {listed}.", listed=of_schools(len(named), len(own))))
    if not data.answerable:
        sentences.append(no_answer(data.cells))
        if others := others_single_out(data):
            sentences.append(_("Other methodologies single out on these data: {answers}.", answers="; ".join(others)))
        return Section("summary", sentences=tuple(sentences))
    computed = own[rule.fillna(False).astype(bool)]
    sentences.append(
        _(
            "By the rule of 30 per cent: {listed}{named}.",
            listed=of_schools(len(computed), len(own)),
            named=f": {words.names(computed)}" if len(computed) else "",
        )
    )
    within = data.within
    if not order.isna().all():
        both = within[within["official"].notna() & within["listed"].notna()]
        same = int((both["official"] == both["listed"]).sum())
        sentences.append(
            _(
                "Of the schools that the rule answers, order and computation agree for {same}.",
                same=of_schools(same, len(both)),
            )
        )
    unanswered = own[rule.isna()]
    if data.hardly_answers:
        sentences.append(
            _(
                "The rule of 30 per cent cannot answer for {schools}; schools with results: {years}.",
                schools=of_schools(len(unanswered), len(within)),
                years=lacking(data.cells),
            )
        )
    elif len(unanswered):
        sentences.append(
            _(
                "For {schools} the rule cannot answer, results are lacking: {named}.",
                schools=schools(len(unanswered)),
                named=words.names(unanswered),
            )
        )
    else:
        sentences.append(_("The rule answers for every school that has its procedures."))
    if len(foreign := own[own["school_id"].isin(data.outside)]):
        sentences.append(_not_applied(foreign))
    certainty = computed["school_id"].map(data.certainties.set_index("school_id")["certainty"])
    if few := int((certainty == "few").sum()):
        sentences.append(
            _(
                "Of the list of the computation, participants are too few to judge how lasting it is in {few}.",
                few=of_schools(few, len(computed)),
            )
        )
    return Section("summary", sentences=tuple(sentences))


def reconcile(data: IdentificationData) -> Section:
    """Return the order beside the rule, with the likely cause of each difference."""
    own = ordered(data.sliced(_reconcile.RECONCILED.of(data.study)))
    if own.empty and data.answers["official"].isna().all():
        nothing = _("The approved list was not delivered; there is nothing to compare.")
        return Section("reconcile", conclusion=nothing)
    listed = data.study.settings[_identification.MAIN_RULE]
    said = {} if data.study.params.audience == "public" else data.third_answers
    frame = data.answered(own).assign(
        chance=own["school_id"].map(data.chances),
        cause=[
            _("there is no order to compare with") if absent(official) else words.cause(cause, options)
            for official, cause, options in zip(own["official"], own["cause"], own["options"], strict=True)
        ],
        said=[
            three_answers(
                plain(row.official),
                plain(row.listed),
                said.get(row.school_id),
                missing=data.missing.get(row.school_id, ""),
                applies=row.school_id not in data.outside,
            )
            for row in own.itertuples()
        ],
    )
    table = Table(
        frame,
        (
            TableColumn("name", _("School"), role="school"),
            TableColumn("official", _("By the order"), "flag", missing=_("list not delivered")),
            computed(),
            how_lasting(data.study),
            listed_once_more(),
            TableColumn("cause", _("Likely cause of the difference")),
            TableColumn("said", _("What follows")),
        ),
        key="reconcile",
        caption=_("Schools that the order or the computation lists"),
        scope=_("threshold {percent}%; {population}", percent=listed.threshold_percent, population=data.population),
        note=_(
            "«How lasting»: of 100 schools with the same data, in how many the share that lasts, without the "
            "accidents of one class, is not below the threshold in a procedure."
        ),
    )
    differ = own[~own["cause"].isin(["", "outside"])]
    conclusion = (
        _(
            "Order and computation differ for {schools}: {named}.",
            schools=schools(len(differ)),
            named=words.names(differ),
        )
        if len(differ)
        else _("Order and computation do not differ.")
    )
    if len(foreign := own[own["cause"] == "outside"]):
        conclusion += " " + _not_applied(foreign)
    if own["official"].isna().all():
        conclusion = _("The approved list was not delivered; only the computation is shown, it is not a list.")
    return Section("reconcile", table=table, conclusion=conclusion, caveats=("list", "list_differs"))


def reasons(data: IdentificationData) -> Section:
    """Return «k of n» by procedure for the schools with a low result in the last year."""
    if not data.answerable:
        return Section("reasons", conclusion=no_answer(data.cells))
    frame, procedures = data.reasons
    columns = [
        TableColumn("name", _("School"), role="school"),
        TableColumn("c1", _("Criterion 1"), "flag"),
        TableColumn("c2", _("Criterion 2"), "flag"),
        *(
            TableColumn(
                f"k_{key}",
                words.procedure(key),
                "counted",
                base=f"n_{key}",
                state=f"state_{key}",
                mark=f"low_{key}",
                on_page=place < PAGE_PROCEDURES,
            )
            for place, key in enumerate(procedures)
        ),
    ]
    percent = data.study.settings[_identification.MAIN_RULE].threshold_percent
    table = Table(
        frame,
        tuple(columns),
        key="reasons",
        mark_words=_("not below the threshold of {percent}%", percent=percent),
        caption=_("Below the threshold of participants, {year}", year=school_year(data.study.year)),
        scope=data.population,
    )
    met = frame[frame["c1"].fillna(False).astype(bool) | frame["c2"].fillna(False).astype(bool)]
    conclusion = (
        _n(
            len(met),
            "{n} school meets a criterion: {named}.",
            "{n} schools meet a criterion: {named}.",
            named=words.names(met),
        )
        if len(met)
        else _("No school of the municipality meets a criterion by the delivered results.")
    )
    caveats = ["list", "small_n"]
    if any(known_procedures()[key].family == "vpr" for key in procedures):
        caveats.append("vpr")
    if {"ege_ma_base", "ege_ma_prof"} & set(procedures):
        caveats.append("ege_choice")
    return Section("reasons", table=table, conclusion=conclusion, caveats=tuple(caveats))


def unknown(data: IdentificationData) -> Section:
    """Return where the rule cannot answer and what would close it."""
    frame = ordered(data.unknown)
    table = Table(
        frame,
        (
            TableColumn("name", _("School"), role="school"),
            TableColumn("missing", _("What is lacking"), "remark"),
            TableColumn("n_missing", _("Results lacking"), "count"),
            TableColumn("decides_alone", _("Of them one low result alone would list the school"), "count"),
            TableColumn("if_all_low", _("Answer if all of it were low"), "flag"),
            TableColumn("if_none_low", _("Answer if none of it were low"), "flag"),
        ),
        key="unknown",
        caption=_("Schools for which the rule of 30 per cent cannot answer"),
        scope=data.population,
    )
    conclusion = (
        _(
            "The answer is open for {schools}. A lacking result counts neither as low nor as sufficient.",
            schools=of_schools(len(frame), len(data.answers)),
        )
        if len(frame)
        else _("The rule answers for every school that has its procedures.")
    )
    if not data.answerable:
        table = table.without("decides_alone", "if_all_low", "if_none_low")
    return Section("unknown", table=table, conclusion=conclusion)


def no_counts() -> str:
    """Return why the main rule has no answer where nothing counts low results."""
    return _(
        "The rule of 30 per cent cannot answer for any school that has its procedures: the number of participants "
        "below the threshold was not delivered."
    )


def no_answer(cells: pd.DataFrame) -> str:
    """Return why the main rule has no answer for any school of a slice of ``identification.CELLS``."""
    years = lacking(cells)
    if not years or (cells["state"] == "no_counts").any():
        return no_counts()
    return _(
        "The rule of 30 per cent cannot answer for any school that has its procedures; schools with results: {years}.",
        years=years,
    )


def lacking(cells: pd.DataFrame) -> str:
    """Return, for years in which most schools have no result, how many have one; "" where there is no such year."""
    return "; ".join(
        _("{year} — {came}", year=school_year(row.year), came=of_schools(row.came, row.schools))
        for row in _identification.years_lacking(cells).itertuples()
    )


def _not_applied(foreign: pd.DataFrame) -> str:
    return _(
        "The rule does not apply to {schools} without its procedures: {named}.",
        schools=schools(len(foreign)),
        named=words.names(foreign),
    )
