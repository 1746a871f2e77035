"""Who took part: participants of those enrolled, a panel per procedure, gaps where the series breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...language import text as _
from ..figure import Figure
from ..numbers import absent, counted, percent, school_year
from ..sentences import state
from .canvas import DARK, INK, LIGHT, MIDDLE, PAPER, drawing, per_cent_axis, png, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_ACROSS = 3


def participation(frame: pd.DataFrame, breaks: pd.DataFrame | None = None, *, caption: str = "") -> Figure:
    """Return participants / enrolled by year, one panel per procedure.

    Parameters
    ----------
    frame : DataFrame
        One row per procedure and year: ``procedure`` (title), ``year``, ``n``, ``enrolled``, optionally
        ``state`` (words for a year without both, which is a gap in the line).
    breaks : DataFrame, optional
        ``procedure`` (title), ``year``, ``reason``: the line is cut before that year, a number leads to the
        reason.
    caption : str
    """
    procedures = list(dict.fromkeys(frame["procedure"]))
    years = sorted({int(year) for year in frame["year"]})
    cuts = _cuts(breaks, years)
    reasons = list(dict.fromkeys(reason for found in cuts.values() for reason in found.values()))
    notes = [wrapped(f"{place}  {reason}", 120, 3) for place, reason in enumerate(reasons, start=1)]
    down = -(-len(procedures) // _ACROSS)
    foot = 0.17 * sum(note.count("\n") + 1 for note in notes) + (0.1 if notes else 0)
    height = 0.35 + 1.75 * down + foot
    with drawing(height, foot=foot) as drawn:
        grid = drawn.subplots(down, _ACROSS, squeeze=False, sharex=True, sharey=True)
        for place, axes in enumerate(grid.flat):
            if place >= len(procedures):
                axes.set_visible(False)
                continue
            _panel(
                axes,
                frame[frame["procedure"] == procedures[place]],
                years,
                cuts.get(procedures[place], {}),
                reasons,
            )
            axes.set_title(wrapped(procedures[place], 34, 1), loc="left")
            axes.tick_params(labelbottom=place + _ACROSS >= len(procedures))
        if notes:
            drawn.text(0.01, 0.06 / height, "\n".join(notes), fontsize=8, va="bottom", ha="left", color=DARK)
        picture = png(drawn)
    return Figure(picture, _alt(frame, procedures, cuts), caption)


def _panel(axes: Axes, rows: pd.DataFrame, years: list[int], cuts: dict[int, str], reasons: list[str]) -> None:
    known = {
        int(row.year): row.n / row.enrolled
        for row in rows.itertuples()
        if not absent(row.n) and not absent(row.enrolled) and row.enrolled
    }
    axes.axhline(1, color=LIGHT, linewidth=0.8)
    piece: list[int] = []
    for year in years:
        if year in cuts or year not in known:
            _line(axes, piece, known)
            piece = []
        if year in cuts:
            axes.axvline(year - 0.5, color=MIDDLE, linewidth=0.9, linestyle=(0, (3, 2)))
            number = str(reasons.index(cuts[year]) + 1)
            axes.text(
                year - 0.5,
                0.03,
                number,
                fontsize=7.5,
                ha="center",
                va="bottom",
                color=DARK,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6},
            )
        if year in known:
            piece.append(year)
    _line(axes, piece, known)
    axes.set_ylim(0, max(1.12, max(known.values(), default=0) * 1.08))
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    step = 1 if len(years) <= 5 else 2 if len(years) <= 10 else 3
    shown = years[::-1][::step][::-1]
    axes.set_xticks(shown, [school_year(year)[2:] for year in shown])
    axes.set_yticks([0, 0.5, 1])
    per_cent_axis(axes.yaxis)


def _line(axes: Axes, piece: list[int], known: dict[int, float]) -> None:
    if piece:
        axes.plot(piece, [known[year] for year in piece], color=INK, marker="o", markersize=4, linewidth=1.3)


def _cuts(breaks: pd.DataFrame | None, years: list[int]) -> dict[str, dict[int, str]]:
    cuts: dict[str, dict[int, str]] = {}
    if breaks is not None:
        for row in breaks.sort_values("year", kind="stable").itertuples():
            if years and years[0] < row.year <= years[-1]:
                cuts.setdefault(row.procedure, {})[int(row.year)] = f"{school_year(row.year)}: {row.reason}"
    return cuts


def _alt(frame: pd.DataFrame, procedures: list[str], cuts: dict[str, dict[int, str]]) -> str:
    lines = [_("Participants of those enrolled, by procedure and school year.")]
    for procedure in procedures:
        words = []
        for row in frame[frame["procedure"] == procedure].sort_values("year").itertuples():
            value = counted(row.n, row.enrolled)
            if absent(row.n) and not absent(getattr(row, "state", None)):
                value = state(row.state)
            if not absent(row.n) and not absent(row.enrolled) and row.enrolled:
                value = ", ".join(part for part in (value, percent(row.n / row.enrolled, row.enrolled)) if part)
            words.append(f"{school_year(row.year)}: {value}")
        words += [_("break: {reason}", reason=reason) for reason in cuts.get(procedure, {}).values()]
        lines.append(f"{procedure}: {'; '.join(words)}.")
    return " ".join(lines)
