"""A region-wide result says what it reads, is handed that alone, and is found again by what it has read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from ..errors import MissingEdition, MissingTable
from ..params import ListEdition
from .edition import EDITION


class Source(Protocol):
    """What can be asked for a result: a study, or what another result is handed."""

    @property
    def params(self) -> Any:
        """Return the choices."""

    @property
    def list_edition(self) -> ListEdition | None:
        """Return the edition of the list; None where there is none."""

    def has(self, table: str) -> bool:
        """Return whether a table was delivered."""

    def missing(self, table: str) -> MissingTable:
        """Return what is said of a table that was not delivered."""

    def result(self, result: Result) -> pd.DataFrame:
        """Return a region-wide result."""


@dataclass(frozen=True, eq=False)
class Result:
    """The declaration of one region-wide result.

    Parameters
    ----------
    name : str
        Name of its file and in ``run.json``.
    compute : callable
        `given.Given` -> frame. It is handed the declared tables, params and results; touching another raises.
    tables : tuple of str, or callable
        Tables it reads, or what returns them where they hang on the rules found in the package.
    params : tuple of str
        Keys of the params it reads; ``rules.regional_30`` names the settings of one rule.
    results : tuple of Result
        Results it reads; where one has no answer there is none here.
    uses : callable, optional
        Returns results that it reads where they have an answer.
    needs : tuple of str
        Tables without which there is no answer, and `EDITION` where there is none without an edition of the list; other
        tables may be absent.
    """

    name: str
    compute: Callable[[Any], pd.DataFrame]
    tables: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()
    params: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    uses: Callable[[], tuple[Result, ...]] = tuple
    needs: tuple[str, ...] = ()

    @property
    def read_tables(self) -> tuple[str, ...]:
        """Return the tables it reads, those it needs among them."""
        found = self.tables() if callable(self.tables) else self.tables
        return tuple(dict.fromkeys([*(need for need in self.needs if need != EDITION), *found]))

    @property
    def read_results(self) -> tuple[Result, ...]:
        """Return the results it reads, those it uses where they have an answer among them."""
        return (*self.results, *self.uses())

    def of(self, source: Source) -> pd.DataFrame:
        """Return this result of a study, kept or computed now; of a `Given`, if that has declared it.

        Raises
        ------
        MissingTable, MissingEdition
            A table or choice without which there is no answer is lacking.
        NotDeclared
            Another result asks for this one without having said so.
        """
        return source.result(self)

    def lacking(self, source: Source) -> MissingTable | MissingEdition | None:
        """Return why a study has no answer, itself or in what is read; None when it has one."""
        for need in self.needs:
            if need == EDITION:
                if source.list_edition is None:
                    return MissingEdition.told()
            elif not source.has(need):
                return source.missing(need)
        for other in self.results:
            if (cause := other.lacking(source)) is not None:
                return cause
        return None


def with_upstream(results: Iterable[Result]) -> list[Result]:
    """Return results with all that they read, what is read before what reads it, each once."""
    found: dict[Result, None] = {}
    for result in results:
        for one in [*with_upstream(result.read_results), result]:
            found.setdefault(one)
    return list(found)
