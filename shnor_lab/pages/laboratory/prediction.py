"""Section of ``11_rule_laboratory`` on what lists tell of the results of the year after."""

from __future__ import annotations

import pandas as pd

from ...laboratory.agreement.bootstrap import FEWEST_LISTED, FEWEST_SCHOOLS
from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import (
    NOTHING,
    absent,
    counted,
    number,
    percent,
    school_year,
)
from ...present.section import Section
from ...present.sentences import population, schools
from ...present.table import Table
from ...study import identification
from ...study import prediction as _prediction
from ...study.identification import MAIN_RULE
from .. import words
from .data import LaboratoryData
from .figures import POOLED_RULE
from .trust_words import BOUNDS, in_rule_order, not_judged, with_interval

JUDGED = "judged"


def prediction(data: LaboratoryData) -> Section:
    """Return how well the lists of the year before tell the lowest results of the latest year."""
    from ...present.charts.roc import roc

    rows = _rows(data)
    judged = rows[rows["state"] == JUDGED] if len(rows) else rows
    if judged.empty:
        return Section("prediction", conclusion=_none_judged(data, rows))
    table = Table(
        rows,
        _columns(),
        key="prediction",
        caption=_(
            "Lists by the results up to {before} against the results of {year} alone",
            before=school_year(_prediction.outcome_year(data.study) - 1),
            year=school_year(_prediction.outcome_year(data.study)),
        ),
        scope=_who_is_judged(data, rows),
        note=_(
            "By lot: results of the year after exchanged among all schools. By size alone: exchanged among schools "
            "of like size, so that nothing but size can tell. Several rules are judged at once, so the bounds are "
            "widened: in 95% of such exchanges all rules lie within them together."
        ),
    )
    curves, areas = _prediction.ROC.of(data.study), judged[judged["auc"].notna()]
    figure = None
    if len(areas):
        ordered = pd.concat([curves[curves["rule"] == key] for key in areas["rule"]])
        figure = roc(
            ordered.assign(rule=ordered["rule"].map(data.titles)),
            areas.assign(rule=areas["title"]),
            caption=_(
                "How lists put schools in order for the year after; {population}",
                population=_who_is_judged(data, rows),
            ),
        )
    return Section(
        "prediction",
        table=table,
        figure=figure,
        conclusion=_told_next_year(data, judged),
        note=" ".join(
            (
                _moved(data),
                _(
                    "The lowest are told by the results of one year, in which much is accident, not by what lasts: "
                    "a list of the lastingly lowest schools does not reach 100% either. The 95% intervals of a "
                    "share and of an area say how far they hang on which schools the region happens to have; no "
                    "school was sampled."
                ),
            )
        ).strip(),
        statistical=True,
    )


def _who_is_judged(data: LaboratoryData, rows: pd.DataFrame) -> str:
    return population(int(rows["schools"].max()), [_prediction.outcome_year(data.study)])


def _rows(data: LaboratoryData) -> pd.DataFrame:
    """Return how well each list told the year after, one row per rule."""
    found = _prediction.PREDICTION.of(data.study)
    if found.empty:
        return found
    lowest, two_low = (found[found["outcome"] == name] for name in _prediction.OUTCOMES)
    second = two_low[["rule", "outcomes", "caught", "precision", "auc"]]
    rows = lowest.merge(second, on="rule", suffixes=("", "_two"))
    rows = rows.set_index("rule").loc[in_rule_order(rows["rule"])].reset_index()
    return rows.assign(
        title=rows["rule"].map(data.titles),
        precision_words=[
            with_interval(row.precision, row.precision_from, row.precision_to)
            if row.state == JUDGED
            else not_judged(row.state)
            for row in rows.itertuples()
        ],
        lot_words=[with_interval(row.base_rate, row.reshuffled_from, row.reshuffled_to) for row in rows.itertuples()],
        placebo_words=[with_interval(row.placebo, row.placebo_from, row.placebo_to) for row in rows.itertuples()],
        equal_words=[NOTHING if absent(value) else percent(value, 10) for value in rows["precision_equal"]],
        auc_words=[
            NOTHING if absent(row.auc) else f"{number(row.auc, 2)} ({number(row.auc_from, 2)}–{number(row.auc_to, 2)})"
            for row in rows.itertuples()
        ],
    )


