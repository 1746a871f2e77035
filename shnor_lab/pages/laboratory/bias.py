"""Section of ``11_rule_laboratory`` on whom a rule lists more often."""

from __future__ import annotations

import math

import pandas as pd

from ...ground.bands import FIFTHS
from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import NOTHING, absent, number
from ...present.section import Section
from ...present.table import Table
from ...study import bias as _bias
from .. import words
from .data import LaboratoryData
from .figures import confirmed, ratio_bounds
from .trust_words import (
    BOUNDS,
    bands_of,
    ends_of,
    in_rule_order,
    not_judged,
    size_words,
    with_interval,
    without_model,
)

_SHOWN = ("standardised", "standardised_from", "standardised_to", "ratio", "ratio_from", "ratio_to")


def bias(data: LaboratoryData) -> Section:
    """Return listed schools by fifth of size and by settlement, as they are and at the same level of results."""
    from ...present.charts.flagged import flagged

    rows, why = _rows(data), without_model(data)
    if why or rows.empty:
        return Section("bias", conclusion=why or _("No rule lists schools on these data."))
    table = Table(
        rows,
        _columns(),
        key="bias",
        caption=_("Who is listed, by kind of school"),
        scope=data.pooled_population,
        note=" ".join(
            (
                size_words(),
                _(
                    "At the same level: among schools of the same fifth of lasting results. «Lastingly low» is "
                    "expected for this year's list from the chances of its schools; how that differs from the "
                    "shares of other sections says «Price of errors». By a social index schools are not compared: "
                    "it is not computed yet."
                ),
            )
        ),
    )
    drawn = rows[rows["place"].between(1, FIFTHS) & (rows["grouping"] == "size")]
    figure = flagged(
        drawn.assign(rule=drawn["title"], band=[_("from {low}", low=low) for low, _high in drawn["ends"]]),
        caption=_("Listed schools by fifth of size; {population}", population=data.pooled_population),
    )
    return Section(
        "bias",
        table=table,
        figure=figure,
        conclusion=_who_more(rows),
        note=_(
            "The 95% intervals say how far a figure hangs on which schools the region happens to have: what other "
            "schools of the same kinds would show under the same rules; no school was sampled. Many ratios are "
            "judged at once, so their intervals are widened until all of them hold together. The level of a "
            "small school is drawn to the mean more, so at the same level its own results are lower: part of a "
            "difference by size comes of that."
        ),
        statistical=True,
    )


def _rows(data: LaboratoryData) -> pd.DataFrame:
    """Return the listed by fifth of size, then by settlement, one row per rule and kind of school."""
    by_size, at_level = _bias.BIAS.of(data.study), _bias.SAME_LEVEL.of(data.study)
    if by_size.empty or at_level.empty:
        return pd.DataFrame()
    by_size = by_size[by_size["schools"] > 0]
    names, ends = bands_of(by_size), ends_of(by_size)
    sized = by_size.assign(grouping="size", group=by_size["band"].astype(str), place=by_size["band"])
    sized = sized.merge(
        at_level[["rule", "grouping", "group", "state", *_SHOWN]],
        on=["rule", "grouping", "group"],
        how="left",
        suffixes=("_listed", ""),
    ).assign(
        kind=by_size["band"].map(names).to_numpy(),
        ends=by_size["band"].map(ends).to_numpy(),
        answered=by_size["schools"] - by_size["unanswered"],
    )
    settled = at_level[at_level["grouping"] == "settlement"]
    settled = settled.assign(
        kind=settled["group"].map({_bias.RURAL: _("rural schools"), _bias.URBAN: _("urban schools")}),
        answered=settled["schools"],
        listed_share=settled["share"],
        place=FIFTHS + 1,
    )
    rows = pd.concat([sized, settled], ignore_index=True)
    order = {key: place for place, key in enumerate(in_rule_order(rows["rule"]))}
    rows = rows.assign(rank=rows["rule"].map(order), sized=rows["grouping"] == "size")
    rows = rows.sort_values(["sized", "rank", "place"], ascending=[False, True, True], kind="stable")
    return _printed(rows.assign(title=rows["rule"].map(data.titles)).reset_index(drop=True))


