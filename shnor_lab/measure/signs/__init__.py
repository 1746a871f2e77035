"""Signs that call for a check: one diagnostic per module, counts and means in, one row per school out.

Every diagnostic answers for one procedure and year of a region; `strength.with_strength` corrects many of them
together. A sign shows where to look and is never a verdict.
"""

from .equal_answers import equal_answers
from .gate import N_LIMITED, N_MIN, SCHOOLS_MIN
from .high_mean import high_mean
from .journal import journal_agreement, journal_gaps
from .mark_border import mark_border
from .mark_levels import MarkLevels, fit_mark_levels
from .mark_spread import mark_spread
from .points_border import points_border
from .spread import between_variance
from .strength import STRENGTHS, with_strength
from .task_profile import task_profile
from .trajectory import trajectory

__all__ = [
    "N_LIMITED",
    "N_MIN",
    "SCHOOLS_MIN",
    "STRENGTHS",
    "MarkLevels",
    "between_variance",
    "equal_answers",
    "fit_mark_levels",
    "high_mean",
    "journal_agreement",
    "journal_gaps",
    "mark_border",
    "mark_spread",
    "points_border",
    "task_profile",
    "trajectory",
    "with_strength",
]
