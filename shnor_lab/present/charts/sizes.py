"""How small the numbers are: schools by size band, a bar of counts per procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...language import text as _
from ..figure import Figure
from ..sentences import schools
from .canvas import DARK, INK, LIGHT, MIDDLE, PALE, PAPER, drawing, png, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

BANDS = ((1, 4), (5, 9), (10, 19), (20, 49), (50, None))
"""Lowest and highest number of participants of each band."""

_TONES = ((PAPER, INK), (PALE, INK), (LIGHT, INK), (MIDDLE, PAPER), (DARK, PAPER))


def band(n: int) -> str:
    """Return the band of a number of participants, e.g. ``5–9``; an empty text for 0."""
    for low, high in BANDS:
        if n >= low and (high is None or n <= high):
            return _title(low, high)
    return ""


def sizes(frame: pd.DataFrame, *, caption: str = "") -> Figure:
    """Return counts of schools by size band, one bar per procedure.

    Parameters
    ----------
    frame : DataFrame
        One row per school and procedure: ``procedure`` (title; order of first appearance), ``n``
        (participants; rows without participants are left out).
    caption : str
    """
    from matplotlib.ticker import MaxNLocator

    procedures = list(dict.fromkeys(frame["procedure"]))
    titles = [_title(low, high) for low, high in BANDS]
    known = frame[frame["n"].notna() & (frame["n"] > 0)]
    bands = [band(int(n)) for n in known["n"]]
    counts = {(procedure, title): 0 for procedure in procedures for title in titles}
    for procedure, title in zip(known["procedure"], bands, strict=True):
        counts[procedure, title] += 1
    longest = max((sum(counts[procedure, title] for title in titles) for procedure in procedures), default=1)
    with drawing(1.3 + 0.38 * len(procedures)) as drawn:
        axes = drawn.add_subplot()
        for row, procedure in enumerate(procedures):
            left = 0
            for title, (tone, ink) in zip(titles, _TONES, strict=True):
                value = counts[procedure, title]
                if not value:
                    continue
                axes.barh(row, value, left=left, height=0.68, color=tone, edgecolor=DARK, linewidth=0.8)
                if value / longest > 0.02:
                    axes.text(left + value / 2, row, str(value), ha="center", va="center", fontsize=8, color=ink)
                left += value
        axes.set_ylim(len(procedures) - 0.5, -0.5)
        axes.set_yticks(range(len(procedures)), [wrapped(procedure, 34, 1) for procedure in procedures])
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel(_("number of schools"))
        _legend(drawn, titles)
        picture = png(drawn)
    return Figure(picture, _alt(procedures, titles, counts), caption)


def _legend(drawn: Drawing, titles: list[str]) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=tone, edgecolor=DARK, linewidth=0.8, label=title)
        for title, (tone, _ink) in zip(titles, _TONES, strict=True)
    ]
    drawn.legend(
        handles=handles,
        title=_("participants in the school"),
        title_fontsize=8.5,
        loc="outside upper center",
        ncols=len(titles),
    )


def _title(low: int, high: int | None) -> str:
    if high is None:
        return _("{low} and more", low=low)
    return _("fewer than {n}", n=high + 1) if low == 1 else f"{low}–{high}"


def _alt(procedures: list[str], titles: list[str], counts: dict[tuple[str, str], int]) -> str:
    lines = [_("Schools by number of participants.")]
    for procedure in procedures:
        words = [f"{title} — {schools(counts[procedure, title])}" for title in titles if counts[procedure, title]]
        lines.append(f"{procedure}: {'; '.join(words) or schools(0)}.")
    return " ".join(lines)
