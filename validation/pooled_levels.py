"""Are lists, chances and intervals of the pooled model what they claim? Invented regions whose truth is known.

``python validation/pooled_levels.py`` writes ``pooled_levels.csv`` beside itself; ``--quick`` prints the table of a few
regions and writes nothing. What is claimed and what came out: ``README.md``. Same seeds, same bytes.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from shnor_lab import catalogue
from shnor_lab.identify import RULE_30
from shnor_lab.identify.criteria import criterion_1, criterion_2
from shnor_lab.identify.measured import school_design
from shnor_lab.measure.pooled import VarianceParts, fit_pooled
from shnor_lab.measure.raw import raw_excess
from shnor_lab.simulate import Parameters
from shnor_lab.simulate.counts import draw_counts
from shnor_lab.simulate.schools import Schools, make_schools

TABLE = Path(__file__).with_suffix(".csv")
WORKERS = 2
SCHOOLS, YEARS, LOWEST, THRESHOLD, BINS = 300, 3, 0.10, 0.30, 20
RELIABILITY = 0.62
REGISTERS = 20
"""Different registers of schools, with their sizes and conditions; levels and exams are drawn anew for each region."""
DRIFT = 0.9
USUAL = Parameters(years=(2015, 2016, 2017), schools=380, programme_starts=(), order_years=())
SIZES = {5: 1.0, 6: 1.0, 9: 1.0, 11: USUAL.grade_11}
REGIONS = {"frequent": 200, "rare": 40}
"""Regions by world. rare: shares of low results (2-8 %, profile mathematics 15 %) and conditions, harder in small
schools, of the generator. frequent: 15 % in every procedure, levels unrelated to size."""
LISTS = {"frequent": 60, "rare": 30}
FEW = {60: 100, 20: 200}
"""Regions of 60 and of 20 schools, world frequent."""
RESAMPLES = 400


@dataclass(frozen=True)
class Region:
    """An invented region: what is seen of it, and what is true."""

    k: np.ndarray
    n: np.ndarray
    applies: np.ndarray
    design: np.ndarray
    level: np.ndarray
    lasting: np.ndarray
    share: np.ndarray
    size: np.ndarray


def parts_of(world: str, scale: float) -> VarianceParts:
    """Return the generator's own parts, lasting ones times ``scale`` squared; conditions join the school's part."""
    context = 0.0 if world == "rare" else USUAL.context_effect**2
    return VarianceParts(
        scale**2 * (USUAL.own_sd**2 + context),
        (scale * USUAL.procedure_sd) ** 2,
        USUAL.school_year_sd**2,
        USUAL.cell_year_sd**2,
    )


@cache
def cuts(world: str) -> np.ndarray:
    """Return the cut of each procedure, so that the region's shares are those of the world."""
    from scipy.special import ndtri

    between = USUAL.own_sd**2 + USUAL.context_effect**2 + USUAL.procedure_sd**2
    between += USUAL.school_year_sd**2 + USUAL.cell_year_sd**2
    if world == "frequent":
        return np.full(len(RULE_30), ndtri(0.15) * np.sqrt(1 + between))
    found = []
    for key in RULE_30:
        if key in USUAL.marks:
            found.append(ndtri(USUAL.marks[key][0]) * np.sqrt(1 + between))
        else:
            centre, within, minimum = USUAL.points[key]
            found.append((minimum - 0.5 - centre) / within)
    return np.array(found)


def region(
    seed: int, *, world: str, schools: int = SCHOOLS, scale: float | None = None, drift: float | None = None
) -> Region:
    """Return a region of ``schools`` schools with grades 9 or 11, years from the latest to the earliest."""
    scale = scale_of_reliability(world) if scale is None else scale
    made = _schools(seed % REGISTERS)
    traits = made.traits[made.traits["type"] != "primary"].reset_index(drop=True)
    random = np.random.default_rng([seed, 90])
    kept = np.sort(random.choice(len(traits), min(schools, len(traits)), replace=False))
    traits = traits.iloc[kept].reset_index(drop=True)
    procedures = [catalogue.procedures()[key] for key in RULE_30]
    applies = np.array([[item.applies_to(kind) for item in procedures] for kind in traits["type"]])
    pupils = traits["grade"].to_numpy()[:, None, None] * np.array([SIZES[item.grade] for item in procedures])
    n = random.poisson(np.repeat(pupils, YEARS, axis=1))
    n = random.binomial(n, [_sitting(key) for key in RULE_30]) * applies[:, None, :]
    paper = random.normal(0, USUAL.paper_sd, (YEARS, len(RULE_30)))
    expected = scale * USUAL.context_effect * traits["disadvantage"].to_numpy() if world == "rare" else 0.0
    drawn = draw_counts(
        n,
        parts=parts_of(world, scale),
        cut=cuts(world) + paper,
        level_mean=expected,
        applies=applies,
        seed=[seed, 91],
        drift=drift,
    )
    grid = SimpleNamespace(schools=pd.Index(traits["school_id"]), years=(2017, 2016, 2015))
    tables = {"schools": made.tables["schools"], "school_years": made.tables["school_years"]}
    latest_first = slice(None, None, -1)
    return Region(
        drawn.k[:, latest_first],
        n[:, latest_first],
        applies,
        school_design(tables, grid, n.astype(float)),
        drawn.level,
        drawn.lasting,
        drawn.share[:, latest_first],
        n.sum(axis=(1, 2)) / np.maximum((n > 0).sum(axis=(1, 2)), 1),
    )


@cache
def _schools(seed: int) -> Schools:
    return make_schools(USUAL, seed)


def _sitting(key: str) -> float:
    if key.startswith("ege_ma"):
        return USUAL.profile_share if key == "ege_ma_prof" else 1 - USUAL.profile_share
    return 0.995 if catalogue.procedures()[key].family != "vpr" else USUAL.attendance


@cache
def scale_of_reliability(world: str) -> float:
    """Return the scale of lasting differences at which a one-year result has the reliability asked for.

    Reliability as ever: the correlation of the one-year raw results of two years, in the mean over 20 regions, found by
    halving. (Against the level itself the squared correlation is lower: a ratio of counts is no straight line in it.)
    """

    def found(scale: float) -> float:
        correlations = []
        for seed in range(REGISTERS):
            made = region(7000 + seed, world=world, scale=scale)
            one, other = (raw_excess(made.k[:, year], made.n[:, year]) for year in (0, 1))
            kept = np.isfinite(one) & np.isfinite(other)
            correlations.append(np.corrcoef(one[kept], other[kept])[0, 1])
        return float(np.mean(correlations))

    low, high = 0.5, 2.5
    for _halving in range(8):
        middle = (low + high) / 2
        low, high = (middle, high) if found(middle) < RELIABILITY else (low, middle)
    return round((low + high) / 2, 2)


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
