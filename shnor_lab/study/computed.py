"""Frames that one room computes and the rules of another read; the order is: frame, decisions, ledger.

A rule names such a frame among its tables, e.g. ``expected``. Where its result has an answer the frame stands among the
tables that the rules are handed, for the present edition and for the earlier one alike; elsewhere the rule says that it
waits for it. The first to come is the result expected of a school by its conditions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..ground.measured import Measured
from .given import Given
from .result import Result

Edition = Literal["now", "before"]


@dataclass(frozen=True)
class Frame:
    """A computed frame: its key among the tables, its result for the present edition and for the one a year earlier."""

    key: str
    now: Result
    before: Result


FRAMES: Sequence[Frame] = ()
"""All of them; a room adds its own here."""


def results(edition: Edition) -> tuple[Result, ...]:
    """Return the results of an edition that decisions read."""
    return tuple(getattr(frame, edition) for frame in FRAMES)


def tables_with(given: Given, edition: Edition) -> Measured:
    """Return the tables with the frames that have an answer among them."""
    made = {frame.key: getattr(frame, edition) for frame in FRAMES}
    there = {key: result.of(given) for key, result in made.items() if given.answers(result)}
    return given.tables.with_frames(there)
