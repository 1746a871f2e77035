import numpy as np
import pytest
from scipy.stats import multivariate_normal

from shnor_lab.measure.two_level_check import Blocks


@pytest.fixture
def design():
    random = np.random.default_rng(8)
    code = random.permutation(np.repeat(np.arange(6), [1, 2, 3, 4, 5, 9]))
    x = np.column_stack([np.ones(24), random.standard_normal(24)])
    y = x @ [3.0, 1.0] + random.standard_normal(6)[code] + random.standard_normal(24)
    return y, x, code


RELATIVE = [np.zeros((2, 2)), np.diag([0.7, 0.0]), np.array([[0.5, 0.2], [0.2, 0.3]])]


@pytest.mark.parametrize("relative", RELATIVE)
def test_likelihood_and_coefficients_are_those_of_the_whole_matrix(design, relative):
    y, x, code = design
    whole = np.eye(24) + (code[:, None] == code) * (x @ relative @ x.T)
    inverse = np.linalg.inv(whole)
    information = x.T @ inverse @ x
    fixed = np.linalg.solve(information, x.T @ inverse @ y)
    away = y - x @ fixed
    for restricted in (False, True):
        free = 22 if restricted else 24
        sigma2 = away @ inverse @ away / free
        told = multivariate_normal.logpdf(y, x @ fixed, sigma2 * whole)
        if restricted:
            told += -0.5 * np.linalg.slogdet(information / sigma2)[1] + np.log(2 * np.pi)
        found = Blocks.of(y, x, x, code, restricted=restricted).at(relative)
        assert found.fixed == pytest.approx(fixed) and found.loglik == pytest.approx(told)
        assert found.se == pytest.approx(np.sqrt(sigma2 * np.diag(np.linalg.inv(information))))


@pytest.mark.parametrize("relative", RELATIVE[1:])
def test_effects_are_the_conditional_mean_and_spread(design, relative):
    y, x, code = design
    blocks = Blocks.of(y, x, x, code, restricted=True)
    effect, sd = blocks.effects(relative, 2.0)
    for school in range(6):
        z = x[code == school]
        gain = relative @ z.T @ np.linalg.inv(np.eye(len(z)) + z @ relative @ z.T)
        assert effect[school] == pytest.approx(gain @ (y[code == school] - z @ blocks.at(relative).fixed))
        assert sd[school] == pytest.approx(np.sqrt(2.0 * np.diag(relative - gain @ z @ relative)), abs=1e-9)


def test_search_reaches_the_top(design):
    y, x, code = design
    blocks = Blocks.of(y, x, x[:, :1], code, restricted=True)
    grid = np.arange(0, 6, 0.01)
    values = [blocks.at(np.array([[value]])).loglik for value in grid]
    best, loglik = blocks.search()
    assert best[0, 0] == pytest.approx(grid[np.argmax(values)], abs=0.02)
    assert loglik >= max(values) - 1e-6
