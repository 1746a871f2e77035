"""The parts of a school's result: what lasts, what passes with a class, and what the number of pupils adds."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np


@dataclass(frozen=True)
class VarianceParts:
    """Variances of school levels; the unit is the variance of pupils within a school (probit scale).

    Parameters
    ----------
    school : float
        Lasting, all procedures alike.
    procedure : float
        Lasting, of a school in one procedure.
    year : float
        One-off, of a school in one year, all procedures alike: the class that sat the exams.
    cell : float
        One-off, of a school in one year and procedure.
    """

    school: float
    procedure: float
    year: float
    cell: float

    @property
    def lasting(self) -> float:
        """Return the lasting variance in one procedure."""
        return self.school + self.procedure

    @property
    def one_off(self) -> float:
        """Return the variance between the years of one procedure."""
        return self.year + self.cell

    def array(self) -> np.ndarray:
        """Return the four variances in the order of the fields."""
        return np.array(astuple(self))
