"""Shares below the threshold with intervals: a row per school, a panel per procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...language import plural as _n
from ...language import text as _
from ..figure import Figure
from ..numbers import PERCENT_FROM, absent, counted, level
from ..numbers import share as share_words
from .canvas import DARK, INK, LIGHT, MIDDLE, PAPER, drawing, per_cent_axis, png, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

_ACROSS = 3
_MOST_ROWS = 40


def shares(frame: pd.DataFrame, *, threshold: float, caption: str = "") -> Figure:
    """Return dots with intervals and a labelled threshold line.

    Parameters
    ----------
    frame : DataFrame
        One row per school and procedure: ``school`` and ``procedure`` (titles; both keep the order of first
        appearance), ``n_low``, ``n``, ``low``, ``high`` (bounds, 0-1). At most 40 schools are drawn.
    threshold : float
        0-1.
    caption : str

    Returns
    -------
    Figure
        Full dot from ten participants on, hollow below; the counts stand at the right of each panel.
    """
    schools = list(dict.fromkeys(frame["school"]))
    left_out, schools = schools[_MOST_ROWS:], schools[:_MOST_ROWS]
    procedures = list(dict.fromkeys(frame["procedure"]))
    cells = {(row.school, row.procedure): row for row in frame.itertuples()}
    across = min(_ACROSS, len(procedures)) or 1
    down = -(-len(procedures) // across)
    names = [wrapped(school, 30) for school in schools]
    row = 0.33 if any("\n" in name for name in names) else 0.27
    with drawing(0.6 + down * (0.8 + row * len(schools))) as drawn:
        grid = drawn.subplots(down, across, squeeze=False, sharex=True, sharey=True)
        for place, axes in enumerate(grid.flat):
            if place >= len(procedures):
                axes.set_visible(False)
                continue
            procedure = procedures[place]
            _panel(axes, [cells.get((school, procedure)) for school in schools], threshold)
            axes.set_title(wrapped(procedure, 27), loc="left", pad=16)
            axes.set_yticks(range(len(schools)), names, fontsize=8)
            axes.set_ylim(len(schools) - 0.5, -0.5)
            axes.tick_params(axis="y", length=0, labelleft=place % across == 0)
            axes.tick_params(axis="x", labelbottom=place + across >= len(procedures))
        _legend(drawn)
        picture = png(drawn)
    if left_out:
        more = _n(len(left_out), "{n} more school is in the table", "{n} more schools are in the table")
        caption = f"{caption} {more}.".strip()
    return Figure(picture, _alt(frame, schools, threshold), caption, names_schools=True, statistical=True)


def _panel(axes: Axes, rows: list, threshold: float) -> None:
    for place, row in enumerate(rows):
        axes.plot([0, 1], [place, place], color=LIGHT, linewidth=0.4, zorder=0)
        if row is None or absent(row.n) or absent(row.n_low) or not row.n:
            continue
        share = row.n_low / row.n
        if not absent(row.low) and not absent(row.high):
            axes.plot(
                [row.low, row.high],
                [place, place],
                color=MIDDLE,
                linewidth=1.5,
                solid_capstyle="butt",
                zorder=2,
            )
        enough = row.n >= PERCENT_FROM
        axes.plot(
            share,
            place,
            marker="o",
            markersize=5,
            color=INK,
            markerfacecolor=INK if enough else PAPER,
            zorder=3,
        )
        axes.text(1.05, place, counted(row.n_low, row.n), fontsize=7.5, va="center", ha="left", color=DARK)
    axes.axvline(threshold, color=INK, linewidth=1, linestyle=(0, (4, 2)), zorder=1)
    axes.annotate(
        _("threshold {value}", value=level(threshold)),
        (threshold, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 2),
        textcoords="offset points",
        fontsize=7.5,
        ha="center",
        va="bottom",
        color=DARK,
    )
    axes.set_xlim(-0.03, 1.34)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(0, 1)
    per_cent_axis(axes.xaxis)


def _legend(drawn: Drawing) -> None:
    from matplotlib.lines import Line2D

    def dot(face: str, words: str) -> Line2D:
        return Line2D([], [], color=INK, marker="o", markersize=5, markerfacecolor=face, linestyle="none", label=words)

    handles = [
        dot(INK, _("share, ten participants and more")),
        dot(PAPER, _("fewer than ten participants")),
        Line2D([], [], color=MIDDLE, linewidth=1.5, label=_("interval")),
    ]
    drawn.legend(handles=handles, loc="outside lower center", ncols=3)


def _alt(frame: pd.DataFrame, schools: list[str], threshold: float) -> str:
    lines = [_("Shares of results below the threshold with intervals; threshold {value}.", value=level(threshold))]
    drawn = frame[frame["school"].isin(schools)]
    for school in schools:
        words = [
            f"{row.procedure} — {share_words(row.n_low, row.n, row.low, row.high)}"
            for row in drawn[drawn["school"] == school].itertuples()
        ]
        lines.append(f"{school}: {'; '.join(words)}.")
    return " ".join(lines)
