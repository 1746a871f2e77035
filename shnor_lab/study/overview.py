"""The region at a glance: one row per municipality."""

from __future__ import annotations

import pandas as pd

from . import passport
from .fitness import fitness
from .identification import CELLS, MOVEMENT, answers, expected_movement, outside
from .study import Study


def readiness(study: Study) -> pd.DataFrame:
    """Return how complete the data of each municipality are.

    One row per municipality: municipality_id, municipality, schools, expected and arrived (results of a school,
    procedure and year of the list edition), open, reserve, closed (numbers of analyses), findings (that stop a file or
    a row, in files with rows of the municipality).
    """
    table = study.municipalities
    if study.has("results"):
        coverage = passport.COVERAGE.of(study)
        used = coverage[coverage["year"].isin(study.result_years) & coverage["procedure"].isin(study.procedures)]
        sums = used.groupby("municipality_id", observed=True)[["expected", "arrived"]].sum().reset_index()
        table = table.merge(sums, on="municipality_id", how="left").fillna({"expected": 0, "arrived": 0})
    else:
        table = table.assign(expected=0, arrived=0)
    states = {code: fitness(study, code)["state"].value_counts() for code in table["municipality_id"]}
    for state in ("open", "reserve", "closed"):
        table[state] = [int(states[code].get(state, 0)) for code in table["municipality_id"]]
    given = passport.GIVEN.of(study)
    found = study.dataset.findings()
    stopping = found[found["level"].isin(["error", "row"])].groupby("source_id").size()
    files = given.drop_duplicates(["source_id", "municipality_id"])
    per_place = files.assign(findings=files["source_id"].map(stopping)).groupby("municipality_id")["findings"].sum()
    table["findings"] = table["municipality_id"].map(per_place).fillna(0)
    return table.astype({"expected": "int64", "arrived": "int64", "findings": "int64"})


def lists(study: Study) -> pd.DataFrame:
    """Return how many schools the order and the rule list.

    One row per municipality: municipality_id, municipality, schools, official (Int64, NA = no list delivered),
    listed, both (by the order and by the rule; Int64, NA = no list delivered), unanswered, outside (without procedures
    of the rule), chance (expected number listed by the same exams repeated).
    """
    found = answers(study).merge(study.municipalities[["municipality_id", "municipality"]], on="municipality_id")
    foreign = outside(CELLS.of(study)) if study.has("results") else []
    rows = []
    for (code, name), own in found.groupby(["municipality_id", "municipality"], sort=True):
        order, rule = own["official"], own["listed"].fillna(False)
        delivered = order.notna().any()
        rows.append(
            (
                code,
                name,
                len(own),
                int(order.fillna(False).sum()) if delivered else pd.NA,
                int(rule.sum()),
                int((order.fillna(False) & rule).sum()) if delivered else pd.NA,
                int(own["listed"].isna().sum()),
                int(own["school_id"].isin(foreign).sum()),
                float(own["p_listed"].sum()),
            )
        )
    table = pd.DataFrame(
        rows,
        columns=[
            "municipality_id",
            "municipality",
            "schools",
            "official",
            "listed",
            "both",
            "unanswered",
            "outside",
            "chance",
        ],  # fmt: skip
    )
    return table.astype({"official": "Int64", "both": "Int64"})


def movement(study: Study) -> pd.DataFrame:
    """Return entries and exits between the edition a year earlier and this one, by the rule.

    One row per municipality: municipality_id, municipality, entered, left, stayed, unknown (schools), expected_in and
    expected_out (expected of unchanged schools whose movement is known).
    """
    moved = MOVEMENT.of(study).merge(study.schools[["school_id", "municipality_id"]], on="school_id")
    rows = []
    for code, name in study.municipalities[["municipality_id", "municipality"]].itertuples(index=False):
        own = moved[moved["municipality_id"] == code]
        counts = own["movement"].astype(str).value_counts()
        expected = expected_movement(own)
        rows.append(
            (
                code,
                name,
                *(int(counts.get(kind, 0)) for kind in ("enter", "exit", "stay", "unknown")),
                expected.entries,
                expected.exits,
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            "municipality_id",
            "municipality",
            "entered",
            "left",
            "stayed",
            "unknown",
            "expected_in",
            "expected_out",
        ],
    )
