"""One batch: what is not up to date is executed, all else is left alone; a failure stops nobody else."""

from __future__ import annotations

import csv
import datetime
import io
import json
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import places, threads
from ..language import plural as _n
from ..language import text as _
from ..study import fingerprint
from ..writing import freed, writing
from . import engine, mark, page, plan, publish, scrub, site
from .kernels import Kernels
from .progress import Progress, duration

if TYPE_CHECKING:
    from ..study.study import Study

SECONDS = 30 * 60
"""Time limit of one notebook."""

LISTENS = 1.0
"""Seconds of one wait for a notebook: a stop by the user that comes just as a wait begins is heard at its end."""

BUCKETS = ("done", "skipped", "failed", "broken")
LIBRARIES = ("pandas", "numpy", "scipy", "matplotlib", "papermill", "nbconvert", "ipykernel", "pyarrow")


@dataclass(frozen=True)
class Outcome:
    """What became of one notebook: its bucket, seconds, and the class of the error."""

    item: plan.Item
    bucket: str
    seconds: float = 0.0
    error: str = ""


@dataclass(frozen=True)
class Report:
    """What a batch did.

    Parameters
    ----------
    outcomes : tuple of Outcome
        In the order of the plan.
    removed : int
        Pages removed because the plan no longer has them.
    computed : mapping of str to int
        Region-wide results computed now, by name.
    seconds : float
    index : Path
        The index page.
    """

    outcomes: tuple[Outcome, ...]
    removed: int
    computed: Mapping[str, int]
    seconds: float
    index: Path

    @property
    def buckets(self) -> dict[str, int]:
        """Return the number of notebooks in each bucket."""
        counted = Counter(outcome.bucket for outcome in self.outcomes)
        return {bucket: counted[bucket] for bucket in BUCKETS}

    @property
    def exit_code(self) -> int:
        """Return 1 when any notebook failed or broke off, else 0."""
        return int(self.buckets["failed"] + self.buckets["broken"] > 0)

    @property
    def text(self) -> str:
        """Return the closing lines of the batch."""
        lines = [
            _(
                "Made: {done}, up to date: {skipped}, errors: {failed}, broken off: {broken}. Time: {time}.",
                time=duration(self.seconds),
                **self.buckets,
            )
        ]
        if self.removed:
            lines.append(
                _n(
                    self.removed,
                    "{n} page that the plan no longer has was removed.",
                    "{n} pages that the plan no longer has were removed.",
                )
            )
        if self.exit_code:
            lines.append(_("What went wrong: {file}", file=_below_root(self.index.with_name("failures.csv"))))
        lines.append(_("Open in a browser: {file}", file=_below_root(self.index)))
        return "\n".join(lines)


def run(
    study: Study,
    *,
    prepare: Callable[[Study, list[str]], Mapping[str, int]],
    jobs: int,
    force: bool = False,
    only: Iterable[str] = (),
    limit: int | None = None,
    seconds: float = SECONDS,
) -> Report:
    """Bring the pages of a study up to date.

    Parameters
    ----------
    study : Study
        Opened study.
    prepare : callable
        Computes the region-wide results of the named notebooks; returns how often each was computed.
    jobs : int
        Notebooks at once.
    force : bool
        Execute also what is up to date.
    only, limit
        Part of the plan, see ``plan.choose``.
    seconds : float
        Time limit of one notebook.

    Returns
    -------
    Report
        An outcome for every chosen notebook; failures are in it and stop nothing.

    Raises
    ------
    BatchError
        Another batch works on this study, or the plan is impossible. Nothing was executed.
    """
    planned = plan.whole(study.params, study.municipalities)
    chosen = plan.choose(planned, only=only, limit=limit)
    started, began = datetime.datetime.now(datetime.UTC), time.monotonic()
    with publish.alone(study.name):
        removed = publish.remove_unplanned(study.name, planned)
        marks = fingerprints(study, planned)
        due = [item for item in chosen if force or publish.state(study.name, item, marks[item]) != "done"]
        with threads.alone(jobs):
            computed = dict(prepare(study, sorted({item.notebook for item in due}))) if due else {}
        made = _execute(study, due, marks, jobs, seconds)
        outcomes = tuple(made.get(item, Outcome(item, "skipped")) for item in chosen)
        _write_failures(study.name, planned)
        index = site.build(study, marks)
        report = Report(outcomes, removed, computed, time.monotonic() - began, index)
        _write_record(study, report, started)
    return report


def fingerprints(study: Study, items: list[plan.Item]) -> dict[plan.Item, str]:
    """Return what each page depends on, as one hash per item of the plan.

    Parameters
    ----------
    study : Study
        Opened study.
    items : list of Item
        Of its plan, any part of it.
    """
    data = study.dataset.hashes()
    return {
        item: fingerprint.notebook(places.notebook(item.notebook), item.municipality_id, study.params, data)
        for item in items
    }


