"""Conditions of a school beside those of its region: values, the region's worst part, three-valued counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ..catalogue import conditions
from ..remarks import Remark, condition_of, enumeration, remark
from .reasons import lacking
from .schools import Tables

DEFAULT = (
    "higher_education",
    "incomplete_family",
    "any_register",
    "non_native",
    "deviant",
    "no_motivation",
    "remoteness",
)
"""Conditions named by document 000, L150-L157."""


def known() -> dict[str, tuple[str, str]]:
    """Return the conditions that have a worse side: key to (table, "high" or "low")."""
    return {key: (found.table, found.worse) for key, found in conditions().items() if found.worse}


def chosen(keys: list[str], among: Iterable[str]) -> list[str]:
    """Return the keys a setting names, as they are.

    Parameters
    ----------
    keys : list of str
        Named by the setting.
    among : iterable of str
        The possible ones.

    Raises
    ------
    ValueError
        One is not among the possible ones, or is named twice; for pydantic, which names the setting.
    """
    unknown = sorted(set(keys) - set(among))
    if unknown or len(set(keys)) < len(keys):
        raise ValueError(", ".join(unknown or keys))
    return keys


def condition_values(
    tables: Tables, school_ids: Sequence[str], *, keys: Sequence[str], years: Sequence[int]
) -> pd.DataFrame:
    """Return the conditions of schools, larger always harder.

    Parameters
    ----------
    tables : mapping
        Delivered tables by key; of ``passport``, ``staff`` and ``resources`` those are read that hold a condition.
    school_ids : sequence of str
        The rows of the answer, in this order.
    keys : sequence of str
        Conditions of the catalogue, the columns of the answer.
    years : sequence of int
        Taken is the latest delivered year among them.

    Returns
    -------
    DataFrame
        One row per school, indexed by ``school_id``, one float column per key, NaN where nothing was delivered. Shares
        (0-1) come from ``share``, else from ``count / base``, else from the count over the pupils (staff: teachers) of
        the same school and year; a condition that is worse when low changes its sign.
    """
    columns = {}
    for key in keys:
        table, worse = known()[key]
        if table in tables:
            value = _latest(_measured(tables[table], key, "teachers" if table == "staff" else "pupils"), years)
            columns[key] = (value if worse == "high" else -value).reindex(school_ids)
        else:
            columns[key] = pd.Series(np.nan, index=school_ids)
    return pd.DataFrame(columns, index=pd.Index(school_ids, name="school_id"), dtype="float64")


def worst_part(values: np.ndarray, part: float) -> np.ndarray:
    """Return whether each value is in the worst ``part``: at most that share of values is as large or larger.

    Ties that would overfill the part stay out together: where half of the schools have 0, nobody is worst
    with 0. NaN is never worst.

    Parameters
    ----------
    values : ndarray
        One per school, larger is worse.
    part : float
        Of the values that are not NaN, 0-1.

    Examples
    --------
    >>> worst_part(np.array([0.0, 0.0, 0.0, 0.4]), 0.25).tolist()
    [False, False, False, True]
    """
    present = np.sort(values[~np.isnan(values)])
    reach = len(present) - np.searchsorted(present, values, side="left")
    return ~np.isnan(values) & (reach <= part * len(present) + 1e-9)


class Adverse:
    """Three-valued answer to «at least so many conditions in the region's worst part».

    Attributes
    ----------
    yes, possible : ndarray of bool
        Per school, as in `rule.decisions`. Possible counts conditions that the region delivered and this
        school lacks. Under ``at_least`` delivered conditions the answer is unknown.
    hard : ndarray of int
        Conditions in the worst part.
    """

    def __init__(self, values: pd.DataFrame, *, at_least: int, worst_share: float):
        supplied = values.loc[:, values.notna().any()]
        array = supplied.to_numpy()
        self._keys = list(supplied)
        self._worst = (
            np.stack([worst_part(column, worst_share) for column in array.T], axis=1)
            if len(array.T)
            else (np.zeros((len(values), 0), dtype=bool))
        )
        self._lacking = np.isnan(array)
        self.hard = self._worst.sum(axis=1)
        self.supplied = (~self._lacking).sum(axis=1)
        self._at_least = at_least
        known_enough = self.supplied >= at_least
        self.yes = known_enough & (self.hard >= at_least)
        self.possible = ~known_enough | (self.hard + self._lacking.sum(axis=1) >= at_least)

    def reason(self, school: int) -> Remark:
        """Return the reason for one school (its place among the rows)."""
        if self.supplied[school] < self._at_least:
            return remark(
                "Too few conditions delivered: {n} of at least {least}",
                n=int(self.supplied[school]),
                least=self._at_least,
            )
        if self.possible[school] and not self.yes[school]:
            return lacking(enumeration(map(condition_of, self._marked(self._lacking[school]))))
        if not self.hard[school]:
            return remark("No condition is in the hardest part of the region")
        hard = [condition_of(key, hard=True) for key in self._marked(self._worst[school])]
        return remark("In the hardest part of the region: {conditions}", conditions=enumeration(hard))

    def _marked(self, which: np.ndarray) -> list[str]:
        return [self._keys[place] for place in np.flatnonzero(which).tolist()]


def _measured(table: pd.DataFrame, key: str, base: str) -> pd.DataFrame:
    rows = table[table["indicator"] == key]
    if "value" in table:
        value = rows["value"]
    else:
        whole = table[table["indicator"] == base].set_index(["school_id", "year"])["count"]
        fallback = pd.MultiIndex.from_frame(rows[["school_id", "year"]])
        count, of = _floats(rows["count"]), _floats(rows["base"])
        of = np.where(np.isnan(of), _floats(whole.reindex(fallback)), of)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = rows["share"].fillna(pd.Series(np.where(of > 0, count / of, np.nan), index=rows.index))
    return rows[["school_id", "year"]].assign(value=value).dropna()


def _latest(rows: pd.DataFrame, years: Sequence[int]) -> pd.Series:
    rows = rows[rows["year"].isin(list(years))].sort_values("year", kind="stable")
    return rows.drop_duplicates("school_id", keep="last").set_index("school_id")["value"]


def _floats(column: pd.Series) -> np.ndarray:
    return column.to_numpy(dtype="float64", na_value=np.nan)
