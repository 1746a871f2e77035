"""The mark of a page: whether it was made, from what, or why not. What is no mark is as good as none."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from ..writing import read_back
from .engine import Failure

DONE, FAILED, PARTIAL = "done.json", "failed.json", "partial.json"


@dataclass(frozen=True)
class Done:
    """A page that was made.

    Parameters
    ----------
    fingerprint : str
        Of everything it was made from.
    files : dict
        File below the folder of the municipality -> sha256.
    """

    fingerprint: str
    files: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Failed(Failure):
    """A page that shows an error.

    Parameters
    ----------
    fingerprint : str
        Of everything the notebook was given.
    copy : str
        File name of the executed notebook beside the page.
    """

    fingerprint: str
    copy: str


_DONE, _FAILED = TypeAdapter(Done), TypeAdapter(Failed)


def name(mark: Done | Failed) -> str:
    """Return the file name of a mark."""
    return DONE if isinstance(mark, Done) else FAILED


def text(mark: Done | Failed) -> str:
    """Return the content of the file of a mark."""
    return json.dumps(asdict(mark), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read(folder: Path) -> Done | Failed | None:
    """Return the mark in the folder of a page, None when there is none that can be read."""
    return read_back(folder / FAILED, _FAILED) or read_back(folder / DONE, _DONE)
