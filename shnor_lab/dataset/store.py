"""The dataset folder: reading it, and writing its next state whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from .. import places
from ..errors import DatasetError, MissingTable
from ..language import text as _
from ..yaml_text import parsed
from . import kept_rows, swap
from .findings import COLUMNS
from .kept_rows import Packed
from .parquet import read_frame, read_table, write_frame, write_table, years_of
from .schema import TABLES

SHEET = "dataset.yaml"
CHECKED_WHOLE = 100_000
"""Tables up to so many rows pass their pandera schema before they are written; larger ones only in ``check``."""

_COUNTS = ("count", "row", "rows")


def _empty(columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="int64" if name in _COUNTS else "str") for name in columns})


FINDINGS = _empty(["source_id", *COLUMNS])
QUARANTINE = _empty(["source_id", "file", "sheet", "row", "table", "rule", "values"])
ANSWERS = _empty(["question_id", "answer"])
QUESTIONS = _empty(
    [
        "question_id",
        "file",
        "name",
        "municipality",
        "codes",
        "school_id",
        "school_name",
        "why",
        "rows",
        "answer",
    ]
)


@dataclass(frozen=True)
class Dataset:
    """A dataset folder opened for reading; tables are read when asked for.

    Parameters
    ----------
    name : str
    folder : Path
    notice : str
        Line that every page made from the data carries, "" when none.
    region_id : str
    deliveries : list of dict
        One per delivered file: source_id, file, sha256, bytes, layout, state (stored / replaced / refused), years,
        procedures, rows_in, stored, quarantined, schools_tied.
    """

    name: str
    folder: Path
    notice: str = ""
    region_id: str = ""
    deliveries: list[dict[str, Any]] = field(default_factory=list)

    def tables(self) -> list[str]:
        """Return the keys of the tables present, in the order of the schema."""
        return [key for key in TABLES if self.has(key)]

    def has(self, table: str) -> bool:
        """Return whether the table was delivered."""
        return (self.folder / f"{table}.parquet").is_file()

    def table(self, table: str) -> pd.DataFrame:
        """Return a table at the grain of its schema, sorted by key, with the dtypes of ``schema.STORAGE``.

        Raises
        ------
        MissingTable
            It was not delivered.
        """
        if not self.has(table):
            raise self.missing(table)
        return read_table(self.folder / f"{table}.parquet", TABLES[table])

    def missing(self, table: str) -> MissingTable:
        """Return what is said of a table that was not delivered."""
        return MissingTable(
            _("The dataset has no table «{table}».", table=TABLES[table].title if table in TABLES else table),
            table=table,
            where=self.name,
            todo=_("deliver it: a blank form is written by shnor-lab template FOLDER"),
        )

    def years(self, table: str) -> list[int]:
        """Return the years of which a table has rows, rising; none when it is absent. Only that column is read."""
        return years_of(self.folder / f"{table}.parquet") if self.has(table) else []

    def hash(self, table: str) -> str:
        """Return the sha256 of the file of a table, "" when it is absent."""
        file = self.folder / f"{table}.parquet"
        if not file.is_file():
            return ""
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()

    def hashes(self) -> list[tuple[str, str]]:
        """Return name and sha256 of all that pages show of the dataset: its tables, frames beside them, its sheet."""
        sheet = json.dumps([self.notice, self.deliveries], ensure_ascii=False, default=str)
        read = [(name, self.hash(name)) for name in (*self.tables(), *FRAMES)]
        return [*read, (SHEET, hashlib.sha256(sheet.encode()).hexdigest())]

    def findings(self) -> pd.DataFrame:
        """Return all findings: source_id and the columns of ``findings.as_frame``, one row per finding and place."""
        return self._frame("findings", FINDINGS)

    def quarantine(self) -> pd.DataFrame:
        """Return the rows outside: source_id, file, sheet, row, table, rule, values (JSON; "" for pupils' rows)."""
        return self._frame("quarantine", QUARANTINE)

    def questions(self) -> pd.DataFrame:
        """Return the open questions about schools, as ``match.Tied.questions``."""
        return self._frame("questions", QUESTIONS)

    @cached_property
    def answers(self) -> pd.DataFrame:
        """Return what was answered so far: question_id, answer (yes / no / new)."""
        return self._frame("answers", ANSWERS)

    def _frame(self, name: str, empty: pd.DataFrame) -> pd.DataFrame:
        return read_frame(self.folder / f"{name}.parquet", empty)


def open_dataset(name: str) -> Dataset:
    """Return a dataset by name.

    Raises
    ------
    DatasetError
        There is none, or its folder is damaged.
    """
    folder = places.dataset(name)
    if swap.interrupted(folder):
        with swap.held(folder):
            pass
    if not (folder / SHEET).is_file():
        raise DatasetError(
            _("There is no dataset «{name}».", name=name),
            examples=available(),
            todo=_("import files first: shnor-lab import FILES --into {name}", name=name),
        )
    return read_sheet(name)


def read_sheet(name: str) -> Dataset:
    """Return the dataset as its sheet says, an empty one where there is no sheet yet."""
    import yaml

    folder = places.dataset(name)
    if not (folder / SHEET).is_file():
        return Dataset(name, folder)
    try:
        sheet = parsed((folder / SHEET).read_text(encoding="utf-8"))
        return Dataset(name, folder, sheet["notice"], sheet["region_id"], sheet["deliveries"])
    except (yaml.YAMLError, KeyError, TypeError, UnicodeDecodeError):
        raise DatasetError(
            _("The dataset folder is damaged: dataset.yaml cannot be read."),
            where=name,
            todo=_("make the tables anew from the kept deliveries: shnor-lab repair {name}", name=name),
        ) from None


def available() -> list[str]:
    """Return the names of all datasets."""
    folder = places.root() / "data" / "datasets"
    found = [place.parent.name for place in folder.glob(f"*/{SHEET}") if not place.parent.name.startswith(".")]
    demo = [places.DEMO] if (places.dataset(places.DEMO) / SHEET).is_file() else []
    return sorted(demo + found)


def write_dataset(
    before: Dataset,
    after: Dataset,
    tables: Mapping[str, pd.DataFrame],
    frames: Mapping[str, pd.DataFrame],
    kept: Sequence[Packed],
) -> None:
    """Write the next state of a dataset and swap the folder; the caller holds it (``swap.held``).

    Parameters
    ----------
    before, after : Dataset
        Present state and the sheet of the next one.
    tables : mapping of str to DataFrame
        Changed tables; the others are taken over, and so is every file of the user.
    frames : mapping of str to DataFrame
        findings, quarantine, questions, answers: all that are not empty.
    kept : sequence of Kept
        Deliveries that came in; those kept before stay as far as the sheet of the next state has them. Of the dataset
        of the workbench, which is only made anew as a whole, none is kept.
    """
    import yaml

    folder = before.folder
    new = swap.begin(folder)
    for key, frame in tables.items():
        if len(frame) <= CHECKED_WHOLE:
            check_contract(frame, key)
        if len(frame):
            write_table(new / f"{key}.parquet", frame, TABLES[key])
    for name, frame in frames.items():
        if len(frame):
            write_frame(new / f"{name}.parquet", frame)
    written = {f"{name}.parquet" for name in (*tables, *FRAMES)} | {SHEET, "questions.xlsx"}
    if folder.is_dir():
        for file in sorted(folder.iterdir()):
            if file.is_file() and file.name not in written:
                swap.keep(folder, file.name)
    if before.name != places.DEMO:
        _keep_deliveries(folder, new, after, kept)
    if len(frames["questions"]):
        from .match import questions_file

        questions_file(new / "questions.xlsx", frames["questions"])
    sheet = {"region_id": after.region_id, "notice": after.notice, "deliveries": after.deliveries}
    text = yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False, width=110)
    (new / SHEET).write_text(text, encoding="utf-8", newline="\n")
    swap.finish(folder)


