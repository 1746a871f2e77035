"""A dataset folder changes only when the new one is whole; a kill in between is mended by whoever comes next.

Beside the folder lies ``.tmp`` with ``<name>.new`` (being built), ``<name>.old`` (put aside) and ``<name>.lock``.
Order: build new, old aside, new in, old removed. So: no folder means the new one was whole when the kill came.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import DatasetError
from ..language import text as _

WORK = ".tmp"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the dataset for one import and mend what a killed one left.

    Raises
    ------
    DatasetError
        Another import holds it.
    """
    from filelock import FileLock, Timeout

    _work(folder).mkdir(parents=True, exist_ok=True)
    lock = FileLock(_work(folder) / f"{folder.name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise DatasetError(
            _("Another import into this dataset is running."),
            where=folder.name,
            todo=_("wait until it ends"),
        ) from None
    try:
        recover(folder)
        yield
    finally:
        lock.release()


def begin(folder: Path) -> Path:
    """Return the empty folder in which the next state of the dataset is built."""
    new = _aside(folder, "new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    return new


def keep(folder: Path, name: str) -> None:
    """Take a file of the present state over into the next one, without copying where the disk allows."""
    source, target = folder / name, _aside(folder, "new") / name
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def finish(folder: Path) -> None:
    """Put the folder built since ``begin`` in place of the present one.

    Raises
    ------
    DatasetError
        A file of the dataset is open in another program (Windows); the present state stays.
    """
    new, old = _aside(folder, "new"), _aside(folder, "old")
    try:
        if folder.exists():
            os.replace(folder, old)
        os.replace(new, folder)
    except PermissionError:
        if old.exists() and not folder.exists():
            os.replace(old, folder)
        raise DatasetError(
            _("A file of the dataset is open in another program."),
            where=folder.name,
            todo=_("close it and repeat the command"),
        ) from None
    shutil.rmtree(old, ignore_errors=True)


def recover(folder: Path) -> None:
    """Finish or undo the swap that a killed import left; nothing to do costs two look-ups."""
    new, old = _aside(folder, "new"), _aside(folder, "old")
    if old.exists() and not folder.exists():
        os.replace(new if new.exists() else old, folder)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)


def interrupted(folder: Path) -> bool:
    """Return whether a kill came between putting the old folder aside and the new one in."""
    return not folder.exists() and _aside(folder, "old").exists()


def _work(folder: Path) -> Path:
    return folder.parent / WORK


def _aside(folder: Path, ending: str) -> Path:
    return _work(folder) / f"{folder.name}.{ending}"
