"""The rows of a delivery as its layout read them, kept whole beside the tables: what tables are rebuilt from."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import DatasetError
from ..language import text as _
from .findings import Finding
from .issues import Issue
from .read.delivery import Delivery

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "deliveries"
"""Folder of a dataset with a folder for each delivery that was taken in."""

_ABOUT = "delivery.json"
_PRINTED = b"printed"
_NAMED_BY = 16
_FROM = ("source_id", "file", "sha256", "bytes", "layout", "replace")
_MOMENTS: dict[str, Callable[[str], object]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
}


@dataclass(frozen=True)
class Kept:
    """A delivery that was taken in: where it came from, and its rows as the layout read them.

    Parameters
    ----------
    source_id, file, sha256 : str
    bytes : int
        Size of the file.
    layout : str
        Title of the layout.
    replace : bool
        Whether it was to replace what an earlier delivery says.
    delivery : Delivery
    """

    source_id: str
    file: str
    sha256: str
    bytes: int
    layout: str
    replace: bool
    delivery: Delivery

    @property
    def folder(self) -> str:
        """Return the name of its folder below ``FOLDER``."""
        return f"{self.source_id}-{self.sha256[:_NAMED_BY]}"


@dataclass(frozen=True)
class Packed:
    """A delivery on its way to the disk: the name of its folder, and its files, which a thread makes meanwhile."""

    folder: str
    files: Future[dict[str, bytes]]


def packed(kept: Kept) -> Packed:
    """Return a delivery as files to be; the caller need not wait for them."""
    thread = ThreadPoolExecutor(1, "packing")
    files = thread.submit(_files, kept)
    thread.shutdown(wait=False)
    return Packed(kept.folder, files)


def write(folder: Path, delivery: Packed) -> None:
    """Write a delivery into its folder below ``folder``, which holds no other of this name."""
    place = folder / delivery.folder
    place.mkdir(parents=True)
    for name, content in delivery.files.result().items():
        (place / name).write_bytes(content)


def _files(kept: Kept) -> dict[str, bytes]:
    delivery = kept.delivery
    about = {
        **{name: getattr(kept, name) for name in _FROM},
        "key": delivery.layout,
        "tables": list(delivery.tables),
        "findings": [asdict(finding) for finding in delivery.findings],
        "rows_in": delivery.rows_in,
        "personal": delivery.personal,
        "issues": {
            key: [asdict(issue) | {"at": issue.at.tolist()} for issue in issues]
            for key, issues in delivery.issues.items()
        },
    }
    made = {f"{key}.parquet": _as_parquet(frame) for key, frame in delivery.tables.items()}
    return made | {_ABOUT: json.dumps(about, ensure_ascii=False).encode("utf-8")}


def read_all(folder: Path) -> list[Kept]:
    """Return what is kept below a dataset folder, in the order in which it came; nothing where nothing is kept.

    Raises
    ------
    DatasetError
        Some of it cannot be read any more.
    """
    places = sorted(place for place in (folder / FOLDER).glob("*") if place.is_dir())
    return [_read(place, folder.name) for place in places]


def _read(place: Path, dataset: str) -> Kept:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        about = json.loads((place / _ABOUT).read_text(encoding="utf-8"))
        delivery = Delivery(
            layout=about["key"],
            tables={key: _as_printed(pq.read_table(place / f"{key}.parquet")) for key in about["tables"]},
            findings=tuple(_finding(kept) for kept in about["findings"]),
            rows_in=about["rows_in"],
            personal=about["personal"],
            issues={key: [_issue(kept) for kept in issues] for key, issues in about["issues"].items()},
        )
        return Kept(**{name: about[name] for name in _FROM}, delivery=delivery)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        raise DatasetError(
            _("The kept rows of a delivery cannot be read."),
            where=f"{dataset}/{FOLDER}/{place.name}",
            todo=_("import the files anew under another name"),
        ) from None


def _finding(kept: dict[str, Any]) -> Finding:
    return Finding(**kept | {"rows": tuple(kept["rows"]), "examples": tuple(kept["examples"])})


def _issue(kept: dict[str, Any]) -> Issue:
    return Issue(**kept | {"at": np.array(kept["at"], dtype=np.int64), "examples": tuple(kept["examples"])})


def _as_parquet(frame: pd.DataFrame) -> bytes:
    """Return a frame as Parquet; cells of columns of mixed kinds are JSON each, so that they come back as printed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    mixed = [name for name in frame.columns if frame[name].dtype == object]
    written = frame.assign(**{name: pd.array([_written(cell) for cell in frame[name]], "str") for name in mixed})
    table = pa.Table.from_pandas(written, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _PRINTED: json.dumps(mixed).encode()})
    file = pa.BufferOutputStream()
    pq.write_table(table, file, compression="zstd", compression_level=1, write_statistics=False)
    return bytes(file.getvalue())


def _as_printed(table: pa.Table) -> pd.DataFrame:
    mixed = json.loads((table.schema.metadata or {})[_PRINTED])
    frame = table.to_pandas()
    for name in mixed:
        cells = [None if pd.isna(text) else json.loads(text, object_hook=_moment) for text in frame[name]]
        frame[name] = pd.Series(cells, index=frame.index, dtype=object)
    return frame


def _written(cell: Any) -> str | None:
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return None
    if isinstance(cell, np.generic):
        cell = cell.item()
    for kind in _MOMENTS:
        if isinstance(cell, getattr(dt, kind)):
            return json.dumps({kind: cell.isoformat()})
    return json.dumps(cell if isinstance(cell, str | float | int | bool) else str(cell), ensure_ascii=False)


def _moment(found: dict[str, str]) -> object:
    ((kind, text),) = found.items()
    return _MOMENTS[kind](text)
