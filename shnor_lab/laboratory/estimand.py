"""What «truly low» may mean where figures about lists speak of it."""

from __future__ import annotations

from typing import Literal

Meaning = Literal["level", "shares"]

MEANINGS: tuple[Meaning, ...] = ("level", "shares")
"""Truly low: among the lowest part of the region by lasting overall level; or lasting share over the threshold in two
procedures."""