def _keep_deliveries(folder: Path, new: Path, after: Dataset, kept: Sequence[Packed]) -> None:
    taken = {delivery["source_id"] for delivery in after.deliveries if delivery["state"] != "refused"}
    fresh = {one.folder for one in kept}
    for file in sorted((folder / kept_rows.FOLDER).rglob("*")):
        own = file.relative_to(folder / kept_rows.FOLDER).parts[0]
        if file.is_file() and own not in fresh and own.split("-")[0] in taken:
            swap.keep(folder, file.relative_to(folder).as_posix())
    for one in kept:
        kept_rows.write(new / kept_rows.FOLDER, one)


FRAMES = ("findings", "quarantine", "questions", "answers")


def check_contract(frame: pd.DataFrame, key: str) -> None:
    """Check a table against its pandera schema.

    Raises
    ------
    DatasetError
        A column is absent, of another kind, or holds what the schema forbids.
    """
    from pandera.errors import SchemaErrors

    table = TABLES[key]
    plain = frame.assign(
        **{column.name: frame[column.name].astype(column.dtype) for column in table.columns if column.name in frame}
    )[[name for name in table.names if name in frame]]
    try:
        table.schema.validate(plain, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        raise DatasetError(
            _("The table «{table}» breaks its schema.", table=table.title),
            count=len(cases),
            examples=[f"{column}: {check}" for column, check in zip(cases["column"], cases["check"], strict=True)],
            todo=_("import the files anew; if it happens again, report it"),
        ) from None
