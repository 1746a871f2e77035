"""A study opened: its choices, its data, and the answers for the whole region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from .. import catalogue, language, params
from ..dataset import Dataset, open_dataset
from ..dataset.schema import TABLES
from ..errors import ParamsError
from ..ground.measured import Measured
from ..ground.schools import open_schools
from ..identify.rules import all_settings
from ..language import text as _


@dataclass(frozen=True)
class Study:
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
    def schools(self) -> pd.DataFrame:
        """Return the schools open in the latest result year, one row per school, all columns of ``schools``."""
        return open_schools(self.tables, self.params.list_edition.result_years[0])

    @cached_property
    def silent_years(self) -> list[int]:
        """Return the result years of the list for which no result was delivered, rising."""
        return sorted(set(self.params.list_edition.result_years) - set(self.dataset.years("results")))

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

    def table(self, key: str) -> pd.DataFrame:
        """Return a delivered table, read once.

        Raises
        ------
        MissingTable
            It was not delivered.
        """
        return self.tables[key] if key in self.tables else self.dataset.table(key)

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
    study.settings, study.municipalities  # noqa: B018 - both raise when the params file is wrong
    return study
