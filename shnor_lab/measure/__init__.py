"""Measures that need no study: shares with intervals, shrinkage; larger models in modules of their own."""

from .shares import jeffreys, wilson
from .shrinkage import BetaPrior, fit_beta, predictive_tail

__all__ = [
    "BetaPrior",
    "fit_beta",
    "jeffreys",
    "predictive_tail",
    "wilson",
]
