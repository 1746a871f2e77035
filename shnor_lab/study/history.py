"""What earlier runs decided: kept per fingerprint, so that a page can say what changed and why."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from .. import places
from ..writing import made, whole
from . import fingerprint
from .identification import DECISIONS, MAIN_RULE
from .study import Study

CAUSES = ("edition", "setting", "rule", "data")
"""Causes of a changed decision: other result years, other settings, other program, corrected or new data."""


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
    file = folder / f"{name}.parquet"
    decisions = DECISIONS.of(study)
    main = decisions.loc[decisions["rule"] == MAIN_RULE, ["school_id", "listed", "reason"]]
    with made(file) as part:
        main.to_parquet(part, index=False, compression="zstd")
    whole(file.with_suffix(".json"), _basis(study).encode("utf-8"))
    order = folder / "order.txt"
    known = order.read_text(encoding="utf-8").split() if order.is_file() else []
    if known[-1:] != [name]:
        whole(order, ("\n".join([*known, name]) + "\n").encode("utf-8"))
    return file


def changes(study: Study) -> pd.DataFrame | None:
    """Return what changed since the run before, or None when there is none.

    One row per school whose answer changed: school_id, before, now (boolean, NA = no answer), causes (tuple of
    ``CAUSES``).
    """
    folder = _folder(study)
    order = folder / "order.txt"
    if not order.is_file():
        return None
    known = order.read_text(encoding="utf-8").split()
    name = mark(study)
    earlier = known[:-1] if known[-1:] == [name] else known
    if not earlier:
        return None
    before = pd.read_parquet(folder / f"{earlier[-1]}.parquet").set_index("school_id")["listed"]
    decisions = DECISIONS.of(study)
    now = decisions.loc[decisions["rule"] == MAIN_RULE].set_index("school_id")["listed"]
    both = pd.DataFrame({"before": before, "now": now})
    differs = (both["before"] != both["now"]).fillna(True) & ~(both["before"].isna() & both["now"].isna())
    causes = _causes(
        json.loads((folder / f"{earlier[-1]}.json").read_text(encoding="utf-8")), json.loads(_basis(study))
    )
    changed = both[differs].reset_index(names="school_id")
    return changed.assign(causes=[causes] * len(changed))


def _causes(before: dict, now: dict) -> tuple[str, ...]:
    return tuple(cause for cause in CAUSES if before[cause] != now[cause])


def _basis(study: Study) -> str:
    params = study.params.model_dump(mode="json")
    return json.dumps(
        {
            "edition": params["list_edition"],
            "setting": params["rules"],
            "rule": fingerprint.program(),
            "data": dict(_hashes(study)),
        },
        sort_keys=True,
    )


def _hashes(study: Study) -> list[tuple[str, str]]:
    return [(table, study.hashes.get(table, "")) for table in DECISIONS.read_tables]


def _folder(study: Study) -> Path:
    return places.outputs(study.name) / "history"
