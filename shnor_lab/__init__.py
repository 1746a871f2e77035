"""shnor_lab: which schools need support, how sure that is, and what support has changed.

``open_study`` opens a study for a notebook; the command ``shnor-lab`` does the rest.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"
__all__ = ["open_study"]


def __getattr__(name: str) -> Any:
    if name == "open_study":
        from .pages.lab import open_study

        return open_study
    raise AttributeError(f"module 'shnor_lab' has no attribute {name!r}")
