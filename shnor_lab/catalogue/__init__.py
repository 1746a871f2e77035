"""Facts of the field, each with source and status."""

from .facts import (
    STAGES,
    Break,
    Condition,
    Procedure,
    breaks,
    broken_between,
    conditions,
    held,
    procedures,
    read,
    table_title,
)

__all__ = [
    "STAGES",
    "Break",
    "Condition",
    "Procedure",
    "breaks",
    "broken_between",
    "conditions",
    "held",
    "procedures",
    "read",
    "table_title",
]
