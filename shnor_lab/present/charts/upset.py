"""Which rules single out the same schools: combinations of rules in columns, their schools as bars (UpSet)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ...language import plural as _n
from ...language import text as _
from ..figure import Figure
from ..sentences import schools
from .canvas import INK, drawing, png, wrapped

if TYPE_CHECKING:
    import pandas as pd

MOST_COLUMNS = 12
"""Combinations drawn; the others are counted in the caption."""

_STEP = 0.32
_BARS, _MARGIN = 1.2, 0.3


def upset(frame: pd.DataFrame, *, caption: str = "") -> Figure:
    """Return the UpSet chart of the lists of several rules.

    Parameters
    ----------
    frame : DataFrame
        One row per school and rule: ``school``, ``rule`` (titles; rules keep the order of first appearance),
        ``listed`` (boolean, three-valued). Two rules or more.
    caption : str

    Returns
    -------
    Figure
        A column is a combination of rules: the schools that exactly these rules single out, most schools first, at
        most twelve. The bars at the right are the lengths of the lists. Schools without an answer of one of the rules
        are not counted; the caption says how many these are, and how many no rule singles out.

    Raises
    ------
    ValueError
        Fewer than two rules, or no school answered by all of them and singled out by one.
    """
    titles = [wrapped(rule, 34, 3) for rule in dict.fromkeys(frame["rule"])]
    wide = frame.assign(rule=frame["rule"].map(dict(zip(dict.fromkeys(frame["rule"]), titles, strict=True))))
    wide = wide.pivot(index="school", columns="rule", values="listed")[titles].astype("boolean")
    known = wide.dropna().astype(bool)
    named = known[known.any(axis=1)]
    if len(titles) < 2 or named.empty:
        raise ValueError("an UpSet chart needs two rules and a school that one of them singles out")
    counts = Counter(named.itertuples(index=False, name=None))
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], [not said for said in pair[0]]))
    shown, rest = ordered[:MOST_COLUMNS], ordered[MOST_COLUMNS:]
    picture = _drawn(titles, shown, known.sum().tolist())
    unknown, unnamed = len(wide) - len(known), len(known) - len(named)
    words = [caption, _("Not singled out by any of these rules: {schools}.", schools=schools(unnamed)), _left(rest)]
    if unknown:
        words.append(
            _n(
                unknown,
                "{n} school is not counted: one of the rules has no answer.",
                "{n} schools are not counted: one of the rules has no answer.",
            )
        )
    return Figure(picture, _alt(list(dict.fromkeys(frame["rule"])), known, shown), " ".join(filter(None, words)))


def _drawn(titles: list[str], shown: list[tuple[tuple[bool, ...], int]], lengths: list[int]) -> bytes:
    import pandas as pd
    from marsilea.plotter import Numbers
    from marsilea.upset import Upset, UpsetData

    rows = [said for said, count in shown for _school in range(count)]
    with drawing(1.0) as drawn:
        drawn.set_layout_engine("none")
        tall = max(title.count("\n") for title in titles)
        board = Upset(
            UpsetData(pd.DataFrame(rows, columns=titles, dtype="int64")),
            sort_subsets="-cardinality",
            sets_order=titles,
            color=INK,
            shading=0.25,
            grid_background=0.06,
            radius=55,
            width=_STEP * max(len(shown), 3),
            height=(_STEP + 0.1 * tall) * len(titles),
            add_labels="left",
            add_intersections=False,
            add_sets_size=False,
            sets_label_kws={"fontsize": 8.5},
        )
        board.add_top(Numbers([count for _said, count in shown], color=INK), name="schools", size=_BARS, pad=0.1)
        board.add_right(Numbers(lengths, color=INK), name="lengths", size=_BARS, pad=0.1)
        board.set_margin(_MARGIN)
        board.render(figure=drawn)
        above, beside = board.get_ax("schools"), board.get_ax("lengths")
        above.text(-0.03, 0.05, _("number of schools"), ha="right", fontsize=8.5, transform=above.transAxes)
        beside.set_title(_("length of the list"), loc="left", fontsize=8.5, fontweight="normal")
        for axes in (above, beside):
            axes.set_axis_off()
        return png(drawn)


def _left(rest: list[tuple[tuple[bool, ...], int]]) -> str:
    if not rest:
        return ""
    return _n(
        len(rest),
        "{n} more combination holds {schools}.",
        "{n} more combinations hold {schools}.",
        schools=schools(sum(count for _said, count in rest)),
    )


def _alt(rules: list[str], known: pd.DataFrame, shown: list[tuple[tuple[bool, ...], int]]) -> str:
    lengths = [f"{rule} — {count}" for rule, count in zip(rules, known.sum().tolist(), strict=True)]
    lines = [
        _("Schools by the rules that single them out, {schools}.", schools=schools(len(known))),
        _("Lengths of the lists: {lengths}.", lengths="; ".join(lengths)),
    ]
    for said, count in shown:
        named = " + ".join(rule for rule, yes in zip(rules, said, strict=True) if yes)
        lines.append(_("Only {rules}: {schools}.", rules=named, schools=schools(count)))
    return " ".join(lines)
