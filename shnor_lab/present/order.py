"""The order in which schools and municipalities stand on a page: stage, then alphabet with natural numbers.

Rows are never ordered by result.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..catalogue import STAGES

if TYPE_CHECKING:
    import pandas as pd

_ALPHABET = {letter: place for place, letter in enumerate("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", start=1)}
_LATIN_FIRST = 0
_PARTS = re.compile(r"\d+|[^\W\d_]+")


def natural(name: object) -> tuple:
    """Return the key that orders names by the Russian alphabet and numbers by size.

    Case, quotes, the number sign and punctuation do not count; «ё» follows «е».

    Examples
    --------
    >>> sorted(["СОШ № 10", "СОШ № 2", "ООШ № 7"], key=natural)
    ['ООШ № 7', 'СОШ № 2', 'СОШ № 10']
    """
    text = "" if name is None or name != name else str(name)
    parts = tuple(
        (0, int(part), ()) if part.isdigit() else (1, 0, tuple(_letter(letter) for letter in part.lower()))
        for part in _PARTS.findall(text)
    )
    return parts, text


def in_order(frame: pd.DataFrame, *, name: str = "school", stage: str = "", then: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the rows by stage (primary, basic, secondary, others), then by name, then by further columns.

    Parameters
    ----------
    frame : DataFrame
        Any frame with a column of names; it is not changed.
    name : str
        Column of names.
    stage : str
        Column of school types; empty = names only.
    then : tuple of str
        Further columns, rising (e.g. year, procedure).

    Returns
    -------
    DataFrame
        Same rows and columns, index 0, 1, ….
    """
    keys = frame[[*then]].copy()
    keys["_stage"] = [_stage(value) for value in frame[stage]] if stage else 0
    ranks = {value: rank for rank, value in enumerate(sorted(set(frame[name]), key=natural))}
    keys["_name"] = [ranks[value] for value in frame[name]]
    keys.index = range(len(keys))
    order = keys.sort_values(["_stage", "_name", *then], kind="stable").index
    return frame.iloc[order].reset_index(drop=True)


def _letter(letter: str) -> tuple[int, int]:
    return (1, _ALPHABET[letter]) if letter in _ALPHABET else (_LATIN_FIRST, ord(letter))


def _stage(value: object) -> int:
    return STAGES.index(value) if value in STAGES else len(STAGES)
