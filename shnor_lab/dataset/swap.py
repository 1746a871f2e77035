"""A dataset folder changes only when the new one is whole; a kill in between is mended by whoever comes next.

Beside the folder lies ``.tmp`` with ``<name>.new`` (being built), ``<name>.old`` (put aside), ``<name>.past`` (states
that can be gone back to, numbered), ``<name>.lock`` (held by an import) and ``<name>.pins`` (a lock
``<study>.<work>.lock`` for each work that needs the dataset as it is). Order: build new, old aside, new in, old among
the past ones. So: no folder means the new one was whole when the kill came.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Literal

from ..errors import DatasetError, ShnorError, WriteError
from ..language import text as _
from ..writing import locked

WORK = ".tmp"
PAST = 5
"""States of a dataset that are kept to go back to (ours); files that did not change are shared with the present one."""

PIN_SECONDS = 1.0
"""A run that begins holds the dataset for a moment to pin it; so long others wait before they call it busy."""


@contextmanager
def held(folder: Path, *, changes: bool = True) -> Iterator[None]:
    """Hold the dataset for one import and mend what a killed one left.

    Parameters
    ----------
    folder : Path
    changes : bool
        False for a look that will write nothing: works that pinned the dataset do not mind it.

    Raises
    ------
    DatasetError
        Another import holds it, or it is pinned.
    """
    with _alone(folder):
        for pin in sorted(_pins(folder).glob("*.lock")) if changes else ():
            busy = DatasetError(
                _(
                    "The study «{study}» is being computed from this dataset now.",
                    study=pin.stem.rpartition(".")[0],
                ),
                where=folder.name,
                todo=_("wait until it ends and repeat the command: the data must not change meanwhile"),
            )
            with locked(pin, busy):
                pass
        yield


@contextmanager
def pinned(folder: Path, study: str, work: Literal["run", "compare"], busy: ShnorError) -> Iterator[None]:
    """Keep imports from changing the dataset while a study is computed from it; several studies may share it.

    Parameters
    ----------
    folder : Path
    study : str
    work : {"run", "compare"}
        Different works on one study may share it too.
    busy : ShnorError
        Raised when the same work on the same study keeps it already.

    Raises
    ------
    DatasetError
        An import holds the dataset.

    Notes
    -----
    What this user may not write to is not pinned: a dataset that is only read from serves runs too.
    """
    with ExitStack() as pin:
        with suppress(WriteError), _alone(folder):
            pin.enter_context(locked(_pins(folder) / f"{study}.{work}.lock", busy))
        yield


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    busy = DatasetError(_("An import into this dataset is running."), where=folder.name, todo=_("wait until it ends"))
    with locked(_aside(folder, "lock"), busy, wait=PIN_SECONDS):
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
    _link(folder / name, _aside(folder, "new") / name)


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
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
    _put_in(folder)
    _remember(folder)


def _put_in(folder: Path) -> None:
    """Put the folder built in place of the present one, which is laid aside."""
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


def go_back(folder: Path, taken_over: Callable[[Path], Iterable[str]]) -> bool:
    """Put the last past state in place of the present one, which is forgotten; return whether there was one.

    Parameters
    ----------
    folder : Path
    taken_over : callable
        Given the present folder, names the files of the user that stay as they are now.
    """
    past = _past(folder)
    if not past:
        return False
    new = begin(folder)
    for file in sorted(past[-1].rglob("*")):
        if file.is_file():
            _link(file, new / file.relative_to(past[-1]))
    for name in taken_over(folder):
        (new / name).unlink(missing_ok=True)
        keep(folder, name)
    _put_in(folder)
    shutil.rmtree(_aside(folder, "old"), ignore_errors=True)
    shutil.rmtree(past[-1], ignore_errors=True)
    return True


def recover(folder: Path) -> None:
    """Finish or undo the swap that a killed import left; nothing to do costs two look-ups."""
    new, old = _aside(folder, "new"), _aside(folder, "old")
    if old.exists() and not folder.exists():
        os.replace(new if new.exists() else old, folder)
    if old.exists():
        _remember(folder)
    shutil.rmtree(new, ignore_errors=True)


def _remember(folder: Path) -> None:
    """Put the state laid aside among the past ones, and drop what is older than those that are kept."""
    old, past = _aside(folder, "old"), _past(folder)
    if old.exists():
        number = int(past[-1].name) + 1 if past else 1
        place = _aside(folder, "past") / f"{number:06d}"
        place.parent.mkdir(exist_ok=True)
        os.replace(old, place)
        past.append(place)
    for state in past[:-PAST]:
        shutil.rmtree(state, ignore_errors=True)


def _past(folder: Path) -> list[Path]:
    return sorted(_aside(folder, "past").glob("[0-9]*"))


def interrupted(folder: Path) -> bool:
    """Return whether a kill came between putting the old folder aside and the new one in."""
    return not folder.exists() and _aside(folder, "old").exists()


def _pins(folder: Path) -> Path:
    return _aside(folder, "pins")


def _aside(folder: Path, ending: str) -> Path:
    return folder.parent / WORK / f"{folder.name}.{ending}"
