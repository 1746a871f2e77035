"""Region-wide results on disk: one Parquet file each below ``outputs/<study>/kept``, where no page lives.

A file is named by the result and its fingerprint and carries the whole fingerprint inside. One that is empty, cut, of
another kind or of another result is as good as none: it is made anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from .. import places
from ..errors import ShnorError
from ..writing import freed, locked, made, writing
from .fingerprint import digest

if TYPE_CHECKING:
    import pyarrow as pa

MARK = b"fingerprint"
_NAMED_BY = 32
"""Digits of a fingerprint in a file name; the whole stands inside."""


def file_of(study: str, name: str, mark: str) -> Path:
    """Return the file of a result with this fingerprint."""
    return places.kept(study) / f"{name}-{mark[:_NAMED_BY]}.parquet"


def read(file: Path, mark: str) -> pd.DataFrame | None:
    """Return a kept result, None when the file is absent, cannot be read, or holds another result."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(file)
        if (schema.metadata or {}).get(MARK) != _inside(mark, schema):
            return None
        return pd.read_parquet(file, page_checksum_verification=True)
    except (OSError, ValueError, pa.ArrowException):
        return None


def write(file: Path, frame: pd.DataFrame, mark: str) -> None:
    """Keep a result; under its name it is whole or absent."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    rowless = pa.BufferOutputStream()
    pq.write_table(table.schema.empty_table(), rowless)
    as_read = pq.read_schema(pa.BufferReader(rowless.getvalue()))
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), MARK: _inside(mark, as_read)})
    with made(freed(file)) as part:
        pq.write_table(table, part, compression="zstd", write_page_checksum=True)


def _inside(mark: str, schema: pa.Schema) -> bytes:
    """Return what a file of this schema carries: the fingerprint, and a hash of the names and kinds of its columns.

    Checksums of Parquet cover pages of values and not the schema at the end of the file.
    """
    return f"{mark} {digest(str(schema.remove_metadata()), (schema.metadata or {}).get(b'pandas', b''))}".encode()


def remove_others(study: str, files: Iterable[Path]) -> None:
    """Remove what is kept of a study under any other name than these, and what a killed process left half written.

    A result that another process computes or reads just now stays: the next run removes it.
    """
    wanted, folder = set(files), places.kept(study)
    for file in folder.glob("*-*.parquet*") if folder.is_dir() else ():
        if file not in wanted:
            with suppress(_Busy), locked(lock_of(study, _name(file)), _Busy()), writing(file):
                file.unlink(missing_ok=True)


def lock_of(study: str, name: str) -> Path:
    """Return the lock of a result: who holds it computes it, or reads what has just been written."""
    return places.kept(study) / f".{name}.lock"


def _name(file: Path) -> str:
    return file.name.lstrip(".").rpartition("-")[0]


class _Busy(ShnorError):
    """Another process holds the result."""

    def __init__(self) -> None:
        super().__init__("")
