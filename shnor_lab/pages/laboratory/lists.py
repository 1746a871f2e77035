"""Sections of ``11_rule_laboratory`` on the lists: whom they cover, the rules, what a list hangs on."""

from __future__ import annotations

from ...identify.rules import all_rules
from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import number
from ...present.section import Section
from ...present.sentences import enumeration, of_schools, procedures, schools
from ...present.table import Table
from ...study.identification import computing
from .. import words
from ..identification.lists import no_counts
from ..settings import option, title
from .data import LaboratoryData
from .formulas import formula

PAGE_THRESHOLDS = ("20", "25", "35", "40")
"""Thresholds on the page; the file holds every whole per cent between."""


def population(data: LaboratoryData) -> Section:
    """Return whom the claims cover, and whom not."""
    from ...present.charts import sizes

    own = data.procedures
    if own.empty:
        return Section("population", conclusion=" ".join([no_counts(), data.silent]).strip())
    table = Table(
        own.assign(
            procedure=own["procedure"].map(words.procedure),
            held=[words.years([int(year) for year in found]) for found in own["years"]],
        ),
        (
            TableColumn("procedure", _("Procedure")),
            TableColumn("held", _("Years")),
            TableColumn("schools", _("Schools with results"), "counted", base="applies"),
            TableColumn("results", _("Results «school, year»"), "count"),
            TableColumn("participants", _("Participants"), "count"),
            TableColumn("share", _("Share below the threshold, region"), "share", base="participants"),
            TableColumn("n", _("Participants of a school in a year, median"), "number", decimals=0),
        ),
        key="population",
        caption=_("Results that the claims rest on"),
        scope=data.pooled_population,
    )
    latest = data.cells[data.cells["year"] == data.study.year]
    latest = latest[latest["n"].fillna(0) > 0]
    figure = (
        sizes(
            latest.assign(procedure=latest["procedure"].map(words.procedure)),
            caption=_("Schools by number of participants, last result year; {population}", population=data.population),
        )
        if len(latest)
        else None
    )
    return Section("population", table=table, figure=figure, conclusion=who_is_covered(data))


def who_is_covered(data: LaboratoryData) -> str:
    """Return how many schools the claims cover, and why others are left out."""
    known, everyone = int(data.parts["schools"]), int(data.parts["open"])
    found = _(
        "The claims cover {known}: {results} results of {procedures}, participants — {participants}.",
        known=of_schools(known, everyone),
        results=number(int(data.parts["results"])),
        procedures=procedures(int(data.parts["procedures"])),
        participants=number(int(data.procedures["participants"].sum())),
    )
    lost = [f"{schools(count)} ({reason})" for reason, count in data.left_out.items() if count]
    left_out = _("Left out: {lost}.", lost=enumeration(lost)) if lost else ""
    return " ".join(said for said in (found, left_out, data.silent) if said)


def rules(data: LaboratoryData) -> Section:
    """Return what is compared: rules, sources, settings, length of each list."""
    known = all_rules()
    own = data.rules[data.rules["rule"].isin(list(known))]
    own = own.assign(compared=own["rule"].isin(data.compared))
    own = own.sort_values("compared", ascending=False, kind="stable", ignore_index=True)
    table = Table(
        own.assign(
            title=own["rule"].map(data.titles),
            status=[words.rule_status(known[key].status) for key in own["rule"]],
            formula=own["rule"].map(formula),
            source=[known[key].source for key in own["rule"]],
            settings=[_settings_of(data, key) for key in own["rule"]],
            answered=own["schools"] - own["unknown"],
        ),
        (
            TableColumn("title", _("Rule")),
            TableColumn("status", _("Whose rule")),
            TableColumn("formula", _("What it lists by")),
            TableColumn("listed", _("Length of the list"), "count"),
            TableColumn("answered", _("Schools answered"), "counted", base="schools"),
            TableColumn("compared", _("Compared"), "flag"),
            TableColumn("orders", _("The score orders schools"), "flag"),
            TableColumn("source", _("Source"), on_page=False),
            TableColumn("settings", _("Settings"), on_page=False),
        ),
        key="rules",
        caption=_("Rules and their lists"),
        scope=data.population,
        note=_("A score that does not order schools as the rule lists them gives no list of another length."),
    )
    return Section("rules", table=table, conclusion=lengths(data), caveats=("list",))


