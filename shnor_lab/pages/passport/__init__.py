"""Answers of one notebook, in the order of its sections."""

from .page import Passport

__all__ = ["Passport"]
