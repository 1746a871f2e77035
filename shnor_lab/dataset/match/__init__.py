"""Identity of schools: one lasting code per legal entity, tied exactly, doubts asked."""

from .mends import mend
from .tie import Tied, tie
from .workbook import questions_file, read_answers

__all__ = ["Tied", "mend", "questions_file", "read_answers", "tie"]
