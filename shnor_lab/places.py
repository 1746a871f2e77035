"""Where things lie: the root of the workbench and the folders below it, and how a file gets there whole.

papermill, nbval and JupyterLab start notebooks in different working folders, so the root is found by walking up.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import DatasetError, ShnorError, WriteError
from .language import text as _

VARIABLE = "SHNOR_HOME"
DEMO = "demo"

PROTECTED = (errno.EROFS, errno.EBUSY)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def root() -> Path:
    """Return the workbench folder: ``SHNOR_HOME``, else the nearest folder upward with ``params`` and ``notebooks``.

    Raises
    ------
    ShnorError
        When neither is found.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).resolve()
    start = Path.cwd().resolve()
    for folder in (start, *start.parents, Path(__file__).resolve().parent.parent):
        if (folder / "params" / "defaults.yaml").is_file() and (folder / "notebooks").is_dir():
            return folder
    raise ShnorError(
        _("The workbench folder was not found (it holds the folders params and notebooks)."),
        where=start.name,
        todo=_("start from inside the folder, or set the variable {name} to it", name=VARIABLE),
    )


def dataset(name: str) -> Path:
    """Return the folder of a dataset: ``data/demo/dataset`` for ``demo``, else ``data/datasets/<name>``."""
    if not re.fullmatch(r"[\w.-]+", name) or name.startswith("."):
        raise DatasetError(
            _("A dataset is named by letters, digits, «-» and «_» only: {name}", name=name),
            todo=_("give a name such as region2024, not a path"),
        )
    if name == DEMO:
        return root() / "data" / "demo" / "dataset"
    return root() / "data" / "datasets" / name


def params_file(study: str) -> Path:
    """Return the params file of a study."""
    return root() / "params" / f"{study}.yaml"


def outputs(study: str) -> Path:
    """Return the folder that keeps everything made for a study."""
    return root() / "outputs" / study


def notebook(key: str) -> Path:
    """Return a notebook by its key, e.g. ``10_identification``."""
    return root() / "notebooks" / f"{key}.ipynb"


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
def locked(file: Path, busy: ShnorError, *, wait: float = 0.0) -> Iterator[None]:
    """Hold a lock file, made when absent; the system lets go of it when the process is killed.

    Raises
    ------
    ShnorError
        ``busy``, as given, when another still holds it after ``wait`` seconds.
    WriteError
        The file cannot be made.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=wait)
    except Timeout:
        raise busy from None
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
    if error.errno in NO_ROOM:
        return not_written(error, root())
    if error.filename is None or not _protected(error):
        return None
    file = Path(str(error.filename))
    return WriteError(
        _("There is no access to {file}: another program has it open, or it is write-protected.", file=file.name),
        where=_shown(file.parent),
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


def _protected(error: OSError) -> bool:
    return isinstance(error, PermissionError) or error.errno in PROTECTED


def _protection_ends() -> str:
    return _("close the file in Excel or open the folder for writing, then start the command again")


def whole(path: Path, content: bytes) -> Path:
    """Write bytes so that under its final name a file is whole or absent; return the path.

    Raises
    ------
    WriteError
        The file cannot be written.
    """
    begun = path.with_name(f".{path.name}.{os.getpid()}")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            begun.write_bytes(content)
            os.replace(begun, path)
        finally:
            begun.unlink(missing_ok=True)
    return path


def put_in_place(part: Path, file: Path) -> Path:
    """Give a finished file its final name at one stroke, and return that name.

    Raises
    ------
    WriteError
        The file cannot be written, mostly because it is open in another program (Windows keeps it then).
    """
    with writing(file):
        try:
            os.replace(part, file)
        except OSError:
            part.unlink(missing_ok=True)
            raise
    return file


def _shown(folder: Path) -> str:
    """Return a folder as seen from the root, its bare name when it lies elsewhere."""
    return folder.relative_to(root()).as_posix() if folder.is_relative_to(root()) else folder.name
