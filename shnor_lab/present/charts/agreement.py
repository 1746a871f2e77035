"""Where the rules agree: schools by rules, the answer by shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...language import plural as _n
from ...language import text as _
from ..figure import Figure
from ..numbers import absent
from ..sentences import answer
from .canvas import DARK, INK, LIGHT, MIDDLE, PAPER, drawing, lines_of, png

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

_MOST_ROWS = 40
_SHAPES: dict[bool | None, dict[str, Any]] = {
    True: {"marker": "s", "markersize": 9, "color": INK, "markerfacecolor": INK},
    False: {"marker": "o", "markersize": 7, "color": MIDDLE, "markerfacecolor": PAPER},
    None: {"marker": "x", "markersize": 6, "color": DARK, "markeredgewidth": 1.4},
}


def agreement(frame: pd.DataFrame, *, caption: str = "") -> Figure:
    """Return the matrix school × rule.

    Parameters
    ----------
    frame : DataFrame
        One row per school and rule: ``school`` and ``rule`` (titles; both keep the order of their categories, or
        that of first appearance), ``listed`` (boolean, three-valued). At most 40 schools are drawn.
    caption : str

    Returns
    -------
    Figure
        Full square = singled out, hollow circle = not, cross = not determined; a pair without a row stays
        empty.
    """
    schools = _in_order(frame["school"])
    left_out, schools = schools[_MOST_ROWS:], schools[:_MOST_ROWS]
    rules = _in_order(frame["rule"])
    heads = [lines_of(rule, 27, 3) for rule in rules]
    top = 0.07 * max((len(line) for head in heads for line in head), default=1)
    names = [lines_of(school, 32) for school in schools]
    row_height = 0.35 if any(len(name) > 1 for name in names) else 0.3
    with drawing(0.75 + top + row_height * len(schools), width=max(5.5, 2.6 + 0.48 * len(rules))) as drawn:
        axes = drawn.add_subplot()
        places = {school: row for row, school in enumerate(schools)}
        columns = {rule: column for column, rule in enumerate(rules)}
        for row in range(len(schools)):
            axes.axhline(row, color=LIGHT, linewidth=0.5, zorder=0)
        for school, rule, listed in zip(frame["school"], frame["rule"], frame["listed"], strict=True):
            if school in places:
                shape = _SHAPES[None if absent(listed) else bool(listed)]
                axes.plot(columns[rule], places[school], linestyle="none", **shape)
        axes.set_xlim(-0.5, len(rules) - 0.5)
        axes.set_ylim(len(schools) - 0.5, -0.5)
        axes.xaxis.tick_top()
        axes.set_xticks(range(len(rules)), ["\n".join(head) for head in heads], rotation=90, fontsize=8)
        axes.set_yticks(range(len(schools)), ["\n".join(name) for name in names], fontsize=8)
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
        _legend(drawn)
        picture = png(drawn)
    if left_out:
        more = _n(len(left_out), "{n} more school is in the table", "{n} more schools are in the table")
        caption = f"{caption} {more}.".strip()
    return Figure(picture, _alt(frame, schools), caption, names_schools=True)


def _in_order(titles: pd.Series) -> list[str]:
    return list(titles.cat.categories if titles.dtype == "category" else dict.fromkeys(titles))


def _legend(drawn: Drawing) -> None:
    from matplotlib.lines import Line2D

    words = {True: _("singled out"), False: _("not singled out"), None: answer(None)}
    handles = [Line2D([], [], linestyle="none", label=words[key], **shape) for key, shape in _SHAPES.items()]
    drawn.legend(handles=handles, loc="outside lower center", ncols=3)


def _alt(frame: pd.DataFrame, schools: list[str]) -> str:
    lines = [_("Which rules single out which school.")]
    for school in schools:
        rows = frame[frame["school"] == school]
        words = [f"{rule} — {answer(listed)}" for rule, listed in zip(rows["rule"], rows["listed"], strict=True)]
        lines.append(f"{school}: {'; '.join(words)}.")
    return " ".join(lines)
