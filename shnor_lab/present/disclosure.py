"""What may be shown to whom: one pure function, applied last to what goes on the page and into files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal, overload

from ..language import text as _
from .figure import Figure
from .section import Section
from .sentences import enumeration
from .table import Table

Audience = Literal["internal", "public"]


@overload
def disclose(shown: Table, audience: Audience, *, schools: Iterable[str] = ()) -> Table | None: ...
@overload
def disclose(shown: Section, audience: Audience, *, schools: Iterable[str] = ()) -> Section: ...
def disclose(shown: Table | Section, audience: Audience, *, schools: Iterable[str] = ()) -> Table | Section | None:
    """Return what an audience may see.

    For internal work all is shown. For publication no school is named beside a statistical statement, a
    margin, a reliability sign, a level of a risk factor or a context value:

    - a table with both kinds of columns (``TableColumn.role``) loses the statistical ones; when nothing but
      names would be left, the whole table goes;
    - a working paper (``Table.internal``) goes;
    - a section with ``totals`` shows these instead;
    - a figure that names schools and is statistical goes;
    - a sentence of a statistical section that names a school goes;
    - the section says in one line what was left out.

    Parameters
    ----------
    shown : Table or Section
        Not changed.
    audience : {"internal", "public"}
    schools : iterable of str
        Names of schools to look for in sentences, beside those of the table itself.

    Returns
    -------
    Table, Section or None
        None only for a table of which nothing may be shown.
    """
    if audience == "internal":
        return shown
    if audience != "public":
        raise ValueError(f"audience {audience!r} is not internal or public")
    return _table(shown) if isinstance(shown, Table) else _section(shown, tuple(schools))


def disclosed_figures(figures: Mapping[str, str], audience: Audience, *, schools: Iterable[str]) -> dict[str, str]:
    """Return the key figures that an audience may see: for publication none that names a school.

    Parameters
    ----------
    figures : mapping
        Label -> value; not changed.
    audience : {"internal", "public"}
    schools : iterable of str
        Names of schools.
    """
    if audience == "internal":
        return dict(figures)
    names = set(schools)
    return {label: value for label, value in figures.items() if not _named(f"{label} {value}", names)}


def _table(table: Table) -> Table | None:
    if table.internal:
        return None
    if not _mixed(table):
        return table
    kept = tuple(column for column in table.columns if column.role != "statistic")
    if all(column.role == "school" for column in kept):
        return None
    read = {name for column in kept for name in column.needs}
    return replace(table, columns=kept, frame=table.frame[[name for name in table.frame.columns if name in read]])


def _section(section: Section, schools: tuple[str, ...]) -> Section:
    figure_goes = _closed(section.figure)
    statistical = (
        section.statistical
        or (section.figure is not None and section.figure.statistical)
        or (section.table is not None and any(column.role == "statistic" for column in section.table.columns))
    )
    if not statistical:
        return replace(section, totals=None)
    names = {*schools, *_names(section.table)}
    table = section.table
    if table is not None and _mixed(table):
        table = section.totals if section.totals is not None else _table(table)
    sentences = tuple(words for words in section.sentences if not _named(words, names))
    conclusion = "" if _named(section.conclusion, names) else section.conclusion
    note = "" if _named(section.note, names) else section.note
    whole = (
        table is section.table
        and not figure_goes
        and (sentences, conclusion, note) == (section.sentences, section.conclusion, section.note)
    )
    if whole:
        return replace(section, totals=None)
    return replace(
        section,
        table=table,
        figure=None if figure_goes else section.figure,
        sentences=sentences,
        conclusion=conclusion,
        note=" ".join(words for words in (note, _left_out(section, table)) if words),
        totals=None,
        links=section.links if table is section.table else {},
    )


def _left_out(section: Section, table: Table | None) -> str:
    if table is not None and table is section.totals:
        return _("Page for publication: totals without names of schools are shown.")
    if table is not None and section.table is not None and table is not section.table:
        gone = [column.title for column in section.table.columns if column.role == "statistic"]
        return _("Page for publication: not shown beside names of schools: {gone}.", gone=enumeration(gone))
    return _("Page for publication: what names schools beside a statistical statement is not shown.")


def _mixed(table: Table) -> bool:
    roles = {column.role for column in table.columns}
    return {"school", "statistic"} <= roles


def _closed(figure: Figure | None) -> bool:
    return figure is not None and figure.names_schools and figure.statistical


def _names(table: Table | None) -> set[str]:
    if table is None:
        return set()
    return {
        str(name) for column in table.columns if column.role == "school" for name in table.frame[column.name].dropna()
    }


def _named(words: str, names: set[str]) -> bool:
    return any(name and name in words for name in names)
