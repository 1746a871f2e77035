"""Cells: what is known of one school in one procedure of one year, before any rule speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ..catalogue import STAGES, held, procedures
from .schools import heads, open_schools, stages
from .sittings import YearBasis, any_of, first_sitting, one_of_each

STATES = ("delivered", "no_participants", "no_counts", "not_delivered", "not_held", "not_applicable")
DELIVERED, NO_PARTICIPANTS, NO_COUNTS, NOT_DELIVERED, NOT_HELD, NOT_APPLICABLE = range(6)

RULE_30 = tuple(key for key, procedure in procedures().items() if procedure.rule_30)
"""The nine procedures of document 001."""

Branch = Literal["apart", "together"]
Unreliable = Literal["as_given", "low", "exclude"]


@dataclass(frozen=True)
class Grid:
    """The same cells as arrays of shape (schools, years, procedures), for rules.

    ``state`` holds places in ``STATES``; ``n``, ``n_low``, ``n_high``, ``mean`` are floats with NaN for
    unknown; ``unreliable`` marks an external finding, ``past`` counts that include graduates of earlier
    years, ``marks`` low results that were counted as marks «2».
    """

    schools: pd.Index
    years: tuple[int, ...]
    procedures: tuple[str, ...]
    state: np.ndarray
    n: np.ndarray
    n_low: np.ndarray
    n_high: np.ndarray
    mean: np.ndarray
    unreliable: np.ndarray
    past: np.ndarray
    marks: np.ndarray

    def frame(self) -> pd.DataFrame:
        """Return the cells as one row per school, year and procedure, every combination present.

        Returns
        -------
        DataFrame
            ``school_id, year, procedure, state, n, n_low, n_high, mean, unreliable, past, counted_from``. state:
            delivered; no_participants (n = 0); no_counts (results came, low results or participants did not);
            not_delivered; not_held (catalogue; a delivered result contradicts it and wins); not_applicable (the
            school has no such grade or did not exist). A school of unknown type is held to have every grade: what
            is missing of it stays missing. ``n_low`` comes from the column itself or, on the scale of marks, from
            ``n_2`` (``counted_from``), never from a mean. Graduates «all» are used only where «current» were not
            delivered (``past`` true). A re-sit alone delivers nothing.
        """
        shape = self.state.shape
        school, year, procedure = (axis.ravel() for axis in np.indices(shape, dtype="int32"))
        counted = np.where(self.marks, 2, np.where(np.isnan(self.n_low), 0, 1)).ravel()
        return pd.DataFrame(
            {
                "school_id": self.schools.to_numpy()[school],
                "year": pd.array(np.asarray(self.years)[year], dtype="Int32"),
                "procedure": pd.Categorical.from_codes(procedure, categories=list(self.procedures)),
                "state": pd.Categorical.from_codes(self.state.ravel(), categories=list(STATES)),
                "n": _counts(self.n),
                "n_low": _counts(self.n_low),
                "n_high": _counts(self.n_high),
                "mean": self.mean.ravel(),
                "unreliable": pd.array(self.unreliable.ravel(), dtype="boolean"),
                "past": pd.array(self.past.ravel(), dtype="boolean"),
                "counted_from": pd.Categorical.from_codes(counted, categories=["", "n_low", "n_2"]),
            }
        )


def cell_grid(
    tables: Mapping[str, pd.DataFrame],
    *,
    years: Sequence[int],
    procedures: Sequence[str] = RULE_30,
    year_basis: YearBasis = "school_year",
    branch: Branch = "apart",
    unreliable: Unreliable = "as_given",
) -> Grid:
    """Return the cells of every combination of school, year and procedure.

    Parameters
    ----------
    tables : mapping
        Needs ``schools`` and ``results``; ``school_years`` is used for the type of a school in a year.
    years : sequence of int
        School years (2023 = 2022/23); schools that exist in the latest of them are shown.
    procedures : sequence of str
        Catalogue keys.
    year_basis : {"school_year", "programme"}
        school_year: as printed; an autumn round stands in only where no round of the end of that year was
        delivered. programme: an autumn round belongs to the year before and, when ``programme_grade`` is
        given, to the procedure of that grade; it is added to other rounds of the same programme. A check work
        that came both as «spring» and without a round is counted once, as «spring».
    branch : {"apart", "together"}
        together: results of a branch are added to its head school and the branch has no cells of its own;
        what a branch did not deliver is not missed.
    unreliable : {"as_given", "low", "exclude"}
        exclude: a cell with a row of ``reliable`` False counts as not delivered. low leaves the counts and the
        mark ``unreliable``; what it means is the rule's business. Rows that are not used mark nothing.

    Returns
    -------
    Grid
        Schools sorted; years and procedures in the given order; what the cells hold is said in `Grid.frame`.
    """
    schools = open_schools(tables, max(years))
    to_head = heads(schools) if branch == "together" else pd.Series(dtype="str")
    schools = schools[~schools["school_id"].isin(to_head.index)].reset_index(drop=True)
    index = pd.Index(schools["school_id"], dtype="str")
    shape = (len(index), len(years), len(procedures))

    rows = first_sitting(tables["results"], years, year_basis)
    sender, senders = pd.factorize(rows["school_id"])
    owner = senders.to_series().map(to_head).fillna(senders.to_series()) if len(to_head) else senders
    school = index.get_indexer(pd.Index(owner))[sender]
    year = pd.Index(list(years)).get_indexer(pd.Index(rows["year"].to_numpy(dtype="int64")))
    named, names = pd.factorize(rows["procedure"])
    procedure = pd.Index(list(procedures)).get_indexer(names)[named]
    inside = (school >= 0) & (year >= 0) & (procedure >= 0)
    rows = rows[inside].reset_index(drop=True)
    cell = (school[inside] * shape[1] + year[inside]) * shape[2] + procedure[inside]
    size = int(np.prod(shape))

    sent = sender[inside] * (shape[1] * shape[2]) + cell % (shape[1] * shape[2])
    kept = one_of_each(rows, sent, len(senders) * shape[1] * shape[2], year_basis)
    rows, cell = rows[kept], cell[kept]
    doubted = (rows["reliable"] == False).fillna(False).to_numpy(dtype=bool)  # noqa: E712
    mark = any_of(cell, doubted, size)
    if unreliable == "exclude":
        kept = ~mark[cell]
        rows, cell = rows[kept], cell[kept]

    scaled = np.array([_PROCEDURES[key].scale == "mark" for key in procedures], dtype=bool)
    sums = _sums(rows, cell, size, scaled[cell % len(procedures)])
    here = np.bincount(cell, minlength=size) > 0
    n, n_low = sums["n"], sums["n_low"]
    state = np.where(
        here,
        np.where(n == 0, NO_PARTICIPANTS, np.where(np.isnan(n) | np.isnan(n_low), NO_COUNTS, DELIVERED)),
        _absent(tables, schools, years, procedures).ravel(),
    ).astype("int8")
    past = any_of(cell, (rows["graduates"] == "all").to_numpy(dtype=bool), size)
    arrays = {**sums, "state": state, "unreliable": mark, "past": past}
    return Grid(
        schools=index,
        years=tuple(years),
        procedures=tuple(procedures),
        **{name: values.reshape(shape) for name, values in arrays.items()},
    )


_PROCEDURES = procedures()


def _sums(rows: pd.DataFrame, cell: np.ndarray, size: int, scaled: np.ndarray) -> dict[str, np.ndarray]:
    def column(name: str) -> np.ndarray:
        return rows[name].to_numpy(dtype="float64", na_value=np.nan)

    n, n_low, n_2 = column("n"), column("n_low"), column("n_2")
    by_marks = np.isnan(n_low) & scaled & ~np.isnan(n_2)
    n_low = np.where(by_marks, n_2, n_low)
    n_high = column("n_high")
    n_high = np.where(np.isnan(n_high) & scaled, column("n_4") + column("n_5"), n_high)
    nobody = n == 0
    values = {
        "n": n,
        "n_low": np.where(nobody, 0.0, n_low),
        "n_high": np.where(nobody, 0.0, n_high),
        "mean": np.where(nobody, 0.0, column("mean") * n),
    }
    here = np.bincount(cell, minlength=size) > 0
    sums = {
        name: np.where(here, np.bincount(cell, weights=value, minlength=size), np.nan) for name, value in values.items()
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        sums["mean"] = sums["mean"] / sums["n"]
    sums["marks"] = any_of(cell, by_marks, size) & ~np.isnan(sums["n_low"])
    return sums


def _absent(
    tables: Mapping[str, pd.DataFrame], schools: pd.DataFrame, years: Sequence[int], keys: Sequence[str]
) -> np.ndarray:
    """Return the state of every cell were nothing delivered."""
    needs = np.array([STAGES.index(_PROCEDURES[key].stage) for key in keys], dtype="int64")
    planes = []
    for year in years:
        stage = stages(tables, schools, year)[:, None]
        fits = (stage == -1) | (stage >= needs)
        happened = np.array([held(key, year) for key in keys], dtype=bool)
        planes.append(np.where(~fits, NOT_APPLICABLE, np.where(happened, NOT_DELIVERED, NOT_HELD)))
    return np.stack(planes, axis=1)


def _counts(values: np.ndarray) -> pd.api.extensions.ExtensionArray:
    flat = values.ravel()
    unknown = np.isnan(flat)
    return pd.arrays.IntegerArray(np.where(unknown, 0, flat).astype("int32"), unknown)
