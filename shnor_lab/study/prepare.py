"""What a batch needs of the region, computed before the first kernel starts."""

from __future__ import annotations

from collections.abc import Iterable

from . import history, kept
from .identification import DECISIONS
from .result import Result, with_upstream
from .study import Study


def prepare(study: Study, needed: Iterable[Result], *, known: Iterable[Result]) -> dict[str, int]:
    """Compute and keep region-wide results, and the decisions of this run; remove what no declaration yields any more.

    Parameters
    ----------
    study : Study
    needed : iterable of Result
        What the notebooks of this run read; those that have no answer in this study are left out.
    known : iterable of Result
        All that notebooks of the study may read: kept results of other names or fingerprints are stale.

    Returns
    -------
    dict
        Result name -> how many times it was computed in this call; empty when all was read.
    """
    before = study.computed.copy()
    wanted = [result for result in with_upstream(needed) if result.lacking(study) is None]
    for result in wanted:
        result.of(study)
    if DECISIONS in wanted:
        history.keep(study)
    kept.remove_others(
        study.name,
        [kept.file_of(study.name, one.name, study.mark(one)) for one in with_upstream([*known, *needed])],
    )
    return dict(study.computed - before)
