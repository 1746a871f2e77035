"""Lines of several rules that stay apart in grey print."""

from __future__ import annotations

from typing import Any

from ...language import plural as _n
from .canvas import DARK, INK, MIDDLE

LINES: tuple[dict[str, Any], ...] = (
    {"color": INK, "linewidth": 1.8, "linestyle": "-"},
    {"color": INK, "linewidth": 1.5, "linestyle": (0, (6, 2))},
    {"color": DARK, "linewidth": 1.5, "linestyle": (0, (1.5, 1.5))},
    {"color": MIDDLE, "linewidth": 2.2, "linestyle": "-"},
    {"color": MIDDLE, "linewidth": 2.2, "linestyle": (0, (6, 2, 1.5, 2))},
    {"color": DARK, "linewidth": 1.0, "linestyle": (0, (10, 3))},
)
"""One per rule; more rules than that are not drawn."""


def drawn_rules(rules: list[str], caption: str) -> tuple[list[str], str]:
    """Return the rules that get a line, and the caption with the number of those that do not."""
    left_out = len(rules) - len(LINES)
    if left_out > 0:
        caption = f"{caption} {_n(left_out, '{n} more rule is in the table', '{n} more rules are in the table')}."
    return rules[: len(LINES)], caption.strip()
