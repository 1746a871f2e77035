"""What is said of signs that call for a check: what was computed, what was not and why, each in its own words."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ...language import plural as _n
from ...language import text as _
from ...measure.signs import N_MIN, SCHOOLS_MIN
from ...present import numbers
from ...present.sentences import enumeration


def period(years: pd.Series) -> str:
    """Return the school years of the results, as it stands after «results»."""
    first, last = numbers.school_year(years.min()), numbers.school_year(years.max())
    return _("of {year}", year=first) if first == last else _("of {first} to {last}", first=first, last=last)


def scope(counts: pd.DataFrame) -> str:
    """Return how many of the diagnostics were computed, and which."""
    ran = counts.loc[counts["why"] == "", "diagnostic"]
    if ran.empty:
        return _("None of {all} signs was computed.", all=len(counts))
    return _n(
        len(ran),
        "{n} sign of {all} was computed: {named}.",
        "{n} signs of {all} were computed: {named}.",
        all=len(counts),
        named=enumeration(diagnostic(key) for key in ran),
    )


def not_run(counts: pd.DataFrame) -> Iterator[str]:
    """Yield why the other diagnostics were not computed, one sentence per reason."""
    for why, keys in counts[counts["why"] != ""].groupby("why", sort=False)["diagnostic"]:
        named = enumeration(diagnostic(key) for key in keys)
        data = enumeration(dict.fromkeys(lacking(key) for key in keys))
        yield {
            "few_schools": _(
                "Not computed because the region has fewer than {schools} schools with {n} participants or more: "
                "{signs}.",
                schools=SCHOOLS_MIN,
                n=N_MIN,
                signs=named,
            ),
            "too_few": _("Not computed because there are fewer than {n} participants: {signs}.", n=N_MIN, signs=named),
            "not_delivered": _(
                "Not computed: {signs}. Not delivered, but needed for it: {data}.", signs=named, data=data
            ),
            "no_table": _("The laboratory does not take in yet, so computes no signs from: {data}.", data=data),
        }[str(why)]


def diagnostic(code: str) -> str:
    """Return what a diagnostic sees, said of the results and not of people."""
    return {
        "high_mean": _("mean result far above the schools of the region"),
        "mark_border": _("fewer marks «2» than the other marks let expect"),
        "mark_spread": _("marks hardly differ among themselves"),
        "trajectory": _("OGE lower than the VPR of the same cohort in grade 6 let expect"),
        "task_profile": _("easy tasks below the region, hard tasks above it"),
        "points_border": _("more primary points just above the border of a mark than the others let expect"),
        "journal": _("VPR marks that differ from the journal"),
        "equal_answers": _("equal answers of pupils of one class"),
    }[code]


def lacking(code: str) -> str:
    """Return what has to be delivered for a diagnostic."""
    return {
        "high_mean": _("mean results with numbers of participants"),
        "mark_border": _("how many participants got each mark"),
        "mark_spread": _("how many participants got each mark"),
        "trajectory": _("VPR in grade 6 and OGE of the same cohort three years later"),
        "task_profile": _("results by task"),
        "points_border": _("distributions of primary points"),
        "journal": _("comparison of VPR marks with the journal"),
        "equal_answers": _("answers of pupils by task"),
    }[code]


def units(found: pd.Series) -> str:
    """Return in what the values of the diagnostics with signs are measured."""
    measured = {
        "high_mean": _("mean result"),
        "mark_border": _("share of marks «2»"),
        "mark_spread": _("standard deviation of marks"),
        "trajectory": _("mean mark of the OGE"),
        "task_profile": _("correlation of the difference from the region with how hard a task is"),
    }
    kinds = [key for key in measured if (found == key).any()]
    return _("Values: {units}.", units="; ".join(f"{diagnostic(key)} — {measured[key]}" for key in kinds))


def strength(code: str) -> str:
    """Return the strength of a sign."""
    return {"weak": _("moderate"), "strong": _("strong")}[code]


def printed(code: str, value: float, n: int) -> str:
    """Return a value of a diagnostic in its own unit: per cent of participants, or a number with two decimals."""
    return numbers.percent(value, n) if code == "mark_border" else numbers.number(value, 2)
