"""Whom the rules list more often: listed share by fifth of size, as it is and at the same level of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...language import plural as _n
from ...language import text as _
from ..figure import Figure
from ..numbers import PERCENT_FROM, absent, counted, interval, percent
from .canvas import DARK, INK, MIDDLE, PAPER, drawing, per_cent_axis, png, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

MOST_RULES = 9
_ACROSS = 3
_APART = 0.14


def flagged(frame: pd.DataFrame, *, caption: str = "") -> Figure:
    """Return one panel per rule: a hollow dot is the listed share, a full dot with an interval the one at equal level.

    Parameters
    ----------
    frame : DataFrame
        One row per rule and band of schools: ``rule`` (title) and ``band`` (its words), both in order of first
        appearance; ``listed``, ``answered`` (schools; below ten there is no hollow dot); ``standardised,
        standardised_from, standardised_to`` (0-1, NaN where nothing was compared). At most nine rules are drawn.
    caption : str
    """
    from matplotlib.ticker import MaxNLocator

    titles = list(dict.fromkeys(frame["rule"]))
    rules, left_out = titles[:MOST_RULES], len(titles) - MOST_RULES
    if left_out > 0:
        more = _n(left_out, "{n} more rule is in the table", "{n} more rules are in the table")
        caption = f"{caption} {more}.".strip()
    bands = list(dict.fromkeys(frame["band"]))
    shown = frame.assign(share=frame["listed"] / frame["answered"].where(frame["answered"] >= PERCENT_FROM))
    rows = -(-len(rules) // _ACROSS)
    with drawing(0.9 + 2.1 * rows) as drawn:
        panels = drawn.subplots(rows, _ACROSS, sharex=True, sharey=True, squeeze=False)
        for axes, rule in zip(panels.flat, rules, strict=False):
            own = shown[shown["rule"] == rule].set_index("band").reindex(bands)
            place = list(range(len(bands)))
            at_level = [at + _APART for at in place]
            axes.vlines(at_level, own["standardised_from"], own["standardised_to"], color=DARK, linewidth=1.3)
            axes.plot(at_level, own["standardised"], marker="o", markersize=6, color=INK, linestyle="none")
            axes.plot(
                [at - _APART for at in place], own["share"],
                marker="o", markersize=5, color=MIDDLE, markerfacecolor=PAPER, linestyle="none",
            )  # fmt: skip
            axes.set_title(wrapped(rule, 30), loc="left", fontsize=8.5)
            axes.tick_params(axis="x", labelbottom=True)
            axes.set_xticks(place, bands, fontsize=7.5)
        for axes in list(panels.flat)[len(rules) :]:
            axes.set_visible(False)
        panels[0, 0].set_xlim(-0.5, len(bands) - 0.5)
        top = panels[0, 0].get_ylim()[1]
        panels[0, 0].set_ylim(-0.01, top)
        panels[0, 0].set_yticks([tick for tick in MaxNLocator(4).tick_values(0, top) if 0 <= tick <= top])
        per_cent_axis(panels[0, 0].yaxis)
        drawn.supxlabel(_("participants of one procedure in one year, fifths of the schools"), fontsize=9)
        drawn.supylabel(_("listed schools"), fontsize=9)
        _legend(drawn)
        picture = png(drawn)
    return Figure(picture, _alt(shown, rules), caption, statistical=True)


def _legend(drawn: Drawing) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], marker="o", markersize=5, color=MIDDLE, markerfacecolor=PAPER, linestyle="none",
               label=_("share as it is")),
        Line2D([], [], marker="o", markersize=6, color=INK, linewidth=1.3, label=_("at the same level, with interval")),
    ]  # fmt: skip
    drawn.legend(handles=handles, loc="outside upper center", ncols=2)


def _alt(frame: pd.DataFrame, rules: list[str]) -> str:
    lines = []
    for rule in rules:
        words = []
        for row in frame[frame["rule"] == rule].itertuples():
            said = f"{row.band} — {counted(row.listed, row.answered)}"
            if not absent(row.standardised):
                bounds = interval(row.standardised_from, row.standardised_to, PERCENT_FROM)
                at_level = _("at the same level {share}", share=percent(row.standardised, PERCENT_FROM))
                said += f", {at_level} ({bounds})" if bounds else f", {at_level}"
            words.append(said)
        lines.append(f"{rule}: {'; '.join(words)}.")
    return " ".join([_("Listed schools by fifth of size."), *lines])
