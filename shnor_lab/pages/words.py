"""Words of the pages for codes: procedures, states of an analysis, causes, steps, changes, settings."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from .. import catalogue
from ..dataset.read import layouts
from ..dataset.schema import TABLES
from ..identify.rules import all_rules
from ..language import text as _
from ..present import titles
from ..present.remarks import worded
from . import settings


def said(remark: str) -> str:
    """Return a remark in words, rules and settings by their titles."""
    return worded(remark, rule=lambda key: all_rules()[key].title, setting=lambda chosen: settings.chosen(*chosen))


def procedure(key: str, *, autumn: bool = False) -> str:
    """Return the title of a procedure, or the key itself when the catalogue lacks it; an autumn round is named."""
    title = titles.procedure(key)
    return _("{procedure}, autumn", procedure=title) if autumn else title


def procedures(keys: Iterable[str]) -> str:
    """Return procedures in short: one by its title, several by family and number."""
    known = [catalogue.procedures()[key] for key in catalogue.procedures() if key in set(keys)]
    if len(known) == 1:
        return known[0].title
    families = {"vpr": _("VPR"), "oge": _("OGE"), "ege": _("EGE"), "kdr": _("KDR")}
    counts = {family: sum(item.family == family for item in known) for family in families}
    return ", ".join(f"{title} — {counts[family]}" for family, title in families.items() if counts[family])


def layout(key: str) -> str:
    """Return the title of a layout, or the key of one that no longer exists."""
    known = layouts()
    return known[key].TITLE if key in known else key


def table_title(key: str) -> str:
    """Return the Russian title of a table of the dataset."""
    return TABLES[key].title if key in TABLES else key


def years(found: list[int]) -> str:
    """Return years with whole runs drawn together: «2015–2019, 2021».

    Examples
    --------
    >>> years([2015, 2016, 2017, 2019])
    '2015–2017, 2019'
    """
    runs: list[list[int]] = []
    for year in sorted(set(found)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def analysis(code: str) -> str:
    """Return the name of an analysis."""
    return {
        "list": _("List by the rule of 30 per cent"),
        "other_rules": _("Computation by other methodologies"),
        "dynamics_vpr": _("Dynamics of VPR"),
        "dynamics_oge": _("Dynamics of OGE"),
        "dynamics_ege": _("Dynamics of EGE"),
        "context": _("Social context"),
        "staff": _("Staff as a condition"),
        "resources": _("Resource risks"),
        "comparison": _("Comparison with the approved list"),
        "effect": _("Study of the effect of the programme"),
    }[code]


def analysis_state(code: str) -> str:
    """Return whether an analysis is open."""
    return {"open": _("possible"), "reserve": _("with reserve"), "closed": _("not possible")}[code]


def addressee(code: str) -> str:
    """Return to whom a request goes."""
    return {
        "": "",
        "school": _("schools"),
        "municipality": _("municipal education office"),
        "region": _("regional centre of assessment"),
    }[code]


def level(code: str) -> str:
    """Return the weight of a finding."""
    return {"error": _("file not taken"), "row": _("row set aside"), "note": _("note")}[code]


def break_kind(code: str) -> str:
    """Return the kind of a break."""
    return {"not_held": _("not held"), "break": _("not comparable with the years before")}[code]


def fact_status(code: str) -> str:
    """Return whether a fact of the catalogue was verified."""
    return {"verified": _("verified"), "unverified": _("not verified")}[code]


def rule_status(code: str) -> str:
    """Return whose rule it is."""
    return {
        "official": _("official methodology"),
        "regional": _("regional practice"),
        "ours": _("our proposal"),
    }[code]


def cause(code: str, options: str) -> str:
    """Return the likely cause of a difference between order and rule; ``options`` is a remark."""
    if code == "setting":
        return _("another setting gives the answer of the order: {options}", options=said(options))
    return {
        "": _("agree"),
        "outside": _("the school has none of the procedures of the rule"),
        "unanswered": _("results are lacking, the rule cannot answer"),
        "edition": _("edition: agrees with the computation for the year before"),
        "small": _("fewer than 10 participants decide"),
        "unseen": _("not seen in the delivered data"),
    }[code]


def step(code: str) -> str:
    """Return the next step for a school."""
    return {
        "ask": _("ask for the missing results"),
        "order": _("ask for the approved list and reconcile with it"),
        "compare": _("reconcile with the order"),
        "check": _("check the number of participants, begin support with a diagnosis"),
        "support": _("prepare a road map of support"),
        "verify": _("verify the data, begin support with a diagnosis"),
        "watch": _("observe"),
    }[code]


def movement(code: str) -> str:
    """Return how a school moved between two editions."""
    return {
        "enter": _("entered"),
        "exit": _("left"),
        "stay": _("stayed"),
        "absent": _("not listed in both"),
        "unknown": _("no answer in one of the editions"),
    }[code]


def move_cause(code: str, detail: str) -> str:
    """Return why the answer of the rule for a school moved between two editions; "" for a school that stayed.

    ``detail`` is a remark.
    """
    named = {
        "": "",
        "corrected": _("corrected data"),
        "setting": _("another setting"),
        "unknown": _("results are lacking"),
        "procedures": _("other procedures were held"),
        "participants": _("another number of participants"),
        "years": _("other years"),
        "results": _("results"),
    }[code]
    if not detail:
        return named
    return said(detail) if code == "unknown" else f"{named}: {said(detail)}"


def change_cause(codes: object) -> str:
    """Return why an answer differs from that of the run before."""
    words = {
        "edition": _("other result years"),
        "setting": _("other settings"),
        "rule": _("other version of the program"),
        "data": _("data corrected or added"),
    }
    return ", ".join(words[code] for code in codes) if codes else ""  # type: ignore[attr-defined]


def names(frame: pd.DataFrame, limit: int = 4) -> str:
    """Return school names in their order, the rest counted."""
    from ..present.sentences import enumeration

    return enumeration([quoted(name) for name in frame["name"]], limit=limit)


def quoted(name: str) -> str:
    """Return a school name in quotes, unless it brings its own.

    Examples
    --------
    >>> quoted("СОШ № 3"), quoted("ГБОУ «Школа № 3»")
    ('«СОШ № 3»', 'ГБОУ «Школа № 3»')
    """
    return name if "«" in name or '"' in name else f"«{name}»"
