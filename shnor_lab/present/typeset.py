"""Spaces at which a line must not break, and escaping: the last step before text becomes HTML."""

from __future__ import annotations

import html
import re

_FIXED = "\N{NO-BREAK SPACE}"
_RULES = (
    (re.compile(r"№ (?=\w)"), "№" + _FIXED),
    (re.compile(r"(?<=\d) (?=(?:%|п\.п\.|pp\b|гг?\.|уч\.))"), _FIXED),
    (re.compile(r"(?<=\d) (из|of) (?=\d)"), rf"{_FIXED}\1{_FIXED}"),
    (re.compile(r"(?<=уч\.) (?=гг?\.)"), _FIXED),
    (re.compile(r" (?=[—–] )"), _FIXED),
    (re.compile(r"\((−?[\d,]+)–(?=[\d−])"), "(\\1–\N{WORD JOINER}"),
)


def bound(text: str) -> str:
    """Return the text with no-break spaces after «№», before units, around «из» and before dashes.

    The dash of an interval in brackets is bound to its upper bound.

    Examples
    --------
    >>> bound("5 из 12, 42 %").count(" "), bound("СОШ № 2").count(" ")
    (1, 1)
    """
    for pattern, fixed in _RULES:
        text = pattern.sub(fixed, text)
    return text


def escaped(text: object) -> str:
    """Return text for an HTML element or attribute, with fixed spaces."""
    return html.escape(bound(str(text)), quote=True)
