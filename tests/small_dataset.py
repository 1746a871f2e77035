"""The demo region cut down to its first municipalities: every table of it, in seconds."""

from __future__ import annotations

import shutil
from pathlib import Path

from shnor_lab.dataset.parquet import read_table, write_table
from shnor_lab.dataset.schema import TABLES

MUNICIPALITIES = 2


def make(source: Path, folder: Path) -> None:
    """Write the dataset of the first municipalities of ``source`` into ``folder``."""
    folder.mkdir(parents=True)
    schools = read_table(source / "schools.parquet", TABLES["schools"])
    first = sorted(schools["municipality_id"].unique())[:MUNICIPALITIES]
    inside = set(schools.loc[schools["municipality_id"].isin(first), "school_id"])
    for file in source.iterdir():
        table = TABLES.get(file.stem)
        if table is None or file.suffix != ".parquet" or "school_id" not in table.names:
            shutil.copyfile(file, folder / file.name)
            continue
        frame = read_table(file, table)
        write_table(folder / file.name, frame[frame["school_id"].isin(inside)].reset_index(drop=True), table)
