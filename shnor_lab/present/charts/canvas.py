"""The paper all charts are drawn on: one palette that survives grey printing, one font, fixed bytes."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..typeset import bound

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure as Drawing

INK, DARK, MIDDLE, LIGHT, PALE, PAPER = "#1f2933", "#44525f", "#7b8a97", "#b4bfc8", "#e6eaee", "#ffffff"
DPI = 120
WIDTH = 9.0

_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.edgecolor": MIDDLE,
    "axes.labelcolor": INK,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
}


@contextmanager
def drawing(height: float, width: float = WIDTH, foot: float = 0.0) -> Iterator[Drawing]:
    """Give an empty drawing; the reader's own matplotlib settings do not reach it.

    Parameters
    ----------
    height, width : float
        Inches.
    foot : float
        Inches at the bottom kept free for notes.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    kept = foot / height
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        drawn = Drawing(figsize=(width, height), layout=ConstrainedLayoutEngine(rect=(0, kept, 1, 1 - kept)))
        FigureCanvasAgg(drawn)
        yield drawn


def png(drawn: Drawing) -> bytes:
    """Return the drawing as PNG without date or program name."""
    out = io.BytesIO()
    drawn.savefig(out, format="png", dpi=DPI, facecolor=PAPER, metadata={"Software": None})
    return out.getvalue()


def lines_of(words: object, width: int, lines: int = 2) -> list[str]:
    """Return a label broken into at most ``lines`` lines of ``width`` letters, cut with «…»."""
    return textwrap.wrap(
        bound(str(words)),
        width,
        max_lines=lines,
        placeholder="…",
        break_long_words=True,
        break_on_hyphens=False,
    )


def wrapped(words: object, width: int, lines: int = 2) -> str:
    """Return the lines of `lines_of` as one label."""
    return "\n".join(lines_of(words, width, lines))


def per_cent_axis(axis: Axis) -> None:
    """Print the shares of an axis as whole per cent, in the language in use."""
    from matplotlib.ticker import FuncFormatter

    from ..numbers import percent

    axis.set_major_formatter(FuncFormatter(lambda value, _place: bound(percent(round(value, 4), 10))))
