"""Cost of means from counts of marks beside a plain pandas groupby of the same counts: 4,000 and 40,000 groups.

``python bench/hetop_bench.py [GROUPS ...]`` prints, for each number of groups, the median wall time of three runs of
`group_means`, of `fit_hetop` with the rules of the R package, and of a groupby that sums the same counts from nine
parts of every group, the ratios, and the peak memory of the process. The R package HETOP runs beside them where
Rscript knows it. Exit code 1: 40,000 groups take more than 60 s or 4 GiB.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

SIZES = (4_000, 40_000)
PARTS, RUNS = 9, 3
SECONDS, PEAK = 60, 4
R_GROUPS, R_SECONDS = (100, 300, 1000), 300
"""Groups the R package is tried with, from few to many, and how long one try may last."""
R_SCRIPT = """
counts <- as.matrix(read.csv(commandArgs(TRUE)[1]))
found <- HETOP::mle_hetop(counts, fixedcuts = c(-1, 0))
cat(found$nlmdetails$code)
"""


def region(groups: int) -> pd.DataFrame:
    """Return invented counts of four marks: `PARTS` rows per group, sizes of groups 1-120 and more."""
    from scipy.special import ndtr, ndtri

    random = np.random.default_rng(1)
    mu, sigma = random.normal(0, 0.4, groups), 0.9 * np.exp(random.normal(0, 0.1, groups))
    cuts = ndtri(np.cumsum([0.12, 0.43, 0.33]))
    chances = np.diff(ndtr((cuts - mu[:, None]) / sigma[:, None]), axis=1, prepend=0.0, append=1.0)
    whole = random.multinomial(random.integers(1, 120, groups), chances)
    parts = np.stack([random.binomial(whole, 1 / PARTS) for _part in range(PARTS - 1)], axis=1)
    rest = whole - parts.sum(axis=1)
    parts = np.concatenate([parts, np.maximum(rest, 0)[:, None]], axis=1).reshape(-1, 4)
    return pd.DataFrame(parts, columns=["n_2", "n_3", "n_4", "n_5"]).assign(
        school_id=np.repeat(np.arange(groups), PARTS)
    )


def median_time(run: Callable[[], object]) -> float:
    """Return the median wall time of `RUNS` runs in seconds."""
    spent = []
    for _run in range(RUNS):
        start = time.perf_counter()
        run()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def measure(groups: int) -> bool:
    """Print the costs for this number of groups; return whether the limits are kept."""
    from shnor_lab.measure.hetop import fit_hetop, group_means

    rows = region(groups)
    plain = median_time(lambda: rows.groupby("school_id").sum())
    counts = rows.groupby("school_id").sum()
    found = group_means(counts)
    ours = median_time(partial(group_means, counts))
    package = median_time(partial(fit_hetop, counts, pooled_below=0, ties="joint"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    kept = ours <= SECONDS and package <= SECONDS and peak <= PEAK
    print(
        f"{groups:,} groups x 4 marks ({found.state}): groupby of {len(rows):,} rows {plain:.3f} s; "
        f"group_means {ours:.2f} s, ratio {ours / plain:.0f}; rules of the R package {package:.2f} s, "
        f"ratio {package / plain:.0f}; peak {peak:.2f} GiB; limits {SECONDS} s, {PEAK} GiB: "
        f"{'kept' if kept else 'BROKEN'}"
    )
    return kept


def r_package() -> None:
    """Print how far the R package gets, or that it is not installed here."""
    rscript = shutil.which("Rscript")
    known = rscript and subprocess.run([rscript, "-e", "library(HETOP)"], capture_output=True, check=False)
    if not rscript or not known or known.returncode:
        print("R package HETOP: not installed here, not compared")
        return
    with tempfile.TemporaryDirectory() as folder:
        script, table = Path(folder) / "fit.R", Path(folder) / "counts.csv"
        script.write_text(R_SCRIPT, encoding="utf-8")
        for groups in R_GROUPS:
            region(groups).groupby("school_id").sum().query("n_2 + n_3 + n_4 + n_5 > 0").to_csv(table, index=False)
            start = time.perf_counter()
            try:
                call = [rscript, str(script), str(table)]
                done = subprocess.run(call, capture_output=True, text=True, timeout=R_SECONDS, check=False)
            except subprocess.TimeoutExpired:
                print(f"R package HETOP: {groups:,} groups not done in {R_SECONDS} s")
                return
            said = f"code of nlm {done.stdout}" if done.returncode == 0 else "stopped with an error"
            print(f"R package HETOP: {groups:,} groups in {time.perf_counter() - start:.1f} s, {said}")


def main(sizes: list[int]) -> int:
    """Measure every size, a small region first so that imports are left apart; return 1 when a limit is broken."""
    from shnor_lab.measure.hetop import fit_hetop, group_means

    warm = region(200).groupby("school_id").sum()
    group_means(warm)
    fit_hetop(warm, pooled_below=0, ties="joint")
    kept = [measure(groups) for groups in sizes]
    r_package()
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or list(SIZES)))
