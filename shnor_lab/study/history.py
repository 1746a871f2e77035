"""What earlier runs decided: kept per fingerprint, so that a page can say what changed and why."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from .. import places
from ..writing import freed, made, read_back, whole
from . import fingerprint
from .edition import YEARS_OF_LIST
from .identification import DECISIONS, MAIN_RULE, OF_MAIN_RULE
from .study import Study

ORDER = "order.txt"


@dataclass(frozen=True)
class Basis:
    """What the decisions of a run rest on; where two runs differ, the field names the cause.

    Parameters
    ----------
    edition : dict
        The list: its year and its result years.
    setting : dict
        Settings by rule.
    rule : str
        Fingerprint of the program.
    data : dict
        Table -> hash.
    """

    edition: dict[str, Any]
    setting: dict[str, dict[str, Any]]
    rule: str
    data: dict[str, str]


CAUSES = tuple(field.name for field in fields(Basis))
"""Causes of a changed decision: other result years, other settings, other program, corrected or new data."""

_BASIS = TypeAdapter(Basis)


def mark(study: Study) -> str:
    """Return the fingerprint of the decisions of a study as it stands."""
    return study.mark(DECISIONS)


def keep(study: Study) -> Path:
    """Keep the decisions of the main rule as ``history/<fingerprint>.parquet`` with what they rest on.

    The order of runs is a list of fingerprints in ``history/order.txt``; a run repeated at once adds nothing.

    Returns
    -------
    Path
        The kept file.
    """
    folder = _folder(study)
    name = mark(study)
    file = freed(folder / f"{name}.parquet")
    decisions = DECISIONS.of(study)
    main = decisions.loc[decisions["rule"] == MAIN_RULE, ["school_id", "listed", "reason"]]
    with made(file) as part:
        main.to_parquet(part, index=False, compression="zstd", write_page_checksum=True)
    whole(freed(file.with_suffix(".json")), json.dumps(asdict(_basis(study)), sort_keys=True).encode("utf-8"))
    before = _runs(folder)
    runs = before if before[-1:] == [name] else [*before, name]
    whole(freed(folder / ORDER), "".join(f"{run}\n" for run in runs).encode("ascii"))
    return file


def changes(study: Study) -> pd.DataFrame | None:
    """Return what changed since the run before, or None when there is none.

    One row per school whose answer changed: school_id, before, now (boolean, NA = no answer), causes (tuple of
    ``CAUSES``). A run whose files cannot be read any more is passed over: the one before it stands in its place.
    """
    folder = _folder(study)
    runs = _runs(folder)
    earlier = runs[:-1] if runs[-1:] == [mark(study)] else runs
    found = next((kept for run in reversed(earlier) if (kept := _kept(folder, run)) is not None), None)
    if found is None:
        return None
    basis, before = found
    decisions = DECISIONS.of(study)
    now = decisions.loc[decisions["rule"] == MAIN_RULE].set_index("school_id")["listed"]
    both = pd.DataFrame({"before": before, "now": now})
    differs = (both["before"] != both["now"]).fillna(True) & ~(both["before"].isna() & both["now"].isna())
    causes = _causes(basis, _basis(study))
    changed = both[differs].reset_index(names="school_id")
    return changed.assign(causes=[causes] * len(changed))


def _causes(before: Basis, now: Basis) -> tuple[str, ...]:
    return tuple(cause for cause in CAUSES if getattr(before, cause) != getattr(now, cause))


def _basis(study: Study) -> Basis:
    """Return what the answers of the main rule rest on."""
    edition, setting = (
        json.loads(fingerprint.choices(study.params, keys)) for keys in (YEARS_OF_LIST, (f"rules.{MAIN_RULE}",))
    )
    data = {table: study.hashes[table] for table in OF_MAIN_RULE}
    return Basis(edition, setting, fingerprint.program(), data)


def _runs(folder: Path) -> list[str]:
    """Return the fingerprints of the runs, the latest last; lines that hold none are left out."""
    try:
        lines = (folder / ORDER).read_bytes().splitlines()
    except OSError:
        return []
    return [line.decode("ascii") for line in lines if re.fullmatch(rb"[0-9a-f]{64}", line)]


def _kept(folder: Path, run: str) -> tuple[Basis, pd.Series] | None:
    """Return what a run rests on and its answers by school (boolean); None when they cannot be read."""
    basis, answers = read_back(folder / f"{run}.json", _BASIS), _answers(folder / f"{run}.parquet")
    return None if basis is None or answers is None else (basis, answers)


def _answers(file: Path) -> pd.Series | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with file.open("rb") as opened:
            read = pq.read_table(opened, columns=["school_id", "listed"], page_checksum_verification=True)
    except (OSError, ValueError, pa.ArrowException):
        return None
    kinds = {field.name: field.type for field in read.schema}
    if kinds not in ({"school_id": text, "listed": pa.bool_()} for text in (pa.string(), pa.large_string())):
        return None
    schools = read["school_id"].to_pylist()
    known = None not in schools and len(set(schools)) == len(schools)
    return pd.Series(read["listed"].to_pylist(), schools, "boolean") if known else None


def _folder(study: Study) -> Path:
    return places.outputs(study.name) / "history"
