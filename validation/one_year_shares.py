"""Do intervals and chances of one year's true shares come true? Invented counts of one procedure whose truth is known.

``python validation/one_year_shares.py`` writes ``one_year_shares.csv`` beside itself; ``--quick`` prints the table of a
tenth of the regions and writes nothing. Same seeds, same bytes.

Sizes are log-normal with median 10, from 1 to 150; true shares are beta (the model's own law) or logit-normal (not its
law), with a mean of 0.10 to 0.25 and an over-dispersion of 0.03 to 0.15 that differ from region to region. A row
compares what was ``predicted`` (0.95 for intervals, the mean chance for calibration) with what was ``observed``;
``low``, ``high`` is the 95 % interval of ``difference`` = observed - predicted, regions being the independent draws.
``plug_in`` takes the likeliest mean and spread for known; ``integrated`` is what `true_shares` tells. Groups are fifths
of size, and the tenth of schools with the greatest true share, for which no promise is made; the ``first region`` is
what a test makes anew; bins of chances hold equal counts in rising order. Everything is judged against the true share
of the same year, never against a lasting level.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from shnor_lab.measure.beta_likelihood import likeliest_beta
from shnor_lab.measure.beta_posterior import BetaMixture
from shnor_lab.measure.true_shares import true_shares

TABLE = Path(__file__).with_suffix(".csv")
REGIONS = {300: 120, 60: 200, 20: 400, 10: 600}
"""Schools of a region, and regions made of that kind."""
TRUTHS = ("beta", "logit_normal")
WORKERS, THRESHOLD, BINS = 2, 0.30, 20
KEYS = ["truth", "schools", "part", "method", "group", "bin"]


def region(truth: str, schools: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return participants, true shares and low results of one region."""
    random = np.random.default_rng([TRUTHS.index(truth), schools, seed])
    n = np.clip(np.round(np.exp(random.normal(np.log(10), 1.1, schools))), 1, 150).astype("int64")
    mean, rho = random.uniform(0.10, 0.25), random.uniform(0.03, 0.15)
    if truth == "beta":
        size = (1 - rho) / rho
        share = random.beta(mean * size, (1 - mean) * size, schools)
    else:
        spread = np.sqrt(rho / (mean * (1 - mean)))
        share = 1 / (1 + np.exp(-np.log(mean / (1 - mean)) - spread * random.standard_normal(schools)))
    return n, share, random.binomial(n, share)


def measured(task: tuple[str, int, int]) -> pd.DataFrame:
    """Return one row per school of a region: true share, and interval and chance by both methods."""
    n, share, k = region(*task)
    parts = [true_shares(k, n, threshold=THRESHOLD).drop(columns="state").assign(method="integrated")]
    prior, _loglik = likeliest_beta(k, n)
    if prior.rho > 0:
        counts, sizes = k.astype("float64"), n.astype("float64")
        single = BetaMixture.plug_in(prior).posterior(counts, sizes, level=0.95, threshold=THRESHOLD)
    else:
        surely = float(prior.mean >= THRESHOLD)
        single = {"mean": prior.mean, "low": prior.mean, "high": prior.mean, "p_at_least": surely}
    parts.append(pd.DataFrame(single, index=range(len(n))).assign(method="plug_in"))
    truth, schools, seed = task
    return pd.concat(
        [part.assign(n=n, share=share, truth=truth, schools=schools, region=seed) for part in parts], ignore_index=True
    )


def summary(found: pd.DataFrame, predicted: pd.Series, observed: pd.Series) -> dict[str, float]:
    """Return means and the 95 % interval of their difference; regions are the independent draws."""
    from scipy.special import stdtrit

    off = (observed - predicted).groupby(found["region"]).agg(["sum", "count"])
    count, difference = len(off), float(off["sum"].sum() / len(found))
    spread = ((off["sum"] - difference * off["count"]) ** 2).sum() * count / max(count - 1, 1)
    half = float(stdtrit(count - 1, 0.975) * np.sqrt(spread) / len(found)) if count > 1 else np.nan
    return {
        "regions": count, "units": len(found), "size_from": int(found["n"].min()), "size_to": int(found["n"].max()),
        "predicted": predicted.mean(), "observed": observed.mean(), "difference": difference,
        "low": difference - half, "high": difference + half,
    }  # fmt: skip


def rows(found: pd.DataFrame) -> list[dict]:
    """Return the rows of one truth, number of schools and method."""
    held = ((found["low"] <= found["share"]) & (found["share"] <= found["high"])).astype(float)
    told, came = pd.Series(0.95, index=found.index), (found["share"] >= THRESHOLD).astype(float)
    fifth = parts(found["n"], 5)
    top = found.groupby("region")["share"].rank(ascending=False) <= np.ceil(found["schools"] / 10)
    groups = {"all": slice(None)} | {f"fifth {number + 1} of sizes": fifth == number for number in range(5)}
    groups["first region"] = found["region"] == 0
    made = [
        {"part": "interval", "group": name, "bin": "all", **summary(found[at], told[at], held[at])}
        for name, at in [*groups.items(), ("highest tenth of true shares", top)]
    ]
    chance = found["p_at_least"]
    for name, at in groups.items():
        made.append({"part": "p_at_least", "group": name, "bin": "all", **summary(found[at], chance[at], came[at])})
    bins = parts(chance, BINS)
    for number in range(BINS):
        at = bins == number
        made.append(
            {"part": "p_at_least", "group": "all", "bin": str(number + 1), **summary(found[at], chance[at], came[at])}
        )
    return made


def parts(values: pd.Series, count: int) -> np.ndarray:
    """Return the part of equal count that each value belongs to, from 0; ties go by order."""
    return ((values.rank(method="first").to_numpy() - 1) * count // len(values)).astype(int)


def table(found: pd.DataFrame) -> pd.DataFrame:
    """Return all rows of the table."""
    made = [
        {"truth": truth, "schools": schools, "method": method, **row}
        for (truth, schools, method), group in found.groupby(["truth", "schools", "method"], sort=True)
        for row in rows(group.reset_index(drop=True))
    ]
    columns = ["regions", "units", "size_from", "size_to", "predicted", "observed", "difference", "low", "high"]
    return pd.DataFrame(made, columns=[*KEYS, *columns])


def tasks(share: float = 1.0) -> list[tuple[str, int, int]]:
    """Return truth, number of schools and seed of every region, or of the first ``share`` of them."""
    kinds = [(truth, schools, count) for truth in TRUTHS for schools, count in REGIONS.items()]
    return [(truth, schools, seed) for truth, schools, count in kinds for seed in range(round(count * share))]


def main() -> int:
    """Write the table, or print a quick one."""
    if "--quick" in sys.argv[1:]:
        found = pd.concat([measured(task) for task in tasks(0.1)], ignore_index=True)
        print(table(found).to_string(float_format="%.4f", na_rep=""))
        return 0
    with ProcessPoolExecutor(WORKERS) as pool:
        found = pd.concat(pool.map(measured, tasks(), chunksize=20), ignore_index=True)
    table(found).to_csv(TABLE, index=False, float_format="%.4f", lineterminator="\n")
    print(f"{TABLE.parent.name}/{TABLE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
