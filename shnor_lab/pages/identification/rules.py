"""Section ``rules`` of ``10_identification``: what the other methodologies say of each school."""

from __future__ import annotations

import pandas as pd

from ...identify.rules import all_rules
from ...language import text as _
from ...present.column import TableColumn
from ...present.section import Section
from ...present.sentences import enumeration, of_schools
from ...present.table import Table
from ...study.identification import DECISIONS, MAIN_RULE, answering
from .. import words
from .data import FOREIGN, IdentificationData, ordered, plain


def rules(data: IdentificationData) -> Section:
    """Return what the other rules say."""
    from ...present.charts import agreement

    own = data.decisions
    keys = [key for key in all_rules() if not own.loc[own["rule"] == key, "listed"].isna().all()]
    low = [key for key in keys if all_rules()[key].about == "low"]
    others = [key for key in keys if key not in low]
    like_main = _like_main()
    silent = [rule.title for key, rule in all_rules().items() if key not in keys]
    frame = _by_rules(data, low, others)
    table = Table(
        frame,
        (
            TableColumn("name", _("School"), role="school"),
            TableColumn(
                "count",
                _("Rules of low results that single it out"),
                "counted",
                base="answered",
                state="state",
                missing=_("no answer"),
                definition=_("Of the rules of low results that answer for the school."),
            ),
            TableColumn("named", _("Which")),
            TableColumn("others", _("Other rules that single it out: conditions, changes, orders, high results")),
            *(
                TableColumn(
                    key,
                    f"{rule.title} ({words.rule_status(rule.status)})",
                    "flag",
                    source=rule.source,
                    state="state" if key in like_main else "",
                    on_page=False,
                )
                for key, rule in all_rules().items()
            ),
        ),
        key="rules",
        caption=_("Answers of all rules"),
        scope=_("sources and status of each are in the file, on the sheet of columns"),
    )
    drawn = pd.DataFrame(
        [
            (row["name"], all_rules()[key].title, row[key])
            for _place, row in frame.iterrows()
            for key in low + others
            if not (row["state"] == FOREIGN and key in like_main)
        ],
        columns=["school", "rule", "listed"],
    ).assign(
        school=lambda rows: pd.Categorical(rows["school"], frame["name"].unique()),
        rule=lambda rows: pd.Categorical(rows["rule"], [all_rules()[key].title for key in low + others]),
    )
    figure = None
    if keys:
        caption = _("What each rule says of each school; first the {n} rules of low results.", n=len(low))
        if FOREIGN in set(frame["state"]):
            caption += " " + _("An empty place: the rule does not apply.")
        figure = agreement(drawn, caption=caption)
    answered = frame[frame["answered"] > 0]
    most = answered[answered["count"] >= 2]
    conclusion = _(
        "Two rules of low results or more, of {rules} that can answer, single out {schools}.",
        rules=len(low),
        schools=of_schools(len(most), len(answered)),
    )
    if not data.answerable:
        said = others_single_out(data)
        conclusion = (
            _("Other methodologies single out on these data: {answers}.", answers="; ".join(said))
            if said
            else _("No methodology can answer.")
        )
    note = (
        _("Cannot answer on these data: {rules}.", rules=enumeration([words.quoted(rule) for rule in silent]))
        if silent
        else ""
    )
    if "lowest_share" in keys and not data.answerable:
        note += " " + _(
            "«{rule}» stands here on mean marks of procedures with {n} participants or more: a mean says nothing "
            "of how many did not reach the threshold.",
            rule=all_rules()["lowest_share"].title,
            n=data.study.settings["lowest_share"].n_min,
        )
    return Section("rules", table=table, figure=figure, conclusion=conclusion, note=note, caveats=("list",))


def others_single_out(data: IdentificationData) -> list[str]:
    """Return how many schools the other methodologies single out; those that single out nobody stay out."""
    region = DECISIONS.of(data.study)
    phrases = []
    for key in answering(region):
        of_rule = region[region["rule"] == key]
        if not of_rule["listed"].any():
            continue
        own = data.decisions[data.decisions["rule"] == key]
        rule, answers = all_rules()[key], own["listed"].dropna()
        said = {"rule": words.quoted(rule.title), "listed": of_schools(int(answers.sum()), len(answers))}
        if answers.empty:
            phrases.append(_("{rule} — no answer here", rule=said["rule"]))
        elif own["p_low"].isna().all():
            status = words.rule_status(rule.status)
            phrases.append(_("{rule} — {listed} ({status}; how lasting is not judged)", status=status, **said))
        else:
            phrases.append(_("{rule} — {listed} ({status})", status=words.rule_status(rule.status), **said))
    return phrases


def _by_rules(data: IdentificationData, low: list[str], others: list[str]) -> pd.DataFrame:
    """Return the schools with the answer of every rule, and the rules of both kinds that single them out."""
    wide = data.decisions.pivot(index="school_id", columns="rule", values="listed").reindex(columns=list(all_rules()))
    named = data.view.schools[["school_id", "name", "type"]]
    frame = ordered(named.merge(wide.reset_index(), on="school_id"))
    for key in _like_main():
        frame[key] = frame[key].mask(frame["school_id"].isin(data.outside))
    answered = frame[low].notna().sum(axis=1)
    named = {
        kind: [
            "; ".join(all_rules()[key].title for key in keys if plain(row[key])) or None
            for _place, row in frame.iterrows()
        ]
        for kind, keys in (("named", low), ("others", others))
    }
    return frame.assign(
        answered=answered,
        count=frame[low].fillna(False).astype(bool).sum(axis=1).astype("Int64").mask(answered == 0),
        state=data.states(frame),
        **named,
    )


def _like_main() -> list[str]:
    """Return the rules that do not apply to a school without the procedures of the main rule."""
    rules = all_rules()
    asked = set(rules[MAIN_RULE].procedures)
    return [key for key, rule in rules.items() if rule.procedures and set(rule.procedures) <= asked]
