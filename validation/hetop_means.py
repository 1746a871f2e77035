"""How near do means from counts of four marks come to the true ones? Invented regions with known means and sigmas.

``python validation/hetop_means.py`` writes ``hetop_means.csv`` beside itself; ``--quick`` prints the table of two
regions and writes nothing. A region has 300 groups; members of a group are normal, means of groups are ``N(0, ICC)``,
sigmas ``sqrt(1 - ICC)`` times a lognormal with s.d. 0.1; the region as a whole has 12, 43, 33 and 12 % of the marks.
All groups of a region are of one size, or (``mixed``) of sizes drawn from a lognormal with median 40 and s.d. 0.9 of
the logarithm, 1 to 400. Estimates are compared with the truth on the same scale: members of the region have mean 0
and standard deviation 1. Regions are the independent draws of the 95 % intervals. A target is ``missed`` where the
whole interval lies on the wrong side, ``met`` where the value itself lies on the right one. Same seeds, same bytes.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from shnor_lab.measure.hetop import group_means

TABLE = Path(__file__).with_suffix(".csv")
REGIONS, GROUPS, WORKERS = 60, 300, 2
ICCS = (0.1, 0.2)
SIZES = (20, 30, 50, 80, 100, 120, 200, 400)
MIXED = "mixed"
BANDS = (1, 20, 50, 120, 401)
"""Borders of the bands of size in mixed regions."""
MARKS = (0.12, 0.43, 0.33, 0.12)
SIGMA_SD = 0.1
KEYS = ["icc", "size", "estimate", "measure", "group"]


def region(icc: float, size: int | str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return counts of marks and the true means of one region, these on the scale of its members."""
    from scipy.special import ndtr, ndtri

    random = np.random.default_rng([seed, round(100 * icc), 0 if size == MIXED else int(size)])
    drawn = np.exp(random.normal(np.log(40), 0.9, GROUPS)).round().clip(1, 400).astype(int)
    n = drawn if size == MIXED else np.full(GROUPS, int(size))
    mu = random.normal(0, icc**0.5, GROUPS)
    sigma = (1 - icc) ** 0.5 * np.exp(random.normal(0, SIGMA_SD, GROUPS) - SIGMA_SD**2)
    cuts = ndtri(np.cumsum(MARKS)[:-1])
    chances = np.diff(ndtr((cuts - mu[:, None]) / sigma[:, None]), axis=1, prepend=0.0, append=1.0)
    middle = n @ mu / n.sum()
    unit = np.sqrt(n @ ((mu - middle) ** 2 + sigma**2) / n.sum())
    return random.multinomial(n, chances), (mu - middle) / unit


def measured(seed: int, *, sizes: tuple[int | str, ...] = (*SIZES, MIXED)) -> pd.DataFrame:
    """Return the measures of one region per ICC and size: ``icc, size, estimate, measure, value, region``."""
    rows: list[dict] = []
    for icc, size in product(ICCS, sizes):
        counts, true = region(icc, size, seed)
        found = group_means(counts)
        assert found.state == "fitted", found.state
        here = {"icc": icc, "region": seed}
        rows.append(here | {"size": str(size), "estimate": "region", "measure": "icc", "value": found.icc})
        n = found.frame["n"].to_numpy()
        parts = [(str(size), n > 0)]
        if size == MIXED:
            parts += [(f"{MIXED} {a}-{b - 1}", (n >= a) & (n < b)) for a, b in zip(BANDS, BANDS[1:], strict=False)]
        for (name, inside), (estimate, error) in product(parts, (("mean", "se"), ("shrunken", "shrunken_sd"))):
            kept = inside & found.frame[estimate].notna().to_numpy()
            guess, spread = (found.frame[column].to_numpy()[kept] for column in (estimate, error))
            values = measures(guess, spread, true[kept], n[kept], icc) if kept.any() else {}
            rows += [
                here | {"size": name, "estimate": estimate, "measure": measure, "value": value}
                for measure, value in values.items()
            ]
            rows.append(
                here | {"size": name, "estimate": estimate, "measure": "shown", "value": kept.sum() / inside.sum()}
            )
    return pd.DataFrame(rows)


def measures(guess: np.ndarray, spread: np.ndarray, true: np.ndarray, n: np.ndarray, icc: float) -> dict[str, float]:
    """Return squared errors (plain, and over ``(1 - ICC)/n``), correlation, bias and coverage of 95 % intervals."""
    off = guess - true
    return {
        "rmse": float((off**2).mean()),
        "rmse over sqrt((1-icc)/n)": float((off**2 * n / (1 - icc)).mean()),
        "r": float(np.corrcoef(guess, true)[0, 1]),
        "bias": float(off.mean()),
        "coverage": float((np.abs(off) < 1.96 * spread).mean()),
    }


def target(icc: float, size: str, estimate: str, measure: str) -> tuple[float, str]:
    """Return the number promised for estimated means of one size and on which side of it the value must lie."""
    n = int(size) if size.isdigit() else 0
    if estimate == "mean" and measure == "rmse over sqrt((1-icc)/n)" and n >= 50:
        return 1.15, "at most"
    if estimate == "mean" and measure == "rmse" and n >= 120:
        return 0.1, "at most"
    if estimate == "mean" and measure == "r" and n >= (200 if icc == 0.1 else 100):
        return 0.97, "at least"
    return np.nan, ""


def summary(values: pd.Series, measure: str) -> dict[str, float]:
    """Return mean and 95 % interval over regions, squared errors turned to their roots at the end."""
    from scipy.special import stdtrit

    count, mean = len(values), float(values.mean())
    half = stdtrit(count - 1, 0.975) * values.std() / np.sqrt(count) if count > 1 else np.nan
    ends = np.array([mean, mean - half, mean + half])
    if measure.startswith("rmse"):
        ends = np.sqrt(np.maximum(ends, 0.0))
    ends = np.round(ends, 12) + 0.0  # a bias of exactly 0 comes out with the sign of the last bit
    return {"regions": count, "value": ends[0], "low": ends[1], "high": ends[2]}


def table(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row per ICC, size, estimate, measure and group (first region alone, all of them)."""
    rows = []
    for keys, part in found.groupby(KEYS[:-1], sort=False):
        promised, side = target(*keys)
        first = part[part["region"] == found["region"].min()]
        for group, values in (("first region", first["value"]), ("all", part["value"])):
            row = dict(zip(KEYS, (*keys, group), strict=True)) | summary(values, keys[-1])
            told = group == "all" and bool(side)
            wrong = row["low"] > promised if side == "at most" else row["high"] < promised
            right = row["value"] <= promised if side == "at most" else row["value"] >= promised
            verdict = ("met" if right else "missed" if wrong else "undecided") if told else ""
            rows.append(row | {"target": promised if told else np.nan, "verdict": verdict})
    return pd.DataFrame(rows)


def main() -> int:
    """Write the table, or print a quick one."""
    if "--quick" in sys.argv[1:]:
        print(table(pd.concat([measured(seed) for seed in (0, 1)])).to_string(float_format="%.4f", na_rep=""))
        return 0
    with ProcessPoolExecutor(WORKERS) as pool:
        found = pd.concat(pool.map(measured, range(REGIONS)), ignore_index=True)
    table(found).to_csv(TABLE, index=False, float_format="%.4f", lineterminator="\n")
    print(f"{TABLE.parent.name}/{TABLE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
