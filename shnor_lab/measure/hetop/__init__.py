"""Means and spreads of groups from counts of ordered marks: heteroskedastic ordered probit (HETOP).

Called by no page yet: for the social context and the evaluation of effects, whose outcome is told in standard
deviations of pupils' results where only counts of marks are delivered.
"""

from .fit import Hetop, fit_hetop
from .means import GroupMeans, group_means
from .scales import Scale

__all__ = ["GroupMeans", "Hetop", "Scale", "fit_hetop", "group_means"]
