"""Printed values to the kinds of the schema, by distinct value; typed columns pass untouched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from ..language import text as _
from .cells import READERS, Unreadable, one_alphabet, ordinary_codes
from .findings import Level
from .issues import Issue
from .read.delivery import HEADINGS, REFERENCES
from .read.headers import REFERENCES as CALLED_AS
from .read.printed import plain
from .read.procedure_names import procedure_of
from .schema import Column, Table
from .vocabulary import guess, said, shown, vocabulary

PLACE = ("source_sheet", "source_row")
_CODES = ("code", "text", "date")
_REFERENCE = {
    name: Column(name, CALLED_AS[name][0], "text" if name in ("ref_name", "ref_municipality") else "code")
    for name in REFERENCES
}


@dataclass(frozen=True)
class Cleaned:
    """Rows with the kinds of the schema, and what could not be read.

    Parameters
    ----------
    frame : DataFrame
        Same rows and order. Codes, texts and dates are categorical text, counts and years ``Int32``, numbers and
        shares ``float64``, flags ``boolean``; ``source_sheet`` and ``source_row`` as they were. A cell that could
        not be read is missing.
    issues : list of Issue
        One per column and rule; level row unless the value could be mended (then a note).
    """

    frame: pd.DataFrame
    issues: list[Issue] = field(default_factory=list)


@dataclass(frozen=True)
class _Distinct:
    """A column as distinct values: ``values[codes[i]]`` is row i, code -1 is missing."""

    codes: np.ndarray
    values: list[Any]


def clean(frame: pd.DataFrame, table: Table) -> Cleaned:
    """Return a delivered frame with the kinds of its table.

    Parameters
    ----------
    frame : DataFrame
        Columns of the table (any subset), ``ref_*`` columns, ``source_sheet``, ``source_row``; other columns are
        left out. Values as printed, or typed already. ``attrs[HEADINGS]`` names the columns as printed.
    table : Table

    Examples
    --------
    >>> from shnor_lab.dataset.schema import TABLES
    >>> printed = pd.DataFrame({"year": ["2022/23"], "procedure": ["ОГЭ по математике"], "n": ["1 024"]})
    >>> clean(printed, TABLES["results"]).frame[["year", "procedure", "n"]].values.tolist()
    [[2023, 'oge_ma', 1024]]
    """
    columns: dict[str, Any] = {}
    issues: list[Issue] = []
    printed = frame.attrs.get(HEADINGS, {})
    for name in frame.columns:
        column = table.by_name.get(name) or _REFERENCE.get(name)
        if name in PLACE:
            columns[name] = frame[name].array
        elif column is not None:
            column = replace(column, title=printed.get(name, column.title))
            columns[name] = _column(frame[name], column, table, issues)
    for column in table.columns:
        if column.default is not None and column.name not in columns:
            columns[column.name] = pd.Categorical.from_codes(np.zeros(len(frame), np.int8), [column.default])
    return Cleaned(pd.DataFrame(columns, index=pd.RangeIndex(len(frame)), copy=False), issues)


def read_one(text: object, column: Column, table: Table) -> Any:
    """Return one printed cell as a value of its column, None for an empty one.

    Parameters
    ----------
    text : object
        As it stands in the file: text, or a number of the workbook.
    column : Column
        Its kind and its words tell how the cell is read.
    table : Table
        Of the column; the same word means different codes in different tables.

    Raises
    ------
    Unreadable
        With the key of the rule.
    """
    return _reader(table, column)(text)


def _column(values: pd.Series, column: Column, table: Table, issues: list[Issue]) -> Any:
    typed = _typed(values, column, issues)
    if typed is not None:
        return typed
    found = _distinct(values)
    if _is_open(table, column) and all(type(value) is str for value in found.values) and ordinary_codes(found.values):
        if isinstance(values.dtype, pd.CategoricalDtype) and values.cat.categories.is_monotonic_increasing:
            return values.array
        return _spread(found.values, found.codes, column, issues)
    reader = _reader(table, column)
    answers: list[Any] = []
    failed: dict[str, list[int]] = {}
    for place, value in enumerate(found.values):
        try:
            answers.append(reader(value))
        except Unreadable as error:
            answers.append(None)
            failed.setdefault(str(error), []).append(place)
    for rule, places in sorted(failed.items()):
        issues.append(_issue("row", rule, column, found, places))
    if column.kind == "code" and not column.one_of and column.name not in ("procedure", "school_id"):
        answers = _letters(answers, column, found, issues)
    if column.name == "ref_code":
        answers = _zeros(answers, column, found, issues)
    return _spread(answers, found.codes, column, issues)


def _typed(values: pd.Series, column: Column, issues: list[Issue]) -> Any:
    """Return a column that has its kind already; None when its cells must be looked at."""
    dtype = values.dtype
    if column.kind in ("count", "year"):
        if dtype == "Int32":
            return values.array
        if isinstance(dtype, np.dtype) and dtype.kind in "iu" and (not len(values) or abs(values).max() < 2**31):
            return values.astype("Int32").array
        if isinstance(dtype, np.dtype) and dtype.kind == "f":
            return _whole(values.to_numpy(), column, issues)
    if column.kind in ("number", "share") and pd.api.types.is_numeric_dtype(dtype) and dtype != "boolean":
        numbers = values.to_numpy("float64", na_value=np.nan)
        return _shares(numbers, np.ones(len(numbers), bool), column, issues) if column.kind == "share" else numbers
    if column.kind == "flag" and dtype in ("boolean", "bool"):
        return values.astype("boolean").array
    return None


def _whole(numbers: np.ndarray, column: Column, issues: list[Issue]) -> Any:
    missing = np.isnan(numbers)
    with np.errstate(invalid="ignore"):
        uneven = ~missing & ((numbers != np.rint(numbers)) | (np.abs(numbers) >= 2**31))
    if uneven.any():
        at = np.flatnonzero(uneven)
        issues.append(_told("row", "not_whole", column, at, numbers[at[:5]].tolist()))
    missing |= uneven
    return pd.arrays.IntegerArray(np.where(missing, 0, numbers).astype(np.int32), missing)


def _distinct(values: pd.Series) -> _Distinct:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return _Distinct(values.cat.codes.to_numpy(), values.cat.categories.tolist())
    if values.dtype == object:
        # 1, 1.0 and True are equal to a hash table and differ as printed cells.
        pairs = [None if cell is None or cell != cell else (type(cell), cell) for cell in values.tolist()]
        known: dict[Any, int] = {}
        codes = np.array([-1 if pair is None else known.setdefault(pair, len(known)) for pair in pairs], dtype=np.int64)
        return _Distinct(codes, [cell for _kind, cell in known])
    codes, distinct = pd.factorize(values)
    return _Distinct(codes, distinct.tolist())


def _spread(answers: list[Any], codes: np.ndarray, column: Column, issues: list[Issue]) -> Any:
    """Return the answers of the distinct values at every row, in the array of the kind."""
    padded = [*answers, None]
    if column.kind in _CODES:
        return _categorical(padded, codes, column.default)
    missing = np.array([answer is None for answer in padded])[codes]
    if column.kind in ("number", "share"):
        numbers = np.array([np.nan if answer is None else answer for answer in padded], dtype="float64")[codes]
        if column.kind == "number":
            return numbers
        return _shares(numbers, ~missing, column, issues)
    whole = np.array([0 if answer is None else answer for answer in padded])
    if column.kind == "flag":
        return pd.arrays.BooleanArray(whole.astype(bool)[codes], missing)
    return pd.arrays.IntegerArray(whole.astype(np.int32)[codes], missing)


def _categorical(padded: list[Any], codes: np.ndarray, default: object) -> pd.Categorical:
    filled: list[Any] = [default if answer is None else answer for answer in padded]
    categories = sorted({answer for answer in filled if answer is not None})
    place = {answer: code for code, answer in enumerate(categories)}
    translate = np.array([place.get(answer, -1) for answer in filled], dtype=np.int32)
    return pd.Categorical.from_codes(translate[codes], pd.Index(categories, dtype="str"))


def _shares(numbers: np.ndarray, asked: np.ndarray, column: Column, issues: list[Issue]) -> np.ndarray:
    """Return shares 0-1; a column most of whose values are above 1 is taken for per cents and noted."""
    given = asked & ~np.isnan(numbers)
    if given.any() and (numbers[given] > 1).mean() > 0.5:
        issues.append(
            Issue(
                "note",
                "percents_read_as_shares",
                _("Most values are above 1: the column was read as per cents."),
                column=column.name,
                at=np.flatnonzero(given),
            )
        )
        return numbers / 100
    return numbers


def _letters(answers: list[Any], column: Column, found: _Distinct, issues: list[Issue]) -> list[Any]:
    """Return codes with look-alike letters of the other alphabet mended."""
    mended = [answer if answer is None else one_alphabet(answer) for answer in answers]
    if column.name == "ref_code":
        cyrillic = [any("а" <= letter <= "я" for letter in answer.lower()) for answer in mended if answer]
        latin = [any("a" <= letter <= "z" for letter in answer.lower()) for answer in mended if answer]
        if any(cyrillic) and any(latin) and sum(cyrillic) != sum(latin):
            wanted = sum(cyrillic) > sum(latin)
            mended = [answer if answer is None else one_alphabet(answer, wanted) for answer in mended]
    changed = [place for place, pair in enumerate(zip(answers, mended, strict=True)) if pair[0] != pair[1]]
    if changed:
        issues.append(_issue("note", "letters_of_two_alphabets", column, found, changed))
    return mended


def _zeros(answers: list[Any], column: Column, found: _Distinct, issues: list[Issue]) -> list[Any]:
    """Return codes with leading zeros given back where the other codes of the column tell the length."""
    numeric = [place for place, value in enumerate(found.values) if isinstance(value, int | float)]
    texts = [
        answer for place, answer in enumerate(answers) if place not in set(numeric) and answer and answer.isdigit()
    ]
    if not numeric or len({len(text) for text in texts}) != 1 or not any(text.startswith("0") for text in texts):
        return answers
    short = [place for place in numeric if answers[place] and len(answers[place]) < len(texts[0])]
    if short:
        issues.append(_issue("note", "leading_zeros_restored", column, found, short))
    return [answer.zfill(len(texts[0])) if place in set(short) else answer for place, answer in enumerate(answers)]


def _issue(level: Level, rule: str, column: Column, found: _Distinct, places: Sequence[int]) -> Issue:
    at = np.flatnonzero(np.isin(found.codes, np.array(places)))
    return _told(level, rule, column, at, [found.values[place] for place in places[:5]])


def _told(level: Level, rule: str, column: Column, at: np.ndarray, values: Sequence[object]) -> Issue:
    message, todo = said(column.title)[rule]
    told = " ".join(filter(None, (message, guess(rule, values))))
    return Issue(level, rule, told, todo, column.name, at, tuple(map(shown, values)))


def _reader(table: Table, column: Column) -> Callable[[object], Any]:
    if column.name == "procedure":
        return _read_procedure
    words, closed = vocabulary(table.key, column.name)
    read = READERS[column.kind]
    if not words:
        return read

    def read_word(cell: object) -> Any:
        word = words.get(plain(cell))
        if word is not None:
            return word
        value = read(cell)
        if closed and value is not None:
            raise Unreadable("unknown_word")
        return value

    return read_word


def _is_open(table: Table, column: Column) -> bool:
    """Return whether any code is allowed in the column and an empty cell stays empty."""
    free = column.kind == "code" and column.default is None and column.name != "procedure"
    return free and not vocabulary(table.key, column.name)[0]


def _read_procedure(cell: object) -> str | None:
    text = READERS["text"](cell)
    if text is None:
        return None
    key = procedure_of(str(text))
    if key is None:
        raise Unreadable("unknown_procedure")
    return key
