"""The families of answers, found by looking into the packages beside this module: the one notion of a notebook."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache

from ..study.result import Result
from .family import Family


@cache
def families() -> dict[str, type[Family]]:
    """Return every family by its name, in the order of their notebooks."""
    here = importlib.import_module(__package__)
    packages = [module.name for module in pkgutil.iter_modules(here.__path__) if module.ispkg]
    modules = [importlib.import_module(f"{__package__}.{name}") for name in packages]
    found = [module.FAMILY for module in modules if hasattr(module, "FAMILY")]
    return {family.name: family for family in sorted(found, key=lambda family: family.notebook)}


def of_notebook(notebook: str) -> type[Family] | None:
    """Return the family of a notebook by its key, None when there is none."""
    return next((family for family in families().values() if family.notebook == notebook), None)


def notebooks() -> list[str]:
    """Return the keys of all notebooks, in their order."""
    return [family.notebook for family in families().values()]


def needs(chosen: Iterable[str] | None = None) -> list[Result]:
    """Return the region-wide results that notebooks read, each once; of all notebooks when none are named."""
    wanted = None if chosen is None else set(chosen)
    read = [family.needs for family in families().values() if wanted is None or family.notebook in wanted]
    return list(dict.fromkeys(result for results in read for result in results))
