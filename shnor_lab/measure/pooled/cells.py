"""What a school showed, laid out for the pooled model: one column per year and procedure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Cells:
    """Counts of S schools in C = years x procedures cells, and how the latent parts enter each cell.

    Parameters
    ----------
    k, n : ndarray, shape (S, C)
        Low results and participants, 0 where nothing was counted; cell ``t * procedures + p``.
    years, procedures : int
    design : ndarray, shape (S, q)
        Centred properties of schools that shift the level expected of them.
    """

    k: NDArray
    n: NDArray
    years: int
    procedures: int
    design: NDArray

    @property
    def parts(self) -> int:
        """Return the number of latent parts of one school: its level, procedures, years."""
        return 1 + self.procedures + self.years

    @cached_property
    def held(self) -> tuple[int, int]:
        """Return in how many years and in how many procedures anybody sat."""
        sat = (self.n.sum(axis=0) > 0).reshape(self.years, self.procedures)
        return int(sat.any(axis=1).sum()), int(sat.any(axis=0).sum())

    @cached_property
    def enters(self) -> NDArray:
        """Return the matrix (C, parts) of 0 and 1: school, its procedure, its year enter a cell."""
        year, procedure = np.divmod(np.arange(self.years * self.procedures), self.procedures)
        rows = np.arange(len(year))
        matrix = np.zeros((len(year), self.parts))
        matrix[:, 0] = 1.0
        matrix[rows, 1 + procedure] = 1.0
        matrix[rows, 1 + self.procedures + year] = 1.0
        return matrix

    @cached_property
    def products(self) -> NDArray:
        """Return ``enters`` with itself, shape (C, parts * parts): precisions and variances become one product."""
        return (self.enters[:, :, None] * self.enters[:, None, :]).reshape(len(self.enters), -1)

    @cached_property
    def spread(self) -> NDArray:
        """Return which variance each latent part has: 0 school, 1 procedure, 2 year."""
        return np.repeat([0, 1, 2], [1, self.procedures, self.years])

    def some(self, rows: NDArray | slice) -> Cells:
        """Return the cells of some schools."""
        return Cells(self.k[rows], self.n[rows], self.years, self.procedures, self.design[rows])
