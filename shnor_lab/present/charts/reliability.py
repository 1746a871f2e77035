"""How much of a pooled result lasts: reliability by participants and by years, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...language import plural as _n
from ...language import text as _
from ..figure import Figure
from ..numbers import absent, number
from .canvas import DARK, INK, LIGHT, MIDDLE, PAPER, drawing, png

if TYPE_CHECKING:
    import pandas as pd

_SHAPES: tuple[dict[str, Any], ...] = (
    {"color": MIDDLE, "marker": "o", "markerfacecolor": PAPER, "linestyle": (0, (2, 1.5))},
    {"color": DARK, "marker": "s", "markerfacecolor": LIGHT, "linestyle": (0, (6, 2))},
    {"color": INK, "marker": "D", "markerfacecolor": INK, "linestyle": "-"},
)
_APART = 1.05


def reliability(frame: pd.DataFrame, *, typical: float | None = None, caption: str = "") -> Figure:
    """Return reliability against participants, one line per number of years pooled.

    Parameters
    ----------
    frame : DataFrame
        One row per participants and years: ``n``, ``years`` (at most three numbers of years are drawn), ``reliability,
        low, high`` (0-1; NaN bounds are not drawn).
    typical : float, optional
        Participants of a usual school of the region; a line marks them.
    caption : str
    """
    from matplotlib.ticker import FuncFormatter, NullLocator

    spans = sorted(set(frame["years"].astype(int)))[: len(_SHAPES)]
    sizes = sorted(set(frame["n"].astype(int)))
    with drawing(4.2) as drawn:
        axes = drawn.add_subplot()
        axes.set_xscale("log")
        for place, (span, shape) in enumerate(zip(spans, _SHAPES, strict=False)):
            own = frame[frame["years"] == span].sort_values("n")
            across = own["n"] * _APART ** (place - (len(spans) - 1) / 2)
            axes.vlines(across, own["low"], own["high"], color=shape["color"], linewidth=1.2)
            axes.plot(across, own["reliability"], label=_years(span), linewidth=1.5, markersize=6, **shape)
        if typical is not None and not absent(typical):
            axes.axvline(typical, color=MIDDLE, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
            words = _("half of the schools have fewer than {n}", n=number(typical))
            axes.annotate(words, (typical, 0), xytext=(5, 6), textcoords="offset points", fontsize=8.5, color=DARK)
        axes.set_ylim(0, 1)
        axes.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1])
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: number(value, 1)))
        axes.set_xticks(sizes, [number(size) for size in sizes])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set_xlabel(_("participants of one procedure in one year"))
        axes.set_ylabel(_("reliability: part of the differences that lasts"))
        drawn.legend(loc="outside lower center", ncols=len(spans), title=_("pooled"), title_fontsize=8.5)
        picture = png(drawn)
    return Figure(picture, _alt(frame, spans), caption, statistical=True)


def _years(span: int) -> str:
    return _n(span, "{n} year", "{n} years")


def _alt(frame: pd.DataFrame, spans: list[int]) -> str:
    lines = []
    for span in spans:
        own = frame[frame["years"] == span].sort_values("n")
        values = [
            f"{number(row.n)} — {number(row.reliability, 2)}"
            + ("" if absent(row.low) else f" ({number(row.low, 2)}–{number(row.high, 2)})")
            for row in own.itertuples()
        ]
        lines.append(f"{_years(span)}: {', '.join(values)}")
    return _("Reliability by participants. {values}.", values="; ".join(lines))