def lengths(data: LaboratoryData) -> str:
    """Return how long the lists of the compared rules are."""
    compared = data.rules[data.rules["rule"].isin(data.compared)]
    if compared.empty:
        return _("No rule lists a school on these data, so there is nothing to compare.")
    if len(compared) == 1:
        return _(
            "Only one rule lists schools on these data: {rule}, {listed}. There is nothing to compare it with.",
            rule=words.quoted(data.titles[str(compared["rule"].iloc[0])]),
            listed=schools(int(compared["listed"].iloc[0])),
        )
    return _(
        "{compared} of {rules} rules that compute from delivered tables list schools; their lists hold from "
        "{least} to {most}, so they are compared at equal length too.",
        compared=len(compared),
        rules=len({*computing(), *data.compared}),
        least=int(compared["listed"].min()),
        most=schools(int(compared["listed"].max())),
    )


def _settings_of(data: LaboratoryData, key: str) -> str:
    return "; ".join(f"{name}: {value}" for name, value in data.study.settings[key].model_dump().items())


def sensitivity(data: LaboratoryData) -> Section:
    """Return which settings move the list of the main rule most."""
    from ...present.charts.by_setting import by_setting

    if not data.answerable:
        return Section("sensitivity", conclusion=_("The rule has no answer here, so no setting can change it."))
    own = data.by_setting
    own = own.assign(
        title=own["setting"].map(title),
        words=[option(name, value) for name, value in zip(own["setting"], own["option"], strict=True)],
    )
    threshold = own["setting"] == "threshold_percent"
    in_file = threshold & ~own["option"].isin(PAGE_THRESHOLDS)
    order = (threshold.astype(int) + in_file.astype(int))[~own["chosen"]].sort_values(kind="stable")
    table = Table(
        own.loc[order.index],
        (
            TableColumn("title", _("Setting")),
            TableColumn("words", _("If decided otherwise")),
            TableColumn("length", _("Length of the list"), "count"),
            TableColumn("entered", _("Enter"), "count"),
            TableColumn("left", _("Leave"), "count"),
            TableColumn("opened", _("The answer becomes open"), "count"),
            TableColumn("opened_listed", _("Of them on the study's own list"), "count"),
            TableColumn(
                "exchanged",
                _("Composition changes by"),
                "share",
                base="either",
                definition=_(
                    "Of the schools on either list, those that are not on both; a school whose answer becomes "
                    "open is no longer on the list."
                ),
            ),
        ),
        key="sensitivity",
        caption=_("Rule of 30 per cent, one setting changed at a time"),
        scope=_(
            "the study's own list holds {listed}; {population}",
            listed=schools(data.own_length),
            population=data.population,
        ),
    )
    figure = by_setting(
        own[~in_file | own["chosen"]],
        caption=_(
            "Composition of the list by setting and option; schools whose answer becomes open are in the table; "
            "{population}",
            population=data.population,
        ),
    )
    return Section(
        "sensitivity", table=table, figure=figure, conclusion=most_moved(data), caveats=("changed_settings",)
    )


def most_moved(data: LaboratoryData) -> str:
    """Return which option of a setting moves the list most."""
    first = data.strongest
    if first is None:
        return _("No setting tried here changes the list.")
    return _(
        "The composition depends most on: {setting} ({option}). {stayed} stay, {left} leave, for {opened} the "
        "answer becomes open, {entered} enter.",
        setting=title(str(first["setting"])).lower(),
        option=option(str(first["setting"]), first["option"]),
        stayed=of_schools(int(first["stayed"]), data.own_length),
        left=int(first["left"]),
        opened=int(first["opened_listed"]),
        entered=int(first["entered"]),
    )
