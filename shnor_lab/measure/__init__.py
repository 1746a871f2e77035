"""Measures that need no study: shares with intervals, shrinkage, lasting levels."""

from .levels import Levels, fit_levels, next_tail
from .shares import jeffreys, wilson, with_interval
from .shrinkage import BetaPrior, fit_beta, predictive_tail

__all__ = [
    "BetaPrior",
    "Levels",
    "fit_beta",
    "fit_levels",
    "jeffreys",
    "next_tail",
    "predictive_tail",
    "wilson",
    "with_interval",
]
