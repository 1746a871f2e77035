"""What figures about lists speak of, in words that stand beside every table of them."""

from __future__ import annotations

from typing import Literal

from ..language import plural as _n
from ..language import text as _

Meaning = Literal["level", "shares"]

MEANINGS: tuple[Meaning, ...] = ("level", "shares")
"""Truly low: among the lowest part of the region by lasting overall level; or lasting share over the threshold in two
procedures."""


def estimand(meaning: Meaning, *, truly_low_share: float = 0.1, threshold: float = 0.3, procedures: int = 2) -> str:
    """Return what «truly low» means and whom the figures cover.

    Parameters
    ----------
    meaning : {"level", "shares"}
        Which of the two meanings.
    truly_low_share : float
        Of the first: lowest part of the region, 0-1.
    threshold, procedures : float, int
        Of the second: lasting share (0-1) in how many procedures.
    """
    if meaning == "level":
        whom = _(
            "Lastingly low are schools among the lowest {part} % of the region by the overall level that stays from "
            "year to year.",
            part=round(100 * truly_low_share),
        )
    else:
        whom = _n(
            procedures,
            "Lastingly low are schools whose share below the threshold, as it stays from year to year, is at least "
            "{share} % in {n} procedure or more.",
            "Lastingly low are schools whose share below the threshold, as it stays from year to year, is at least "
            "{share} % in {n} procedures or more.",
            share=round(100 * threshold),
        )
    return (
        whom
        + " "
        + _(
            "All schools and participants of the region are counted; no interval is an error of sampling. An interval "
            "says what other classes of the same schools would show, or how far a figure hangs on which schools the "
            "region happens to have, or both; the section that shows it says which."
        )
    )
