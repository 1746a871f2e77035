"""What the families of answers share: the head of the page, and what happens to every section."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from urllib.parse import quote

from ..dataset.schema import TABLES
from ..errors import MissingTable
from ..present.disclosure import disclose
from ..present.page import Head
from ..present.section import Missing, Section
from ..present.table import Table
from .lab import Lab


class Family:
    """Answers of one notebook.

    Parameters
    ----------
    lab : Lab
        The opened study and municipality.
    """

    notebook = ""
    uses_rule = True

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.study = lab.study
        lab.family = self

    @property
    def place(self) -> str | None:
        """Return the code that slices region-wide frames; None on a page of the region."""
        return self.lab.municipality or None

    def head(self) -> Head:
        """Return the head of the page: place, audience, edition, dates, notice."""
        params, dataset = self.study.params, self.study.dataset
        return Head(
            place=self.lab.place,
            region=params.title if self.place else "",
            n_schools=len(self.lab.schools) if self.place else len(self.study.schools),
            audience=params.audience,
            edition=params.list_edition,
            silent_years=tuple(self.study.silent_years),
            windows=tuple(params.programme.windows),
            as_of=params.as_of,
            notice=dataset.notice,
        )

    def key_figures(self) -> dict[str, str]:
        """Return the few figures that the index of the site shows: label -> value."""
        return {}

    def take_away(self) -> dict[str, Table]:
        """Return the files a reader takes along: title, which is also the file name -> table."""
        return {}

    def sliced(self, frame):
        """Return the rows of the municipality; all rows on a page of the region."""
        return frame if self.place is None else frame[frame["municipality_id"] == self.place].reset_index(drop=True)


def section(answer: Callable[[Any], Section]) -> Callable[[Any], Section]:
    """Make an answer a section: a missing table becomes words, disclosure comes last, ``leave`` finds it."""
    key = answer.__name__

    @wraps(answer)
    def shown(family: Family) -> Section:
        try:
            made = answer(family)
        except MissingTable as error:
            made = Section(key, missing=missing(error.table))
        made = disclose(made, family.study.params.audience, schools=family.lab.schools["name"])
        if family.lab.output and made.table is not None:
            made = replace(made, links=_files(family.notebook, key))
        family.lab.kept[key] = made
        return made

    return shown


def table_file(notebook: str, key: str, kind: str) -> str:
    """Return the file of a section's table below the folder of its notebook."""
    return f"tables/{notebook}_{key}.{kind}"


def _files(notebook: str, key: str) -> dict[str, str]:
    return {kind.upper(): f"{notebook}/{table_file(notebook, key, kind)}" for kind in ("xlsx", "csv")}


def missing(*tables: str) -> Missing:
    """Return what has to be delivered: titles of the tables and the form of the first."""
    form = f"{TABLES[tables[0]].title}.xlsx"
    return Missing(tuple(TABLES[table].title for table in tables), form=form, link=f"../forms/{quote(form)}")
