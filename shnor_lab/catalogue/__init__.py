"""Facts of the field, each with source and status."""

from .facts import STAGES, Break, Procedure, breaks, broken_between, held, procedures, read

__all__ = ["STAGES", "Break", "Procedure", "breaks", "broken_between", "held", "procedures", "read"]
