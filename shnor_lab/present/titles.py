"""Printed names of what codes stand for: procedures, tables, conditions, levels of lists."""

from __future__ import annotations

from .. import catalogue
from ..language import text as _


def procedure(key: str) -> str:
    """Return the title of a procedure, or the key itself when the catalogue lacks it."""
    found = catalogue.procedures().get(key)
    return found.title if found else key


def table(key: str) -> str:
    """Return the Russian name of a table of the dataset in quotes, or the key of one that the catalogue lacks."""
    known = catalogue.read("tables")
    return f"«{known[key]}»" if key in known else key


def condition(key: str) -> str:
    """Return the title of a condition."""
    return catalogue.conditions()[key].title


def hard_condition(key: str) -> str:
    """Return the title of a condition at its hard end: «(few)» where less of it is harder."""
    found = catalogue.conditions()[key]
    return _("{condition} (few)", condition=found.title) if found.worse == "low" else found.title


def level(key: str) -> str:
    """Return the name of a level of lists."""
    return {
        "federal": _("federal list"),
        "project_500": _("project «500+»"),
        "regional": _("regional list"),
        "municipal": _("municipal list"),
        "msoko": _("municipal quality assessment"),
    }[key]
