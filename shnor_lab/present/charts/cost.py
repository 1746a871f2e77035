"""What a list of each length costs, by rule, with the length of least cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...language import plural as _n
from ...language import text as _
from ..figure import Figure
from ..numbers import number
from .canvas import INK, PAPER, drawing, png, wrapped
from .lines import LINES, drawn_rules

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


_SHOWN = 3
"""Lists up to so many times the longest one marked are drawn."""


def cost(frame: pd.DataFrame, own: pd.DataFrame, *, ratio: float, caption: str = "") -> Figure:
    """Return cost curves; a full dot marks the length of least cost, a hollow one the rule's own list.

    Parameters
    ----------
    frame : DataFrame
        One row per rule and length: ``rule`` (title; order of first appearance), ``length`` (schools), ``cost`` (per
        school, one unconfirmed listing being the unit). At most six rules are drawn.
    own : DataFrame
        One row per rule, may be empty: ``rule`` (title), ``length``, ``cost`` of its own list.
    ratio : float
        Cost of a miss against that of an unconfirmed listing; said on the picture.
    caption : str
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    rules, caption = drawn_rules(list(dict.fromkeys(frame["rule"])), caption)
    best = {rule: _least(frame[frame["rule"] == rule]) for rule in rules}
    longest = _SHOWN * max([10, *(length for length, _cost in best.values()), *own["length"]])
    with drawing(4.8) as drawn:
        axes = drawn.add_subplot()
        for rule, line in zip(rules, LINES, strict=False):
            curve = frame[(frame["rule"] == rule) & (frame["length"] <= longest)]
            axes.plot(curve["length"], 100 * curve["cost"], label=_label(rule, best[rule][0]), **line)
            length, least = best[rule]
            axes.plot(length, 100 * least, marker="o", markersize=6, color=line["color"], linestyle="none", zorder=3)
            for row in own[own["rule"] == rule].itertuples():
                axes.plot(
                    row.length, 100 * row.cost, marker="o", markersize=6, color=line["color"],
                    markerfacecolor=PAPER, linestyle="none", zorder=4,
                )  # fmt: skip
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
        axes.set_xlabel(_("schools on the list"))
        axes.set_ylabel(_("cost per 100 schools"))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: number(value, 0 if value % 1 == 0 else 1)))
        axes.set_title(_("a miss costs {ratio} unconfirmed listings", ratio=_ratio(ratio)), loc="left")
        drawn.legend(handles=_handles(axes, own), loc="outside lower center")
        picture = png(drawn)
    return Figure(picture, _alt(rules, best, ratio), caption, statistical=True)


def _handles(axes: Axes, own: pd.DataFrame) -> list:
    from matplotlib.lines import Line2D

    handles, _labels = axes.get_legend_handles_labels()
    dots = [Line2D([], [], color=INK, marker="o", markersize=6, linestyle="none", label=_("length of least cost"))]
    if len(own):
        dots.append(
            Line2D(
                [], [], color=INK, marker="o", markersize=6, markerfacecolor=PAPER, linestyle="none",
                label=_("list of the rule itself"),
            )
        )  # fmt: skip
    return [*handles, *dots]


def _least(curve: pd.DataFrame) -> tuple[int, float]:
    row = curve.loc[curve["cost"].idxmin()]
    return int(row["length"]), float(row["cost"])


def _ratio(ratio: float) -> str:
    return number(ratio, 0 if float(ratio).is_integer() else 1)


def _label(rule: str, length: int) -> str:
    return f"{wrapped(rule, 60, 1)}: {_least_words(length)}"


def _least_words(length: int) -> str:
    return _n(length, "least at {n} school", "least at {n} schools")


def _alt(rules: list[str], best: dict[str, tuple[int, float]], ratio: float) -> str:
    lines = [f"{rule} — {_least_words(best[rule][0])} ({number(100 * best[rule][1], 1)})" for rule in rules]
    return _(
        "Cost per 100 schools by length of the list; a miss costs {ratio} unconfirmed listings. {values}.",
        ratio=_ratio(ratio),
        values="; ".join(lines),
    )
