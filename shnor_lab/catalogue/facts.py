"""Reads the catalogue: facts of the field as YAML, each with source and status.

A fact with ``status: unverified`` is shown with that mark and never contradicts a delivered file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .. import language
from ..yaml_text import parsed

STAGES = ("primary", "basic", "secondary")
"""Stages of school in rising order; a school type serves its own stage and all below."""


@dataclass(frozen=True)
class Procedure:
    """One assessment procedure."""

    key: str
    title_ru: str
    title_en: str
    family: str
    subject: str
    grade: int
    stage: str
    scale: str
    failure: str
    status: str
    source: str
    rule_30: bool = False
    chosen: bool = False

    @property
    def title(self) -> str:
        """Return the title in the language in use."""
        return self.title_ru if language.current() == "ru" else self.title_en

    def applies_to(self, school_type: str | None) -> bool | None:
        """Return whether a school of this type holds the procedure; None when the type says nothing."""
        if school_type not in STAGES:
            return None
        return STAGES.index(self.stage) <= STAGES.index(school_type)


@dataclass(frozen=True)
class Break:
    """One break in the series: a procedure not held in a year, or values not comparable from that year on."""

    year: int
    kind: str
    procedures: tuple[str, ...]
    reason: str
    status: str
    source: str

    def covers(self, procedure: str) -> bool:
        """Return whether the break names the procedure or its family."""
        found = procedures().get(procedure)
        return procedure in self.procedures or (found is not None and found.family in self.procedures)


@dataclass(frozen=True)
class Condition:
    """One indicator of the conditions of a school; ``worse``: high or low, where they are harder, or none."""

    key: str
    table: str
    title_ru: str
    title_en: str
    worse: str | None

    @property
    def title(self) -> str:
        """Return the title in the language in use."""
        return self.title_ru if language.current() == "ru" else self.title_en


@cache
def read(name: str) -> dict[str, Any]:
    """Return a catalogue file as plain mappings, e.g. ``read("conditions")``."""
    content: dict[str, Any] = parsed((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


@cache
def procedures() -> dict[str, Procedure]:
    """Return all procedures by key, in catalogue order."""
    return {
        key: Procedure(key=key, title_ru=fact.pop("title"), **fact)
        for key, fact in ((key, dict(fact)) for key, fact in read("procedures")["procedures"].items())
    }


@cache
def conditions() -> dict[str, Condition]:
    """Return all conditions by key, in catalogue order."""
    return {
        key: Condition(key, table, fact["title"], fact["title_en"], fact["worse"])
        for table, facts in read("conditions").items()
        for key, fact in facts.items()
    }


def table_title(key: str) -> str:
    """Return the Russian name of a table of the dataset."""
    return read("tables")[key]


@cache
def breaks() -> tuple[Break, ...]:
    """Return all breaks in the series."""
    return tuple(Break(**{**fact, "procedures": tuple(fact["procedures"])}) for fact in read("breaks")["breaks"])


def held(procedure: str, year: int) -> bool:
    """Return False when the catalogue says that the procedure was not held in that school year, True otherwise.

    Parameters
    ----------
    procedure : str
        Key of the catalogue; an unknown one was held.
    year : int
        Calendar year in which the school year ends.
    """
    return not any(item.kind == "not_held" and item.year == year and item.covers(procedure) for item in breaks())


def broken_between(procedure: str, earlier: int, later: int) -> tuple[Break, ...]:
    """Return the breaks that forbid comparing two years of a procedure, in the order of the catalogue.

    Parameters
    ----------
    procedure : str
        Key of the catalogue; an unknown one has no breaks.
    earlier, later : int
        Calendar years in which the school years end, ``earlier < later``; a break counts from the year it names.
    """
    return tuple(
        item for item in breaks() if item.kind == "break" and earlier < item.year <= later and item.covers(procedure)
    )
