"""The pooled model: several years and procedures, one lasting level per school."""

from .fit import Pooled, fit_pooled
from .parts import VarianceParts

__all__ = ["Pooled", "VarianceParts", "fit_pooled"]
