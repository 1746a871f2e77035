"""How many of the listed schools are lastingly low, and how many can be: the ledger of the region in sentences."""

from __future__ import annotations

import pandas as pd

from ...laboratory.estimand import Meaning
from ...language import text as _
from ...present.numbers import absent, number, percent
from ...present.sentences import schools
from ...study import ledger
from ...study.identification import MAIN_RULE
from ...study.levels import LOW_PROCEDURES, threshold
from .data import LaboratoryData


def ledger_row(data: LaboratoryData, rule: str, length: str, meaning: Meaning = "level") -> pd.Series | None:
    """Return the row of the ledger of a rule, a length of list and a meaning; None where there is none."""
    return only(ledger.LEDGER.of(data.study), rule=rule, length=length, meaning=meaning, band=0)


def found_and_ceiling(data: LaboratoryData) -> str:
    """Return how many of the listed are lastingly low and the most that a list of that length can hold."""
    row = ledger_row(data, MAIN_RULE, "own")
    if row is None or absent(row["precision"]):
        return ""
    listed = round(row["listed"])
    found = _(
        "Of the schools that the rule of 30 per cent lists, {precision} are lastingly low on average over regions "
        "made like this one.",
        precision=percent(row["precision"], listed),
    )
    if row["best_precision"] >= 1:
        return found
    most = _(
        "On average over these regions no list of that length could show more than {best}: it holds {listed}, and "
        "{truly_low} are lastingly low.",
        best=percent(row["best_precision"], listed),
        listed=schools(listed),
        truly_low=number(row["truly_low"]),
    )
    return f"{found} {most}"


def ceiling_by_shares(data: LaboratoryData) -> str:
    """Return how many schools are low by the other meaning, and what that leaves for the list at most."""
    row = ledger_row(data, MAIN_RULE, "own", meaning="shares")
    if row is None or absent(row["best_precision"]):
        return ""
    second = ledger.BASE_RATES.of(data.study).set_index("meaning").loc["shares"]
    return _(
        "If a lasting share of {share} or more in {procedures} procedures is meant by lastingly low, {truly_low} "
        "of {schools} are low on average ({low}–{high}). So of the schools of the 30 per cent list {best} can be "
        "low at most, on average over the regions; in one region this ceiling may be higher or lower.",
        share=percent(threshold(data.study), 10),
        procedures=LOW_PROCEDURES,
        truly_low=number(second["truly_low"], 1),
        schools=schools(int(second["schools"])),
        low=number(second["low"]),
        high=number(second["high"]),
        best=percent(row["best_precision"], 10),
    )


def only(frame: pd.DataFrame, **where: object) -> pd.Series | None:
    """Return the one row with these values; None where there is none, or nothing was computed."""
    if frame.empty:
        return None
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return frame.iloc[0] if len(frame) else None
