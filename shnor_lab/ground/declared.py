"""Tables handed to a computation that has said which it reads: the others are refused, so that it cannot be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from .schools import Tables


class NotDeclared(LookupError):
    """Something was touched that the declaration does not name; a defect of the declaration, never of the data.

    Parameters
    ----------
    by : str
        Whose declaration it is.
    what : str
        What was touched and what is declared.
    """

    def __init__(self, by: str, what: str) -> None:
        super().__init__(f"{by} {what}")
        self.by = by


class Declared(Mapping[str, pd.DataFrame]):
    """The declared ones among some tables.

    A declared table that was not delivered is absent, as in any mapping of tables; whatever else is asked for, be it
    only whether it is there, raises `NotDeclared`.

    Parameters
    ----------
    tables : mapping
    keys : iterable of str
        What is declared.
    by : str
        Whose declaration it is, for the error.
    """

    def __init__(self, tables: Tables, keys: Iterable[str], *, by: str) -> None:
        self._tables, self._keys, self._by = tables, tuple(dict.fromkeys(keys)), by

    def __getitem__(self, key: str) -> pd.DataFrame:
        """Return a declared table."""
        self._check(key)
        return self._tables[key]

    def __contains__(self, key: object) -> bool:
        """Return whether a declared table is there, without reading it."""
        self._check(key)
        return key in self._tables

    def __iter__(self) -> Iterator[str]:
        """Iterate over the declared tables that are there."""
        return (key for key in self._keys if key in self._tables)

    def __len__(self) -> int:
        """Return how many of them are there."""
        return sum(1 for _key in self)

    def _check(self, key: object) -> None:
        if key not in self._keys:
            raise NotDeclared(self._by, f"reads «{key}» and declares only: {', '.join(self._keys)}")
