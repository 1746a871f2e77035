"""One section of a page: at most one table and one figure, one conclusion, one small line of caveats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..language import text as _
from . import caveats as lines
from .figure import Figure
from .sentences import enumeration
from .table import Table
from .typeset import escaped


@dataclass(frozen=True)
class Missing:
    """What has to be delivered, or chosen, before a section can be shown.

    Parameters
    ----------
    tables : tuple of str
        Titles of the tables, e.g. «Социальный паспорт»; none where a choice is lacking.
    form : str
        Name of the blank form.
    link : str
        Address of the blank form; empty = no link.
    choice : str
        Which choice the study lacks, as a sentence.
    """

    tables: tuple[str, ...] = ()
    form: str = ""
    link: str = ""
    choice: str = ""

    def html(self) -> str:
        """Return the sentence with a link to the form."""
        if self.choice:
            return escaped(self.choice)
        words = escaped(self._words())
        if not self.form:
            return words + "."
        form = f'<a href="{escaped(self.link)}">{escaped(self.form)}</a>' if self.link else escaped(self.form)
        return f"{words} ({escaped(_('form:'))} {form})."

    def text(self) -> str:
        """Return the sentence."""
        return self.choice or self._words() + (f" ({_('form:')} {self.form})." if self.form else ".")

    def _words(self) -> str:
        named = enumeration(f"«{title}»" for title in self.tables)
        if len(self.tables) == 1:
            return _("The data were not delivered: the table {named} is needed", named=named)
        return _("The data were not delivered: the tables {named} are needed", named=named)


@dataclass(frozen=True, eq=False)
class Section:
    """One section; the heading stands in the notebook.

    Parameters
    ----------
    key : str
        Stable key.
    table, figure : Table, Figure, optional
        The display.
    conclusion : str
        Made from the table by code.
    sentences : tuple of str
        For sections of text.
    caveats : tuple of str
        Keys of ``caveats.caveat``.
    note : str
        How the display was made, one line.
    missing : Missing, optional
        The section cannot be shown: its table was not delivered.
    totals : Table, optional
        The table without names of schools that a page for publication shows instead.
    statistical : bool
        The sentences speak of chance, margin, reliability, levels of a risk factor or context values.
    links : mapping
        Word -> address of a file that holds the whole table.
    """

    key: str
    table: Table | None = None
    figure: Figure | None = None
    conclusion: str = ""
    sentences: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    note: str = ""
    missing: Missing | None = None
    totals: Table | None = None
    statistical: bool = False
    links: Mapping[str, str] = field(default_factory=dict)

    def html(self) -> str:
        """Return the section as one block of HTML."""
        block = [f'<section class="shnor" id="section-{escaped(self.key)}">']
        if self.missing:
            block.append(f'<p class="shnor-missing">{self.missing.html()}</p>')
        if self.conclusion:
            block.append(f'<p class="shnor-conclusion">{escaped(self.conclusion)}</p>')
        if self.sentences:
            block.append("<ul>" + "".join(f"<li>{escaped(words)}</li>" for words in self.sentences) + "</ul>")
        if self.table:
            block.append(f'<div class="shnor-wide">{self.table.html(self.links)}</div>')
        if self.figure:
            block.append(self.figure.html())
        if self.note:
            block.append(f'<p class="shnor-small">{escaped(self.note)}</p>')
        for title, words in self._caveats():
            block.append(f'<p class="shnor-small"><b>{escaped(title)}</b> {escaped(" ".join(words))}</p>')
        return "\n".join([*block, "</section>"])

    def text(self) -> str:
        """Return the section as plain text."""
        parts = [
            self.missing.text() if self.missing else "",
            self.conclusion,
            "\n".join(f"• {words}" for words in self.sentences),
            self.table.text() if self.table else "",
            self.figure.alt if self.figure else "",
            self.figure.caption if self.figure else "",
            self.note,
            *(f"{title} {' '.join(words)}" for title, words in self._caveats()),
        ]
        return "\n\n".join(part for part in parts if part)

    def _caveats(self) -> list[tuple[str, list[str]]]:
        reading = [lines.caveat(key) for key in self.caveats if key in lines.READING]
        limits = [lines.caveat(key) for key in self.caveats if key not in lines.READING]
        titled = [(_("How to read this."), reading), (_("What this does not mean."), limits)]
        return [(title, words) for title, words in titled if words]

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.text()}
