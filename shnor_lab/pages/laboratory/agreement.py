"""Section of ``11_rule_laboratory`` on agreement: how far lists coincide beyond chance."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...laboratory.agreement.bootstrap import FEWEST_LISTED
from ...language import text as _
from ...present.column import TableColumn
from ...present.figure import Figure
from ...present.numbers import NOTHING, absent, number
from ...present.section import Section
from ...present.sentences import enumeration, of_schools
from ...present.table import Table
from .. import words
from .coefficients import coefficient, state
from .data import LaboratoryData
from .figures import joint_row

DRAWN_ANSWERED = 0.8
"""Least part of the schools that a rule has to answer to stand in the figure (ours)."""


def agreement(data: LaboratoryData) -> Section:
    """Return coefficients of all rules together and of every two."""
    if len(data.compared) < 2:
        return Section(
            "agreement",
            conclusion=_("Fewer than two rules list schools on these data, so no agreement can be told."),
        )
    rows = pd.DataFrame([*_together_rows(data), *_pair_rows(data)])
    table = Table(
        rows,
        (
            TableColumn("rule_a", _("Rule")),
            TableColumn("rule_b", _("Compared with")),
            TableColumn("lengths", _("Length of the lists")),
            TableColumn("schools", _("Schools compared"), "counted", base="all"),
            TableColumn("shared", _("On both lists")),
            TableColumn("expected", _("Expected by chance"), "number"),
            TableColumn("kappa", _("Kappa")),
            TableColumn("ac1", _("Gwet's AC1")),
            *(
                TableColumn(name, head, "number", decimals=3, on_page=False)
                for name, head in (
                    ("jaccard", _("Jaccard index")),
                    ("p_chance", _("Probability by chance")),
                    ("krippendorff", _("Krippendorff's alpha")),
                )
            ),
            TableColumn("state", _("What could be computed"), on_page=False),
        ),
        key="agreement",
        caption=_("Agreement of rules, first several together, then every two"),
        scope=_("1 — the same answers, 0 — as much as by chance; {population}", population=data.population),
        note=" ".join(
            (
                _(
                    "Kappa: Cohen's for two rules, Fleiss' for more. The 95% intervals say how far the "
                    "coefficient hangs on which schools the region happens to have: all schools are here, it is "
                    "no sampling error. Those of the pairs are widened until all hold together, the others hold "
                    "each for itself. Rules that look at conditions or changes have another object; little "
                    "agreement with them is no fault."
                ),
                _not_together(data),
            )
        ).strip(),
    )
    return Section("agreement", table=table, figure=_upset(data), conclusion=_agreed(data), caveats=("list",))


def _agreed(data: LaboratoryData) -> str:
    ac1, kappa = (joint_row(data, name, equal=False) for name in ("ac1", "fleiss"))
    answers = _answers(data, data.together).dropna().astype(bool)
    on_any, on_all = int(answers.any(axis=1).sum()), int(answers.all(axis=1).sum())
    return _(
        "Rules: {rules}. All of them list {on_all} that any of them lists. Beyond chance: Fleiss' kappa = {kappa}. "
        "AC1 = {ac1} counts alike answers on schools that nobody lists too, so it is mostly high where lists "
        "are short.",
        rules=enumeration([words.quoted(data.titles[key]) for key in data.together]),
        on_all=of_schools(on_all, on_any),
        ac1=coefficient(ac1, "value"),
        kappa=coefficient(kappa, "value"),
    )


def _not_together(data: LaboratoryData) -> str:
    """Return which compared rules the first rows leave out, and why."""
    reasons = {
        "conditions": _("they look at conditions or resources, alone or together with results"),
        "change": _("they set results beside earlier ones"),
        "short": _("fewer than {n} listed", n=FEWEST_LISTED),
    }
    found = [
        f"{enumeration(words.quoted(data.titles[key]) for key in data.apart if data.apart[key] == why)} ({said})"
        for why, said in reasons.items()
        if why in data.apart.values()
    ]
    return _("Not in the first rows: {rules}.", rules="; ".join(found)) if found else ""


def _together_title(data: LaboratoryData, n: int) -> str:
    if not data.apart:
        return _("All compared rules: {n}", n=n)
    return _("Rules of low results that list {least} schools or more: {n}", least=FEWEST_LISTED, n=n)


def _together_rows(data: LaboratoryData) -> list[dict[str, Any]]:
    rows = []
    for equal in (False, True):
        ac1, fleiss, alpha = (joint_row(data, name, equal=equal) for name in ("ac1", "fleiss", "krippendorff"))
        rows.append(
            {
                "rule_a": _together_title(data, int(fleiss["rules"])),
                "rule_b": NOTHING,
                "lengths": _("equal: {n}", n=fleiss["length"]) if equal else _("own"),
                "schools": int(fleiss["schools"]),
                "all": int(fleiss["schools"] + fleiss["unknown"]),
                "shared": NOTHING,
                "expected": float("nan"),
                "kappa": coefficient(fleiss, "value"),
                "ac1": coefficient(ac1, "value"),
                "jaccard": float("nan"),
                "p_chance": float("nan"),
                "krippendorff": alpha["value"],
                "state": state(str(fleiss["state"])),
            }
        )
    return rows


def _pair_rows(data: LaboratoryData) -> list[dict[str, Any]]:
    return [
        {
            "rule_a": data.titles[row["rule_a"]],
            "rule_b": data.titles[row["rule_b"]],
            "lengths": _lengths(row),
            "schools": int(row["schools"]),
            "all": int(row["schools"] + row["unknown"]),
            "shared": NOTHING if absent(row["both"]) else _("{k} of {n}", k=row["both"], n=row["either"]),
            "expected": row["expected"],
            "kappa": coefficient(row, "cohen"),
            "ac1": coefficient(row, "ac1"),
            "jaccard": row["jaccard"],
            "p_chance": row["p_chance"],
            "krippendorff": float("nan"),
            "state": state(str(row["state"])),
        }
        for row in data.pairs.to_dict("records")
    ]


def _answers(data: LaboratoryData, rules: list[str]) -> pd.DataFrame:
    own = data.decisions[data.decisions["rule"].isin(rules)].astype({"rule": "str"})
    return own.pivot(index="school_id", columns="rule", values="listed")[rules].astype("boolean")


def _upset(data: LaboratoryData) -> Figure | None:
    from ...present.charts.upset import upset

    answers = _answers(data, data.compared)
    drawn = [key for key in data.compared if answers[key].notna().mean() >= DRAWN_ANSWERED]
    answers = answers[drawn]
    if len(drawn) < 2 or not answers.dropna().astype(bool).any(axis=None):
        return None
    frame = answers.rename(columns=data.titles).melt(ignore_index=False, var_name="rule", value_name="listed")
    return upset(
        frame.rename_axis("school").reset_index(),
        caption=_(
            "Which rules single out the same schools: a column shows how many schools exactly these rules list; "
            "rules that answer for four fifths of the schools or more; {population}.",
            population=data.population.rstrip("."),
        ),
    )


def _lengths(row: dict[str, Any]) -> str:
    if absent(row["listed_a"]):
        return _("equal") if row["equal"] else _("own")
    if row["equal"]:
        return _("equal: {n}", n=number(row["listed_a"]))
    return _("{a} and {b}", a=row["listed_a"], b=row["listed_b"])
