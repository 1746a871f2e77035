"""Files of a study's pages: made in ``.work``, moved when whole, ``done.json`` written last.

A page is ``<folder>/<notebook>.html`` with its executed notebook beside it. The folder of the same name holds
tables, ``summary.json`` and one mark, named ``partial.json`` while files are moved, then ``done.json`` or
``failed.json``. Each file is flushed to the disk once before it is moved: page, notebook and mark here, tables and
summary by the notebook that wrote them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from .. import places
from ..errors import BatchError
from ..language import text as _
from ..writing import flush, freed, locked, made
from . import mark
from .engine import Failure
from .mark import DONE, FAILED, PARTIAL, Done, Failed
from .plan import KEPT, REGION, Item

WORK = ".work"

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
    with made(freed(file), within=places.outputs(study) / WORK) as part:
        part.write_text(content, encoding="utf-8", newline="\n")


def work(study: str, item: Item) -> Path:
    """Return the folder that the notebook fills; it lies in ``.work`` until all is whole."""
    return places.outputs(study) / WORK / item.folder / item.notebook


def page(study: str, item: Item) -> Path:
    """Return the page under its final name."""
    return places.outputs(study) / item.folder / f"{item.notebook}.html"


def folder(study: str, item: Item) -> Path:
    """Return the folder beside the page: tables, summary and mark."""
    return places.outputs(study) / item.folder / item.notebook


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
    copy = copy_name(item, failure)
    beside = {page(study, item).name: html, copy: notebook}
    for name, content in beside.items():
        _write(made.parent / name, content)
    given: Done | Failed
    if failure:
        given = Failed(**asdict(failure), fingerprint=fingerprint, copy=copy)
    else:
        given = Done(fingerprint, _hashes(made, item) | {name: _hash(made.parent / name) for name in beside})
    _write(made / PARTIAL, mark.text(given))

    final = folder(study, item)
    final.parent.mkdir(parents=True, exist_ok=True)
    withdraw(study, item)
    os.replace(made, final)
    for name in beside:
        os.replace(made.parent / name, final.parent / name)
    os.replace(final / PARTIAL, final / mark.name(given))


def withdraw(study: str, item: Item) -> None:
    """Remove the files of one page, its folder with the mark last."""
    final = folder(study, item)
    for name in (page(study, item).name, f"{item.notebook}.ipynb", f"{item.notebook}.failed.ipynb"):
        freed(final.parent / name).unlink(missing_ok=True)
    if final.is_dir():
        aside = places.outputs(study) / WORK / "old" / item.folder / item.notebook
        aside.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(aside, ignore_errors=True)
        os.replace(final, aside)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        final.unlink(missing_ok=True)


def state(study: str, item: Item, fingerprint: str) -> State:
    """Return what stands under the final name.

    Returns
    -------
    str
        done: whole, unchanged since, and made from the present data, params and program; stale: made from
        others, or a file was changed or lost; failed or broken: its page shows an error; absent: not made, or
        its mark cannot be read.
    """
    found = mark.read(folder(study, item))
    if found is None:
        return "absent"
    if isinstance(found, Failed):
        return found.bucket
    beside = page(study, item).parent
    needed = {page(study, item).name, copy_name(item, None)}
    same = found.fingerprint == fingerprint and needed <= found.files.keys()
    return "done" if same and all(_holds(beside / name, known) for name, known in found.files.items()) else "stale"


def remove_unplanned(study: str, planned: list[Item]) -> int:
    """Remove pages that the plan no longer has and return their number."""
    keys = {item.key for item in planned}
    removed = 0
    for found in sorted(places.outputs(study).glob("*/*/")):
        place = found.parent.name
        if place.startswith(".") or place in KEPT - {REGION}:
            continue
        ours = any((found / name).exists() for name in (DONE, FAILED, PARTIAL))
        item = Item("" if place == REGION else place, "", found.name)
        if ours and item.key not in keys:
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


def _holds(file: Path, known: str) -> bool:
    """Return whether a file is there, can be read, and has this hash."""
    try:
        return file.is_file() and _hash(file) == known
    except OSError:
        return False


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
