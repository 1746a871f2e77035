"""A dataset folder changes only when the new one is whole; a kill in between is mended by whoever comes next.

Beside the folder lies ``.tmp`` with ``<name>.new`` (being built), ``<name>.old`` (put aside), ``<name>.lock`` (held by
an import) and ``<name>.pins`` (a lock per study whose run needs the dataset as it is).
Order: build new, old aside, new in, old removed. So: no folder means the new one was whole when the kill came.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .. import places
from ..errors import DatasetError, ShnorError
from ..language import text as _

WORK = ".tmp"
PIN_SECONDS = 1.0
"""A run that begins holds the dataset for a moment to pin it; so long others wait before they call it busy."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the dataset for one import and mend what a killed one left.

    Raises
    ------
    DatasetError
        Another import holds it, or a run makes pages from it.
    """
    with _alone(folder):
        for pin in sorted(_pins(folder).glob("*.lock")):
            busy = DatasetError(
                _("Pages of the study «{study}» are being made from this dataset now.", study=pin.stem),
                where=folder.name,
                todo=_("wait until they are made and repeat the command: the data of one run must not change"),
            )
            with places.locked(pin, busy):
                pass
        yield


@contextmanager
def pinned(folder: Path, study: str, busy: ShnorError) -> Iterator[None]:
    """Keep imports from changing the dataset while pages of a study are made; several studies may share it.

    Parameters
    ----------
    folder : Path
    study : str
    busy : ShnorError
        Raised when a run of the same study keeps it already.

    Raises
    ------
    DatasetError
        An import holds the dataset.

    Notes
    -----
    What nobody may write to is not pinned: a dataset on a protected disk serves runs too.
    """
    with ExitStack() as pin:
        if os.access(folder.parent, os.W_OK):
            with _alone(folder):
                pin.enter_context(places.locked(_pins(folder) / f"{study}.lock", busy))
        yield


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    busy = DatasetError(
        _("Another import into this dataset is running."), where=folder.name, todo=_("wait until it ends")
    )
    with places.locked(_aside(folder, "lock"), busy, wait=PIN_SECONDS):
        recover(folder)
        yield


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


def _pins(folder: Path) -> Path:
    return _aside(folder, "pins")


def _aside(folder: Path, ending: str) -> Path:
    return folder.parent / WORK / f"{folder.name}.{ending}"
