"""What a computation of a region-wide result is handed: that which its declaration names, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from ..errors import MissingTable
from ..ground.declared import Declared, NotDeclared
from ..ground.measured import Measured
from ..ground.schools import open_schools
from ..params import ListEdition
from .edition import YEARS_OF_LIST, OfEdition
from .result import Result, Source


class Whole(Source, Protocol):
    """The study that a result is computed of."""

    @property
    def tables(self) -> Measured:
        """Return all tables."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """Return the settings of every rule."""

    @property
    def procedures(self) -> list[str]:
        """Return the procedures of the 30 per cent rule."""


class Given(OfEdition):
    """The part of a study that one result declares.

    Parameters
    ----------
    study : Whole
    result : Result
        Its declaration.
    """

    def __init__(self, study: Whole, result: Result) -> None:
        self._study, self._result = study, result

    @cached_property
    def tables(self) -> Measured:
        """Return the declared tables, measured together with those of all other results."""
        everything = self._study.tables
        return everything.seen_through(Declared(everything, self._result.read_tables, by=self._result.name))

    @cached_property
    def params(self) -> Chosen:
        """Return the declared params."""
        return Chosen(self._study.params, self._result)

    @cached_property
    def settings(self) -> RuleSettingsOf:
        """Return the checked settings of the rules that are declared."""
        return RuleSettingsOf(self._study.settings, self._result)

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Return the schools open in the latest result year, as `Study.schools`."""
        return open_schools(self.tables, self.edition.result_years[0])

    @property
    def list_edition(self) -> ListEdition | None:
        """Return the edition of the list, if it is declared, without the day of its approval."""
        for key in YEARS_OF_LIST:
            self.params.check(key)
        edition = self._study.params.list_edition
        return None if edition is None else edition.model_copy(update={"approved": None})

    @property
    def procedures(self) -> list[str]:
        """Return the procedures that the 30 per cent rule names, in catalogue order."""
        return self._study.procedures

    def has(self, table: str) -> bool:
        """Return whether a declared table was delivered."""
        return table in self.tables

    def table(self, key: str) -> pd.DataFrame:
        """Return a declared table; raise `MissingTable` where it was not delivered."""
        if key not in self.tables:
            raise self.missing(key)
        return self.tables[key]

    def missing(self, table: str) -> MissingTable:
        """Return what is said of a table that was not delivered."""
        return self._study.missing(table)

    def answers(self, other: Result) -> bool:
        """Return whether another result, if it is declared, has an answer in this study."""
        self._check(other)
        return other.lacking(self._study) is None

    def result(self, other: Result) -> pd.DataFrame:
        """Return another result, if it is declared."""
        self._check(other)
        return self._study.result(other)

    def _check(self, other: Result) -> None:
        if other not in self._result.read_results:
            raise NotDeclared(self._result.name, f"reads the result «{other.name}» and does not declare it")


class Chosen:
    """The declared params as attributes."""

    def __init__(self, params: Any, result: Result) -> None:
        self._params, self._result = params, result

    def __getattr__(self, name: str) -> Any:
        """Return a declared choice."""
        self.check(name)
        return getattr(self._params, name)

    def check(self, key: str) -> None:
        """Refuse a key of the params that is not declared."""
        if key not in self._result.params:
            raise NotDeclared(self._result.name, f"reads the param «{key}» and does not declare it")


class RuleSettingsOf(Mapping[str, Any]):
    """The settings of rules by key: all where ``rules`` is declared, else those named ``rules.<key>``."""

    def __init__(self, settings: Mapping[str, Any], result: Result) -> None:
        self._settings, self._result = settings, result

    def __getitem__(self, rule: str) -> Any:
        """Return the settings of a declared rule."""
        if not {"rules", f"rules.{rule}"} & set(self._result.params):
            raise NotDeclared(self._result.name, f"reads the settings of «{rule}» and does not declare them")
        return self._settings[rule]

    def __iter__(self) -> Iterator[str]:
        """Iterate over all rules, if they are declared."""
        if "rules" not in self._result.params:
            raise NotDeclared(self._result.name, "reads the settings of all rules and does not declare them")
        return iter(self._settings)

    def __len__(self) -> int:
        """Return how many rules there are."""
        return sum(1 for _rule in self)
