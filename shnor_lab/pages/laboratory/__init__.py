"""Answers of the rule laboratory: which methodology deserves trust."""

from .page import Laboratory

__all__ = ["Laboratory"]
