"""What stands above and below the sections of every page."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from .. import glossary
from ..language import text as _
from ..params import ListEdition, Window
from . import numbers
from .sentences import edition as edition_words
from .sentences import schools
from .table import Table
from .typeset import escaped


@cache
def theme() -> str:
    """Return the style sheet of all displays; every name in it begins with ``shnor``."""
    return (Path(__file__).parent / "theme.css").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Head:
    """The frame above the sections.

    Parameters
    ----------
    place : str
        Municipality, or the region on a page of the region.
    region : str
        The region that a municipality is seen inside; empty on a page of the region.
    n_schools : int, optional
        Schools of the place.
    audience : {"internal", "public"}
    edition : ListEdition, optional
    silent_years : tuple of int
        Result years of the edition of which there are no data.
    windows : tuple of Window
        Programme windows; two programmes in a row are two windows.
    as_of : date
        The day on which all is computed.
    data_date : str
        Date of the data, ISO; empty = not known.
    notice : str
        E.g. that the data are invented.
    level : float
        Level of all intervals on the page, 0-1.
    """

    place: str
    region: str = ""
    n_schools: int | None = None
    audience: Literal["internal", "public"] = "internal"
    edition: ListEdition | None = None
    silent_years: tuple[int, ...] = ()
    windows: tuple[Window, ...] = ()
    as_of: datetime.date | None = None
    data_date: str = ""
    notice: str = ""
    level: float = 0.95

    def lines(self) -> list[tuple[str, str]]:
        """Return label and value of each line, in order; what is not known is left out."""
        place = self.place if self.n_schools is None else f"{self.place}, {schools(self.n_schools)}"
        known = [
            (_("Place"), place),
            (_("Seen inside the region"), self.region),
            (_("List"), edition_words(self.edition, self.silent_years) if self.edition else ""),
            (_("Programme"), "; ".join(map(window, self.windows))),
            (_("As of"), numbers.date(self.as_of) if self.as_of else ""),
            (_("Date of the data"), numbers.date(self.data_date) if self.data_date else ""),
            (_("Level of intervals"), numbers.level(self.level)),
        ]
        return [(label, value) for label, value in known if value]

    def audience_line(self) -> str:
        """Return for whom the page is made."""
        if self.audience == "internal":
            return _("For internal work, not for publication")
        return _("For publication: no school is named beside a statistical statement")

    def html(self) -> str:
        """Return the frame with the style sheet."""
        notice = f'<p class="shnor-notice">{escaped(self.notice)}</p>' if self.notice else ""
        pairs = "".join(
            f"<div><dt>{escaped(label)}</dt><dd>{escaped(value)}</dd></div>" for label, value in self.lines()
        )
        return (
            f"<style>{theme()}</style>\n"
            f'<header class="shnor shnor-head">{notice}'
            f'<p class="shnor-audience">{escaped(self.audience_line())}</p>'
            f"<dl>{pairs}</dl></header>"
        )

    def text(self) -> str:
        """Return the frame as plain text."""
        lines = [self.notice, self.audience_line(), *(f"{label}: {value}" for label, value in self.lines())]
        return "\n".join(line for line in lines if line)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.text()}


@dataclass(frozen=True, eq=False)
class Foot:
    """The frame below the sections.

    Parameters
    ----------
    settings : Table, optional
        Open settings used on this page: what, value, where it comes from.
    words : str
        All text of the page; the glossary explains the terms met in it.
    provenance : mapping
        Label -> value: files, versions, fingerprints.
    links : mapping
        Word -> address of a file to take away.
    colophon : str
        Last line.
    """

    settings: Table | None = None
    words: str = ""
    provenance: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    colophon: str = ""

    def html(self) -> str:
        """Return the frame."""
        block = ['<footer class="shnor shnor-foot">']
        if self.settings is not None:
            block += [f"<h2>{escaped(_('Open settings used here'))}</h2>", self.settings.html()]
        terms = glossary.terms_in(self.words)
        if terms:
            entries = "".join(
                f"<dt>{escaped(term.name)}</dt><dd>{escaped(term.meaning)} <i>{escaped(term.source)}</i></dd>"
                for term in terms
            )
            block += [
                f"<h2>{escaped(_('Words on this page'))}</h2>",
                f'<dl class="shnor-terms">{entries}</dl>',
            ]
        if self.provenance:
            pairs = "".join(
                f"<dt>{escaped(label)}</dt><dd>{escaped(value)}</dd>" for label, value in self.provenance.items()
            )
            block += [f"<h2>{escaped(_('Where this comes from'))}</h2>", f"<dl>{pairs}</dl>"]
        if self.links:
            items = "".join(f'<li><a href="{escaped(to)}">{escaped(word)}</a></li>' for word, to in self.links.items())
            block += [f"<h2>{escaped(_('Files'))}</h2>", f"<ul>{items}</ul>"]
        if self.colophon:
            block.append(f'<p class="shnor-small">{escaped(self.colophon)}</p>')
        return "\n".join([*block, "</footer>"])

    def text(self) -> str:
        """Return the frame as plain text."""
        parts = [
            self.settings.text() if self.settings is not None else "",
            "\n".join(f"{term.name} — {term.meaning}" for term in glossary.terms_in(self.words)),
            "\n".join(f"{label}: {value}" for label, value in self.provenance.items()),
            "\n".join(self.links),
            self.colophon,
        ]
        return "\n\n".join(part for part in parts if part)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.text()}


def window(programme: Window) -> str:
    """Return the years of one programme: «2021–2023 гг.» or «с 2024 г.»."""
    if programme.end is None:
        return _("since {start}", start=programme.start)
    if programme.end == programme.start:
        return _("in {year}", year=programme.start)
    return _("{start}–{end}", start=programme.start, end=programme.end)
