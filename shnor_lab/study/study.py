"""A study opened: its choices, its data, and the answers for the whole region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd
from pydantic import BaseModel

from .. import catalogue, language, params
from ..dataset import Dataset, open_dataset
from ..dataset.schema import TABLES
from ..errors import MissingTable, ParamsError, WriteError
from ..ground.measured import Measured
from ..ground.schools import open_schools
from ..identify.rules import all_settings
from ..language import text as _
from ..params import ListEdition
from ..writing import locked
from . import choices, fingerprint, kept
from .edition import OfEdition
from .given import Given
from .result import Result

FIRST_MONTH = 9
"""September: a school year begins."""


@dataclass(frozen=True)
class Study(OfEdition):
    """Choices and data of one study; the answers are in the modules beside this one.

    Parameters
    ----------
    params : Params
        Resolved choices.
    dataset : Dataset
        The opened dataset.
    """

    params: params.Params
    dataset: Dataset
    computed: Counter[str] = field(default_factory=Counter, compare=False, repr=False)
    """How many times each region-wide result was computed, not read, since the study was opened."""

    @property
    def name(self) -> str:
        """Return the name of the study."""
        return self.params.study

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """Return the checked settings of every rule, by rule key."""
        return all_settings(self.params.rules)

    @cached_property
    def hashes(self) -> dict[str, str]:
        """Return the sha256 of every table of the schema as delivered, "" for an absent one."""
        return {key: self.dataset.hash(key) for key in TABLES}

    @cached_property
    def rooms(self) -> Mapping[str, BaseModel]:
        """Return the checked settings of context, evaluate and whatever package has a key of its own in the params."""
        return choices.room_settings(self.params)

    @property
    def year(self) -> int:
        """Return the school year that pages speak of.

        The latest result year of the list; without one the latest with results, else the last ended before ``as_of``.
        """
        if self.list_edition is not None:
            return self.list_edition.result_years[0]
        delivered, day = self.dataset.years("results"), self.params.as_of
        return max(delivered) if delivered else day.year - (day.month < FIRST_MONTH)

    @property
    def list_edition(self) -> ListEdition | None:
        """Return the edition of the list; None where the study names none."""
        return self.params.list_edition

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Return the schools open in `year`, one row per school, columns of ``schools``; none without a register."""
        return open_schools(self.tables, self.year) if self.has("schools") else TABLES["schools"].empty()

    @cached_property
    def silent_years(self) -> list[int]:
        """Return the result years of the list for which no result was delivered, rising."""
        return sorted(set(self.result_years) - set(self.dataset.years("results")))

    @cached_property
    def municipalities(self) -> pd.DataFrame:
        """Return one row per municipality of the study: municipality_id, municipality, schools (their number)."""
        found = (
            self.schools.groupby("municipality_id", sort=True)
            .agg(municipality=("municipality", "first"), schools=("school_id", "size"))
            .reset_index()
        )
        wanted = self.params.municipalities
        if wanted == "all":
            return found
        strange = sorted(set(wanted) - set(found["municipality_id"]))
        if strange:
            raise ParamsError(
                _("The params file names municipalities that the dataset does not have."),
                where=f"params/{self.name}.yaml: municipalities",
                examples=strange,
                todo=_("use codes such as: {known}", known=", ".join(found["municipality_id"].head(5))),
            )
        return found[found["municipality_id"].isin(wanted)].reset_index(drop=True)

    @cached_property
    def tables(self) -> Measured:
        """Return the delivered tables by key; each is read once, and each pooled model of them is fitted once."""
        return Measured(Tables(self.dataset))

    def has(self, table: str) -> bool:
        """Return whether a table was delivered."""
        return table in self.tables

    def table(self, key: str) -> pd.DataFrame:
        """Return a delivered table, read once.

        Raises
        ------
        MissingTable
            It was not delivered.
        """
        if key not in self.tables:
            raise self.missing(key)
        return self.tables[key]

    def missing(self, table: str) -> MissingTable:
        """Return what is said of a table that was not delivered."""
        return self.dataset.missing(table)

    def result(self, result: Result) -> pd.DataFrame:
        """Return a region-wide result: read where it is kept, else computed under a lock and kept.

        Raises
        ------
        MissingTable, MissingEdition
            A table or choice without which there is no answer is lacking.
        """
        if (cause := result.lacking(self)) is not None:
            raise cause
        mark = self.mark(result)
        file = kept.file_of(self.name, result.name, mark)
        found = kept.read(file, mark)
        if found is None:
            with locked(kept.lock_of(self.name, result.name)):
                found = kept.read(file, mark)
                if found is None:
                    kept.write(file, result.compute(Given(self, result)), mark)
                    self.computed[result.name] += 1
                    found = kept.read(file, mark)
        if found is None:
            raise WriteError(
                _("A result was written and cannot be read back."), where=f"outputs/{self.name}", examples=[file.name]
            )
        return found

    def mark(self, result: Result) -> str:
        """Return the fingerprint of a result: of what it declares to read, of the program, and of nothing else."""
        if result not in self._marks:
            self._marks[result] = fingerprint.result(
                result.name,
                fingerprint.choices(self.params, result.params),
                [(table, self.hashes.get(table, "")) for table in result.read_tables],
                [self.mark(other) for other in result.read_results],
            )
        return self._marks[result]

    @cached_property
    def _marks(self) -> dict[Result, str]:
        return {}

    @property
    def procedures(self) -> list[str]:
        """Return the procedures that the 30 per cent rule names, in catalogue order."""
        return [key for key, procedure in catalogue.procedures().items() if procedure.rule_30]


class Tables(Mapping[str, pd.DataFrame]):
    """The delivered tables of a dataset as a mapping that reads lazily."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._keys = dataset.tables()
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, key: str) -> pd.DataFrame:
        """Return a table, from memory after the first time."""
        if key not in self._keys:
            raise KeyError(key)
        if key not in self._read:
            self._read[key] = self._dataset.table(key)
        return self._read[key]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys of the delivered tables."""
        return iter(self._keys)

    def __len__(self) -> int:
        """Return how many tables were delivered."""
        return len(self._keys)


def open(name: str) -> Study:
    """Return a study by the stem of its params file, checked before anything is computed.

    Parameters
    ----------
    name : str
        E.g. ``"demo"``.

    Raises
    ------
    ParamsError, RuleError, DatasetError
        What is wrong in the params file, the settings of a rule, or the dataset.
    """
    chosen = params.load(name)
    language.use(chosen.language)
    study = Study(chosen, open_dataset(chosen.dataset))
    fingerprint.program()  # what is kept bears the mark of the program as it was when it was imported
    study.settings, study.rooms, study.municipalities  # noqa: B018 - each raises when the params file is wrong
    choices.check_readings(chosen.readings, study.table("conflicts") if study.has("conflicts") else None, name)
    return study
