"""Are lists, chances and intervals of the pooled model what they claim? Invented regions whose truth is known.

``python validation/pooled_levels.py`` writes ``pooled_levels.csv`` beside itself; ``--quick`` prints the table of a few
regions and writes nothing. What is claimed and what came out: ``README.md``. Same seeds, same bytes.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from worlds import SCHOOLS, YEARS, Region, region, scale_of_reliability

from shnor_lab.identify.criteria import criterion_1, criterion_2
from shnor_lab.measure.pooled import fit_pooled
from shnor_lab.measure.raw import raw_excess

TABLE = Path(__file__).with_suffix(".csv")
WORKERS = 2
LOWEST, THRESHOLD, BINS = 0.10, 0.30, 20
DRIFT = 0.9
REGIONS = {"frequent": 200, "rare": 40}
"""Regions by world."""
LISTS = {"frequent": 60, "rare": 30}
FEW = {60: 100, 20: 200}
"""Regions of 60 and of 20 schools, world frequent."""
RESAMPLES = 400


def lowest(values: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Return whether a value is among the ``count`` smallest, ties by a fixed seed; NaN never."""
    order = np.lexsort((np.random.default_rng(seed).random(len(values)), np.where(np.isnan(values), np.inf, values)))
    chosen = np.zeros(len(values), bool)
    chosen[order[:count]] = True
    return chosen & ~np.isnan(values)


def fifths(size: np.ndarray) -> np.ndarray:
    """Return the fifth of size of each school, 1 the smallest."""
    return pd.qcut(pd.Series(size).rank(method="first"), 5, labels=False).to_numpy() + 1


def pooled(made: Region, years: int):
    """Return the pooled model of the latest years of a region, as the rules fit it."""
    return fit_pooled(made.k[:, :years], made.n[:, :years], applies=made.applies, design=made.design, seed=1)


def official(made: Region) -> np.ndarray:
    """Return what the 30 per cent rule lists from two years."""
    low = (10 * made.k >= 3 * made.n) & (made.n > 0)
    return criterion_1(low[:, :2]) | criterion_2(low[:, :2], "any")


def lists(case: tuple[str, float | None, int]) -> list[dict]:
    """Return the share of truly low schools on each list of one region."""
    world, drift, seed = case
    made = region(seed, world=world, drift=drift)
    count = round(LOWEST * len(made.level))
    truly = lowest(made.level, count, seed)
    raw = np.array([raw_excess(made.k[:, year], made.n[:, year]) for year in range(YEARS)])
    by_rule = official(made)
    mean = np.where(np.isnan(raw).all(axis=0), np.nan, np.nan_to_num(raw).sum(axis=0) / (~np.isnan(raw)).sum(axis=0))
    chosen = {
        "one-year raw": lowest(-raw[0], count, seed),
        "plain three-year mean": lowest(-mean, count, seed),
        "pooled_low, two years": lowest(-pooled(made, 2).p_lowest(LOWEST), count, seed),
        "pooled_low, three years": lowest(-pooled(made, 3).p_lowest(LOWEST), count, seed),
        "regional_30, own length": by_rule,
    }
    level = "stable" if drift is None else f"drifting (AR {drift})"
    common = {"world": world, "level": level, "seed": seed}
    rows = [{**common, "group": rule, "value": truly[listed].mean()} for rule, listed in chosen.items()]
    return [*rows, {**common, "group": "regional_30, length of the list", "value": by_rule.mean()}]


def judged(case: tuple[str, int, int]) -> pd.DataFrame:
    """Return what the pooled model says of each school of one region beside the truth, one row per school."""
    world, schools, seed = case
    made = region(seed, world=world, schools=schools)
    three, two = pooled(made, 3), pooled(made, 2)
    level = three.level()
    sat = made.n[:, 0] > 0
    return pd.DataFrame(
        {
            "world": world,
            "schools": schools,
            "seed": seed,
            "fifth": fifths(made.size),
            "inside": (made.level - made.level.mean() > level.low) & (made.level - made.level.mean() < level.high),
            "truly": lowest(made.level, max(1, round(LOWEST * schools)), seed),
            "p_truly": three.p_lowest(LOWEST),
            "truly_rule": (made.lasting >= THRESHOLD).sum(axis=1) >= 2,
            "p_truly_rule": three.p_lasting_low(THRESHOLD),
            "year": ((made.share[:, 0] >= THRESHOLD) & sat).sum(axis=1) >= 2,
            "p_year": two.p_year_low(0, THRESHOLD),
            "official": official(made),
        }
    )


def calibration(frame: pd.DataFrame, event: str) -> float:
    """Return the mean absolute difference of chance and frequency over bins of equal counts."""
    ordered = frame.sort_values(f"p_{event}", kind="stable")
    bins = np.array_split(ordered[[f"p_{event}", event]].to_numpy(dtype=float), BINS)
    return sum(len(part) * abs(part[:, 0].mean() - part[:, 1].mean()) for part in bins) / len(frame)


def skill(frame: pd.DataFrame, event: str) -> float:
    """Return the Brier skill over the base rate."""
    rate = frame[event].mean()
    return 1 - ((frame[f"p_{event}"] - frame[event]) ** 2).mean() / (rate * (1 - rate))


