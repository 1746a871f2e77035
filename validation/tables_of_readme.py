"""Writes the tables of README.md from the committed results, each between the comments that name it.

``python validation/tables_of_readme.py``; ``make validate`` runs it last, scripts going by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent
README = FOLDER / "README.md"
PLACE = re.compile(r"(?<=<!-- table: )(\w+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)
STABLE, DRIFTING = "list, level stable", "list, level drifting (AR 0.9)"
WORLDS = {"frequent": 300, "rare": 300}
"""Schools of a region by world."""
FIFTHS = [f"fifth {number}" for number in range(1, 6)]


def results(study: str, *keys: str) -> pd.DataFrame:
    """Return the committed table of a study under its keys."""
    return pd.read_csv(FOLDER / f"{study}.csv", dtype={"size": str, "bin": str}).set_index(list(keys)).sort_index()


def number(value: float, digits: int) -> str:
    """Return a number of a committed table, which holds four decimals, as it is printed."""
    return f"{round(value, 6):.{digits}f}".replace("-", "−")


def percent(value: float, digits: int = 0) -> str:
    """Return a share as per cent without its sign."""
    return number(100 * value, digits)


def between(values: Iterable[float], digits: int) -> str:
    """Return the least and the greatest of several values."""
    return f"{number(min(values), digits)}–{number(max(values), digits)}"


def with_interval(row: pd.Series, digits: int, unit: int = 1) -> str:
    """Return a value with its Monte Carlo interval."""
    value, low, high = (number(unit * row[name], digits) for name in ("value", "low", "high"))
    return f"{value} ({low}–{high})"


def lists() -> list[list[str]]:
    """Return the shares of truly low schools on lists."""
    found = results("pooled_levels", "part", "world", "group")
    titles = {
        "one-year raw": ("one-year raw", "51–59"),
        "plain three-year mean": ("plain three-year mean", ""),
        "pooled_low, two years": ("`pooled_low`, two years", "≥ 62"),
        "pooled_low, three years": ("`pooled_low`, three years", "≥ 70"),
    }
    rows = [["list", "claim", "frequent, stable", "rare, stable", "frequent, drifting (AR 0.9)", "rare, drifting"]]
    for group, (title, claim) in titles.items():
        stable = [found.loc[(STABLE, world, group)] for world in WORLDS]
        told = [with_interval(row, 1, 100) if claim else percent(row["value"], 1) for row in stable]
        rows.append([title, claim, *told, *(percent(found["value"][DRIFTING, world, group], 1) for world in WORLDS)])
    length = [percent(found["value"][STABLE, world, "regional_30, length of the list"]) for world in WORLDS]
    title = f"`regional_30` at its own length ({length[0]} % and {length[1]} % of schools)"
    own = [found["value"][level, world, "regional_30, own length"] for level in (STABLE, DRIFTING) for world in WORLDS]
    return [*rows, [title, "", *(percent(value, 1) for value in own)]]


def chances() -> list[list[str]]:
    """Return how chances of the pooled model come true."""
    found = results("pooled_levels", "part", "figure", "world", "schools", "group")

    def all_(event: str, figure: str) -> list[pd.Series]:
        return [found.loc[(f"chance {event}", figure, *world, "all")] for world in WORLDS.items()]

    def errors(event: str) -> list[str]:
        return [number(row["value"], 3) for row in all_(event, "calibration error")]

    by_size = [found["value"]["chance truly", "calibration error", *world][FIFTHS] for world in WORLDS.items()]
    rows = [
        ["", "claim", *WORLDS],
        ["P(truly low): calibration error", "≤ 0.02", *errors("truly")],
        ["the same by fifth of size", "≤ 0.03", *(between(values, 3) for values in by_size)],
        ["Brier skill over the base rate", "≥ 0.5", *(with_interval(row, 2) for row in all_("truly", "Brier skill"))],
    ]
    titles = {"truly_rule": "P(lasting share ≥ 30 % in two procedures)"}
    titles["year"] = "P(true share of the year ≥ 30 % in two procedures)"
    for event, title in titles.items():
        base = [f"{percent(row['value'], 1)} %" for row in all_(event, "base rate")]
        skill = [number(row["value"], 2) for row in all_(event, "Brier skill")]
        told = [f"{error}; {worth}" for error, worth in zip(errors(event), skill, strict=True)]
        rows += [[f"{title}: base rate", "", *base], ["calibration error; Brier skill", "", *told]]
    return rows


def posterior_low() -> list[list[str]]:
    """Return what a list of schools with a chance of one half and more is worth, by fifth of size."""
    found = results("pooled_levels", "part", "figure", "world", "schools", "group").loc["listed by year"]["value"]
    gap, false, beside = "truly low among flagged - mean chance", "false flags of those not low", "regional_30: "
    rows = [["", "claim", "1", "2", "3", "4", "5"]]
    titles = [("frequent", f"frequent: {gap.replace('-', '−')}, points", "within 4", gap, 1)]
    for world, start in (("frequent", ""), ("rare", "rare: ")):
        titles.append((world, f"{start}false flags{'' if start else ' of schools not low'}", "≤ 5", false, 1))
        titles.append((world, "caught", "", "caught", 0))
        titles.append((world, "beside it `regional_30`: false flags", "", beside + false, 0))
    for world, title, claim, figure, digits in titles:
        values = found[figure, world, WORLDS[world]][FIFTHS]
        rows.append([title, claim, *(percent(value, digits) for value in values)])
    return rows


def listed_again() -> list[list[str]]:
    """Return the chance of being listed and the share of redraws that list, by bin of the chance."""
    found = results("chance_of_listing", "part", "scenario", "group", "bin").loc[("p_listed", "any", "all")]
    bins = [*sorted(found.index.drop("all"), key=int), "all"]
    names = ("predicted", "observed")
    return [["bin", *bins], *([f"{name}, %", *(percent(found[name][bin_], 1) for bin_ in bins)] for name in names)]


def next_list() -> list[list[str]]:
    """Return expected and seen entries and exits of a region."""
    found = results("chance_of_listing", "part", "scenario", "group").xs(("equal papers", "all"), level=(1, 2))
    rows = [["per region, equal papers", "expected", "came", "inside the 90 % range"]]
    for name in ("entries", "exits"):
        of_region = found.loc[f"next list: {name} of a region"]
        inside = found["observed"][f"next list: {name} inside the 90 % range"]
        told = [number(of_region[column], 1) for column in ("predicted", "observed")]
        rows.append([name, *told, f"{percent(inside)} %"])
    return rows


def hetop_means() -> list[list[str]]:
    """Return how near means from counts of marks come to the true ones."""
    found = results("hetop_means", "estimate", "group", "measure", "icc", "size").loc[("mean", "all")]
    error, correlation = found.loc["rmse over sqrt((1-icc)/n)"], found.loc["r"]
    kinds = (0.1, 0.2)
    errors = [between(error["value"][icc][error["target"][icc].notna()], 2) for icc in kinds]
    least = [min(map(int, correlation["target"][icc].dropna().index)) for icc in kinds]
    told = [f"{number(correlation['value'][icc, str(n)], 3)} at n = {n}" for icc, n in zip(kinds, least, strict=True)]
    return [
        ["target", *(f"ICC {icc}" for icc in kinds)],
        ["error of means over sqrt((1 − ICC)/n), n ≥ 50: at most 1.15", *errors],
        ["error at n = 120: at most 0.1 SD", *(with_interval(found.loc[("rmse", icc, "120")], 3) for icc in kinds)],
        ["correlation with the truth: at least 0.97", *told],
    ]


def one_year_shares() -> list[list[str]]:
    """Return the coverage of intervals of one year's true shares, by number of schools."""
    found = results("one_year_shares", "part", "group", "bin", "method", "truth", "schools")["observed"]
    found = found["interval", "all", "all"]
    kinds = {
        "integrated, beta": ("integrated", "beta"),
        "integrated, logit-normal": ("integrated", "logit_normal"),
        "plug-in, beta": ("plug_in", "beta"),
    }
    schools = sorted(found.index.unique("schools"), reverse=True)
    return [
        ["schools", *kinds],
        *([str(count), *(percent(found[*kind, count], 1) for kind in kinds.values())] for count in schools),
    ]