def _none_judged(data: LaboratoryData, rows: pd.DataFrame) -> str:
    if data.procedures.empty or rows.empty:
        return _("No rule lists schools by the results up to the year before, so there is nothing to judge.")
    return _(
        "Not judged for any rule: {schools} with an answer and with results of the year after; at least {n} "
        "schools, {listed} listed and {listed} with low results are needed.",
        schools=schools(int(rows["schools"].max())),
        n=FEWEST_SCHOOLS,
        listed=FEWEST_LISTED,
    )


def _told_next_year(data: LaboratoryData, judged: pd.DataFrame) -> str:
    shown = judged[judged["rule"].isin([MAIN_RULE, POOLED_RULE])]
    lowest = percent(data.study.params.truly_low_share, 10)
    return " ".join(_told(row, lowest) for row in (shown if len(shown) else judged.head(1)).to_dict("records"))


def _moved(data: LaboratoryData) -> str:
    """Return entries and exits of the main rule, and those expected without change."""
    if not data.answerable:
        return ""
    moved = identification.MOVEMENT.of(data.study)
    expected = identification.expected_movement(moved)
    kinds = moved["movement"].astype(str).value_counts()
    return _(
        "Between the two editions of the rule of 30 per cent {entered} entered the list and {left} left it; "
        "without any change in the schools {come} ({come_range}) and {go} ({go_range}) would be expected, in 90% "
        "of such years within these bounds; no answer in one of the years: {unknown}. A school that lacks results "
        "counts where the others decide.",
        entered=schools(int(kinds.get("enter", 0))),
        left=int(kinds.get("exit", 0)),
        come=number(expected.entries, 1),
        come_range=BOUNDS.format(low=expected.entries_range[0], high=expected.entries_range[1]),
        go=number(expected.exits, 1),
        go_range=BOUNDS.format(low=expected.exits_range[0], high=expected.exits_range[1]),
        unknown=schools(int(kinds.get("unknown", 0))),
    )


def _told(row: dict, lowest: str) -> str:
    shown = {
        "rule": words.quoted(row["title"]),
        "counted": counted(row["caught"], row["listed"]),
        "precision": with_interval(row["precision"], row["precision_from"], row["precision_to"]),
        "lot": with_interval(row["base_rate"], row["reshuffled_from"], row["reshuffled_to"]),
        "lowest": lowest,
    }
    if row["precision"] > row["placebo_to"]:
        return _(
            "{rule}: {counted} listed schools are a year later among the lowest {lowest} of the region, {precision}; "
            "by lot {lot}; more than size alone tells is confirmed.",
            **shown,
        )
    return _(
        "{rule}: {counted} listed schools are a year later among the lowest {lowest} of the region, {precision}; by "
        "lot {lot}; more than size alone tells is not confirmed.",
        **shown,
    )


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn("title", _("Rule")),
        TableColumn("listed", _("Listed of those answered"), "counted", base="schools"),
        TableColumn("caught", _("A year later among the lowest"), "counted", base="listed"),
        TableColumn("precision_words", _("Share and interval")),
        TableColumn("lot_words", _("By lot")),
        TableColumn("placebo_words", _("By size alone")),
        TableColumn(
            "equal_words", _("At equal length"), definition=_("List by score, as long as the lowest schools are many")
        ),
        TableColumn("auc_words", _("Area under the curve")),
        TableColumn("unanswered", _("Without an answer"), "count", on_page=False),
        TableColumn("outcomes", _("Lowest schools a year later"), "count", on_page=False),
        TableColumn("outcomes_two", _("Low in two procedures a year later"), "count", on_page=False),
        TableColumn("caught_two", _("Listed and low in two procedures a year later"), "count", on_page=False),
        *(
            TableColumn(name, title, "number", decimals=3, on_page=False)
            for name, title in (
                ("precision", _("Share as a number")),
                ("precision_from", _("Share, from")),
                ("precision_to", _("Share, to")),
                ("placebo_to", _("By size alone, upper bound")),
                ("auc", _("Area as a number")),
                ("auc_from", _("Area, from")),
                ("auc_to", _("Area, to")),
                ("auc_placebo_to", _("Area by size alone, upper bound")),
                ("precision_two", _("Share of low in two procedures")),
                ("auc_two", _("Area for low in two procedures")),
            )
        ),
    )
