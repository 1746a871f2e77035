"""The chance of the 30 % rule against exact binomials and against repeated draws."""

import numpy as np
import pytest

from shnor_lab.identify.criteria import chance_regional_30
from shnor_lab.measure import BetaPrior, fit_beta, predictive_tail

TABLE = {
    5: [(0.08, 0.16), (0.17, 0.45), (0.26, 0.73), (0.47, 0.97)],
    10: [(0.07, 0.13), (0.18, 0.50), (0.32, 0.84), (0.62, 1.00)],
    20: [(0.01, 0.00), (0.07, 0.12), (0.20, 0.55), (0.58, 1.00)],
    50: [(0.00, 0.00), (0.01, 0.00), (0.06, 0.10), (0.55, 0.99)],
}


@pytest.mark.parametrize("n", TABLE)
def test_small_school_table(n):
    for rate, (one, criterion_1) in zip((0.10, 0.15, 0.20, 0.30), TABLE[n], strict=True):
        q = predictive_tail([n], [0], BetaPrior.certain(rate), [-(-30 * n // 100)])
        assert q[0] == pytest.approx(one, abs=0.0055)
        chance = chance_regional_30(np.tile(q, (1, 9)), np.zeros((1, 9)))
        assert chance[0] == pytest.approx(criterion_1, abs=0.0055)


@pytest.mark.parametrize("c2_mode", ["any", "same_procedure"])
@pytest.mark.parametrize("years", [2, 3])
def test_formula_equals_repeated_draws(c2_mode, years):
    random = np.random.default_rng(7)
    q = random.uniform(0, 0.5, (years, 1, 6))
    low = random.random((100_000, years, 6)) < q[:, 0]
    first = low[:, 0].sum(axis=1) >= 2
    second = low.any(axis=2).all(axis=1) if c2_mode == "any" else low.all(axis=1).any(axis=1)
    assert chance_regional_30(q[0], q[1:], c2_mode)[0] == pytest.approx((first | second).mean(), abs=0.006)


def test_certain_procedures_divide_nothing_by_zero():
    one = np.array([[1.0, 0.0, 0.0]])
    assert chance_regional_30(one, np.zeros((1, 3)))[0] == 0.0
    assert chance_regional_30(one, np.array([[0.0, 1.0, 0.0]]))[0] == 1.0
    assert chance_regional_30(one, np.array([[0.0, 1.0, 0.0]]), "same_procedure")[0] == 0.0
    assert chance_regional_30(np.ones((1, 3)), np.zeros((1, 3)))[0] == 1.0


def test_chance_of_a_cell_is_the_rate_when_the_exam_is_repeated():
    random = np.random.default_rng(11)
    share, n = random.beta(1.2, 9, 6000), random.integers(3, 30, 6000)
    first, again = random.binomial(n, share), random.binomial(n, share)
    need = -(-30 * n // 100)
    q = predictive_tail(n, first, fit_beta(first, n), need)
    low = first >= need
    for group in (low, ~low, n < 10, n >= 20):
        assert q[group].mean() == pytest.approx((again >= need)[group].mean(), abs=0.025)
