"""Answers in the words of a person, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ...language import text as _
from . import answers as said
from .answers import about_place, written
from .names import normal

_CODE = re.compile(r"\[([^\[\]]+)\]\s*$")


class Unclear(ValueError):
    """An answer that is none of the words offered and points at nothing known."""


def worded(verb: str, what: str = "", *, place: bool = False) -> str:
    """Return an answer as a person reads it, "" for none."""
    if verb == said.SAME:
        return f"{_('same as:')} [{what}]"
    if verb == said.RENAME:
        return f"{_('rename to:')} {what}"
    return {**_words(), **(_place_words() if place else {})}.get(verb, "")


def offered(named: Mapping[str, str]) -> list[str]:
    """Return the answers «same as» for schools or municipalities, code -> name."""
    return [f"{_('same as:')} {name} [{code}]" for code, name in named.items()]


def pointed(sheets: Iterable[Sequence[Sequence[object]]]) -> dict[str, str]:
    """Return what answers of a workbook may point at: text -> code, by code and by a name that only one has."""
    code, names = _("Code in the register"), (_("School"), _("Municipality"))
    found: dict[str, set[str]] = {}
    for rows in sheets:
        header = [str(cell).strip() for cell in rows[0]] if rows else []
        if code not in header or _("What to do") not in header:
            continue
        at = [header.index(code), next(header.index(title) for title in names if title in header)]
        for row in rows[1:]:
            own = str(row[at[0]]).strip()
            for text in (own, normal(str(row[at[1]]))):
                found.setdefault(text, set()).add(own)
    return {text: codes.pop() for text, codes in found.items() if text and len(codes) == 1}


def understood(cell: str, question: str, targets: Mapping[str, str]) -> str:
    """Return an answer as it is kept, "" for an empty cell.

    Raises
    ------
    Unclear
        It is none of the words offered, or points at nothing known.
    """
    text = " ".join(cell.split())
    if not text:
        return ""
    plain = text.lower()
    words = {word: verb for verb, word in {**_words(), **(_place_words() if about_place(question) else {})}.items()}
    if plain in words:
        return written(words[plain])
    for verb, prefix in ((said.SAME, _("same as:")), (said.RENAME, _("rename to:"))):
        start = prefix.rstrip(":")
        if not plain.startswith(start):
            continue
        what = text[len(start) :].lstrip(": ").strip()
        if verb == said.SAME:
            code = _CODE.search(what)
            what = code[1] if code else targets.get(what, targets.get(normal(what), ""))
        if what:
            return written(verb, what)
    raise Unclear(text)


def _words() -> dict[str, str]:
    return {
        said.YES: _("yes"),
        said.NO: _("no"),
        said.NEW: _("new school"),
        said.NOT: _("not a school"),
        said.REMOVE: _("remove"),
        said.KEEP: _("keep as it is"),
    }


def _place_words() -> dict[str, str]:
    return {said.NEW: _("new municipality"), said.NOT: _("not a municipality")}
