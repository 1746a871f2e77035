"""Heat map of procedures by years: what was delivered, and the three ways of having nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...language import text as _
from ..figure import Figure
from ..numbers import absent, counted, school_year
from ..sentences import enumeration, state
from .canvas import DARK, INK, MIDDLE, PAPER, drawing, png, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

STATES = ("delivered", "not_delivered", "not_held", "not_applicable")


def coverage(frame: pd.DataFrame, *, caption: str = "") -> Figure:
    """Return the heat map procedure × year.

    Parameters
    ----------
    frame : DataFrame
        One row per procedure and year: ``procedure`` (title; rows keep the order of first appearance),
        ``year``, ``state`` (delivered, not_delivered, not_held, not_applicable), ``delivered`` and
        ``expected`` (schools). A combination without a row counts as not applicable.
    caption : str

    Returns
    -------
    Figure
        Tone of a delivered cell = delivered / expected; the other states differ by shape.
    """
    procedures = list(dict.fromkeys(frame["procedure"]))
    years = sorted({int(year) for year in frame["year"]})
    cells = {(row.procedure, int(row.year)): row for row in frame.itertuples()}
    height = 0.8 + 0.36 * len(procedures)
    with drawing(height) as drawn:
        axes = drawn.add_subplot()
        for place, procedure in enumerate(procedures):
            for column, year in enumerate(years):
                _draw(axes, column, place, cells.get((procedure, year)))
        axes.set_xlim(-0.5, len(years) - 0.5)
        axes.set_ylim(len(procedures) - 0.5, -0.5)
        axes.set_xticks(range(len(years)), [school_year(year) for year in years])
        axes.set_yticks(range(len(procedures)), [wrapped(procedure, 34, 1) for procedure in procedures])
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
        _legend(drawn)
        picture = png(drawn)
    return Figure(picture, _alt(frame, procedures, years), caption)


def _draw(axes: Axes, column: int, row: int, cell: Any) -> None:
    from matplotlib.patches import Rectangle

    kind = "not_applicable" if cell is None else cell.state
    box: dict[str, Any] = {"xy": (column - 0.47, row - 0.44), "width": 0.94, "height": 0.88}
    if kind == "delivered":
        share = 1.0 if absent(cell.expected) or not cell.expected else min(cell.delivered / cell.expected, 1.0)
        axes.add_patch(Rectangle(**box, facecolor=_tone(share), edgecolor="none"))
        words = "" if absent(cell.expected) else f"{cell.delivered}/{cell.expected}"
        axes.text(column, row, words, ha="center", va="center", fontsize=8, color=PAPER if share > 0.55 else INK)
    elif kind == "not_delivered":
        axes.add_patch(Rectangle(**box, facecolor=PAPER, edgecolor=DARK, linewidth=1.1))
        axes.plot(column, row, marker="x", color=DARK, markersize=6, markeredgewidth=1.4)
    elif kind == "not_held":
        axes.add_patch(Rectangle(**box, facecolor=PAPER, edgecolor=MIDDLE, linewidth=0, hatch="////"))
    else:
        axes.plot(column, row, marker=".", color=MIDDLE, markersize=3)


def _tone(share: float) -> tuple[float, float, float]:
    from matplotlib.colors import to_rgb

    light, dark = to_rgb("#dfe5ea"), to_rgb("#33475a")
    return tuple(low + (high - low) * share for low, high in zip(light, dark, strict=True))  # type: ignore[return-value]


def _legend(drawn: Drawing) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    drawn.legend(
        handles=[
            Patch(facecolor=_tone(1.0), label=_("delivered by all schools")),
            Patch(facecolor=_tone(0.3), label=_("by part of the schools")),
            Line2D([], [], color=DARK, marker="x", linestyle="none", label=state("not_delivered")),
            Patch(facecolor=PAPER, edgecolor=MIDDLE, linewidth=0, hatch="////", label=state("not_held")),
            Line2D(
                [],
                [],
                color=MIDDLE,
                marker=".",
                markersize=3,
                linestyle="none",
                label=state("not_applicable"),
            ),
        ],
        loc="outside lower center",
        ncols=5,
        handletextpad=0.5,
        columnspacing=1.4,
    )


def _counted_or_state(cell: Any) -> str:
    return counted(cell.delivered, cell.expected) if cell.state == "delivered" else state(cell.state)


def _alt(frame: pd.DataFrame, procedures: list[str], years: list[int]) -> str:
    counts = frame["state"].value_counts()
    totals = [f"{state(key)} — {int(counts.get(key, 0))}" for key in STATES]
    lines = [_("Map of procedures by years; combinations: {totals}.", totals=enumeration(totals))]
    for procedure in procedures:
        rows = frame[frame["procedure"] == procedure].sort_values("year")
        words = [f"{school_year(row.year)}: {_counted_or_state(row)}" for row in rows.itertuples()]
        lines.append(f"{procedure}: {'; '.join(words)}.")
    return " ".join(lines)
