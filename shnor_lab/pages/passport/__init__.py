"""Answers of one notebook, in the order of its sections."""

from .page import Passport

FAMILY = Passport

__all__ = ["FAMILY", "Passport"]