def _execute(
    study: Study, due: list[plan.Item], marks: Mapping[plan.Item, str], jobs: int, seconds: float
) -> dict[plan.Item, Outcome]:
    """Execute what is due; whatever ends this ends the kernels, and is raised when no thread works any more."""
    notebooks = {key: _read(key) for key in {item.notebook for item in due}}
    progress = Progress(len(due))
    kernels = Kernels()
    pool = ThreadPoolExecutor(jobs, "notebook")
    made = {}
    try:
        waiting = {
            pool.submit(_one, study, item, notebooks[item.notebook], marks[item], seconds, kernels) for item in due
        }
        while waiting:
            finished, waiting = wait(waiting, timeout=LISTENS, return_when=FIRST_COMPLETED)
            for outcome in (one.result() for one in finished):
                progress.line(outcome.item, outcome.bucket, outcome.seconds)
                made[outcome.item] = outcome
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        kernels.stop()
        pool.shutdown()
    return made


def _one(study: Study, item: plan.Item, notebook: Any, made_from: str, seconds: float, kernels: Kernels) -> Outcome:
    """Execute and publish one notebook; an outcome is returned whatever happens, unless the batch is stopped."""
    from .formats import nbformat

    began = time.monotonic()
    parameters = item.parameters(study.name, _below_root(publish.work(study.name, item)))
    failure: engine.Failure | None
    try:
        executed, failure = engine.execute(notebook, parameters, seconds=seconds, kernels=kernels)
        clean = scrub.notebook(executed)
        if failure:
            failure = replace(failure, message=scrub.text(failure.message))
            copy = publish.copy_name(item, failure)
            html = page.failed(item, failure, copy=copy, notice=study.dataset.notice)
        else:
            html = page.executed(clean, item)
        copied = nbformat.writes(clean) + "\n"
        publish.publish(study.name, item, html=html, notebook=copied, fingerprint=made_from, failure=failure)
    except Exception as error:
        failure = engine.Failure("broken", type(error).__name__, "")
        print(_lost(item, error), file=sys.stderr)
    bucket = failure.bucket if failure else "done"
    return Outcome(item, bucket, time.monotonic() - began, failure.error if failure else "")


def _lost(item: plan.Item, error: Exception) -> str:
    """Return what the operator is told of a page that could not be written."""
    named = {"place": item.municipality, "notebook": item.notebook}
    if isinstance(error, PermissionError):
        return _("{place}, {notebook}: a file is open in another program. Close it and start again.", **named)
    if isinstance(error, OSError):
        cause = error.strerror or type(error).__name__
        return _("{place}, {notebook}: files could not be written ({cause}).", cause=cause, **named)
    return _("{place}, {notebook}: the page could not be made ({cause}).", cause=type(error).__name__, **named)


def _read(key: str) -> Any:
    from .formats import nbformat

    return nbformat.reads(places.notebook(key).read_text(encoding="utf-8"), as_version=4)


def _write_failures(study: str, planned: list[plan.Item]) -> None:
    """Write ``failures.csv`` as Russian Excel opens it; no file when nothing failed."""
    file = places.outputs(study) / "failures.csv"
    found = [(item, mark.read(publish.folder(study, item))) for item in planned]
    rows = [
        [
            item.folder,
            item.municipality,
            item.notebook,
            failed.bucket,
            failed.section,
            failed.error,
            " ".join(failed.message.split()),
            f"{item.folder}/{failed.copy}",
        ]
        for item, failed in found
        if isinstance(failed, mark.Failed)
    ]
    if not rows:
        with writing(file):
            freed(file).unlink(missing_ok=True)
        return
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\n")
    writer.writerow(
        [
            _("Code"),
            _("Municipality"),
            _("Notebook"),
            _("Outcome"),
            _("Section"),
            _("Error"),
            _("Message"),
            _("Saved copy"),
        ]
    )
    writer.writerows(rows)
    publish.put(study, file, "\ufeff" + lines.getvalue())


@cache
def _versions() -> dict[str, str]:
    own = {"python": platform.python_version(), "shnor_lab": version("shnor-lab")}
    return own | {library: version(library) for library in LIBRARIES}


def _write_record(study: Study, report: Report, started: datetime.datetime) -> None:
    """Write ``run.json``, the one output that may differ between equal runs."""
    record = {
        "study": study.name,
        "versions": _versions(),
        "data": {table: study.dataset.hash(table) for table in study.dataset.tables()},
        "params": study.params.model_dump(mode="json"),
        "buckets": report.buckets,
        "removed": report.removed,
        "notebooks": [
            {
                "municipality": outcome.item.folder,
                "notebook": outcome.item.notebook,
                "bucket": outcome.bucket,
                "seconds": round(outcome.seconds, 2),
                "error": outcome.error,
            }
            for outcome in report.outcomes
        ],
        "computed": dict(report.computed),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(report.seconds, 2),
    }
    file = places.outputs(study.name) / "run.json"
    publish.put(study.name, file, json.dumps(record, ensure_ascii=False, indent=1) + "\n")


def _below_root(file: Path) -> str:
    return file.relative_to(places.root()).as_posix()
