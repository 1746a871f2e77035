"""How a file gets under its name whole and is read back, how a lock is held, what is said when the system refuses."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from .errors import ShnorError, WriteError
from .language import text as _
from .places import root

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Shape = TypeVar("Shape")

PROTECTED = (errno.EROFS, errno.EBUSY)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def made(file: Path, *, within: Path | None = None) -> Iterator[Path]:
    """Give the path on which to make a file; at the end it is flushed and gets its name at one stroke.

    On an error nothing is left of it.

    Parameters
    ----------
    file : Path
        Final name; its folder is made when absent.
    within : Path, optional
        Folder on the same disk where the file is made; beside its final name by default.

    Raises
    ------
    WriteError
        The file cannot be written, mostly because it is open in another program (Windows keeps it then).

    Notes
    -----
    What a killed process left of the same file is removed first, so one file is made by one process at a time.
    """
    folder = within or file.parent
    part = folder / f".{file.name}.{os.getpid()}.part"
    with writing(file):
        for needed in (folder, file.parent):
            needed.mkdir(parents=True, exist_ok=True)
        _clear(folder, file.name)
        try:
            yield part
            flush(part)
            os.replace(part, file)
        finally:
            part.unlink(missing_ok=True)


def flush(file: Path) -> None:
    """Have a written file on the disk before it gets its name, so that a power cut cannot leave the name without it."""
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def whole(file: Path, content: bytes) -> Path:
    """Write bytes under a name where they are whole or absent; return the path.

    Parameters
    ----------
    file : Path
        Final name; its folder is made when absent.
    content : bytes
        Of the whole file.

    Raises
    ------
    WriteError
        As ``made``.
    """
    with made(file) as part:
        part.write_bytes(content)
    return file


def read_back(file: Path, shape: TypeAdapter[Shape]) -> Shape | None:
    """Return what the program once wrote as JSON, None where that cannot be had.

    Parameters
    ----------
    file : Path
    shape : TypeAdapter
        Of a dataclass or a plain type. The content has its keys with values of its types; further keys are left out.

    Returns
    -------
    object of the shape or None
        None for a file that is absent, unreadable, cut, or of another shape: it counts as not made.
    """
    try:
        return shape.validate_json(file.read_bytes(), strict=True)
    except (OSError, ValueError):
        return None


def freed(file: Path) -> Path:
    """Return the name of a file that the program keeps for itself; a folder that stands under it is removed.

    Raises
    ------
    WriteError
        The folder cannot be removed.
    """
    with writing(file):
        if file.is_dir() and not file.is_symlink():
            shutil.rmtree(file)
    return file


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Say in words why a file could not be written.

    Raises
    ------
    WriteError
        Another program holds the file, its folder is protected, the disk is full, or another cause the system names.
    """
    try:
        yield
    except OSError as error:
        raise not_written(error, file) from None


@contextmanager
def locked(file: Path, busy: ShnorError | None = None, *, wait: float = 0.0) -> Iterator[None]:
    """Hold a lock file, made when absent; the system lets go of it when the process is killed.

    Parameters
    ----------
    file : Path
    busy : ShnorError, optional
        Raised when another still holds it after ``wait`` seconds; without it we wait until it is free.
    wait : float

    Raises
    ------
    WriteError
        The file cannot be made.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=-1 if busy is None else wait)
    except Timeout as timeout:
        raise (busy or timeout) from None
    except OSError as error:
        if not _protected(error):
            raise not_written(error, file) from None
        raise WriteError(
            _("The folder is protected: nothing can be written there."),
            where=_shown(file.parent),
            todo=_("open the folder for writing, then start the command again"),
        ) from None
    try:
        yield
    finally:
        lock.release()


def no_access(error: OSError) -> WriteError | None:
    """Return what a reader is told when the system refused access somewhere; None when another thing went wrong."""
    named = None if error.filename is None else Path(str(error.filename))
    if error.errno in NO_ROOM:
        return not_written(error, named or root())
    if named is None or not _protected(error):
        return None
    return WriteError(
        _("There is no access to {file}: another program has it open, or it is write-protected.", file=named.name),
        where=_shown(named.parent),
        todo=_protection_ends(),
    )


def not_written(error: OSError, file: Path) -> WriteError:
    """Return what a reader is told of a file that the system did not let us write."""
    if error.errno in NO_ROOM:
        return WriteError(
            _("There is no room left on the disk."),
            where=_shown(file),
            todo=_("free some room on the disk and start the command again"),
        )
    if _protected(error):
        what = _(
            "{file} cannot be written: another program has it open, or the folder is write-protected.", file=file.name
        )
        return WriteError(what, where=_shown(file.parent), todo=_protection_ends())
    return WriteError(
        _("{file} cannot be written: {cause}.", file=file.name, cause=error.strerror or type(error).__name__),
        where=_shown(file.parent),
        todo=_("look at what lies in this place, then start the command again"),
    )


def _clear(folder: Path, name: str) -> None:
    left = re.compile(rf"\.{re.escape(name)}\.\d+\.part")
    for found in folder.iterdir():
        if left.fullmatch(found.name):
            with suppress(OSError):
                found.unlink()


def _protected(error: OSError) -> bool:
    return isinstance(error, PermissionError) or error.errno in PROTECTED


def _protection_ends() -> str:
    return _("close the file in Excel or open the folder for writing, then start the command again")


def _shown(place: Path) -> str:
    """Return a place as seen from the root, nothing for the root itself, its bare name when it lies elsewhere."""
    if place == root():
        return ""
    return place.relative_to(root()).as_posix() if place.is_relative_to(root()) else place.name
