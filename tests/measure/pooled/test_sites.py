import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from shnor_lab.measure.pooled.sites import first, moments


@pytest.mark.parametrize(("k", "n"), [(0, 1), (0, 30), (3, 10), (10, 10), (40, 150)])
@pytest.mark.parametrize(("mean", "variance"), [(1.2, 0.3), (-0.5, 0.8)])
def test_moments_are_those_of_the_integral(k, n, mean, variance):
    def density(q):
        return norm.cdf(-q) ** k * norm.cdf(q) ** (n - k) * norm.pdf(q, mean, np.sqrt(variance))

    grid = np.linspace(-6, 8, 4001)
    top = grid[np.argmax(density(grid))]
    values = [
        quad(lambda q, power=power: density(q) * q**power, top - 4, top + 4, points=[top])[0] for power in range(3)
    ]
    expected_mean = values[1] / values[0]
    expected_variance = values[2] / values[0] - expected_mean**2
    arrays = [np.array([[float(value)]]) for value in (k, n, mean, variance)]
    mass, found, spread = moments(
        *arrays, centre=np.array([[expected_mean + 0.05]]), scale=np.array([[np.sqrt(expected_variance) * 1.1]])
    )
    assert mass[0, 0] == pytest.approx(np.log(values[0]), abs=2e-3)
    assert found[0, 0] == pytest.approx(expected_mean, abs=2e-3)
    assert spread[0, 0] == pytest.approx(expected_variance, rel=2e-2)


def test_start_points_to_the_share_counted():
    precision, weighted = first(np.array([[2.0, 0.0]]), np.array([[10.0, 0.0]]))
    assert weighted[0, 0] / precision[0, 0] == pytest.approx(-norm.ppf(2.5 / 11))
    assert precision[0, 1] == 0.0