def signs() -> list[list[str]]:
    """Return the share of schools that lift marks and show a sign, by participants."""
    found = results("signs", "what", "scenario", "n")["share"]
    scenarios = {
        "7 % below the border": "7 % twos",
        "20 % below the border": "20 % twos",
        "20 %, lifted over every border": "20 %, all borders",
    }
    seen = [found[f"seen in a paper or more, from {source}"] for source in ("marks", "primary points")]
    rows = [["participants", *(f"{title}: marks / points" for title in scenarios.values())]]
    for n in sorted(seen[0].index.unique("n"), key=lambda band: int(band.split("–")[0])):
        told = [" / ".join(percent(shares[scenario, n]) for shares in seen) for scenario in scenarios]
        rows.append([n, *(f"{pair} %" for pair in told)])
    return rows


TABLES = {
    made.__name__: made
    for made in (
        lists,
        chances,
        posterior_low,
        listed_again,
        next_list,
        hetop_means,
        one_year_shares,
        signs,
    )
}


def table(rows: list[list[str]]) -> str:
    """Return rows as a table of Markdown, the first as its head."""
    head, *body = ["|" + "".join(f" {cell} |" if cell else " |" for cell in row) for row in rows]
    return "\n".join([head, "| " + " | ".join("---" for _cell in rows[0]) + " |", *body, ""])


def filled(page: str) -> str:
    """Return the page with every named table made anew."""
    return PLACE.sub(lambda place: place[1] + place[2] + table(TABLES[place[1]]()), page)


def main() -> None:
    """Write the tables into README.md."""
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    print(f"{README.name}: {len(TABLES)} tables")


if __name__ == "__main__":
    main()
