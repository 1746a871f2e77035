"""Means and spreads of groups from counts of ordered marks: heteroskedastic ordered probit (HETOP)."""

from .fit import Hetop, fit_hetop
from .means import GroupMeans, group_means
from .scales import Scale

__all__ = ["GroupMeans", "Hetop", "Scale", "fit_hetop", "group_means"]
