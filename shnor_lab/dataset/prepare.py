"""One delivery from values as printed to rows ready to store, rows outside, and findings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ..language import text as _
from .clean import clean
from .complete import complete
from .corrections import Journal, correct
from .findings import Finding
from .issues import Issue, as_findings, broken, rules_by_row
from .match.tie import tie
from .read.delivery import REFERENCES
from .read.printed import as_text
from .schema import TABLES
from .store import QUARANTINE
from .validate import check_named, validate

BAD_SHARE = 0.05
"""Above this share of rows in quarantine a file is refused."""

BAD_ROWS = 20
"""Fewer broken rows refuse no file (ours): they wait in quarantine, where the journal of corrections mends them."""

REGISTER = ("schools", "school_names")
NOT_TIED = "school_not_tied"


@dataclass(frozen=True)
class Register:
    """Schools and their names as stored, and what was answered about doubtful ties."""

    schools: pd.DataFrame
    school_names: pd.DataFrame
    answers: pd.DataFrame


@dataclass(frozen=True)
class Prepared:
    """What one delivery brings.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Rows to store, all columns of their table.
    register : Register
        The register with what the delivery says of schools.
    quarantine : DataFrame
        Rows outside, as ``Dataset.quarantine``.
    findings : list of Finding
    questions : DataFrame
    rows, bad : int
        Rows given, and how many of them broke a rule (rows that wait for an answer not counted).
    schools_tied, schools_not_tied : int
        Schools met that a register or an answer knows, and distinct references that are none of them.
    register_rows : int
        Rows of ``schools`` and ``school_names`` taken over.
    repeated : int
        Rows left out because the same delivery says the same in an earlier row.
    participants, participants_ready : int
        Sums of ``n`` of results: of all rows where it can be read, and of those ready to store.
    """

    tables: dict[str, pd.DataFrame]
    register: Register
    quarantine: pd.DataFrame
    findings: list[Finding]
    questions: pd.DataFrame
    rows: int
    bad: int
    schools_tied: int
    schools_not_tied: int
    register_rows: int
    repeated: int
    participants: int
    participants_ready: int


def prepare(
    tables: Mapping[str, pd.DataFrame],
    *,
    register: Register,
    journal: Journal,
    file: str,
    source_id: str,
    personal: bool,
    noticed: Mapping[str, Sequence[Issue]] | None = None,
) -> Prepared:
    """Clean, tie, correct, complete and check the tables of one delivery; ``noticed`` are issues of its layout."""
    findings: list[Finding] = []
    outside: list[pd.DataFrame] = []
    printed: dict[str, pd.DataFrame] = {}
    cleaned: dict[str, pd.DataFrame] = {}
    issues: dict[str, list[Issue]] = {}
    bad = 0
    for key, frame in tables.items():
        found = clean(frame, TABLES[key])
        printed[key], cleaned[key] = frame, found.frame
        issues[key] = [*(noticed or {}).get(key, ()), *found.issues, *check_named(found.frame, TABLES[key])]
        if key in REGISTER:
            checked = complete(_named(found.frame, key), TABLES[key])[0]
            issues[key] = issues[key] + validate(checked, TABLES[key], schools=register.schools)
            mask = broken(issues[key], len(frame))
            findings += as_findings(issues[key], frame, file=file, personal=personal)
            outside.append(_quarantine(frame, mask, issues[key], key, file, source_id, personal))
            cleaned[key] = found.frame[~mask].reset_index(drop=True)
            bad += int(mask.sum())
    tied = tie(
        cleaned, schools=register.schools, school_names=register.school_names, answers=register.answers, file=file
    )
    ready: dict[str, pd.DataFrame] = {}
    refused: dict[str, np.ndarray] = {}
    met, waiting, registered, repeated, participants = set(), 0, 0, 0, 0
    for key, frame in tied.tables.items():
        if key in REGISTER:
            lost = frame["school_id"].isna().to_numpy()
            outside.append(_waiting(frame, lost, key, file, source_id))
            registered += int((~lost).sum())
        else:
            frame, changed = correct(frame, journal.of(key), printed=printed[key])
            frame, derived = complete(frame, TABLES[key])
            own = [*_without(issues[key], changed), *derived]
            own += _missing_again(validate(frame, TABLES[key], schools=tied.schools), own)
            findings += as_findings(own, frame, file=file, personal=personal)
            refused[key] = mask = broken(own, len(frame))
            bad += int(mask.sum())
            outside.append(_quarantine(printed[key], mask, own, key, file, source_id, personal))
            lost = np.zeros(len(frame), dtype=bool)
            if "school_id" in TABLES[key].key_names and frame["school_id"].hasnans:
                lost = frame["school_id"].isna().to_numpy() & ~mask
                outside.append(_waiting(frame, lost, key, file, source_id))
            dropped = [issue.at for issue in own if issue.rule == "repeated_row"]
            mask = mask | lost
            for at in dropped:
                repeated += int((~mask[at]).sum())
                mask[at] = True
            participants += _participants(frame, key)
            ready[key] = _stored(frame, mask, key, source_id)
        if lost.any():
            waiting += len(frame.loc[lost, [c for c in REFERENCES if c in frame]].drop_duplicates())
        if "school_id" in frame:
            met |= set(_used(frame.loc[~refused[key], "school_id"] if key in refused else frame["school_id"]))
    tied = tied.heard(refused)
    findings += tied.findings
    schools = tied.schools.assign(source_id=tied.schools["source_id"].fillna(source_id))
    return Prepared(
        tables=ready,
        register=replace(register, schools=schools, school_names=tied.school_names),
        quarantine=pd.concat([part for part in outside if len(part)] or [QUARANTINE], ignore_index=True),
        findings=findings,
        questions=tied.questions,
        rows=sum(map(len, tables.values())),
        bad=bad,
        schools_tied=len(met - tied.invented),
        schools_not_tied=waiting + len(tied.invented),
        register_rows=registered,
        repeated=repeated,
        participants=participants,
        participants_ready=sum(_participants(frame, key) for key, frame in ready.items()),
    )


def too_many_bad(bad: int, rows: int, file: str) -> list[Finding]:
    """Return the finding that refuses a file with too many broken rows, or without a sound one."""
    if bad < rows and (bad < BAD_ROWS or bad <= BAD_SHARE * rows):
        return []
    if bad <= 1:
        return []
    return [
        Finding(
            "error",
            "too_many_bad_rows",
            _(
                "{bad} of {rows} rows cannot be taken: more than {share} %.",
                bad=bad,
                rows=rows,
                share=round(BAD_SHARE * 100),
            ),
            _("correct the file by the findings below and deliver it again"),
            file,
            count=bad,
        )
    ]


def years_and_procedures(tables: Mapping[str, pd.DataFrame]) -> tuple[list[int], list[str]]:
    """Return the years and the procedures of which rows speak, each in order."""
    years: set[int] = set()
    procedures: set[str] = set()
    for frame in tables.values():
        if "year" in frame:
            years |= set(np.unique(frame["year"].to_numpy(np.int32, na_value=0)).tolist()) - {0}
        if "procedure" in frame:
            procedures |= set(map(str, frame["procedure"].unique()))
    return sorted(years), sorted(procedures)


def again(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return quarantined rows of one delivery as tables to prepare once more."""
    made: dict[str, pd.DataFrame] = {}
    for key, part in rows.groupby("table", sort=True):
        values = pd.DataFrame([json.loads(text) for text in part["values"]], dtype=object)
        made[str(key)] = values.assign(
            source_sheet=part["sheet"].to_numpy(object), source_row=part["row"].to_numpy(np.int32)
        )
    return made