def _who_more(rows: pd.DataFrame) -> str:
    own = rows[rows["rule"] == rows["rule"].iloc[0]]
    sizes = own.loc[(own["grouping"] == "size") & (own["place"] > 0), "group"].tolist()
    found = []
    for grouping, groups in (("size", sizes), ("settlement", [_bias.RURAL, _bias.URBAN])):
        here = own[own["grouping"] == grouping].set_index("group")
        if len(groups) > 1 and set(groups) <= set(here.index):
            found.append(_compared(here.loc[groups[0]], here.loc[groups[-1]]))
    if not found:
        return _("Schools of one kind only: nothing to compare.")
    return _(
        "At the same level of results, {rule}: {compared}.",
        rule=words.quoted(own["title"].iloc[0]),
        compared="; ".join(found),
    )


def _printed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the words of their cells."""
    return rows.assign(
        share_words=[
            with_interval(row.listed_share, row.listed_share_from, row.listed_share_to, row.answered)
            for row in rows.itertuples()
        ],
        level_words=[
            with_interval(row.standardised, row.standardised_from, row.standardised_to)
            if not absent(row.standardised)
            else not_judged(row.state)
            for row in rows.itertuples()
        ],
        ratio_words=[
            NOTHING if absent(row.ratio) else f"{number(row.ratio, 1)} ({_short(row.ratio_from, row.ratio_to)})"
            for row in rows.itertuples()
        ],
        precision_words=[
            with_interval(row.precision, row.precision_from, row.precision_to, row.listed) for row in rows.itertuples()
        ],
        ratio_to=rows["ratio_to"].where(rows["ratio_to"] < math.inf),
    )


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("title", _("Rule")),
        TableColumn("kind", _("Schools")),
        TableColumn("listed", _("Listed"), "counted", base="answered"),
        TableColumn("share_words", _("Share and interval")),
        TableColumn(
            "level_words",
            _("At the same level"),
            definition=_("Listed share standardised over fifths of lasting results"),
        ),
        TableColumn(
            "ratio_words",
            _("Ratio"),
            definition=_(
                "To the largest fifth, or to urban schools, at the same level of results; the intervals of all ratios "
                "of the table hold together; a lower bound alone: there is no upper one"
            ),
        ),
        TableColumn("caught", _("Lastingly low among listed, expected"), "number"),
        TableColumn("precision_words", _("Their share and interval")),
        *(
            TableColumn(name, title, "number", decimals=decimals, on_page=False)
            for name, title, decimals in (
                ("false_flags", _("Listed and not lastingly low, expected"), 1),
                ("truly_low", _("Lastingly low of all, expected"), 1),
                ("recall", _("Listed of the lastingly low"), 3),
                ("false_rate", _("Listed of those not lastingly low"), 3),
                ("listed_share", _("Listed share"), 3),
                ("standardised", _("At the same level: share"), 3),
                ("standardised_from", _("At the same level, from"), 3),
                ("standardised_to", _("At the same level, to"), 3),
                ("ratio", _("Ratio as a number"), 3),
                ("ratio_from", _("Ratio, from"), 3),
                ("ratio_to", _("Ratio, to"), 3),
                ("precision", _("Share of lastingly low among listed"), 3),
            )
        ),
    )


def _compared(row: pd.Series, reference: pd.Series) -> str:
    """Return what is said of one kind of schools beside another."""
    kind, others = str(row["kind"]), str(reference["kind"])
    if row["grouping"] == "size":
        kind = _("the fifth with the fewest participants ({span})", span=_span(row))
        others = _("the fifth with the most ({span})", span=_span(reference))
    if row["state"] != "compared":
        return _("{kind} and {others} are not compared: {why}", kind=kind, others=others, why=not_judged(row["state"]))
    shown = {
        "kind": kind,
        "others": others,
        "share": with_interval(row["standardised"], row["standardised_from"], row["standardised_to"]),
        "against": with_interval(
            reference["standardised"], reference["standardised_from"], reference["standardised_to"]
        ),
        "ratio": number(row["ratio"], 1),
        "bounds": ratio_bounds(row["ratio_from"], row["ratio_to"]),
    }
    if confirmed(row["ratio_from"], row["ratio_to"]):
        return _(
            "{kind} — {share} listed, {others} — {against}; ratio {ratio} ({bounds}), the data confirm the difference",
            **shown,
        )
    return _(
        "{kind} — {share} listed, {others} — {against}; ratio {ratio} ({bounds}), the data do not confirm a difference",
        **shown,
    )


def _span(row: pd.Series) -> str:
    low, high = row["ends"]
    return BOUNDS.format(low=low, high=high)


def _short(low: float, high: float) -> str:
    """Return the bounds in short, for a cell."""
    return _("from {low}", low=number(low, 1)) if math.isinf(high) else ratio_bounds(low, high)
