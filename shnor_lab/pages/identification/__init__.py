"""Answers of one notebook, in the order of its sections."""

from .page import Identification

__all__ = ["Identification"]
