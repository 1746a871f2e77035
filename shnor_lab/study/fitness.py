"""Which analysis the delivered data allow: open, with reserve, closed, and what is lacking from whom."""

from __future__ import annotations

import pandas as pd

from .. import catalogue
from ..errors import MissingTable
from ..remarks import Remark, commas, enumeration, remark, remark_of, rule_of, year_of
from . import identification, passport
from .result import Result
from .study import Study

ANALYSES = (
    "list",
    "other_rules",
    "dynamics_vpr",
    "dynamics_oge",
    "dynamics_ege",
    "context",
    "staff",
    "resources",
    "comparison",
    "effect",
)
"""Analyses in the order in which they are shown."""

ADDRESSEES = ("school", "municipality", "region")

Row = tuple[str, str, str, str, str]
"""One row of the table: analysis, state, lacking, addressee, form."""

NO_RESULTS = remark("no results were delivered")
NO_REGISTER = remark("no register of schools was delivered")
NO_EDITION = remark("no edition of the list is named in the study")
NO_COUNTS = remark("counts of results below the threshold")


def fitness(study: Study, municipality: str | None = None) -> pd.DataFrame:
    """Return which analysis the data allow, one row per analysis.

    Parameters
    ----------
    study : Study
    municipality : str, optional
        Code; None for the whole region.

    Returns
    -------
    DataFrame
        analysis (one of ``ANALYSES``), state (open / reserve / closed), lacking (a remark, "" where nothing is),
        addressee (one of ``ADDRESSEES`` or ""), form (table to be filled in, or "").
    """
    rows = [
        _list_row(study, municipality),
        _rules_row(study, municipality),
        *_series_rows(study, municipality),
        _reporting_row(study, municipality, "passport", "context"),
        _reporting_row(study, municipality, "staff", "staff"),
        _reporting_row(study, municipality, "resources", "resources"),
        _table_row(study),
        _before_row(study, municipality),
    ]
    return pd.DataFrame(rows, columns=["analysis", "state", "lacking", "addressee", "form"])


def requests(study: Study, municipality: str | None = None) -> pd.DataFrame:
    """Return what to ask for: the rows of `fitness` that are not open and that a form would open, by addressee.

    Parameters
    ----------
    study : Study
        Opened study.
    municipality : str, optional
        Code; without it the whole region.
    """
    table = fitness(study, municipality)
    wanted = table[(table["state"] != "open") & (table["form"] != "")]
    order = wanted["addressee"].map({name: place for place, name in enumerate(ADDRESSEES)})
    return wanted.assign(order=order).sort_values("order", kind="stable").drop(columns="order").reset_index(drop=True)


def _sliced(frame: pd.DataFrame, municipality: str | None) -> pd.DataFrame:
    return frame if municipality is None else frame[frame["municipality_id"] == municipality]


def _list_row(study: Study, municipality: str | None) -> Row:
    analysis = "list"
    if (row := _without(study, analysis, passport.COVERAGE, identification.CELLS)) is not None:
        return row
    coverage = _sliced(passport.COVERAGE.of(study), municipality)
    years = study.result_years
    used = coverage[coverage["year"].isin(years) & coverage["procedure"].isin(study.procedures)]
    ready, expected = (
        int(used["delivered"].sum() + used["no_participants"].sum()),
        int(used["expected"].sum()),
    )
    uncounted = int(used["no_counts"].sum())
    if expected == 0 or ready == 0:
        lacking = NO_COUNTS if uncounted else remark("results of the years of the list")
        return analysis, "closed", lacking, "region", "results"
    if ready < expected:
        lacking = remark_of(
            expected - ready,
            "{n} result of a school, procedure and year",
            "{n} results of a school, procedure and year",
        )
        return analysis, "reserve", lacking, "region", "results"
    return analysis, "open", "", "", ""


def _without(study: Study, analysis: str, *read: Result) -> Row | None:
    """Return why an analysis is closed where a result that it reads has no answer; None where all have one."""
    for result in read:
        lacking = result.lacking(study)
        if isinstance(lacking, MissingTable):
            said = NO_RESULTS if lacking.table == "results" else NO_REGISTER
            return analysis, "closed", said, "region", lacking.table
        if lacking is not None:
            return analysis, "closed", NO_EDITION, "", ""
    return None


