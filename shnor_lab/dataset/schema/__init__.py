"""Schemas of all tables of a dataset, by table key."""

from .conditions import PASSPORT, RESOURCES, RISKS, STAFF, SURVEYS
from .programme import EVIDENCE, INDICATOR_VALUES, INDICATORS, PARTNERSHIPS, ROADMAP, SUPPORT
from .results import RESULTS, TASKS
from .schools import CORRECTIONS, SCHOOL_NAMES, SCHOOL_YEARS, SCHOOLS, STATUSES
from .table import STORAGE, Column, Table

TABLES: dict[str, Table] = {
    table.key: table
    for table in (
        SCHOOLS,
        SCHOOL_NAMES,
        SCHOOL_YEARS,
        RESULTS,
        TASKS,
        PASSPORT,
        STAFF,
        RESOURCES,
        SURVEYS,
        RISKS,
        STATUSES,
        SUPPORT,
        PARTNERSHIPS,
        INDICATORS,
        INDICATOR_VALUES,
        ROADMAP,
        EVIDENCE,
        CORRECTIONS,
    )
}

__all__ = ["STORAGE", "TABLES", "Column", "Table"]
