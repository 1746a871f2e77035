"""Rules of the results table that need several columns, the catalogue or the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from ... import catalogue
from ...language import text as _
from ..findings import Level
from ..issues import Issue, of_rows
from ..vocabulary import in_words, shown
from .counts import counted

ENROLLED_TIMES = 3
"""Participants above enrolment are noted; above so many times enrolment the row is not believed."""

_MARKS = ("n_2", "n_3", "n_4", "n_5")
_MEAN_ROUNDING = 0.06


def check_results(frame: pd.DataFrame, schools: pd.DataFrame) -> list[Issue]:
    """Return rows of results whose numbers contradict each other, the catalogue or the school's type."""
    if not len(frame):
        return []
    procedures = list(frame["procedure"].astype("category").cat.categories)
    codes = frame["procedure"].astype("category").cat.codes.to_numpy()
    marked = np.array([_scale(key) == "mark" for key in procedures] + [False])[codes]
    return [
        *_marks(frame, marked),
        *_enrolled(frame),
        *_means(frame, procedures, codes, marked),
        *_held(frame, procedures, codes),
        *_types(frame, procedures, codes, schools),
        *_scales(frame),
    ]


def names_of(schools: pd.DataFrame) -> dict[str, str]:
    """Return the names of the schools of a register by ``school_id``."""
    return dict(zip(schools["school_id"], schools["name"], strict=True)) if "name" in schools else {}


def _title(procedure: str) -> str:
    return in_words("results", "procedure", procedure)


