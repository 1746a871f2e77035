"""How well scores order schools for what came a year later: ROC curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...language import text as _
from ..figure import Figure
from ..numbers import number, percent
from .canvas import LIGHT, drawing, per_cent_axis, png, wrapped
from .lines import LINES, drawn_rules

if TYPE_CHECKING:
    import pandas as pd

_READ_AT = 0.1


def roc(frame: pd.DataFrame, areas: pd.DataFrame, *, caption: str = "") -> Figure:
    """Return ROC curves with the line of a list by lot.

    Parameters
    ----------
    frame : DataFrame
        One row per rule and point, from (0, 0) to (1, 1): ``rule`` (title; order of first appearance),
        ``false_share`` and ``true_share`` (0-1). At most six rules are drawn.
    areas : DataFrame
        One row per rule: ``rule`` (title), ``auc, auc_from, auc_to``.
    caption : str
    """
    rules, caption = drawn_rules(list(dict.fromkeys(frame["rule"])), caption)
    figures = {row.rule: row for row in areas.itertuples()}
    with drawing(5.2, width=6.6) as drawn:
        axes = drawn.add_subplot()
        axes.plot([0, 1], [0, 1], color=LIGHT, linewidth=1.2, label=_("a list by lot: {area}", area=number(0.5, 2)))
        for rule, line in zip(rules, LINES, strict=False):
            own = frame[frame["rule"] == rule]
            axes.plot(own["false_share"], own["true_share"], label=_label(figures[rule]), **line)
        axes.set_xlim(-0.01, 1.01)
        axes.set_ylim(-0.01, 1.01)
        axes.set_aspect("equal")
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
        axes.set_xlabel(_("listed among the other schools"))
        axes.set_ylabel(wrapped(_("listed among schools with low results a year later"), 34))
        per_cent_axis(axes.xaxis)
        per_cent_axis(axes.yaxis)
        drawn.legend(loc="outside lower center", title=_("area under the curve and its interval"), title_fontsize=8.5)
        picture = png(drawn)
    return Figure(picture, _alt(frame, rules, figures), caption, statistical=True)


def _label(row: Any) -> str:
    return f"{wrapped(row.rule, 44, 1)}: {_area(row)}"


def _area(row: Any) -> str:
    return f"{number(row.auc, 2)} ({number(row.auc_from, 2)}–{number(row.auc_to, 2)})"


def _alt(frame: pd.DataFrame, rules: list[str], figures: dict) -> str:
    lines = []
    for rule in rules:
        own = frame[frame["rule"] == rule]
        reached = own.loc[own["false_share"] <= _READ_AT, "true_share"].max()
        lines.append(
            _(
                "{rule}: area {area}; a list with {false} of the other schools holds {true} of those with low results",
                rule=rule,
                area=_area(figures[rule]),
                false=percent(_READ_AT, 10),
                true=percent(reached, 10),
            )
        )
    return _("How lists tell low results a year later. {values}.", values="; ".join(lines))
