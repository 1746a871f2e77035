import numpy as np
import pytest
from scipy.special import ndtr

from shnor_lab.measure.pooled.cells import Cells
from shnor_lab.measure.pooled.propagation import propagate

from .region import VARIANCE, cells_of, region


def test_gradient_is_the_slope_of_the_evidence():
    cells = cells_of(region(1))
    found = propagate(cells, VARIANCE, tolerance=1e-7)
    for place in range(4):
        sides = []
        for step in (0.02, -0.02):
            moved = VARIANCE.copy()
            moved[place] *= np.exp(step)
            sides.append(propagate(cells, moved, tolerance=1e-7).evidence)
        assert found.gradient[place] == pytest.approx((sides[0] - sides[1]) / 0.04, abs=0.5)


def test_evidence_of_one_cell_is_the_integral_over_its_level():
    """One school, one cell: the binomial chance averaged over the level and the weak prior of the cut."""
    cells = Cells(np.array([[3.0]]), np.array([[10.0]]), 1, 1, np.zeros((1, 0)))
    spread = np.sqrt(VARIANCE.sum() + 2.0**2)
    level = 1.0 + spread * np.linspace(-9, 9, 20_001)
    density = np.exp(-0.5 * ((level - 1.0) / spread) ** 2) / spread / np.sqrt(2 * np.pi)
    exact = np.log(np.trapezoid(ndtr(-level) ** 3 * ndtr(level) ** 7 * density, level))
    assert propagate(cells, VARIANCE, tolerance=1e-7).evidence == pytest.approx(exact, abs=0.02)
