"""Which analysis the delivered data allow: open, with reserve, closed, and what is lacking from whom."""

from __future__ import annotations

import pandas as pd

from .. import catalogue
from ..ground.reasons import enumerated, school_year
from ..identify.rules import all_rules
from ..language import plural as _n
from ..language import text as _
from . import identification, passport
from .study import Study

ADDRESSEES = ("school", "municipality", "region")


def fitness(study: Study, municipality: str | None = None) -> pd.DataFrame:
    """Return one row per analysis: analysis, state (open / reserve / closed), lacking, addressee, form.

    Parameters
    ----------
    study : Study
    municipality : str, optional
        Code; None for the whole region.
    """
    rows = [
        _list_row(study, municipality),
        _rules_row(study, municipality),
        *_series_rows(study, municipality),
        _reporting_row(study, municipality, "passport", _("Social context"), "school"),
        _reporting_row(study, municipality, "staff", _("Staff as a condition"), "school"),
        _reporting_row(study, municipality, "resources", _("Resource risks"), "school"),
        _table_row(study, "statuses", _("Comparison with the approved list"), "region"),
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


def _list_row(study: Study, municipality: str | None) -> tuple:
    title = _("List by the rule of 30 per cent")
    if not study.has("results"):
        return title, "closed", _("no results were delivered"), "region", "results"
    coverage = _sliced(passport.COVERAGE.of(study), municipality)
    years = study.result_years
    used = coverage[coverage["year"].isin(years) & coverage["procedure"].isin(study.procedures)]
    ready, expected = (
        int(used["delivered"].sum() + used["no_participants"].sum()),
        int(used["expected"].sum()),
    )
    uncounted = int(used["no_counts"].sum())
    if expected == 0 or ready == 0:
        lacking = _("counts of results below the threshold") if uncounted else _("results of the years of the list")
        return title, "closed", lacking, "region", "results"
    if ready < expected:
        lacking = _n(
            expected - ready,
            "{n} result of a school, procedure and year",
            "{n} results of a school, procedure and year",
        )
        return title, "reserve", lacking, "region", "results"
    return title, "open", "", "", ""


def _rules_row(study: Study, municipality: str | None) -> tuple:
    title = _("Computation by other methodologies")
    decisions = identification.DECISIONS.of(study)
    schools = _sliced(study.schools, municipality)["school_id"]
    here = decisions[decisions["school_id"].isin(schools)]
    answered = here["listed"].notna().groupby(here["rule"].astype(str)).sum()
    every = [key for key in identification.computing() if key != identification.MAIN_RULE]
    able = [key for key in every if 2 * answered.get(key, 0) > len(schools)]
    if len(able) == len(every):
        return title, "open", "", "", ""
    if not able:
        return title, "closed", _("no methodology has an answer for most schools"), "", ""
    unable = [key for key in every if key not in able]
    if len(able) <= len(unable):
        lacking = _(
            "methodologies with an answer for most schools — {k} of {n}: {named}",
            k=len(able),
            n=len(every),
            named=_with_answers(able, answered, len(schools)),
        )
    else:
        lacking = _(
            "methodologies without an answer for most schools — {k} of {n}: {named}",
            k=len(unable),
            n=len(every),
            named=_with_answers(unable, answered, len(schools)),
        )
    return title, "reserve", lacking, "", ""


def _with_answers(rules: list[str], answered: pd.Series, schools: int) -> str:
    """Return rules with the number of schools that they answer."""
    return enumerated(
        _("{rule} ({k} of {n})", rule=all_rules()[key].title, k=int(answered.get(key, 0)), n=schools) for key in rules
    )


def _series_rows(study: Study, municipality: str | None) -> list[tuple]:
    families = (("vpr", _("Dynamics of VPR")), ("oge", _("Dynamics of OGE")), ("ege", _("Dynamics of EGE")))
    if not study.has("results"):
        return [(title, "closed", _("no results were delivered"), "region", "results") for _key, title in families]
    coverage = _sliced(passport.COVERAGE.of(study), municipality)
    rows = []
    for family, title in families:
        keys = [key for key in study.procedures if catalogue.procedures()[key].family == family]
        delivered = coverage[coverage["procedure"].isin(keys) & (coverage["delivered"] > 0)]
        pairs = [
            (key, int(earlier), int(later))
            for key, years in delivered.groupby("procedure", observed=True)["year"]
            for earlier, later in zip(sorted(years.unique())[:-1], sorted(years.unique())[1:], strict=True)
        ]
        whole = [pair for pair in pairs if later_is_next(pair) and not catalogue.broken_between(*pair)]
        if not pairs and coverage.loc[coverage["procedure"].isin(keys), "no_counts"].any():
            lacking = _("counts of results below the threshold")
            rows.append((title, "closed", lacking, "region", "results"))
        elif not whole:
            rows.append((title, "closed", _("two neighbouring comparable years"), "region", "results"))
        elif len(whole) < len(pairs):
            broken = sorted({later for key, earlier, later in pairs if (key, earlier, later) not in whole})
            lacking = _(
                "years that must not be compared with the year before: {years}",
                years=", ".join(map(str, broken)),
            )
            rows.append((title, "reserve", lacking, "", ""))
        else:
            rows.append((title, "open", "", "", ""))
    return rows


def later_is_next(pair: tuple[str, int, int]) -> bool:
    """Return whether the second year of (procedure, earlier, later) follows the first at once."""
    return pair[2] - pair[1] == 1


def _reporting_row(study: Study, municipality: str | None, table: str, title: str, addressee: str) -> tuple:
    year = study.year
    delivered = _sliced(passport.reporting(study, table, year), municipality)["delivered"]
    silent = int((~delivered).sum())
    if silent == 0:
        return title, "open", "", "", ""
    lacking = _n(
        silent,
        "{n} school of {all} did not deliver for {year}",
        "{n} schools of {all} did not deliver for {year}",
        all=len(delivered),
        year=school_year(year),
    )
    return title, "reserve" if delivered.any() else "closed", lacking, addressee, table


def _table_row(study: Study, table: str, title: str, addressee: str) -> tuple:
    year = study.edition.year
    if study.has(table):
        rows = study.table(table)
        if ((rows["year"] == year) & (rows["source"] == "order")).any():
            return title, "open", "", "", ""
    return title, "closed", _("the approved list of {year}", year=year), addressee, table


def _before_row(study: Study, municipality: str | None) -> tuple:
    title = _("Study of the effect of the programme")
    if not study.has("support"):
        return title, "closed", _("who was supported and from which year"), "municipality", "support"
    if not study.has("results"):
        return title, "closed", _("no results were delivered"), "region", "results"
    start = int(study.table("support")["year_from"].min())
    coverage = _sliced(passport.COVERAGE.of(study), municipality)
    before = coverage[(coverage["year"] < start) & (coverage["delivered"] > 0)]["year"].nunique()
    if before < 2:
        return (
            title,
            "closed",
            _("two years of results before the start in {year}", year=start),
            "region",
            "results",
        )
    return title, "reserve", _("the answer is given for the region, not for one municipality"), "", ""
