"""Region-wide results: computed once per fingerprint, kept as Parquet, shared by all notebooks of a study."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .. import places
from ..writing import locked, made, writing
from . import fingerprint
from .study import Study


@dataclass(frozen=True)
class Result:
    """One region-wide result.

    Parameters
    ----------
    name : str
        File stem and name in the log.
    tables : tuple of str
        Tables it reads; their hashes enter its fingerprint.
    compute : callable
        Study -> frame.
    needs : tuple of str
        Tables without which there is no answer.
    """

    name: str
    tables: tuple[str, ...]
    compute: Callable[[Study], pd.DataFrame]
    needs: tuple[str, ...] = ()

    def of(self, study: Study) -> pd.DataFrame:
        """Return the result of a study: from disk, or computed under a lock and kept.

        Raises
        ------
        MissingTable
            A table it needs was not delivered.
        """
        for table in self.needs:
            if not study.dataset.has(table):
                study.table(table)
        file = self.folder(study) / f"{self.name}.parquet"
        if not file.is_file():
            self._make(study, file)
        return pd.read_parquet(file)

    def folder(self, study: Study) -> Path:
        """Return the folder named by the fingerprint of this result."""
        mark = fingerprint.result(self.name, study.params, [(table, study.hashes[table]) for table in self.tables])
        return places.outputs(study.name) / "region" / mark

    def _make(self, study: Study, file: Path) -> None:
        log = file.parent.parent / "log.csv"
        with locked(log.parent / f".{self.name}.lock"):
            if file.is_file():
                return
            frame = self.compute(study)
            with made(file) as part:
                frame.to_parquet(part, index=False, compression="zstd")
            with writing(log), log.open("a", encoding="utf-8", newline="") as lines:
                csv.writer(lines).writerow([self.name, file.parent.name, len(frame)])
