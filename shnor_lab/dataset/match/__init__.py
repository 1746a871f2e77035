"""Identity of schools: one lasting code per legal entity, tied exactly, doubts asked."""

from .questions import questions_file, read_answers
from .tie import Tied, tie

__all__ = ["Tied", "questions_file", "read_answers", "tie"]
