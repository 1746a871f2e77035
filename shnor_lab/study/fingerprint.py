"""Fingerprints: sha256 over everything an answer depends on, and over nothing else.

No date, path, number of workers or machine enters. Doing too much again is allowed, showing what is stale is not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from .. import places
from ..params import Params


def digest(*parts: str | bytes) -> str:
    """Return the sha256 of the parts, each closed by its length, so that borders cannot move.

    Examples
    --------
    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    sha = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        sha.update(f"{len(raw)}:".encode())
        sha.update(raw)
    return sha.hexdigest()


def source() -> str:
    """Return the hash of the package (code, catalogue, words, page style) and of ``requirements.lock``."""
    return _with_lock(("*.py", "*.yaml", "*.po", "*.css", "*.j2", "*.json"))


def program() -> str:
    """Return the hash of what computes: code, catalogue, and the libraries of ``requirements.lock``; not of words."""
    return _with_lock(("*.py", "*.yaml"))


def _with_lock(kinds: tuple[str, ...]) -> str:
    return digest(_package(kinds), _libraries(places.root() / "requirements.lock"))


@cache
def _libraries(lock: Path) -> bytes:
    return lock.read_bytes() if lock.is_file() else b""


@cache
def _package(kinds: tuple[str, ...]) -> str:
    package = Path(__file__).resolve().parent.parent
    files = sorted(file for kind in kinds for file in package.rglob(kind))
    parts: list[str | bytes] = []
    for file in files:
        parts += [file.relative_to(package).as_posix(), file.read_bytes()]
    return digest(*parts)


def choices(params: Params, keys: Iterable[str] | None = None) -> str:
    """Return resolved params as canonical JSON: all, or those named; «rules.regional_30» is an entry of a mapping."""
    whole = params.model_dump(mode="json")
    chosen = whole if keys is None else {key: _entry(whole, key.split(".")) for key in keys}
    return json.dumps(chosen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _entry(whole: Any, path: list[str]) -> Any:
    for name in path:
        whole = (whole or {}).get(name)
    return whole


def result(name: str, choices: str, tables: Iterable[tuple[str, str]], results: Iterable[str] = ()) -> str:
    """Return the fingerprint of a region-wide result.

    Parameters
    ----------
    name : str
        Name of the result.
    choices : str
        The params it reads, as `choices` gives them.
    tables : iterable of (table, hash)
        The tables it reads; an absent table has the hash "".
    results : iterable of str
        Fingerprints of the results it reads.
    """
    flat = [part for pair in sorted(tables) for part in pair]
    return digest("result", name, choices, program(), *flat, "results", *results)


def notebook(file: Path, municipality: str, params: Params, data: Iterable[tuple[str, str]]) -> str:
    """Return the fingerprint of one executed notebook: all cells without outputs, choices, all data, source.

    Parameters
    ----------
    file : Path
        The notebook; only its name and cells count, not its place.
    municipality : str
        Code, "" for a notebook of the region.
    params : Params
        Resolved params of the study.
    data : iterable of (name, hash)
        All that pages show of the dataset, as `Dataset.hashes` gives it.
    """
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    bare = json.dumps([[cell["cell_type"], cell["source"]] for cell in cells], ensure_ascii=False)
    flat = [part for pair in sorted(data) for part in pair]
    return digest("notebook", file.stem, bare, municipality, choices(params), source(), *flat)
