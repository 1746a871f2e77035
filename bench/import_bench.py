"""Cost of an import beside reading the same file with pandas: 1.8 million rows of results, clean and with 1 % bad rows.

``python bench/import_bench.py [SCHOOLS]`` prints, for both files, the median wall time of three runs of each and their
ratio, and the peak memory of the process; its exit code is 1 when a limit is broken. Imports of libraries are left
apart: everything runs once on a small file first.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

PROCEDURES = (
    "vpr_ma5", "vpr_ma6", "vpr_ru5", "vpr_ru6", "oge_ma", "oge_ru", "ege_ma_base", "ege_ma_prof", "ege_ru",
)  # fmt: skip
YEARS = (2018, 2019, 2022, 2023, 2024)
SCHOOLS = 40_000
RUNS = 3
CASES = (("clean", 0.0, 5), ("one-percent-bad", 0.01, 8))
"""Name, share of bad rows, greatest ratio."""

PEAK = 3
"""GiB that the process may take at most."""


def register(schools: int) -> pd.DataFrame:
    """Return an invented register in the columns of a form."""
    numbers = np.arange(schools)
    return pd.DataFrame(
        {
            "Код школы": [f"{number:06d}" for number in numbers],
            "Школа": [f"Школа № {number}" for number in numbers],
            "Муниципалитет": [f"Округ {number // 400}" for number in numbers],
            "Вид школы": "СОШ",
        }
    )


def results(schools: int, bad_share: float) -> pd.DataFrame:
    """Return invented results, 12 columns; a share of the rows breaks one rule each."""
    rng = np.random.default_rng(1)
    rows = schools * len(PROCEDURES) * len(YEARS)
    n = rng.integers(1, 80, rows)
    two = rng.binomial(n, 0.1)
    three = rng.binomial(n - two, 0.4)
    four = rng.binomial(n - two - three, 0.6)
    frame = pd.DataFrame(
        {
            "ref_code": np.repeat([f"{number:06d}" for number in range(schools)], rows // schools),
            "year": np.tile(YEARS, schools * len(PROCEDURES)),
            "procedure": np.tile(np.repeat(PROCEDURES, len(YEARS)), schools),
            "attempt": "main",
            "programme_grade": 9,
            "enrolled": n + rng.integers(0, 5, rows),
            "n": n,
            "n_low": two,
            "n_2": two,
            "n_3": three,
            "n_4": four,
            "n_5": n - two - three - four,
        }
    )
    if not bad_share:
        return frame
    at = rng.choice(rows, int(rows * bad_share), replace=False)
    above, unknown, words = np.array_split(at, 3)
    frame.loc[above, "n_low"] = frame.loc[above, "n"] + 1
    frame.loc[unknown, "procedure"] = "контрольная работа"
    frame["n_3"] = frame["n_3"].astype(object)
    frame.loc[words, "n_3"] = "не писали"
    return frame


def measure(home: Path, name: str, file: Path) -> tuple[float, float]:
    """Return the ratio of the medians and the peak memory so far in GiB, and print both."""
    from shnor_lab.dataset import open_dataset, take_in

    folder = home / "data" / "datasets"
    plain, whole = [], []
    for _run in range(RUNS):
        start = time.perf_counter()
        pd.read_csv(file, engine="pyarrow")
        plain.append(time.perf_counter() - start)
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(folder / "register", folder / name)
        start = time.perf_counter()
        receipt = take_in([file], into=name)
        whole.append(time.perf_counter() - start)
        assert not receipt.refused, receipt.text
    ratio = statistics.median(whole) / statistics.median(plain)
    stored, outside = len(open_dataset(name).table("results")), len(open_dataset(name).quarantine())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{name}: {stored:,} rows stored, {outside:,} outside; read_csv {statistics.median(plain):.2f} s, "
        f"import {statistics.median(whole):.2f} s, ratio {ratio:.1f}; peak {peak:.2f} GiB"
    )
    return ratio, peak


def main(schools: int) -> int:
    """Run both cases in a temporary workbench; return 1 when a limit is broken."""
    broken = False
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ["SHNOR_HOME"] = folder
        from shnor_lab.dataset import take_in

        small = home / "small.csv"
        register(20).to_csv(small, index=False)
        warm = home / "warm.csv"
        results(20, 0).to_csv(warm, index=False)
        take_in([small, warm], into="warm")
        listing = home / "register.csv"
        register(schools).to_csv(listing, index=False)
        take_in([listing], into="register")
        for name, share, limit in CASES:
            file = home / f"{name}.csv"
            results(schools, share).to_csv(file, index=False)
            ratio, peak = measure(home, name, file)
            kept = ratio <= limit and peak <= PEAK
            broken |= not kept
            print(f"    limits {limit} and {PEAK} GiB: {'kept' if kept else 'BROKEN'}")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SCHOOLS))
