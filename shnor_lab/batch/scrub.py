"""Cuts what only this machine knows out of executed notebooks: folders, kernel files, addresses, times."""

from __future__ import annotations

import re
import site
import sys
import sysconfig
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .. import places

if TYPE_CHECKING:
    from nbformat import NotebookNode

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_KERNEL_FILE = re.compile(r"[^\s'\"<>(]{0,250}ipykernel_\d+[/\\]+\d+\.py")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_BY_PAPERMILL = ("papermill-error-cell-tag",)


def text(printed: str) -> str:
    """Return a printed text without machine paths, kernel file names, addresses and terminal colours."""
    clean = _COLOUR.sub("", printed)
    if "ipykernel_" in clean:
        clean = _KERNEL_FILE.sub("notebook", clean)
    clean = _ADDRESS.sub("", clean)
    for prefix in _prefixes(str(places.root())):
        if prefix in clean:
            clean = clean.replace(prefix, "")
    return clean


def notebook(executed: NotebookNode) -> NotebookNode:
    """Clean an executed notebook in place and return it: equal runs then give equal bytes."""
    executed.cells = [cell for cell in executed.cells if not set(_BY_PAPERMILL) & set(cell.metadata.get("tags", []))]
    for cell in executed.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
        for output in cell.get("outputs", []):
            _clean_output(output)
    executed.metadata.pop("papermill", None)
    return executed


def _clean_output(output: NotebookNode) -> None:
    if "text" in output:
        output.text = text(output.text)
    if "traceback" in output:
        output.evalue = text(output.evalue)
        output.traceback = [text(line) for line in output.traceback]
    for kind, value in output.get("data", {}).items():
        if isinstance(value, str) and kind.startswith("text/"):
            output.data[kind] = text(value)


@cache
def _prefixes(root: str) -> tuple[str, ...]:
    """Return the folders to cut, longest first, in every spelling a message may use."""
    paths = sysconfig.get_paths()
    folders = {root, paths["purelib"], paths["platlib"], paths["stdlib"], sys.prefix, sys.base_prefix}
    folders |= {*site.getsitepackages(), site.getusersitepackages(), tempfile.gettempdir()}
    folders |= {str(Path(__file__).resolve().parent.parent.parent)}
    home = Path.home()
    spelled: set[str] = set()
    for folder in folders | {str(Path(folder).resolve()) for folder in folders}:
        names = {folder, Path(folder).as_posix(), folder.replace("\\", "\\\\")}
        if Path(folder) != home and Path(folder).is_relative_to(home):
            names.add("~/" + Path(folder).relative_to(home).as_posix())
        for name in names:
            spelled |= {name.rstrip("/\\") + mark for mark in ("/", "\\", "\\\\")}
    spelled |= {str(home) + "/", str(home) + "\\"}
    return tuple(sorted((name for name in spelled if len(name) > 2), key=lambda name: (-len(name), name)))
