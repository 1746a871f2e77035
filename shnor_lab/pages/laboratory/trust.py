"""Sections of ``11_rule_laboratory`` on how far an answer can be trusted."""

from __future__ import annotations

from .bias import Bias
from .errors import Errors
from .prediction import Prediction
from .variance import Variance


class Trust(Variance, Bias, Prediction, Errors):
    """How much of a result lasts, whom a rule lists more often, what it tells of the year after, what errors cost."""
