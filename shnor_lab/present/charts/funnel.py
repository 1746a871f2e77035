"""Listed share of municipalities against their number of schools, with the limits of chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...language import text as _
from ..figure import Figure
from ..numbers import counted, level
from ..sentences import enumeration, municipalities
from .canvas import DARK, INK, MIDDLE, PAPER, drawing, per_cent_axis, png, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

LIMITS = (0.95, 0.998)
"""Share of chance variation inside the inner and the outer limits."""


def limits(n: int, share: float, inside: float) -> tuple[float, float]:
    """Return the binomial limits of a listed share.

    Parameters
    ----------
    n : int
        Schools of a municipality.
    share : float
        Listed share of the region, 0-1.
    inside : float
        Share of chance variation inside the limits.

    Returns
    -------
    tuple of float
        Lower and upper quantile of Binomial(n, share) / n.
    """
    from scipy.stats import binom

    tail = (1 - inside) / 2
    return float(binom.ppf(tail, n, share)) / n, float(binom.ppf(1 - tail, n, share)) / n


def funnel(frame: pd.DataFrame, *, caption: str = "") -> Figure:
    """Return the funnel; only municipalities outside the inner limits are named.

    Parameters
    ----------
    frame : DataFrame
        One row per municipality: ``municipality`` (title), ``listed``, ``schools`` (counts); rows without
        schools are left out.
    caption : str
    """
    from matplotlib.ticker import MaxNLocator

    rows = frame[frame["schools"].fillna(0) > 0].astype({"listed": "int64", "schools": "int64"})
    if rows.empty:
        raise ValueError("a funnel needs at least one municipality with schools")
    region = float(rows["listed"].sum() / rows["schools"].sum())
    shares = rows["listed"] / rows["schools"]
    bounds = [limits(n, region, LIMITS[0]) for n in rows["schools"]]
    outside = [not low <= value <= high for value, (low, high) in zip(shares, bounds, strict=True)]
    with drawing(4.6) as drawn:
        axes = drawn.add_subplot()
        most = int(rows["schools"].max())
        _limits(axes, most, region)
        seen: dict[tuple[int, float], int] = {}
        for n, value, out in zip(rows["schools"], shares, outside, strict=True):
            seen[n, value] = seen.get((n, value), 0) + 1
            shift = 0.16 * (seen[n, value] - 1)  # equal municipalities stay visible side by side
            axes.plot(
                n + shift,
                value,
                linestyle="none",
                marker="D" if out else "o",
                markersize=6 if out else 5,
                color=INK,
                markerfacecolor=INK if out else PAPER,
                zorder=3,
            )
        points = list(zip(rows["municipality"], rows["schools"], shares, strict=True))
        _names(axes, [point for point, out in zip(points, outside, strict=True) if out], most, region)
        axes.set_xlim(0, most * 1.08 + 1)
        top = max(float(shares.max()) * 1.15, region * 2.2, 0.1)
        axes.set_ylim(-0.1 * top, min(top, 1.04))
        axes.set_yticks([tick for tick in axes.get_yticks() if 0 <= tick < 1.001])
        axes.set_xlabel(_("schools with an answer"))
        axes.set_ylabel(_("share of them singled out"))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        per_cent_axis(axes.yaxis)
        _legend(drawn)
        picture = png(drawn)
    return Figure(picture, _alt(rows, region, outside), caption, statistical=True)


def _limits(axes: Axes, most: int, region: float) -> None:
    counts = list(range(1, most + 2))
    for inside, style in zip(LIMITS, ("-", (0, (4, 2))), strict=True):
        low, high = zip(*(limits(n, region, inside) for n in counts), strict=True)
        for bound in (low, high):
            axes.step(counts, bound, where="mid", color=MIDDLE, linewidth=1, linestyle=style, zorder=1)
    axes.axhline(region, color=DARK, linewidth=1, zorder=1)


def _names(axes: Axes, points: list[tuple[str, int, float]], most: int, region: float) -> None:
    taken: list[tuple[int, float]] = []
    for name, n, value in sorted(points, key=lambda point: (-point[2], point[1])):
        below, at_edge = value < region, n > 0.7 * most
        height = value
        while any(abs(height - other) < 0.045 and abs(n - place) < 0.35 * most for place, other in taken):
            height -= 0.015
        taken.append((n, height))
        across = 0.0 if below else (-0.02 if at_edge else 0.02) * most
        axes.annotate(
            wrapped(name, 28, 1),
            (n, value),
            xytext=(n + across, height - (0.03 if below else 0)),
            fontsize=8,
            color=INK,
            va="top" if below else "center",
            ha="right" if at_edge else "center" if below else "left",
            zorder=4,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8, "alpha": 0.8},
        )


def _legend(drawn: Drawing) -> None:
    from matplotlib.lines import Line2D

    inner, outer = map(level, LIMITS)
    handles = [
        Line2D([], [], color=DARK, linewidth=1, label=_("share of the region")),
        Line2D([], [], color=MIDDLE, linewidth=1, label=_("limits of chance, {level}", level=inner)),
        Line2D(
            [],
            [],
            color=MIDDLE,
            linewidth=1,
            linestyle=(0, (4, 2)),
            label=_("limits of chance, {level}", level=outer),
        ),
        Line2D(
            [],
            [],
            color=INK,
            marker="o",
            markerfacecolor=PAPER,
            linestyle="none",
            label=_("municipality inside"),
        ),
        Line2D(
            [],
            [],
            color=INK,
            marker="D",
            linestyle="none",
            label=_("outside the limits of {level}", level=inner),
        ),
    ]
    drawn.legend(handles=handles, loc="outside lower center", ncols=3)


def _alt(rows: pd.DataFrame, region: float, outside: list[bool]) -> str:
    listed, schools = int(rows["listed"].sum()), int(rows["schools"].sum())
    values = [
        f"{name} — {counted(k, n)}"
        for name, k, n in zip(rows["municipality"], rows["listed"], rows["schools"], strict=True)
    ]
    names = [name for name, out in zip(rows["municipality"], outside, strict=True) if out]
    return _(
        "Share of listed schools by municipality: {values}. Region: {region}. Outside the limits of "
        "chance of {level}: "
        "{count}{names}.",
        values="; ".join(values),
        region=counted(listed, schools),
        level=level(LIMITS[0]),
        count=municipalities(len(names)),
        names=f" ({enumeration(names)})" if names else "",
    )
