"""Answers of one notebook, in the order of its sections."""

from .page import Identification

FAMILY = Identification

__all__ = ["FAMILY", "Identification"]
