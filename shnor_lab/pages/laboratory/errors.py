"""Section of ``11_rule_laboratory`` on what errors a list holds, and what they cost."""

from __future__ import annotations

import pandas as pd

from ...laboratory.cost import cheapest, least_chance, with_cost
from ...language import plural as _n
from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import NOTHING, PERCENT_FROM, absent, number, percent
from ...present.section import Section
from ...present.sentences import enumeration, schools
from ...present.table import Table
from ...study import bias, ledger, prediction
from ...study.identification import MAIN_RULE
from .. import words
from .data import LaboratoryData
from .figures import POOLED_RULE
from .listed_low import ceiling_by_shares, ledger_row, only
from .trust_words import (
    bands_of,
    covered,
    estimand,
    in_rule_order,
    size_words,
    with_interval,
    without_model,
)


def errors(data: LaboratoryData) -> Section:
    """Return the error ledger by rule and fifth of size, and the cost of lists by their length."""
    from ...present.charts.cost import cost

    rows = _rows(data)
    if rows.empty:
        return Section("errors", conclusion=without_model(data) or _none_covered(data))
    regions = int(rows["regions"].iloc[0])
    table = Table(
        rows,
        _columns(),
        key="errors",
        caption=_("What lists find and miss in {n} regions made by the process of this one", n=regions),
        scope=data.pooled_population,
        note=" ".join(
            (
                _(
                    "Means over the regions; in brackets, what 90% of the regions show. The model of several years "
                    "knows the variances in them, so rules that rest on it do a little better here than they "
                    "could."
                ),
                size_words(),
            )
        ),
    )
    curve, own = _costs(data, rows)
    figure = (
        cost(
            curve,
            own,
            ratio=data.study.params.miss_cost,
            caption=_(
                "What a list costs by its length; {population}",
                population=data.pooled_population,
            ),
        )
        if len(curve)
        else None
    )
    return Section(
        "errors",
        table=table,
        figure=figure,
        conclusion=" ".join(said for said in (_own_and_equal(data), _least_cost(data)) if said),
        note=" ".join(
            said for said in (estimand(data), _other_shares(data), ceiling_by_shares(data), _none_covered(data)) if said
        ),
        caveats=("list_differs",),
        statistical=True,
    )


def _rows(data: LaboratoryData) -> pd.DataFrame:
    """Return the ledger: own lists over all schools first, then by fifth of size, then equal length."""
    found = ledger.LEDGER.of(data.study)
    if found.empty:
        return found
    found = found[found["schools"] > 0]
    names = bands_of(bias.BIAS.of(data.study))
    order = {key: place for place, key in enumerate(in_rule_order(found["rule"]))}
    rows = found.assign(
        rank=found["rule"].map(order),
        parts=found["band"] > 0,
        title=found["rule"].map(data.titles),
        kind=found["band"].map(names),
        length_words=found["length"].astype(str).map({"own": _("own"), "equal": _("equal")}),
        meaning_words=found["meaning"].astype(str).map({"level": _("by level"), "shares": _("by shares")}),
        precision_words=_shares(found, "precision"),
        recall_words=_shares(found, "recall"),
        false_words=_shares(found, "false_rate"),
    )
    by = ["meaning", "length", "parts", "rank", "band"]
    return rows.sort_values(by, kind="stable").reset_index(drop=True)


