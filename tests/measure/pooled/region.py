"""A small region whose truth is known, for the tests of the pooled model."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from shnor_lab.measure.pooled.cells import Cells

VARIANCE = np.array([0.12, 0.05, 0.03, 0.04])


@dataclass(frozen=True)
class Truth:
    k: np.ndarray
    n: np.ndarray
    school: np.ndarray
    procedure: np.ndarray
    cut: np.ndarray
    share: np.ndarray

    @property
    def level(self) -> np.ndarray:
        return self.school + self.procedure.mean(axis=1)

    @property
    def lasting_share(self) -> np.ndarray:
        return ndtr(self.cut.mean(axis=0) - self.school[:, None] - self.procedure)


def region(
    seed: int, *, schools: int = 120, years: int = 3, procedures: int = 4, variance=VARIANCE, median=12
) -> Truth:
    random = np.random.default_rng(seed)
    sizes = np.exp(random.normal(np.log(median), 0.7, schools))
    n = random.poisson(sizes[:, None, None], (schools, years, procedures))
    sd = np.sqrt(variance)
    school = random.normal(0, sd[0], schools)
    procedure = random.normal(0, sd[1], (schools, procedures))
    year = random.normal(0, sd[2], (schools, years))
    cell = random.normal(0, sd[3], n.shape)
    cut = random.normal(-1.0, 0.2, (years, procedures))
    share = ndtr(cut - school[:, None, None] - procedure[:, None, :] - year[:, :, None] - cell)
    return Truth(random.binomial(n, share), n, school, procedure, cut, share)


def cells_of(truth, design=None):
    schools, years, procedures = truth.n.shape
    return Cells(
        truth.k.reshape(schools, -1).astype(float),
        truth.n.reshape(schools, -1).astype(float),
        years,
        procedures,
        np.zeros((schools, 0)) if design is None else design,
    )
