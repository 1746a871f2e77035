"""A family of answers: what one notebook asks, what it needs for that, and what happens to every section."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, wraps
from pathlib import PurePosixPath
from typing import ClassVar, Generic, TypeVar
from urllib.parse import quote

from ..dataset.schema import TABLES
from ..errors import MissingEdition, MissingTable
from ..present.disclosure import disclose
from ..present.page import Head
from ..present.section import Missing, Section
from ..present.table import Table
from ..study.result import Result
from .place_data import PlaceData
from .view import View

Kept = dict[tuple[str, str], Section]
"""Sections shown so far, by name of the family and key."""

Data = TypeVar("Data", bound=PlaceData)
"""What the sections of a family are made from."""


class Family(Generic[Data]):
    """The answers of one notebook; a package of ``pages`` that holds one as ``FAMILY`` makes a notebook.

    Parameters
    ----------
    view : View
        The study and the place.
    kept : dict
        Where sections are kept for `Lab.leave`.
    """

    name: ClassVar[str]
    """Attribute of the lab: ``lab.<name>.<section>()``."""
    notebook: ClassVar[str]
    """Stem of the notebook."""
    regional: ClassVar[bool]
    """Whether it speaks of the whole region, so that one page is made instead of one per municipality."""
    needs: ClassVar[tuple[Result, ...]] = ()
    """Region-wide results that its sections read."""
    opens: type[Data]
    """The class of the data that its sections share."""
    uses_rule: ClassVar[bool] = True
    """Whether the foot of the page shows the settings of the main rule."""

    def __init__(self, view: View, kept: Kept | None = None) -> None:
        self.view = view
        self.study = view.study
        self.kept: Kept = {} if kept is None else kept

    @cached_property
    def data(self) -> Data:
        """Return the data that the sections are made from, opened once."""
        return self.opens(self.view)

    def head(self) -> Head:
        """Return the head of the page: place, audience, edition, dates, notice."""
        params, dataset = self.study.params, self.study.dataset
        return Head(
            place=self.view.place,
            region=params.title if self.view.municipality else "",
            n_schools=len(self.view.schools),
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


def section(answer: Callable[[Data], Section]) -> Callable[[Family[Data]], Section]:
    """Make a section of a family from a function of its data, under the name of the function.

    A missing table or edition becomes words, disclosure comes last, ``leave`` finds what was shown.
    """
    key = answer.__name__

    @wraps(answer)
    def shown(family: Family[Data]) -> Section:
        try:
            made = answer(family.data)
        except MissingTable as error:
            made = Section(key, missing=missing(error.table))
        except MissingEdition as error:
            made = Section(key, missing=Missing(choice=error.what))
        made = disclose(made, family.study.params.audience, schools=family.view.schools["name"])
        if family.view.output and made.table is not None:
            made = replace(made, links=_files(family, key))
        family.kept[family.name, key] = made
        return made

    return shown


def table_file(notebook: str, key: str, kind: str) -> str:
    """Return the file of a section's table below the folder of the page."""
    return f"tables/{notebook}_{key}.{kind}"


def _files(family: Family, key: str) -> dict[str, str]:
    folder = PurePosixPath(family.view.output).name
    return {kind.upper(): f"{folder}/{table_file(family.notebook, key, kind)}" for kind in ("xlsx", "csv")}


def missing(*tables: str) -> Missing:
    """Return what has to be delivered: titles of the tables and the form of the first."""
    form = f"{TABLES[tables[0]].title}.xlsx"
    return Missing(tuple(TABLES[table].title for table in tables), form=form, link=f"../forms/{quote(form)}")
