"""Executes one notebook with papermill: in a thread, in the folder of the driver, within a time limit."""

from __future__ import annotations

import atexit
import logging
import os
import re
import secrets
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from .. import errors
from ..language import text as _
from .kernels import Kernels, Stopped

if TYPE_CHECKING:
    from nbformat import NotebookNode

# jsonschema's optional check of IRIs compiles a grammar for seconds at import; notebooks have no IRIs.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

START_SECONDS = 120
ADDRESS_LENGTH = 95
"""Longest address of a kernel that leaves room for the number of its socket on every system."""


@dataclass(frozen=True)
class Failure:
    """Why a notebook gave no page.

    Parameters
    ----------
    bucket : {"failed", "broken"}
        failed: the notebook raised; broken: kernel, time limit, file.
    error : str
        Class of the exception.
    message : str
        What the reader of the page is told.
    section : str
        Last heading before the cell; "" when none had begun.
    """

    bucket: Literal["failed", "broken"]
    error: str
    message: str
    section: str = ""


def execute(
    notebook: NotebookNode, parameters: dict[str, str], *, seconds: float, kernels: Kernels
) -> tuple[NotebookNode, Failure | None]:
    """Execute a notebook in a kernel of its own.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    parameters : dict
        Strings for the parameters cell.
    seconds : float
        Time limit of the whole notebook.
    kernels : Kernels
        Those of the batch; the one started here is held among them.

    Returns
    -------
    NotebookNode, Failure or None
        The executed copy, as far as it came, and the reason when it did not come to the end. A kernel that
        fails before the first cell begins is started once more; nothing else is repeated.

    Raises
    ------
    Stopped
        The batch ended meanwhile.
    """
    executed, failure = _attempt(notebook, parameters, seconds, kernels)
    if failure is not None and failure.bucket == "broken" and not _begun(executed) and not kernels.stopped:
        executed, failure = _attempt(notebook, parameters, seconds, kernels)
    if kernels.stopped:
        raise Stopped
    return executed, failure


def _attempt(
    notebook: NotebookNode, parameters: dict[str, str], seconds: float, kernels: Kernels
) -> tuple[NotebookNode, Failure | None]:
    papermill = _papermill()
    kept: list[Any] = []
    deadline = time.monotonic() + seconds
    failure = None
    try:
        papermill.execute_notebook(
            notebook,
            None,
            parameters=parameters,
            engine_name="kept",
            kernel_name="python3",
            language="python",
            progress_bar=False,
            start_timeout=START_SECONDS,
            kept=kept,
            timeout_func=lambda cell: max(1, int(deadline - time.monotonic())),
            record_timing=False,
            shutdown_kernel="immediate",
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
            kernel_manager_class=kernels.manager,
            config=_transport(),
        )
    except Exception as error:
        executed = kept[-1].nb if kept else notebook
        failure = _reason(error, executed, seconds)
    return (kept[-1].nb if kept else notebook), failure


@cache
def _papermill() -> Any:
    import papermill
    from papermill.engines import NBClientEngine, papermill_engines
    from papermill.translators import PythonTranslator, papermill_translators

    class ReadableTranslator(PythonTranslator):
        """Writes Cyrillic strings as they are, not as escapes."""

        @classmethod
        def translate_str(cls, value: str) -> str:
            return repr(value)

    class KeptEngine(NBClientEngine):
        """Hands out the notebook being executed: a failed copy is not lost, none is saved on the way."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *, kept: list[Any], **options: Any) -> Any:
            kept.append(nb_man)
            return super().execute_managed_notebook(nb_man, kernel_name, **options)

    papermill_translators.register("python", ReadableTranslator)
    papermill_engines.register("kept", KeptEngine)
    for name in ("papermill", "traitlets"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return papermill


def _transport() -> Any:
    """Return the settings of one kernel: sockets of its own where the system has them, else TCP."""
    from traitlets.config import Config

    address = os.path.join(_socket_folder(), secrets.token_hex(4))
    if os.name == "posix" and len(os.fsencode(address)) <= ADDRESS_LENGTH:
        return Config({"KernelManager": {"transport": "ipc", "ip": address}})
    return Config()


@cache
def _socket_folder() -> str:
    """Return a folder that only this user may enter; it goes when the driver ends."""
    folder = tempfile.TemporaryDirectory(prefix="shnor-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return folder.name


def _begun(executed: NotebookNode) -> list[int]:
    """Return the positions of the cells that were begun."""
    return [
        position for position, cell in enumerate(executed.cells) if cell.metadata.get("papermill", {}).get("start_time")
    ]


def _reason(error: Exception, executed: NotebookNode, seconds: float) -> Failure:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    section = _section(executed)
    if isinstance(error, PapermillExecutionError):
        return Failure("failed", error.ename, _said(error.ename, error.evalue), section)
    if isinstance(error, CellTimeoutError):
        minutes = f"{seconds / 60:g}"
        message = _("The notebook did not finish in {minutes} minutes and was stopped.", minutes=minutes)
    elif isinstance(error, DeadKernelError):
        message = _("The process of the notebook stopped without a message, most often for lack of memory.")
    elif not _begun(executed):
        message = _("The process of the notebook could not be started.")
    else:
        message = _("The notebook broke off; the cause is not in the data.")
    return Failure("broken", type(error).__name__, message, section)


def _said(name: str, value: str) -> str:
    """Return what a reader is told of an exception raised in a notebook."""
    ours = getattr(errors, name, None)
    if isinstance(ours, type) and issubclass(ours, errors.ShnorError):
        return value
    return _("An unforeseen error; it is described in the saved copy of the notebook.")


def _section(executed: NotebookNode) -> str:
    """Return the last heading before the cell that did not come to its end; "" when no cell had begun."""
    begun = _begun(executed)
    headings = [
        found.group(1).strip()
        for cell in executed.cells[: begun[-1] if begun else 0]
        if cell.cell_type == "markdown" and (found := re.search(r"^#{1,6} +(.+)$", cell.source, re.MULTILINE))
    ]
    return headings[-1] if headings else ""
