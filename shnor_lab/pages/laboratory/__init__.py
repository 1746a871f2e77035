"""Answers of one notebook, in the order of its sections."""

from .page import Laboratory

FAMILY = Laboratory

__all__ = ["FAMILY", "Laboratory"]
