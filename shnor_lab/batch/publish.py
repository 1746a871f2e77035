"""Files of a study's pages: made in ``.work``, moved when whole, ``done.json`` written last.

A page is ``<folder>/<notebook>.html`` with its executed notebook beside it. The folder of the same name holds
tables, ``summary.json`` and one mark, named ``partial.json`` while files are moved, then ``done.json`` or
``failed.json``. Each file is flushed to the disk once before it is moved: page, notebook and mark here, tables and
summary by the notebook that wrote them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from .. import places
from ..errors import BatchError
from ..language import text as _
from ..writing import flush, locked, made
from .engine import Failure
from .plan import KEPT, Item

WORK = ".work"
DONE, FAILED, PARTIAL = "done.json", "failed.json", "partial.json"

State = Literal["done", "stale", "failed", "broken", "absent"]


@contextmanager
def alone(study: str) -> Iterator[None]:
    """Hold a study with an empty ``.work``; the system lets go of it when the process is killed.

    Raises
    ------
    BatchError
        Another batch holds it.
    """
    with locked(places.outputs(study) / ".lock", busy(study)):
        _clear(study)
        yield
        _clear(study)


def busy(study: str) -> BatchError:
    """Return what is said when another batch works on the study."""
    return BatchError(
        _("Another batch is already working on the study «{study}».", study=study),
        where=f"outputs/{study}",
        todo=_("wait until it has finished, or stop it, and start again"),
    )


def put(study: str, file: Path, content: str) -> None:
    """Write a text file of a study so that under its name it is whole or absent."""
    with made(file, within=places.outputs(study) / WORK) as part:
        part.write_text(content, encoding="utf-8", newline="\n")


def work(study: str, item: Item) -> Path:
    """Return the folder that the notebook fills; it lies in ``.work`` until all is whole."""
    return places.outputs(study) / WORK / item.folder / item.notebook


def page(study: str, item: Item) -> Path:
    """Return the page under its final name."""
    return places.outputs(study) / item.folder / f"{item.notebook}.html"


def copy_name(item: Item, failure: Failure | None) -> str:
    """Return the file name of the executed notebook beside the page."""
    return f"{item.notebook}.failed.ipynb" if failure else f"{item.notebook}.ipynb"


def publish(study: str, item: Item, *, html: str, notebook: str, fingerprint: str, failure: Failure | None) -> None:
    """Give the files of one page their final names, the mark last.

    Parameters
    ----------
    study : str
    item : Item
    html, notebook : str
        Page and executed notebook.
    fingerprint : str
        Of everything the page depends on.
    failure : Failure, optional
        Tables of a notebook that did not come to its end are dropped.
    """
    made = work(study, item)
    if failure:
        shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True, exist_ok=True)
    beside = {page(study, item).name: html, copy_name(item, failure): notebook}
    for name, content in beside.items():
        _write(made.parent / name, content)
    mark: dict[str, Any] = {"fingerprint": fingerprint}
    if failure:
        mark |= asdict(failure) | {"copy": copy_name(item, failure)}
    else:
        mark["files"] = _hashes(made, item) | {name: _hash(made.parent / name) for name in beside}
    _write(made / PARTIAL, json.dumps(mark, ensure_ascii=False, indent=1, sort_keys=True) + "\n")

    final = page(study, item).parent / item.notebook
    final.parent.mkdir(parents=True, exist_ok=True)
    withdraw(study, item)
    os.replace(made, final)
    for name in beside:
        os.replace(made.parent / name, final.parent / name)
    os.replace(final / PARTIAL, final / (FAILED if failure else DONE))


def withdraw(study: str, item: Item) -> None:
    """Remove the files of one page, its folder with the mark last."""
    final = page(study, item).parent / item.notebook
    for name in (f"{item.notebook}.html", f"{item.notebook}.ipynb", f"{item.notebook}.failed.ipynb"):
        (final.parent / name).unlink(missing_ok=True)
    if final.is_dir():
        aside = places.outputs(study) / WORK / "old" / item.folder / item.notebook
        aside.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(aside, ignore_errors=True)
        os.replace(final, aside)
        shutil.rmtree(aside, ignore_errors=True)


def state(study: str, item: Item, fingerprint: str) -> State:
    """Return what stands under the final name.

    Returns
    -------
    str
        done: whole, unchanged since, and made from the present data, params and program; stale: made from
        others, or a file was changed or lost; failed or broken: its page shows an error; absent: not made.
    """
    if failure := mark(study, item, FAILED):
        return failure["bucket"]
    done = mark(study, item, DONE)
    if not done:
        return "absent"
    if done["fingerprint"] != fingerprint:
        return "stale"
    folder = page(study, item).parent
    whole = all((folder / name).is_file() and _hash(folder / name) == known for name, known in done["files"].items())
    return "done" if whole else "stale"


def mark(study: str, item: Item, name: str) -> dict[str, Any]:
    """Return the content of ``done.json`` or ``failed.json``; empty when absent or unreadable."""
    return read(page(study, item).parent / item.notebook / name)


def read(file: Path) -> dict[str, Any]:
    """Return a JSON file as a mapping; empty when absent or unreadable."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def remove_unplanned(study: str, planned: list[Item]) -> int:
    """Remove pages that the plan no longer has and return their number."""
    keys = {item.key for item in planned}
    removed = 0
    for found in sorted(places.outputs(study).glob("*/*/")):
        ours = any((found / name).is_file() for name in (DONE, FAILED, PARTIAL))
        item = Item("" if found.parent.name in KEPT else found.parent.name, "", found.name)
        if ours and not found.parent.name.startswith(".") and item.key not in keys:
            withdraw(study, item)
            removed += 1
            if not any(found.parent.iterdir()):
                found.parent.rmdir()
    return removed


def _clear(study: str) -> None:
    shutil.rmtree(places.outputs(study) / WORK, ignore_errors=True)


def _write(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8", newline="\n")
    flush(file)


def _hashes(folder: Path, item: Item) -> dict[str, str]:
    return {
        f"{item.notebook}/{file.relative_to(folder).as_posix()}": _hash(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
