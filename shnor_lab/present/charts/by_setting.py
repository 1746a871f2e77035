"""What a list hangs on: a bar per option of each setting, split into who stays, enters and leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...language import text as _
from ..figure import Figure
from ..sentences import schools
from .canvas import DARK, INK, LIGHT, MIDDLE, PAPER, drawing, png, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

_GAP = 0.7


def by_setting(frame: pd.DataFrame, *, caption: str = "") -> Figure:
    """Return the composition of a list under each option of each setting.

    Parameters
    ----------
    frame : DataFrame
        One row per setting and option: ``title`` (of the setting; order of first appearance), ``words`` (of the
        option), ``chosen`` (bool: the study's own), ``stayed``, ``entered``, ``left`` (schools).
    caption : str

    Returns
    -------
    Figure
        To the right of zero the list: who stays on it, then who enters; to the left who leaves it.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    rows = frame.to_dict("records")
    heads = list(dict.fromkeys(frame["title"]))
    lines = {title: wrapped(title, 46, 2) for title in heads}
    places, tops, at = [], {}, 0.0
    for title in heads:
        tops[title] = at
        at += 0.35 + 0.55 * (lines[title].count("\n") + 1)
        for row in (row for row in rows if row["title"] == title):
            places.append((at, row))
            at += 1.0
        at += _GAP
    parts = (
        ("left", LIGHT, "....", _("leave")),
        ("stayed", MIDDLE, "", _("stay")),
        ("entered", PAPER, "////", _("enter")),
    )
    with drawing(1.1 + 0.23 * at) as drawn:
        axes = drawn.add_subplot()
        for place, row in places:
            begin = {"left": -row["left"], "stayed": 0, "entered": row["stayed"]}
            for name, tone, hatch, _word in parts:
                if row[name]:
                    axes.barh(place, row[name], left=begin[name], height=0.72, color=tone, hatch=hatch, edgecolor=DARK)
            if row["left"]:
                axes.text(-row["left"], place, f"{row['left']} ", ha="right", va="center", fontsize=8)
            total = row["stayed"] + row["entered"]
            words = f" {row['stayed']} + {row['entered']}" if row["entered"] else f" {row['stayed']}"
            axes.text(total, place, words, ha="left", va="center", fontsize=8)
        for title, place in tops.items():
            axes.text(
                -0.005,
                place,
                lines[title],
                ha="right",
                va="center",
                fontsize=8.5,
                fontweight="bold",
                transform=axes.get_yaxis_transform(),
            )
        axes.axvline(0, color=INK, linewidth=0.8)
        named = [row["words"] + (" ◄ " + _("in the study") if row["chosen"] else "") for _place, row in places]
        axes.set_yticks([place for place, _row in places], [wrapped(words, 46, 1) for words in named])
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(at - _GAP, -0.8)
        least, most = -max(row["left"] for row in rows), max(row["stayed"] + row["entered"] for row in rows)
        pad = 0.07 * max(most - least, 1)
        axes.set_xlim(least - pad, most + 2 * pad)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{abs(value):.0f}"))
        axes.set_xlabel(_("number of schools"))
        _legend(drawn, parts)
        picture = png(drawn)
    return Figure(picture, _alt(rows), caption)


def _legend(drawn: Drawing, parts: tuple[tuple[str, str, str, str], ...]) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(facecolor=tone, hatch=hatch, edgecolor=DARK, label=word) for _name, tone, hatch, word in parts]
    drawn.legend(handles=handles, loc="outside upper center", ncols=len(handles))


def _alt(rows: list[dict]) -> str:
    lines = [_("The list under each option.")]
    for row in rows:
        lines.append(
            _(
                "{setting}: {option} — on the list {listed}, enter {entered}, leave {left}.",
                setting=row["title"],
                option=row["words"],
                listed=schools(int(row["stayed"] + row["entered"])),
                entered=int(row["entered"]),
                left=int(row["left"]),
            )
        )
    return " ".join(lines)
