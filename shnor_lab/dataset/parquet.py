"""Tables as Parquet: same rows, same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..errors import DatasetError
from ..language import text as _
from .keys import key_codes
from .schema import Table

if TYPE_CHECKING:
    import pyarrow as pa

_TEXTS = ("code", "text", "date")
_OPTIONS = {
    "compression": "zstd",
    "compression_level": 1,
    "row_group_size": 1_000_000,
    "store_schema": False,
    "write_statistics": False,
}


def write_table(path: Path, frame: pd.DataFrame, table: Table) -> None:
    """Write a table sorted by its key, in the order and kinds of its columns, without index."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    codes = key_codes(frame, table.key_names)
    order = None if bool((codes[1:] >= codes[:-1]).all()) else np.argsort(codes, kind="stable")
    arrays = [_array(frame[column.name], column.kind, order) for column in table.columns]
    pq.write_table(
        pa.Table.from_arrays(arrays, names=table.names),
        path,
        use_dictionary=[column.name for column in table.columns if column.kind in _TEXTS],
        column_encoding={c.name: "BYTE_STREAM_SPLIT" for c in table.columns if c.kind not in (*_TEXTS, "flag")},
        **_OPTIONS,  # type: ignore[arg-type]
    )


def read_table(path: Path, table: Table, *, categorical: bool = False) -> pd.DataFrame:
    """Return a stored table with the dtypes of its columns; texts as categoricals where asked for.

    Raises
    ------
    DatasetError
        The file is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [column.name for column in table.columns if column.kind in _TEXTS]
    kinds = {pa.int32(): pd.Int32Dtype(), pa.bool_(): pd.BooleanDtype(), pa.string(): pd.StringDtype(na_value=np.nan)}
    with _whole(path):
        found = pq.read_table(path, read_dictionary=texts if categorical else None, memory_map=False)
        found = found.select(table.names)
        frame = found.unify_dictionaries().to_pandas(types_mapper=kinds.get, split_blocks=True)
    if categorical:
        return frame.assign(**{name: pd.Categorical(frame[name]) for name in texts if frame[name].dtype != "category"})
    return frame


def years_of(path: Path) -> list[int]:
    """Return the distinct values of the column ``year`` of a stored table, rising, empty ones left out."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    with _whole(path):
        found = pq.read_table(path, columns=["year"], memory_map=False).column("year")
        return sorted(pc.unique(found.drop_null()).to_pylist())


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a small frame as it is (findings, quarantine, questions, answers).

    Parameters
    ----------
    path : Path
        File to make; what stood there is overwritten, its folder exists.
    frame : DataFrame
        At any grain; the index is left out, equal frames give equal bytes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None), path, **_OPTIONS)


def read_frame(path: Path, empty: pd.DataFrame) -> pd.DataFrame:
    """Return a small frame; ``empty``, which tells its dtypes, when there is no such file."""
    if not path.is_file():
        return empty
    with _whole(path):
        return pd.read_parquet(path)[list(empty.columns)].astype(empty.dtypes.to_dict())


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Say in words that a file of a dataset is damaged."""
    import pyarrow as pa

    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        if isinstance(error, PermissionError):
            raise
        raise DatasetError(
            _("A file of the dataset is damaged."),
            where=f"{path.parent.name}/{path.name}",
            todo=_("make the tables anew from the kept deliveries: shnor-lab repair {name}", name=path.parent.name),
        ) from None


def _array(values: pd.Series, kind: str, order: np.ndarray | None) -> pa.Array:
    import pyarrow as pa

    if kind in _TEXTS:
        return _texts(values, order)
    wanted = {"count": pa.int32(), "year": pa.int32(), "flag": pa.bool_()}.get(kind, pa.float64())
    missing = values.isna().to_numpy()
    if missing.all():
        return pa.nulls(len(values), wanted)
    plain = values.to_numpy() if wanted == pa.float64() else values.to_numpy(wanted.to_pandas_dtype(), na_value=0)
    if order is not None:
        plain, missing = plain[order], missing[order]
    return pa.array(plain, type=wanted, mask=missing) if missing.any() else pa.array(plain, type=wanted)


def _texts(values: pd.Series, order: np.ndarray | None) -> pa.Array:
    """Return texts as a dictionary of the used values in alphabetical order, so that equal rows give equal bytes."""
    import pyarrow as pa

    texts = pd.Categorical(values)
    codes = texts.codes
    if len(texts.categories) == 1 and not (codes < 0).any():
        return pa.DictionaryArray.from_arrays(np.zeros(len(codes), np.int8), pa.array(texts.categories, pa.string()))
    codes = codes if order is None else codes[order]
    used = np.bincount(codes[codes >= 0], minlength=len(texts.categories)) > 0
    words = texts.categories.to_numpy(object)
    kept = np.flatnonzero(used)
    kept = kept[np.argsort(words[kept], kind="stable")]
    place = np.full(len(words) + 1, -1, dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    codes = place[codes]
    return pa.DictionaryArray.from_arrays(
        pa.array(codes, mask=codes < 0) if (codes < 0).any() else pa.array(codes), pa.array(words[kept], pa.string())
    )