def _participants(frame: pd.DataFrame, key: str) -> int:
    return int(frame["n"].sum()) if key == "results" and "n" in frame else 0


def _named(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return register rows with name and municipality where only references give them."""
    if key != "schools":
        return frame
    pairs = {"name": "ref_name", "municipality": "ref_municipality"}
    return frame.assign(**{name: frame[ref] for name, ref in pairs.items() if name not in frame and ref in frame})


def _missing_again(found: list[Issue], before: list[Issue]) -> list[Issue]:
    """Return issues without «cell empty» for cells that could not be read and are reported as such already."""
    made = []
    for issue in found:
        at = issue.at
        if issue.rule in ("cell_required", "column_empty"):
            told = [old.at for old in before if old.level == "row" and old.column == issue.column]
            at = np.setdiff1d(at, np.concatenate(told)) if told else at
            if not len(at):
                continue
        made.append(replace(issue, at=at))
    return made


def _without(issues: list[Issue], changed: list[tuple[int, str]]) -> list[Issue]:
    """Return issues without the cells that a correction mended."""
    if not changed:
        return issues
    made = []
    for issue in issues:
        mended = [position for position, column in changed if column == issue.column]
        at = np.setdiff1d(issue.at, mended) if mended else issue.at
        if len(at) or not len(issue.at):
            made.append(replace(issue, at=at))
    return made


def _stored(frame: pd.DataFrame, outside: np.ndarray, key: str, source_id: str) -> pd.DataFrame:
    kept = frame if not outside.any() else frame[~outside].reset_index(drop=True)
    columns: dict[str, Any] = {name: kept[name].array for name in TABLES[key].names}
    if "source_id" in columns:
        columns["source_id"] = pd.Categorical.from_codes(np.zeros(len(kept), np.int8), [source_id])
    if "source_row" in columns:
        columns["source_row"] = kept["source_row"].astype("Int32").array
    return pd.DataFrame(columns, copy=False)


def _used(schools: pd.Series) -> list[str]:
    if isinstance(schools.dtype, pd.CategoricalDtype):
        codes = schools.cat.codes.to_numpy()
        return schools.cat.categories[
            np.bincount(codes[codes >= 0], minlength=len(schools.cat.categories)) > 0
        ].tolist()
    return schools.dropna().unique().tolist()


def _waiting(frame: pd.DataFrame, mask: np.ndarray, key: str, file: str, source_id: str) -> pd.DataFrame:
    """Return rows without a school; they are counts of a school in any layout, so their values are kept."""
    columns = [
        name for name in (*TABLES[key].names, *REFERENCES) if name in frame and name not in ("source_id", "source_row")
    ]
    return _rows(frame, mask, columns, np.full(int(mask.sum()), NOT_TIED, dtype=object), key, file, source_id, False)


def _quarantine(
    frame: pd.DataFrame, mask: np.ndarray, issues: list[Issue], key: str, file: str, source_id: str, personal: bool
) -> pd.DataFrame:
    columns = [name for name in frame.columns if name not in ("source_sheet", "source_row")]
    return _rows(frame, mask, columns, rules_by_row(issues, len(frame))[mask], key, file, source_id, personal)


def _rows(
    frame: pd.DataFrame,
    mask: np.ndarray,
    columns: list[str],
    rules: np.ndarray,
    key: str,
    file: str,
    source_id: str,
    personal: bool,
) -> pd.DataFrame:
    if not mask.any():
        return QUARANTINE
    part = frame[mask]
    values = [""] * len(part) if personal else _json(part[columns])
    empty = pd.Series([None] * len(part), index=part.index)
    return pd.DataFrame(
        {
            "source_id": source_id,
            "file": file,
            "sheet": part.get("source_sheet", empty).astype(object).fillna("").astype("str").to_numpy(),
            "row": part.get("source_row", empty).fillna(0).astype("int64").to_numpy(),
            "table": key,
            "rule": rules,
            "values": values,
        }
    ).astype(QUARANTINE.dtypes.to_dict())


def quarantined(frame: pd.DataFrame, key: str, rule: str, file: str, source_id: str) -> pd.DataFrame:
    """Return rows ready to store as rows of quarantine under one rule."""
    columns = [name for name in TABLES[key].names if name not in ("source_id", "source_row")]
    rules = np.full(len(frame), rule, dtype=object)
    return _rows(frame, np.ones(len(frame), dtype=bool), columns, rules, key, file, source_id, False)


def _json(part: pd.DataFrame) -> list[str]:
    """Return each row as JSON of its filled cells."""
    names = list(part.columns)
    columns = [part[name].astype(object).where(part[name].notna(), None).tolist() for name in names]
    write = json.JSONEncoder(ensure_ascii=False, default=as_text).encode
    return [
        write({name: cell for name, cell in zip(names, cells, strict=True) if cell is not None})
        for cells in zip(*columns, strict=True)
    ]
