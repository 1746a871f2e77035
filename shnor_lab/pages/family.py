"""What the families of answers share: the head of the page, and what happens to every section."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

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
            n_schools=len(self.lab.schools),
            audience=params.audience,
            edition=params.list_edition,
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
        """Return the rows of the municipality of a frame with ``municipality_id``; all rows on a page of the region."""
        return (
            frame
            if self.place is None
            else frame[frame["municipality_id"] == self.place].reset_index(drop=True)
        )


def section(answer: Callable[[Any], Section]) -> Callable[[Any], Section]:
    """Make an answer a section: a missing table becomes words, disclosure is applied last, it is kept for ``leave``."""
    key = answer.__name__

    @wraps(answer)
    def shown(family: Family) -> Section:
        try:
            made = answer(family)
        except MissingTable as error:
            made = Section(key, missing=missing(error.table))
        made = disclose(made, family.study.params.audience, schools=family.lab.schools["name"])
        family.lab.kept[key] = made
        return made

    return shown


def missing(*tables: str) -> Missing:
    """Return what has to be delivered: titles of the tables and the form of the first."""
    return Missing(tuple(TABLES[table].title for table in tables), form=f"{TABLES[tables[0]].title}.xlsx")
