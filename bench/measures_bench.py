"""Cost of all rules and measures of a country beside a plain pandas groupby of the same rows.

``python bench/measures_bench.py [SCHOOLS ...]`` prints time and peak memory for 4,000 and 40,000 schools with
9 procedures and 5 years, each in a process of its own; exit code 1 when a limit is broken. Imports of libraries are
left apart: everything runs once on a small region first.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

import numpy as np
import pandas as pd

from shnor_lab.dataset.schema import TABLES
from shnor_lab.ground.cells import DELIVERED, cell_grid
from shnor_lab.ground.measured import Measured
from shnor_lab.identify import RULE_30, decide_all
from shnor_lab.measure.raw import raw_excess
from shnor_lab.measure.shares import jeffreys
from shnor_lab.measure.true_shares import true_shares
from shnor_lab.params import ListEdition

YEARS = (2018, 2019, 2022, 2023, 2024)
SCHOOLS = (4_000, 40_000)
SECONDS, PEAK, GROWTH = 60, 4, 11
"""Most seconds and GiB for 40,000 schools, most times the cost of 4,000."""


def tables_of(schools: int) -> dict[str, pd.DataFrame]:
    """Return an invented register, its school years and results in the columns of the schema."""
    from scipy.special import ndtr

    random = np.random.default_rng(1)
    ids = np.array([f"s{number:06d}" for number in range(schools)])
    rural = random.random(schools) < 0.6
    register = {"school_id": ids, "name": ids, "type": "secondary", "rural": rural, "municipality_id": "m"}
    size = np.exp(np.where(rural, 2.4, 4.0) + random.normal(0, 0.5, schools))
    n = np.maximum(random.poisson(np.repeat(size, len(YEARS) * len(RULE_30))), 1)
    level = np.repeat(random.normal(0, 0.4, schools), len(YEARS) * len(RULE_30))
    below = ndtr(np.array([-1.5, -0.3, 0.9]) - (level + random.normal(0, 0.2, len(n)))[:, None])
    marks = random.multinomial(n, np.diff(below, prepend=0, append=1, axis=1))
    results = {
        "school_id": np.repeat(ids, len(YEARS) * len(RULE_30)),
        "year": np.tile(np.repeat(YEARS, len(RULE_30)), schools),
        "procedure": np.tile(RULE_30, schools * len(YEARS)),
        "round": "main",
        "attempt": "main",
        "graduates": "current",
        "n": n,
        "enrolled": n,
        "n_low": marks[:, 0],
        "n_high": marks[:, 2] + marks[:, 3],
        "mean": marks @ np.arange(2, 6) / n,
        "scale": "mark",
        **{f"n_{mark}": marks[:, mark - 2] for mark in range(2, 6)},
    }
    years = {"school_id": np.repeat(ids, len(YEARS)), "year": np.tile(YEARS, schools), "municipality_id": "m"}
    made = {"schools": register, "school_years": {**years, "type": "secondary"}, "results": results}
    return {key: _typed(key, pd.DataFrame(columns)) for key, columns in made.items()}


def _typed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    dtypes = TABLES[table].empty().dtypes
    return frame.reindex(columns=dtypes.index).astype(dtypes.to_dict())


def groupby(tables: dict[str, pd.DataFrame]) -> None:
    """Sum counts of the same rows the plain way."""
    tables["results"].groupby(["school_id", "year", "procedure"], observed=True)[["n", "n_low"]].sum()


def everything(tables: dict[str, pd.DataFrame]) -> dict[str, float]:
    """Run every rule and every measure; return seconds by step."""
    steps = {}
    measured = Measured(tables)

    def step(name: str, start: float) -> float:
        steps[name] = time.perf_counter() - start
        return time.perf_counter()

    now = time.perf_counter()
    decide_all(measured, ListEdition(year=2024, result_years=[2024, 2023]), {})
    now = step("rules", now)
    grid, pooled = measured.pooled(YEARS[::-1])
    pooled.level(), pooled.p_lowest(), pooled.p_lasting_low(0.3)
    now = step("pooled level of five years", now)
    cells = cell_grid(tables, years=YEARS[::-1])
    k, n = (np.where(cells.state == DELIVERED, values, 0.0) for values in (cells.n_low, cells.n))
    for year in range(len(YEARS)):
        raw_excess(k[:, year], n[:, year])
        for procedure in range(len(RULE_30)):
            true_shares(k[:, year, procedure], n[:, year, procedure], threshold=0.3)
    now = step("true shares, 45 procedures and years", now)
    jeffreys(k, n)
    step("intervals of shares", now)
    return steps


def measure(schools: int) -> dict[str, object]:
    """Return the cost for one size."""
    small = tables_of(200)
    everything(small)
    tables = tables_of(schools)
    start = time.perf_counter()
    groupby(tables)
    plain = time.perf_counter() - start
    start, cpu = time.perf_counter(), time.process_time()
    steps = everything(tables)
    return {
        "schools": schools,
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "groupby": plain,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "steps": steps,
    }


def main() -> int:
    """Print the table; return 1 when a limit is broken."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
        return 0
    sizes = [int(size) for size in sys.argv[1:]] or list(SCHOOLS)
    found = []
    for size in sizes:
        done = subprocess.run(
            [sys.executable, __file__, "--one", str(size)], capture_output=True, text=True, check=True
        )
        found.append(json.loads(done.stdout.splitlines()[-1]))
        one = found[-1]
        print(
            f"{size:>6} schools: {one['seconds']:.1f} s wall, {one['cpu']:.1f} s CPU, "
            f"{one['seconds'] / one['groupby']:.0f} times a groupby ({one['groupby']:.2f} s), {one['peak']:.2f} GiB"
        )
        print("        " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in one["steps"].items()))
    broken = []
    if sizes[-1] == SCHOOLS[-1]:
        growth = found[-1]["seconds"] / found[0]["seconds"]
        print(f"cost grows {growth:.1f} times from {sizes[0]} to {sizes[-1]} schools (at most {GROWTH})")
        broken = [found[-1]["seconds"] > SECONDS, found[-1]["peak"] > PEAK, growth > GROWTH]
    return int(any(broken))


if __name__ == "__main__":
    sys.exit(main())
