"""The contract of a rule: what a module in ``rules/`` holds and what its answer looks like."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from ..errors import RuleError
from ..ground.schools import Tables
from ..language import text as _
from ..params import ListEdition

Status = Literal["official", "regional", "ours"]
About = Literal["low", "conditions", "change", "good", "order"]

DECISION = {
    "school_id": "str",
    "listed": "boolean",
    "score": "float64",
    "reason": "str",
    "p_listed": "float64",
    "p_low": "float64",
}
"""Columns and dtypes of a decision frame, one row per school."""


class RuleSettings(BaseModel):
    """Base of the settings of every rule: strict, unknown names refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@dataclass(frozen=True)
class BaseRule(ABC):
    """What every rule states of itself.

    Parameters
    ----------
    key : str
        Name in params and frames.
    status : {"official", "regional", "ours"}
        Whose rule it is: official = an approved methodology read in full; regional = words of a municipal or
        regional document, numbers partly ours; ours = our proposal.
    tables : tuple of str
        Tables without which the rule answers nothing (``schools`` is always there).
    also : tuple of str
        Tables that are used when delivered.
    about : {"low", "conditions", "change", "good", "order"}
        What it singles schools out for: low = low results alone; conditions = conditions or resources, alone or
        together with results; change = results beside earlier ones; good = high results or their growth; order = what
        orders say, nothing is computed. Pages group rules by it.
    procedures : tuple of str
        Procedures of which a school must have one for the rule to apply to it, its answer False meaning nothing
        elsewhere; empty where the rule has something to say of every school, or leaves the others open.
    order : int
        Place among the rules; equal places go by key.
    """

    key: str
    status: Status
    tables: tuple[str, ...]
    also: tuple[str, ...] = ()
    about: About = field(kw_only=True)
    procedures: tuple[str, ...] = ()
    order: int = 1000

    Settings: ClassVar[type[RuleSettings]] = RuleSettings

    @property
    @abstractmethod
    def title(self) -> str:
        """Return the name of the rule in the reader's language."""

    @property
    @abstractmethod
    def source(self) -> str:
        """Return where the rule comes from, in the reader's language."""

    @abstractmethod
    def decide(self, tables: Tables, edition: ListEdition, settings: Any) -> pd.DataFrame:
        """Return the decisions for one list edition, one row per open school, columns of ``DECISION``."""


def decisions(
    school_id: Iterable[str],
    *,
    yes: np.ndarray,
    possible: np.ndarray,
    score: np.ndarray,
    reason: Iterable[str],
    p_listed: np.ndarray | None = None,
    p_low: np.ndarray | None = None,
) -> pd.DataFrame:
    """Return a decision frame from two plain arrays.

    Parameters
    ----------
    yes : ndarray of bool
        The delivered facts satisfy the rule: listed is True.
    possible : ndarray of bool
        They, or they with the missing ones, could satisfy it; False here and in ``yes`` makes listed False,
        True only here makes it NA.
    score, reason
        As `BaseRule.decide` gives them.
    p_listed, p_low : ndarray, optional
        Chances 0-1: that the same exams, repeated with unchanged schools, would list the school; that the school
        is low in the rule's own meaning, which its module states. NaN, and what is not given, is unknown. Rounded to
        12 decimals: a sum of chances may end a hair outside 0-1.
    """

    def chances(values: np.ndarray | None) -> np.ndarray:
        given = np.full(len(yes), np.nan) if values is None else np.asarray(values, dtype="float64")
        return np.round(given, 12) + 0.0

    return pd.DataFrame(
        {
            "school_id": pd.Index(school_id, dtype="str").array,
            "listed": pd.arrays.BooleanArray(yes.astype(bool), possible & ~yes),
            "score": np.asarray(score, dtype="float64"),
            "reason": pd.array(list(reason), dtype="str"),
            "p_listed": chances(p_listed),
            "p_low": chances(p_low),
        }
    )


def check_contract(frame: Any, *, rule: str, school_ids: Iterable[str]) -> pd.DataFrame:
    """Return ``frame`` sorted by school, or say how it breaks the contract.

    Raises
    ------
    RuleError
        Not a frame, other columns or dtypes, a school twice, missing or unknown, a chance outside 0-1.
    """
    broken: list[str] = []
    if not isinstance(frame, pd.DataFrame) or list(frame.columns) != list(DECISION):
        broken.append(_("columns must be: {columns}", columns=", ".join(DECISION)))
    else:
        broken += [
            _("column {column} must have the type {dtype}", column=name, dtype=dtype)
            for name, dtype in DECISION.items()
            if str(frame[name].dtype) != dtype
        ]
        asked, answered = pd.Index(school_ids, dtype="str"), pd.Index(frame["school_id"])
        if not answered.is_unique:
            broken.append(_("a school is answered more than once"))
        if not answered.equals(asked):
            broken += [_("no answer for {school}", school=school) for school in asked.difference(answered)]
            broken += [
                _("answer for an unknown school {school}", school=school) for school in answered.difference(asked)
            ]
        chances = frame[["p_listed", "p_low"]].to_numpy() if not broken else np.empty(0)
        if ((chances < 0) | (chances > 1)).any():
            broken.append(_("a chance must lie between 0 and 1"))
    if broken:
        raise RuleError(
            _("The rule «{rule}» gives an answer that breaks the contract of rules.", rule=rule),
            count=len(broken),
            examples=broken,
            todo=_("correct the module of the rule; the contract is described in ARCHITECTURE.md"),
        )
    if frame["school_id"].is_monotonic_increasing:
        return frame.reset_index(drop=True)
    return frame.sort_values("school_id", ignore_index=True)