def _whole(frame: pd.DataFrame, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a count, 0 where missing, and where it is missing."""
    return frame[name].to_numpy(np.int32, na_value=0), frame[name].isna().to_numpy()


def _scale(procedure: str) -> str:
    found = catalogue.procedures().get(procedure)
    return found.scale if found else ""


def _marks(frame: pd.DataFrame, marked: np.ndarray) -> list[Issue]:
    n, no_n = _whole(frame, "n")
    low, no_low = _whole(frame, "n_low")
    marks, absent = zip(*(_whole(frame, name) for name in _MARKS), strict=True)
    total = np.vstack(marks).sum(axis=0, dtype=np.int32)
    given = len(_MARKS) - np.vstack(absent).sum(axis=0, dtype=np.int8)
    one_above = np.any([mark > n for mark in marks], axis=0)
    mend = _("correct the cell in the journal of corrections, or deliver the file again")
    above = (total > n) & (given > 1) & ~one_above & ~no_n
    below = (given == len(_MARKS)) & (total < n) & ~no_n
    apart = marked & ~absent[0] & ~no_low & (low != marks[0])
    return [
        *of_rows(
            above,
            "row",
            "marks_above_n",
            _("The marks add up to more than the participants."),
            mend,
            "n",
            examples=_pairs(total, n),
        ),
        *of_rows(
            below,
            "note",
            "marks_below_n",
            _("The marks add up to fewer than the participants."),
            column="n",
            examples=_pairs(total, n),
        ),
        *of_rows(
            apart,
            "row",
            "low_contradicts_mark_2",
            _("The number below the threshold differs from the number of marks «2»."),
            mend,
            "n_low",
            examples=_pairs(low, marks[0]),
        ),
    ]


def _enrolled(frame: pd.DataFrame) -> list[Issue]:
    n, no_n = _whole(frame, "n")
    enrolled, not_told = _whole(frame, "enrolled")
    above = (n > enrolled) & ~no_n & ~not_told
    far = above & (n > ENROLLED_TIMES * enrolled)
    return [
        *of_rows(
            far,
            "row",
            "participants_far_above_enrolled",
            _("Participants are more than {times} times as many as pupils of the grade.", times=ENROLLED_TIMES),
            _("correct the cell in the journal of corrections, or deliver the file again"),
            "n",
            examples=_pairs(n, enrolled),
        ),
        *of_rows(
            above & ~far,
            "note",
            "participants_above_enrolled",
            _("Participants are more than pupils of the grade."),
            _("check both numbers: pupils may have come from another school, or the day of counting differs"),
            "n",
            examples=_pairs(n, enrolled),
        ),
    ]


def _means(frame: pd.DataFrame, procedures: list[str], codes: np.ndarray, marked: np.ndarray) -> list[Issue]:
    means = counted(frame, "mean")
    if np.isnan(means).all():
        return []
    scales = catalogue.read("scales")["scales"]
    facts = [scales.get(_scale(key), {}) for key in procedures] + [{}]
    low = np.array([_bound(fact.get("low"), -np.inf) for fact in facts])[codes]
    high = np.array([_bound(fact.get("high"), np.inf) for fact in facts])[codes]
    sure = np.array([fact.get("status") == "verified" for fact in facts])[codes]
    with np.errstate(invalid="ignore"):
        out = (means < low) | (means > high)
        marks = np.vstack([counted(frame, name) for name in _MARKS])
        from_marks = (marks * np.array([[2], [3], [4], [5]])).sum(axis=0) / np.where(
            marks.sum(axis=0) > 0, marks.sum(axis=0), np.nan
        )
        differs = marked & (np.abs(means - from_marks) > _MEAN_ROUNDING) & ~out
    issues = []
    levels: tuple[tuple[Level, np.ndarray], ...] = (("error", out & sure), ("note", out & ~sure))
    for level, found in levels:
        issues += of_rows(
            found,
            level,
            "mean_out_of_scale",
            _("The mean is outside the scale of the procedure."),
            _("check that the column holds what its header says, and in which scale"),
            "mean",
            examples=lambda at: (f"{_title(procedures[codes[row]])}: {shown(float(means[row]))}" for row in at[:5]),
        )
    issues += of_rows(
        differs,
        "note",
        "mean_contradicts_marks",
        _("The mean differs from the mean of the marks."),
        column="mean",
        examples=_pairs(means, np.round(from_marks, 2)),
    )
    return issues


def _held(frame: pd.DataFrame, procedures: list[str], codes: np.ndarray) -> list[Issue]:
    years = frame["year"].to_numpy(np.int64, na_value=0)
    present = years[years > 0]
    if not len(present):
        return []
    first, count = int(present.min()), int(present.max() - present.min()) + 1
    if count > 1000:
        return []
    held = np.array(
        [[catalogue.held(key, first + step) for step in range(count)] for key in procedures] + [[True] * count]
    )
    out = ~held[codes, np.clip(years - first, 0, count - 1)] & (years > 0)
    return of_rows(
        out,
        "note",
        "procedure_not_held",
        _("By the catalogue the procedure was not held in this year."),
        _("check the year; autumn works belong to the school year that ends after them"),
        "procedure",
        examples=lambda at: dict.fromkeys(
            f"{_title(procedures[code])}, {year}" for code, year in zip(codes[at], years[at], strict=True)
        ),
    )


def _types(frame: pd.DataFrame, procedures: list[str], codes: np.ndarray, schools: pd.DataFrame) -> list[Issue]:
    ties = frame["school_id"].astype("category").cat
    kinds = [*catalogue.STAGES, None]
    types = pd.Series(schools["type"].to_numpy(), index=pd.Index(schools["school_id"])).reindex(ties.categories)
    of_type = pd.Categorical(types, categories=list(catalogue.STAGES)).codes
    of_school = np.append(np.where(of_type < 0, len(kinds) - 1, of_type), len(kinds) - 1)
    all_procedures = [catalogue.procedures().get(key) for key in procedures]
    fits = np.array(
        [[found is None or found.applies_to(kind) is not False for kind in kinds] for found in all_procedures]
        + [[True] * len(kinds)]
    )
    names = names_of(schools)
    out = ~fits[codes, of_school[ties.codes.to_numpy()]]
    return of_rows(
        out,
        "note",
        "procedure_not_for_type",
        _("A school of this type does not have the grade of this procedure."),
        _("check the type of the school in the register"),
        "procedure",
        examples=lambda at: dict.fromkeys(
            f"{names.get(school, school)}: {_title(procedures[code])}"
            for school, code in zip(frame["school_id"].iloc[at], codes[at], strict=True)
        ),
    )


def _scales(frame: pd.DataFrame) -> list[Issue]:
    scales = frame["scale"].astype("category").cat
    known = catalogue.read("scales")["scales"]
    foreign = np.array([scale not in known for scale in scales.categories] + [False])[scales.codes.to_numpy()]
    return of_rows(
        foreign,
        "note",
        "scale_unknown",
        _("The scale is not in the catalogue: marks are taken as printed."),
        column="scale",
        examples=lambda at: dict.fromkeys(map(str, frame["scale"].iloc[at])),
    )


def _bound(value: float | None, default: float) -> float:
    return default if value is None else float(value)


def _pairs(one: np.ndarray, other: np.ndarray) -> Callable[[np.ndarray], Iterator[str]]:
    return lambda at: (f"{shown(float(one[row]))} / {shown(float(other[row]))}" for row in at[:5])
