"""Do predicted chances come true? Invented regions whose truth is known, examined again and again.

``python validation/chance_of_listing.py`` writes ``chance_of_listing.csv`` beside itself; ``--quick`` prints the table
of two regions and writes nothing. What is claimed and what came out: ``README.md``. Same seeds, same bytes.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from shnor_lab.catalogue import procedures
from shnor_lab.ground.cells import cell_grid
from shnor_lab.ground.measured import Measured
from shnor_lab.identify import (
    RULE_30,
    chance_of_next,
    decide,
    expected_by_chance,
    rule_named,
    settings_of,
)
from shnor_lab.identify.low import chances
from shnor_lab.measure import jeffreys, wilson
from shnor_lab.params import ListEdition
from shnor_lab.simulate import Parameters, make_region

TABLE = Path(__file__).with_suffix(".csv")
REGIONS, REDRAWS, WORKERS = 10, 100, 2
RULE = rule_named("regional_30")

USUAL = Parameters(years=(2015, 2016, 2017, 2018, 2019), programme_starts=(), order_years=())
"""Five years without a break and without a programme."""
UNCHANGED = replace(USUAL, paper_sd=0.0, drift_sd=0.0, growth=0.0)
"""Nothing changes but the classes that sit the exams."""
EDITIONS = {year: ListEdition(year=year, result_years=[year, year - 1]) for year in USUAL.years[1:]}

SAME_PUPILS = 0.6
"""Correlation of the abilities of one pupil in two subjects, where pupils sit several procedures."""
SIZES = (1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 100)
KEYS = ["part", "scenario", "group", "bin"]


@dataclass(frozen=True)
class Seen:
    """An invented region whose pooled fits are made once."""

    truth: dict[str, pd.DataFrame]
    tables: Measured


@dataclass(frozen=True)
class Exams:
    """What schools sat: participants and true chances of a low result, shape (schools, years, procedures)."""

    schools: pd.Index
    n: np.ndarray
    p: np.ndarray

    @classmethod
    def of(cls, region, year: int) -> Exams:
        """Return the exams of the two years behind the list of ``year``."""
        keys = ["school_id", "year", "procedure"]
        cells = cell_grid(region.tables, years=(year, year - 1)).frame()
        true = region.truth["cells"].set_index(keys)["p_low"].reindex(pd.MultiIndex.from_frame(cells[keys]))
        shape = (-1, 2, len(RULE_30))
        n = cells["n"].fillna(0).to_numpy(dtype="int64").reshape(shape)
        return cls(pd.Index(cells["school_id"].unique()), n, true.fillna(0.0).to_numpy().reshape(shape))

    @property
    def size(self) -> np.ndarray:
        """Return the median number of participants per school, NaN where nobody sat anything."""
        sat = np.where(self.n > 0, self.n, np.nan).reshape(len(self.n), -1)
        sat[np.isnan(sat).all(axis=1), 0] = 0
        return np.where(self.n.any(axis=(1, 2)), np.nanmedian(sat, axis=1), np.nan)

    def sit(self, random: np.random.Generator) -> np.ndarray:
        """Return low results were each procedure sat by other pupils."""
        return random.binomial(self.n, self.p)

    def sit_as_classes(self, random: np.random.Generator) -> np.ndarray:
        """Return low results where the pupils of a grade sit all its procedures (base or profile mathematics)."""
        from scipy.special import ndtri

        k = np.zeros_like(self.n)
        with np.errstate(divide="ignore"):
            cut = ndtri(self.p).astype("float32")
        places = {key: (fact.family, fact.grade) for key, fact in procedures().items() if key in RULE_30}
        for grade in sorted(set(places.values())):
            columns = [RULE_30.index(key) for key, its in places.items() if its == grade]
            first = np.zeros(self.n.shape, dtype="int64")
            if RULE_30.index("ege_ma_prof") in columns:
                first[..., RULE_30.index("ege_ma_prof")] = self.n[..., RULE_30.index("ege_ma_base")]
            pupils = (first + self.n)[..., columns].max(axis=2).ravel()
            owner = np.repeat(np.arange(len(pupils)), pupils)
            at = np.arange(len(owner)) - (np.cumsum(pupils) - pupils)[owner]
            general = np.float32(SAME_PUPILS**0.5) * random.standard_normal(len(owner), dtype="float32")
            for column in columns:
                start, n, under = (part[..., column].ravel() for part in (first, self.n, cut))
                sits = (at >= start[owner]) & (at < (start + n)[owner])
                own = np.float32((1 - SAME_PUPILS) ** 0.5) * random.standard_normal(len(owner), dtype="float32")
                low = owner[sits & (general + own < under[owner])]
                k[..., column] = np.bincount(low, minlength=len(pupils)).reshape(self.n.shape[:2])
        return k

    def listed(self, k: np.ndarray, c2_mode: str) -> np.ndarray:
        """Return whom the 30 % rule would list: its two criteria written once more, by themselves."""
        low = (self.n > 0) & (10 * k >= 3 * self.n)
        both = low.any(axis=2).all(axis=1) if c2_mode == "any" else low.all(axis=1).any(axis=1)
        return (low[:, 0].sum(axis=1) >= 2) | both

    def results(self, region, year: int, k: np.ndarray) -> dict[str, pd.DataFrame]:
        """Return the tables of the region with these low results of the two years."""
        rows = region.tables["results"]
        rows = rows[rows["year"].isin([year, year - 1]) & (rows["attempt"] == "main")]
        school = self.schools.get_indexer(rows["school_id"])
        place = pd.Index(RULE_30).get_indexer(rows["procedure"])
        rows, school, place = rows[school >= 0], school[school >= 0], place[school >= 0]
        counts = k[school, year - rows["year"].to_numpy(dtype="int64"), place]
        return {**dict(region.tables), "results": rows.assign(n_low=pd.array(counts, dtype="Int32"))}


def measured(seed: int, redraws: int) -> pd.DataFrame:
    """Return the units of one region: ``part, scenario, region, size, predicted, observed``."""
    usual, unchanged = (
        Seen(made.truth, Measured(made.tables))
        for made in (make_region(given, seed=seed, choose_supported=lambda _tables: []) for given in (USUAL, UNCHANGED))
    )
    parts = [
        *cells(usual),
        *repeated(usual, seed, redraws),
        *moved(usual, "papers differ"),
        *moved(unchanged, "equal papers"),
    ]
    return pd.concat([part.assign(region=seed) for part in parts], ignore_index=True)


def cells(region):
    """Yield the chance of single procedures to be low again beside the one their true share gives, exactly."""
    from scipy.stats import binom

    for year in EDITIONS:
        exams = Exams.of(region, year)
        grid = cell_grid(region.tables, years=(year, year - 1))
        predicted = chances(grid, region.tables.fitted(grid), threshold_percent=30, n_min=1)
        observed = binom.sf((3 * exams.n + 9) // 10 - 1, exams.n, exams.p)
        size = np.where(exams.n > 0, exams.n, np.nan)
        yield units("one procedure low", "any", size.ravel(), predicted.ravel(), observed.ravel())


def repeated(region, seed: int, redraws: int):
    """Yield p_listed beside the share of redraws of the same exams that list the school."""
    for year in EDITIONS:
        exams = Exams.of(region, year)
        for mode, sit in (("any", Exams.sit), ("same_procedure", Exams.sit), ("any", Exams.sit_as_classes)):
            together = sit is Exams.sit_as_classes
            random = np.random.default_rng([seed, year, together])
            tables = exams.results(region, year, sit(exams, random)) if together else region.tables
            predicted = answered(tables, year, mode)["p_listed"].reindex(exams.schools).to_numpy()
            times = redraws // 2 if together else redraws
            observed = sum(exams.listed(sit(exams, random), mode).astype(float) for _ in range(times)) / times
            scenario = f"{mode}, same pupils" if together else mode
            yield units("p_listed", scenario, exams.size, predicted, observed)


def moved(region, scenario: str):
    """Yield chances of the next list beside that list, for schools and for the sums of a region."""
    answers = {year: answered(region.tables, year, "any") for year in EDITIONS}
    for year, step in product(EDITIONS, (1, 2)):
        if year + step not in EDITIONS:
            continue
        now = answers[year + step]["listed"].dropna().astype(bool)
        before = answers[year][answers[year].index.isin(now.index)].dropna(subset=["listed"])
        chance = before["p_listed"]
        if step == 1:
            chance = chance_of_next(region.tables, EDITIONS[year], settings_of(RULE, {})).reindex(before.index)
        part = "next list" if step == 1 else "p_listed for a list without a shared year"
        exams, came = Exams.of(region, year), now.reindex(before.index)
        size = pd.Series(exams.size, exams.schools).reindex(before.index).to_numpy()
        yield units(part, scenario, size, chance.to_numpy(), came.to_numpy(dtype=float))
        was = before["listed"].to_numpy(dtype=bool)
        told = expected_by_chance(before.reset_index(), chance=chance)
        for kind, predicted, span, seen in (
            ("exits", told.exits, told.exits_range, (was & ~came).sum()),
            ("entries", told.entries, told.entries_range, (~was & came).sum()),
        ):
            yield units(f"{part}: {kind} of a region", scenario, np.nan, [predicted], [float(seen)])
            inside = float(span[0] <= seen <= span[1])
            yield units(f"{part}: {kind} inside the 90 % range", scenario, np.nan, [0.9], [inside])


def answered(tables, year: int, c2_mode: str) -> pd.DataFrame:
    """Return the decisions of the 30 % rule by school."""
    return decide(RULE, tables, EDITIONS[year], settings_of(RULE, {"c2_mode": c2_mode})).set_index("school_id")


def units(part: str, scenario: str, size, predicted, observed) -> pd.DataFrame:
    """Return predictions beside what came, schools that sat nothing and those without an answer left out."""
    frame = pd.DataFrame({"size": size, "predicted": predicted, "observed": observed}, dtype="float64")
    single = len(frame) == 1
    kept = frame["predicted"].notna() & (frame["size"].notna() | single)
    return frame[kept].assign(part=part, scenario=scenario)


def summary(found: pd.DataFrame) -> dict[str, float]:
    """Return means and the 95 % interval of their difference; regions are the independent draws."""
    from scipy.special import stdtrit

    off = (found["observed"] - found["predicted"]).groupby(found["region"]).agg(["sum", "count"])
    count, difference = len(off), off["sum"].sum() / len(found)
    half = np.nan
    if count > 1:
        spread = ((off["sum"] - difference * off["count"]) ** 2).sum() * count / (count - 1)
        half = stdtrit(count - 1, 0.975) * np.sqrt(spread) / len(found)
    return {
        "regions": count, "units": len(found), "size_from": found["size"].min(), "size_to": found["size"].max(),
        "predicted": found["predicted"].mean(), "observed": found["observed"].mean(), "difference": difference,
        "low": difference - half, "high": difference + half,
    }  # fmt: skip


def calibration(found: pd.DataFrame) -> list[dict]:
    """Return rows: the first region alone, all of them, ten bins of equal count, and the same per fifth of sizes."""
    first = found[found["region"] == found["region"].min()]
    rows = [{"group": "first region", "bin": "all", **summary(first)}, {"group": "all", "bin": "all", **summary(found)}]
    if found["size"].isna().all():
        return rows
    fifth = parts(found["size"], 5)
    groups = [("all", found)] + [(f"fifth {number + 1} of sizes", found[fifth == number]) for number in range(5)]
    for name, group in groups:
        if name != "all":
            rows.append({"group": name, "bin": "all", **summary(group)})
        tenth = parts(group["predicted"], 10)
        rows += [{"group": name, "bin": str(number + 1), **summary(group[tenth == number])} for number in range(10)]
    return rows


def parts(values: pd.Series, count: int) -> np.ndarray:
    """Return the part of equal count that each value belongs to, from 0; ties go by order."""
    return ((values.rank(method="first").to_numpy() - 1) * count // len(values)).astype(int)


def intervals() -> list[dict]:
    """Return the exact coverage of the 95 % intervals by number of participants: no draws, no Monte Carlo error.

    Mean over the shares 0.005-0.995, mean over shares as low results have them (0.005-0.35), and the worst of all.
    """
    from scipy.stats import binom

    share = np.arange(0.005, 1, 0.005)
    rows = []
    for (name, interval), n in product((("wilson", wilson), ("jeffreys", jeffreys)), SIZES):
        k = np.arange(n + 1)
        low, high = interval(k, np.full(n + 1, n))
        held = (low <= share[:, None]) & (share[:, None] <= high)
        coverage = (binom.pmf(k, n, share[:, None]) * held).sum(axis=1)
        for group, value in (
            ("mean, shares 0-1", coverage.mean()),
            ("mean, shares 0-0.35", coverage[share <= 0.351].mean()),
            ("worst share", coverage.min()),
        ):
            rows.append(
                {"part": "interval", "scenario": name, "group": group, "bin": f"n = {n}", "regions": 0, "units": n + 1}
                | {"predicted": 0.95, "observed": value, "difference": value - 0.95}
            )
    return rows


def table(found: pd.DataFrame) -> pd.DataFrame:
    """Return all rows of the table for the units of some regions."""
    rows = [
        {"part": part, "scenario": scenario, **row}
        for (part, scenario), group in found.groupby(["part", "scenario"], sort=True)
        for row in calibration(group)
    ]
    columns = [*KEYS, "regions", "units", "size_from", "size_to", "predicted", "observed", "difference", "low", "high"]
    return pd.DataFrame(rows + intervals(), columns=columns)


def main() -> int:
    """Write the table, or print a quick one."""
    if "--quick" in sys.argv[1:]:
        found = pd.concat([measured(seed, redraws=10) for seed in (0, 1)], ignore_index=True)
        print(table(found).to_string(float_format="%.4f", na_rep=""))
        return 0
    with ProcessPoolExecutor(WORKERS) as pool:
        found = pd.concat(pool.map(partial(measured, redraws=REDRAWS), range(REGIONS)), ignore_index=True)
    table(found).to_csv(TABLE, index=False, float_format="%.4f", lineterminator="\n")
    print(f"{TABLE.parent.name}/{TABLE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
