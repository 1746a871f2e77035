"""Answers of one notebook, in the order of its sections."""

from .page import Overview

FAMILY = Overview

__all__ = ["FAMILY", "Overview"]
