"""Answers of one notebook, in the order of its sections."""

from .page import Overview

__all__ = ["Overview"]