def flagged(frame: pd.DataFrame, event: str) -> dict[str, float]:
    """Return what lists of schools with a chance of one half or more are worth."""
    chosen, truly = frame[f"p_{event}"] >= 0.5, frame[event]
    return {
        "flagged": chosen.mean(),
        "truly low among flagged": truly[chosen].mean(),
        "mean chance of flagged": frame.loc[chosen, f"p_{event}"].mean(),
        "truly low among flagged - mean chance": truly[chosen].mean() - frame.loc[chosen, f"p_{event}"].mean(),
        "false flags of those not low": chosen[~truly].mean(),
        "caught": chosen[truly].mean(),
        "regional_30: false flags of those not low": frame.loc[~truly, "official"].mean(),
        "regional_30: caught": frame.loc[truly, "official"].mean(),
    }


def measures(frame: pd.DataFrame) -> dict[tuple[str, str, str], float]:
    """Return every figure of the regions of one world and size: (part, group, figure) -> value."""
    found: dict[tuple[str, str, str], float] = {("interval", "all", "coverage"): frame["inside"].mean()}
    found["interval", "truly lowest tenth", "coverage"] = frame.loc[frame["truly"], "inside"].mean()
    for fifth, part in frame.groupby("fifth"):
        found["interval", f"fifth {fifth}", "coverage"] = part["inside"].mean()
    if frame["schools"].iloc[0] < SCHOOLS:
        return found
    for event in ("truly", "truly_rule", "year"):
        known = frame[frame[f"p_{event}"].notna()]
        found[f"chance {event}", "all", "base rate"] = known[event].mean()
        found[f"chance {event}", "all", "calibration error"] = calibration(known, event)
        found[f"chance {event}", "all", "Brier skill"] = skill(known, event)
        for fifth, part in known.groupby("fifth"):
            found[f"chance {event}", f"fifth {fifth}", "calibration error"] = calibration(part, event)
        for fifth, part in known.groupby("fifth"):
            found.update(
                {(f"listed by {event}", f"fifth {fifth}", name): value for name, value in flagged(part, event).items()}
            )
    return found


def with_intervals(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the figures with 95 % Monte Carlo intervals, regions drawn again with replacement."""
    seeds = frame["seed"].unique()
    by_seed = dict(iter(frame.groupby("seed")))
    random = np.random.default_rng(1)
    value = measures(frame)
    again = [
        measures(pd.concat([by_seed[seed] for seed in random.choice(seeds, len(seeds))], ignore_index=True))
        for _time in range(RESAMPLES)
    ]
    rows = []
    for key, figure in value.items():
        spread = np.nanstd([draw.get(key, np.nan) for draw in again])
        rows.append((*key, figure, figure - 1.96 * spread, figure + 1.96 * spread, len(frame)))
    return pd.DataFrame(rows, columns=["part", "group", "figure", "value", "low", "high", "n"])


def of_lists(rows: list[dict]) -> pd.DataFrame:
    """Return the means over regions with their intervals."""
    table = pd.DataFrame(rows).groupby(["world", "level", "group"], sort=False)["value"].agg(["mean", "sem", "size"])
    table = table.reset_index()
    return pd.DataFrame(
        {
            "world": table["world"],
            "schools": SCHOOLS,
            "part": "list, level " + table["level"],
            "group": table["group"],
            "figure": np.where(table["group"].str.contains("length of"), "share listed", "truly low among listed"),
            "value": table["mean"],
            "low": table["mean"] - 1.96 * table["sem"],
            "high": table["mean"] + 1.96 * table["sem"],
            "n": table["size"],
        }
    )


def table(*, few: bool = False) -> pd.DataFrame:
    """Return all figures; a few regions of each kind with ``few``."""
    at_most = 4 if few else 10**6
    cases = [
        (world, drift, seed)
        for world, count in LISTS.items()
        for drift in (None, DRIFT)
        for seed in range(min(count, at_most))
    ]
    schools = [(world, SCHOOLS, 1000 + seed) for world, count in REGIONS.items() for seed in range(min(count, at_most))]
    schools += [("frequent", size, 3000 + seed) for size, count in FEW.items() for seed in range(min(count, at_most))]
    for world in REGIONS:
        scale_of_reliability(world)
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as pool:
        listed = [row for rows in pool.map(lists, cases, chunksize=4) for row in rows]
        seen = pd.concat(pool.map(judged, schools, chunksize=4), ignore_index=True)
    parts = [of_lists(listed)]
    for (world, size), frame in seen.groupby(["world", "schools"], sort=False):
        parts.append(with_intervals(frame.reset_index(drop=True)).assign(world=world, schools=size))
    return pd.concat(parts, ignore_index=True)[parts[0].columns].round(4)


def main() -> None:
    """Write the table, or print a small one."""
    quick = "--quick" in sys.argv
    found = table(few=quick)
    if quick:
        print(found.to_string())
    else:
        found.to_csv(TABLE, index=False, lineterminator="\n")
        print(f"{TABLE.name}: {len(found)} rows")


if __name__ == "__main__":
    main()
