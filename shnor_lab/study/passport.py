"""What arrived and what it is good for: coverage, participation, sizes, breaks, and which analysis is open."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import catalogue
from ..dataset.schema import TABLES
from ..ground.cells import cell_grid
from ..ground.measured import READ
from .edition import YEARS_OF_LIST
from .given import Given
from .result import Result
from .study import Study

STATES = ("delivered", "no_counts", "no_participants", "not_delivered", "not_held", "not_applicable")
"""States of a school, procedure and year, as ``ground.cells`` names them."""


def _all_cells(study: Given) -> pd.DataFrame:
    results = study.table("results")
    years = range(int(results["year"].min()), int(results["year"].max()) + 1)
    delivered = set(results["procedure"].unique())
    in_rule = set(study.procedures)
    wanted = [key for key in catalogue.procedures() if key in delivered or key in in_rule]
    return cell_grid(study.tables, years=list(years), procedures=wanted).frame()


CELLS = Result("cells", _all_cells, tables=READ, needs=("schools", "results"))
"""One row per school, procedure and year of the data: school_id, procedure, year, n, n_low, state."""


def _with_place(study: Given, frame: pd.DataFrame) -> pd.DataFrame:
    places = study.table("schools")[["school_id", "municipality_id"]]
    return frame.merge(places, on="school_id", how="left")


def _coverage(study: Given) -> pd.DataFrame:
    cells = _with_place(study, CELLS.of(study))
    counts = (
        cells.groupby(["municipality_id", "procedure", "year", "state"], observed=True)
        .size()
        .unstack("state", fill_value=0)
        .reindex(columns=list(STATES), fill_value=0)
        .reset_index()
    )
    arrived = counts[["delivered", "no_counts", "no_participants"]].sum(axis=1)
    counts["arrived"] = arrived
    # Who did not choose a subject leaves no result, so a choice is expected only where it arrived.
    chosen = counts["procedure"].astype(str).isin(by_choice())
    ever = counts.groupby("procedure", observed=True)["arrived"].transform("sum") > 0
    unasked = ~ever & ~counts["year"].isin(study.result_years)
    counts["expected"] = arrived + counts["not_delivered"].mask(chosen | unasked, 0)
    anywhere = counts.groupby(["procedure", "year"], observed=True)["arrived"].transform("sum") > 0
    counts["absent"] = counts["not_delivered"].mask(chosen & anywhere, 0)
    held = [catalogue.held(p, int(y)) for p, y in zip(counts["procedure"], counts["year"], strict=True)]
    counts["held"] = np.array(held, dtype=bool) | anywhere
    return counts


def by_choice() -> set[str]:
    """Return the procedures that pupils choose and the rule of 30 per cent does not ask for."""
    return {key for key, item in catalogue.procedures().items() if item.chosen and not item.rule_30}


COVERAGE = Result("coverage", _coverage, params=YEARS_OF_LIST, results=(CELLS,), needs=("schools", "results"))
"""One row per municipality, procedure and year: schools by state, ``arrived`` of ``expected``, ``absent``, ``held``.

A procedure of which the region delivered nothing is expected for the years of the list only. One that arrived was
held, whatever the catalogue says.
"""


def _participation(study: Given) -> pd.DataFrame:
    results = study.table("results")
    first = results[(results["attempt"] != "retake") & (results["graduates"] != "past") & results["enrolled"].notna()]
    first = _with_place(study, first)
    first = first.assign(round=first["round"].astype("str").where(first["round"] == "autumn", "main"))
    # A reserve day repeats the enrolment of the main day, so enrolment is taken once per school.
    per_school = first.groupby(["municipality_id", "procedure", "year", "round", "school_id"], observed=True).agg(
        n=("n", "sum"), enrolled=("enrolled", "max")
    )
    return (
        per_school.groupby(["municipality_id", "procedure", "year", "round"], observed=True)
        .agg(n=("n", "sum"), enrolled=("enrolled", "sum"), schools=("n", "size"))
        .reset_index()
    )


PARTICIPATION = Result("participation", _participation, needs=("schools", "results"))
"""One row per municipality, procedure, year and round (autumn, or main for all others): participants ``n`` of
``enrolled``, in ``schools``."""


def _rows_by_delivery(study: Given) -> pd.DataFrame:
    """Return how many stored rows each file gave: one row per source_id, table, municipality_id, with ``rows``."""
    frames = []
    for key in study.tables:
        table = study.table(key)
        if not {"source_id", "school_id"} <= set(table.columns):
            continue
        placed = table if "municipality_id" in table.columns else _with_place(study, table[["school_id", "source_id"]])
        counted = placed.groupby(["source_id", "municipality_id"], observed=True).size().rename("rows").reset_index()
        frames.append(counted.assign(table=key))
    if not frames:
        return pd.DataFrame(columns=["source_id", "municipality_id", "rows", "table"])
    return pd.concat(frames, ignore_index=True)


GIVEN = Result("rows_by_delivery", _rows_by_delivery, tables=tuple(TABLES))


def breaks(study: Study) -> pd.DataFrame:
    """Return the breaks that touch the delivered procedures.

    One row per break: year, kind, procedures (list of keys), reason, status, source.
    """
    results = study.table("results")
    seen, years = set(results["procedure"].unique()), results["year"]
    delivered = [key for key in catalogue.procedures() if key in seen]
    rows = []
    for item in catalogue.breaks():
        touched = [key for key in delivered if item.covers(key)]
        if touched and years.min() <= item.year <= years.max():
            rows.append((item.year, item.kind, touched, item.reason, item.status, item.source))
    return pd.DataFrame(rows, columns=["year", "kind", "procedures", "reason", "status", "source"])


def reporting(study: Study, table: str, year: int) -> pd.DataFrame:
    """Return who delivered a table for a year: one row per school, school_id, municipality_id, ``delivered``.

    Parameters
    ----------
    study : Study
        Opened study.
    table : str
        Key of a table with a row per school and year; an absent one means that nobody delivered it.
    year : int
        Calendar year in which the school year ends.
    """
    schools = study.schools[["school_id", "name", "municipality_id"]]
    if study.has(table):
        rows = study.table(table)
        delivered = set(rows.loc[rows["year"] == year, "school_id"])
    else:
        delivered = set()
    return schools.assign(delivered=schools["school_id"].isin(delivered))