def _costs(data: LaboratoryData, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return cost curves and the cost of own lists, rules by their titles."""
    curves = ledger.CURVES.of(data.study)
    curves = curves[(curves["meaning"] == "level") & (curves["origin"] == "simulated")]
    curves = with_cost(curves, data.study.params.miss_cost)
    order = in_rule_order(curves["rule"])
    drawn = [curves[curves["rule"] == key] for key in order]
    own = rows.query("meaning == 'level' and length == 'own' and band == 0")
    own = with_cost(own, data.study.params.miss_cost).assign(length=own["listed"])
    curve = pd.concat(drawn) if drawn else curves
    return curve.assign(rule=curve["rule"].map(data.titles)), own.assign(rule=own["title"])


def _own_and_equal(data: LaboratoryData) -> str:
    sentences = []
    main = ledger_row(data, MAIN_RULE, "own")
    if main is not None and not absent(main["precision"]):
        sentences.append(
            _(
                "{rule}: of {listed} listed on average {precision} are lastingly low; {recall} of the lastingly "
                "low are found.",
                rule=words.quoted(data.titles[MAIN_RULE]),
                listed=schools(round(main["listed"])),
                precision=with_interval(main["precision"], main["precision_low"], main["precision_high"]),
                recall=with_interval(main["recall"], main["recall_low"], main["recall_high"]),
            )
        )
    equal = [
        f"{words.quoted(data.titles[key])} — "
        + with_interval(row["precision"], row["precision_low"], row["precision_high"])
        for key in (MAIN_RULE, POOLED_RULE)
        if (row := ledger_row(data, key, "equal")) is not None
    ]
    if equal:
        sentences.append(_("At equal length the share of the lastingly low: {shares}.", shares=enumeration(equal)))
    return " ".join(sentences)


def _least_cost(data: LaboratoryData) -> str:
    curves = ledger.CURVES.of(data.study)
    miss_cost = data.study.params.miss_cost
    best = cheapest(curves[curves["meaning"] == "level"], miss_cost)
    simulated, chances = (best[best["origin"] == origin] for origin in ("simulated", "chances"))
    if simulated.empty or chances.empty:
        return ""
    first = simulated.loc[simulated["cost"].idxmin()]
    length = int(first["length"])
    return _n(
        length,
        "If a miss costs {ratio} unconfirmed listings, a list of {n} school by {rule} costs least; by the chances "
        "of the schools of this region, of {own}: those whose chance is {chance} or more.",
        "If a miss costs {ratio} unconfirmed listings, a list of {n} schools by {rule} costs least; by the chances "
        "of the schools of this region, of {own}: those whose chance is {chance} or more.",
        ratio=number(miss_cost, 0 if float(miss_cost).is_integer() else 1),
        rule=words.quoted(data.titles[str(first["rule"])]),
        own=schools(int(chances["length"].iloc[0])),
        chance=percent(least_chance(miss_cost), 10),
    )


def _other_shares(data: LaboratoryData) -> str:
    """Return what tells the shares of low schools on the main list apart that other sections show."""
    here = ledger_row(data, MAIN_RULE, "own")
    of_chances = only(bias.BIAS.of(data.study), rule=MAIN_RULE, band=0, state="measured")
    of_year = only(prediction.PREDICTION.of(data.study), rule=MAIN_RULE, outcome="lowest", state="judged")
    if here is None or absent(here["precision"]) or (of_chances is None and of_year is None):
        return ""
    found = [
        _(
            "Shares of low schools on the list of 30 per cent that this page shows differ by what is asked: on "
            "average over simulated regions {share} are lastingly low (bounds: 90% of the regions)",
            share=with_interval(here["precision"], here["precision_low"], here["precision_high"]),
        )
    ]
    if of_chances is not None:
        found.append(
            _(
                "of this year's list, by the chances of its schools, {share} («Whom a rule lists more often»)",
                share=with_interval(of_chances["precision"], of_chances["precision_from"], of_chances["precision_to"]),
            )
        )
    if of_year is not None:
        found.append(
            _(
                "of the list of the year before, {share} are among the lowest {lowest} by the results of one "
                "following year, in which much is accident («A year later»)",
                share=with_interval(of_year["precision"], of_year["precision_from"], of_year["precision_to"]),
                lowest=percent(data.study.params.truly_low_share, PERCENT_FROM),
            )
        )
    return "; ".join(found) + "."


def _none_covered(data: LaboratoryData) -> str:
    """Return which rules the ledger does not judge, and why, in sentences."""
    left = ledger.COVERED.of(data.study)
    left = left[~left["covered"].astype(bool)]
    return " ".join(
        f"{enumeration(words.quoted(data.titles[key]) for key in own['rule'])}: {covered(why)}"
        for why, own in left.groupby("why", observed=True, sort=False)
    )


def _shares(frame: pd.DataFrame, name: str) -> list[str]:
    values = zip(frame[name], frame[f"{name}_low"], frame[f"{name}_high"], strict=True)
    return [NOTHING if absent(value) else with_interval(value, low, high) for value, low, high in values]


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("title", _("Rule")),
        TableColumn("kind", _("Schools")),
        TableColumn("length_words", _("Length of the list")),
        TableColumn("listed", _("Listed, mean"), "number"),
        TableColumn("truly_low", _("Lastingly low, mean"), "number"),
        TableColumn("precision_words", _("Lastingly low among listed")),
        TableColumn("recall_words", _("Found of the lastingly low")),
        TableColumn("false_words", _("Listed of the other schools")),
        TableColumn("meaning_words", _("Meaning of lastingly low")),
        *(
            TableColumn(name, title, "number", decimals=decimals, on_page=False)
            for name, title, decimals in (
                ("schools", _("Number of schools"), 0),
                ("caught", _("Listed and lastingly low, mean"), 1),
                ("false_flags", _("Listed and not lastingly low, mean"), 1),
                ("missed", _("Missed, mean"), 1),
                ("unanswered", _("Without an answer, mean"), 1),
                ("precision", _("Share of lastingly low among listed"), 3),
                ("precision_se", _("Its error of computation"), 4),
                ("best_precision", _("What the best list of that length reaches"), 3),
                ("recall", _("Listed of the lastingly low"), 3),
                ("false_rate", _("Listed of those not lastingly low"), 3),
            )
        ),
    )
