"""What a table of the dataset is: columns with Russian titles, kinds, units and bounds.

From one declaration come the pandera schema, the blank forms, the headers that import knows, the dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ...catalogue import table_title

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

STORAGE = {
    "code": "str",
    "text": "str",
    "count": "Int32",
    "year": "Int32",
    "number": "float64",
    "share": "float64",
    "flag": "boolean",
    "date": "str",
}
"""pandas dtype of each kind as it is stored and handed out; a date is an ISO text."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        English name, as in frames.
    title : str
        Russian header, as in forms and on pages.
    kind : str
        One of ``STORAGE``: code, text, count, year, number, share (0-1), flag, date.
    key, required : bool
        Part of the key; must not be empty (a key part is required unless it has a default).
    default : object
        Value taken when a delivered key part is empty.
    one_of : tuple of str
        Closed list of codes, Russian words for them in ``words``.
    words : dict
        Russian word -> code, accepted on import and shown in forms.
    low, high : float
        Bounds, both included.
    unit, source, note : str
        For the dictionary and the explanation sheet, in Russian.
    aliases : tuple of str
        Further Russian headers met in real files.
    form : bool
        False for columns that only the program fills.
    """

    name: str
    title: str
    kind: str
    key: bool = False
    required: bool = False
    default: object = None
    one_of: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    unit: str = ""
    source: str = ""
    note: str = ""
    aliases: tuple[str, ...] = ()
    form: bool = True

    @property
    def dtype(self) -> str:
        """Return the pandas dtype in which the column is stored."""
        return STORAGE[self.kind]


@dataclass(frozen=True)
class Table:
    """One table of the dataset: long, one fact per row."""

    key: str
    grain: str
    columns: tuple[Column, ...]
    source: str = ""

    @property
    def title(self) -> str:
        """Return the Russian name of the table, as the catalogue gives it."""
        return table_title(self.key)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Return the columns by English name."""
        return {column.name: column for column in self.columns}

    @property
    def names(self) -> list[str]:
        """Return the column names in stored order."""
        return [column.name for column in self.columns]

    @property
    def key_names(self) -> list[str]:
        """Return the names that make a row unique."""
        return [column.name for column in self.columns if column.key]

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """Return the pandera schema of a stored table: types, required cells, bounds, code lists, key."""
        import pandera.pandas as pa

        def checks(column: Column) -> list:
            made = []
            if column.one_of:
                made.append(pa.Check.isin(list(column.one_of)))
            if column.low is not None:
                made.append(pa.Check.ge(column.low))
            if column.high is not None:
                made.append(pa.Check.le(column.high))
            return made

        return pa.DataFrameSchema(
            {
                column.name: pa.Column(
                    column.dtype,
                    checks(column),
                    nullable=not (column.key or column.required),
                    title=column.title,
                    description=column.note or None,
                    metadata={"unit": column.unit, "source": column.source, "kind": column.kind},
                )
                for column in self.columns
            },
            unique=self.key_names or None,
            name=self.key,
            title=self.title,
            strict=True,
            ordered=True,
        )

    def empty(self) -> pd.DataFrame:
        """Return a frame without rows, with the columns and dtypes of the table."""
        import pandas as pd

        return pd.DataFrame({column.name: pd.Series(dtype=column.dtype) for column in self.columns})


SCHOOL = Column(
    "school_id",
    "Код школы в лаборатории",
    "code",
    key=True,
    form=False,
    note="Постоянный код юридического лица; присваивается при ввозе.",
)
YEAR = Column(
    "year",
    "Год",
    "year",
    key=True,
    low=2000,
    high=2100,
    note="Календарный год, в котором заканчивается учебный год: 2023 = 2022/23.",
    aliases=("Учебный год", "Год проведения", "Отчётный год"),
)
SOURCE_ID = Column("source_id", "Файл-источник", "code", form=False, note="Номер поставки в dataset.yaml.")
SOURCE_ROW = Column("source_row", "Строка источника", "count", low=0, form=False)