def _rules_row(study: Study, municipality: str | None) -> Row:
    analysis = "other_rules"
    if (row := _without(study, analysis, identification.DECISIONS)) is not None:
        return row
    decisions = identification.DECISIONS.of(study)
    schools = _sliced(study.schools, municipality)["school_id"]
    here = decisions[decisions["school_id"].isin(schools)]
    answered = here["listed"].notna().groupby(here["rule"].astype(str)).sum()
    every = [key for key in identification.computing() if key != identification.MAIN_RULE]
    able = [key for key in every if 2 * answered.get(key, 0) > len(schools)]
    if len(able) == len(every):
        return analysis, "open", "", "", ""
    if not able:
        return analysis, "closed", remark("no methodology has an answer for most schools"), "", ""
    unable = [key for key in every if key not in able]
    if len(able) <= len(unable):
        lacking = remark(
            "methodologies with an answer for most schools — {k} of {n}: {named}",
            k=len(able),
            n=len(every),
            named=_with_answers(able, answered, len(schools)),
        )
    else:
        lacking = remark(
            "methodologies without an answer for most schools — {k} of {n}: {named}",
            k=len(unable),
            n=len(every),
            named=_with_answers(unable, answered, len(schools)),
        )
    return analysis, "reserve", lacking, "", ""


def _with_answers(rules: list[str], answered: pd.Series, schools: int) -> Remark:
    """Return rules with the number of schools that they answer."""
    return enumeration(
        remark("{rule} ({k} of {n})", rule=rule_of(key), k=int(answered.get(key, 0)), n=schools) for key in rules
    )


def _series_rows(study: Study, municipality: str | None) -> list[Row]:
    families = {"vpr": "dynamics_vpr", "oge": "dynamics_oge", "ege": "dynamics_ege"}
    closed = [_without(study, analysis, passport.COVERAGE) for analysis in families.values()]
    if any(closed):
        return [row for row in closed if row is not None]
    coverage = _sliced(passport.COVERAGE.of(study), municipality)
    rows: list[Row] = []
    for family, analysis in families.items():
        keys = [key for key in study.procedures if catalogue.procedures()[key].family == family]
        delivered = coverage[coverage["procedure"].isin(keys) & (coverage["delivered"] > 0)]
        pairs = [
            (key, int(earlier), int(later))
            for key, years in delivered.groupby("procedure", observed=True)["year"]
            for earlier, later in zip(sorted(years.unique())[:-1], sorted(years.unique())[1:], strict=True)
        ]
        whole = [pair for pair in pairs if later_is_next(pair) and not catalogue.broken_between(*pair)]
        if not pairs and coverage.loc[coverage["procedure"].isin(keys), "no_counts"].any():
            rows.append((analysis, "closed", NO_COUNTS, "region", "results"))
        elif not whole:
            rows.append((analysis, "closed", remark("two neighbouring comparable years"), "region", "results"))
        elif len(whole) < len(pairs):
            broken = sorted({later for key, earlier, later in pairs if (key, earlier, later) not in whole})
            lacking = remark("years that must not be compared with the year before: {years}", years=commas(broken))
            rows.append((analysis, "reserve", lacking, "", ""))
        else:
            rows.append((analysis, "open", "", "", ""))
    return rows


def later_is_next(pair: tuple[str, int, int]) -> bool:
    """Return whether the second year of (procedure, earlier, later) follows the first at once."""
    return pair[2] - pair[1] == 1


def _reporting_row(study: Study, municipality: str | None, table: str, analysis: str) -> Row:
    year = study.year
    delivered = _sliced(passport.reporting(study, table, year), municipality)["delivered"]
    if delivered.empty:
        return analysis, "closed", NO_REGISTER, "region", "schools"
    silent = int((~delivered).sum())
    if silent == 0:
        return analysis, "open", "", "", ""
    lacking = remark_of(
        silent,
        "{n} school of {all} did not deliver for {year}",
        "{n} schools of {all} did not deliver for {year}",
        all=len(delivered),
        year=year_of(year),
    )
    return analysis, "reserve" if delivered.any() else "closed", lacking, "school", table


def _table_row(study: Study) -> Row:
    if study.params.list_edition is None:
        return "comparison", "closed", NO_EDITION, "", ""
    year = study.edition.year
    if study.has("statuses"):
        rows = study.table("statuses")
        if ((rows["year"] == year) & (rows["source"] == "order")).any():
            return "comparison", "open", "", "", ""
    return "comparison", "closed", remark("the approved list of {year}", year=year), "region", "statuses"


def _before_row(study: Study, municipality: str | None) -> Row:
    analysis = "effect"
    if not study.has("support"):
        return analysis, "closed", remark("who was supported and from which year"), "municipality", "support"
    if (row := _without(study, analysis, passport.COVERAGE)) is not None:
        return row
    start = int(study.table("support")["year_from"].min())
    coverage = _sliced(passport.COVERAGE.of(study), municipality)
    before = coverage[(coverage["year"] < start) & (coverage["delivered"] > 0)]["year"].nunique()
    if before < 2:
        return (
            analysis,
            "closed",
            remark("two years of results before the start in {year}", year=start),
            "region",
            "results",
        )
    return analysis, "reserve", remark("the answer is given for the region, not for one municipality"), "", ""
