"""How often are signs false, and how often are lifted marks seen? Invented regions whose truth is known.

``python validation/signs.py`` prints the table and writes ``signs.csv`` beside itself; ``--quick`` makes a few regions
and writes nothing. Same seeds, same bytes.

Part «region»: whole regions of ``shnor_lab.simulate`` with its defaults, four years, nothing amiss; all diagnostics
that the tables allow, as the page runs them. Part «papers»: 300 schools that sit four papers of 16 primary points;
levels of schools, of schools in a paper, and how mixed a school is, differ; in every tenth school 10 % of the marks of
every paper are lifted over a border, nearest first. A sign counts from moderate on. ``low, high`` is the 95 % interval
of the simulation (Wilson, with schools, or papers of schools, as draws).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from shnor_lab.ground.examination import examine
from shnor_lab.measure.shares import wilson
from shnor_lab.measure.signs import fit_mark_levels, high_mean, mark_border, mark_spread, points_border, with_strength
from shnor_lab.simulate import Parameters, make_region, most_low
from shnor_lab.study.signs import with_sign

TABLE = Path(__file__).with_suffix(".csv")
REGIONS, PAPER_REGIONS = 12, 25
CLEAN = Parameters(years=(2015, 2016, 2017, 2018), programme_starts=(), order_years=())

SCHOOLS, PAPERS, POINTS, BORDERS = 300, 4, 16, (6, 10, 14)
LEVEL_SD, PAPER_SD, MIXED_SD = 0.35, 0.18, 0.08
LIFTING_SCHOOLS, LIFTED = 0.1, 0.1
BANDS = ((20, 49), (50, 99), (100, 199), (200, 400))
SCENARIOS = {
    "7 % below the border": (0.07, (6,)),
    "20 % below the border": (0.20, (6,)),
    "20 %, lifted over every border": (0.20, BORDERS),
}
MARKS, WITH_POINTS = ("high_mean", "mark_border", "mark_spread"), ("points_border",)


def clean_region(seed: int) -> pd.DataFrame:
    """Return one row per examined school of a region: largest n, and whether it has any sign or a strong one."""
    region = make_region(CLEAN, seed=seed, choose_supported=most_low)
    found = examine(region.tables["results"])
    ran = found[found["state"] == "run"]
    flagged = with_sign(ran)
    schools = ran.groupby("school_id")["n"].max().rename("n").reset_index()
    return schools.assign(
        sign=schools["school_id"].isin(flagged["school_id"]),
        strong=schools["school_id"].isin(flagged.loc[flagged["strength"] == "strong", "school_id"]),
    )


def papers(seed: int, below: float, borders: tuple[int, ...]) -> pd.DataFrame:
    """Return the diagnostics of one region of papers, with ``n`` of the school and whether it lifts marks."""
    rng = np.random.default_rng([seed, round(below * 100), len(borders)])
    band = rng.integers(0, len(BANDS), SCHOOLS)
    n = rng.integers(*np.array([(low, high + 1) for low, high in BANDS])[band].T)
    level = rng.normal(0, LEVEL_SD, SCHOOLS)
    mixed = np.exp(rng.normal(0, MIXED_SD, SCHOOLS))
    lifts = rng.random(SCHOOLS) < LIFTING_SCHOOLS
    edges = np.arange(1, POINTS + 1) / (POINTS + 1)
    cuts = ndtri(0.02 + 0.96 * edges) / 0.55
    spread = np.sqrt(1 + LEVEL_SD**2 + PAPER_SD**2)
    cuts = cuts - cuts[BORDERS[0] - 1] + ndtri(below) * spread
    found = []
    for paper in range(PAPERS):
        own = level + rng.normal(0, PAPER_SD, SCHOOLS)
        share = np.diff(ndtr((cuts - own[:, None]) / mixed[:, None]), prepend=0, append=1, axis=1)
        points = rng.multinomial(n, share / share.sum(axis=1, keepdims=True)).astype("float64")
        for border in borders:
            points = lifted(points, border, np.where(lifts, np.rint(LIFTED * n / len(borders)), 0))
        for key, answers in diagnosed(points).items():
            answers = answers.assign(diagnostic=key, year=0, paper=paper, n=n, lifts=lifts, school=np.arange(SCHOOLS))
            found.append(answers)
    return with_strength(pd.concat(found, ignore_index=True)).assign(region=seed)


def diagnosed(points: np.ndarray) -> dict[str, pd.DataFrame]:
    """Return the answers on marks and on points of one paper; of the borders the one with the smallest chance."""
    marks = np.stack([part.sum(axis=1) for part in np.split(points, BORDERS, axis=1)], axis=1)
    values, n, levels = np.arange(2.0, 6.0), marks.sum(axis=1), fit_mark_levels(marks)
    mean = marks @ values / n
    within = (marks @ values**2 / n - mean**2) * n / (n - 1)
    border = points_border(points, BORDERS)["p"].to_numpy().reshape(len(BORDERS), -1)
    return {
        "high_mean": high_mean(mean, n, within=within),
        "mark_border": mark_border(marks, levels=levels),
        "mark_spread": mark_spread(marks, levels=levels),
        "points_border": pd.DataFrame({"p": np.minimum(len(BORDERS) * border.min(axis=0), 1.0)}),
    }


def lifted(points: np.ndarray, border: int, pupils: np.ndarray) -> np.ndarray:
    """Return the counts with so many pupils of each school moved to the border, those nearest below it first."""
    moved, left = points.copy(), pupils.astype("float64")
    for point in range(border - 1, -1, -1):
        taken = np.minimum(moved[:, point], left)
        moved[:, point] -= taken
        moved[:, border] += taken
        left = left - taken
    return moved


def rows_of_papers(scenario: str, found: pd.DataFrame) -> list[dict]:
    """Return false signs of clean schools and detection of lifted ones, by size."""
    signed = found["strength"].isin(["weak", "strong"])
    rows = [_row("papers", scenario, "signs in the first region", "all", signed[found["region"] == 0])]
    for name, keys in (("from marks", MARKS), ("from primary points", WITH_POINTS)):
        own = found.assign(sign=signed)[found["diagnostic"].isin(keys)]
        schools = own.groupby(["region", "school"]).agg(
            n=("n", "first"), lifts=("lifts", "first"), sign=("sign", "any")
        )
        rows.append(_row("papers", scenario, f"false, {name}", "all", schools.loc[~schools["lifts"], "sign"]))
        for low, high in BANDS:
            of_size = schools[schools["lifts"] & schools["n"].between(low, high)]
            rows.append(_row("papers", scenario, f"seen in a paper or more, {name}", f"{low}–{high}", of_size["sign"]))
        one = own[own["diagnostic"].isin(["mark_border", "points_border"]) & own["lifts"]]
        for low, high in BANDS:
            of_size = one[one["n"].between(low, high)]
            rows.append(_row("papers", scenario, f"one paper seen, {name}", f"{low}–{high}", of_size["sign"]))
    return rows


def _row(part: str, scenario: str, what: str, n: str, sign: pd.Series) -> dict:
    low, high = wilson([sign.sum()], [len(sign)])
    return {
        "part": part,
        "scenario": scenario,
        "what": what,
        "n": n,
        "units": len(sign),
        "signs": int(sign.sum()),
        "share": sign.mean(),
        "low": low[0],
        "high": high[0],
    }


def table(regions: int, paper_regions: int) -> pd.DataFrame:
    """Return all rows of the table."""
    clean = pd.concat([clean_region(seed) for seed in range(regions)], ignore_index=True)
    rows = [
        _row("region", "nothing amiss", "false, any diagnostic", "all", clean["sign"]),
        _row("region", "nothing amiss", "false and strong", "all", clean["strong"]),
    ]
    for scenario, (below, borders) in SCENARIOS.items():
        found = pd.concat([papers(seed, below, borders) for seed in range(paper_regions)], ignore_index=True)
        rows += rows_of_papers(scenario, found)
    return pd.DataFrame(rows)


def main() -> int:
    """Print the table; write it unless it is a quick one."""
    quick = "--quick" in sys.argv[1:]
    made = table(2, 2) if quick else table(REGIONS, PAPER_REGIONS)
    print(made.to_string(index=False, float_format="%.4f"))
    if not quick:
        made.to_csv(TABLE, index=False, float_format="%.4f", lineterminator="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
