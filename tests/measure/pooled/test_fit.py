import numpy as np
import pytest

from shnor_lab.measure.pooled import VarianceParts, fit_pooled

from .region import VARIANCE, region


@pytest.fixture(scope="module")
def fitted():
    truth = region(11, schools=250, procedures=5)
    return truth, fit_pooled(truth.k, truth.n, seed=1)


def test_variance_parts_are_found(fitted):
    _truth, pooled = fitted
    found = pooled.parts.array()
    assert pooled.state == "fitted"
    np.testing.assert_allclose(found, VARIANCE, atol=0.03)


def test_cuts_are_found(fitted):
    truth, pooled = fitted
    assert pooled.cut.shape == (3, 5)
    np.testing.assert_allclose(pooled.cut, truth.cut, atol=0.2)


def test_intervals_hold_the_true_level(fitted):
    truth, pooled = fitted
    level = pooled.level()
    inside = (truth.level > level.low) & (truth.level < level.high)
    assert 0.91 <= inside.mean() <= 0.985
    assert np.corrcoef(level.mean, truth.level)[0, 1] ** 2 == pytest.approx(level.reliability.mean(), abs=0.08)


def test_chances_add_up_to_the_share(fitted):
    truth, pooled = fitted
    chance = pooled.p_lowest(0.1)
    assert chance.sum() == pytest.approx(25, abs=1.0)
    truly = np.argsort(np.argsort(truth.level)) < 25
    skill = 1 - np.mean((chance - truly) ** 2) / (0.1 * 0.9)
    assert skill > 0.4


def test_lasting_and_yearly_chances_follow_the_true_shares(fitted):
    truth, pooled = fitted
    for chance, share in (
        (pooled.p_lasting_low(0.3), truth.lasting_share),
        (pooled.p_year_low(0, 0.3), truth.share[:, 0]),
    ):
        truly = (share >= 0.3).sum(axis=1) >= 2
        assert chance.mean() == pytest.approx(truly.mean(), abs=0.04)
        assert np.corrcoef(chance, truly)[0, 1] > 0.6


def test_shares_of_a_year(fitted):
    truth, pooled = fitted
    shares = pooled.share(1)
    sat = truth.n[:, 1] > 0
    inside = (truth.share[:, 1] > shares.low) & (truth.share[:, 1] < shares.high)
    assert 0.92 <= inside[sat].mean() <= 0.98
    assert np.isnan(shares.mean[~sat]).all()


def test_chance_of_count_is_what_redraws_show(fitted):
    truth, pooled = fitted
    need = np.ceil(0.3 * truth.n)
    need[truth.n == 0] = np.nan
    chance = pooled.chance_of_count(need)
    again = np.random.default_rng(5).binomial(truth.n, truth.share, (60, *truth.n.shape)) >= need
    sat = truth.n > 0
    assert np.isnan(chance[~sat]).all()
    assert chance[sat].mean() == pytest.approx(again[:, sat].mean(), abs=0.01)
    high = sat & (chance > 0.5)
    assert chance[high].mean() == pytest.approx(again[:, high].mean(), abs=0.06)


def test_order_of_schools_does_not_matter_and_nothing_is_changed():
    truth = region(3, schools=40)
    k, n = truth.k.copy(), truth.n.copy()
    other = np.random.default_rng(0).permutation(40)
    one, two = fit_pooled(k, n), fit_pooled(k[other], n[other])
    np.testing.assert_allclose(one.level().mean[other], two.level().mean, atol=1e-3)
    np.testing.assert_array_equal(k, truth.k)
    np.testing.assert_array_equal(n, truth.n)


def test_same_counts_same_answer():
    truth = region(3, schools=30)
    one, two = (fit_pooled(truth.k, truth.n, seed=4).p_lasting_low(0.3) for _time in range(2))
    np.testing.assert_array_equal(one, two)


def test_no_differences_between_schools_are_called_small():
    truth = region(8, schools=80, variance=np.full(4, 1e-8))
    pooled = fit_pooled(truth.k, truth.n)
    assert pooled.parts.lasting < 0.01
    assert pooled.level().reliability.mean() < 0.25
    assert pooled.p_lowest(0.1).max() < 0.5


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_or_everybody_low_is_answered(share):
    n = np.full((20, 2, 2), 10)
    pooled = fit_pooled(share * n, n)
    assert pooled.state == "fitted"
    assert np.isfinite(pooled.level().mean).all()
    np.testing.assert_allclose(pooled.p_lowest(0.1), 0.1, atol=0.06)


def test_too_few_schools_give_no_numbers():
    pooled = fit_pooled(np.ones((4, 2, 2)), np.full((4, 2, 2), 5))
    assert pooled.state == "too_few"
    assert np.isnan(pooled.level().mean).all()
    assert np.isnan(pooled.p_lowest()).all()
    assert np.isnan(pooled.p_lasting_low(0.3)).all()
    assert np.isnan(pooled.share(0).mean).all()
    assert np.isnan(pooled.chance_of_count(np.ones((4, 2, 2)))).all()
    assert np.isnan(pooled.parts.school)


def test_a_school_without_counts_has_no_answer():
    truth = region(9, schools=30)
    n = truth.n.copy()
    n[3] = 0
    pooled = fit_pooled(np.minimum(truth.k, n), n)
    assert np.isnan(pooled.level().mean[3])
    assert np.isnan(pooled.p_lowest()[3])
    assert np.isfinite(np.delete(pooled.p_lowest(), 3)).all()


def test_a_null_count_is_left_out():
    truth = region(9, schools=30)
    k = truth.k.astype(float)
    k[0, 0, 0] = np.nan
    n = truth.n.copy()
    n[0, 0, 0] = 0
    np.testing.assert_array_equal(fit_pooled(k, truth.n).p_lowest(), fit_pooled(np.nan_to_num(k), n).p_lowest())


def test_one_year_is_named():
    truth = region(9, schools=60, years=1)
    pooled = fit_pooled(truth.k, truth.n)
    assert pooled.state == "one_year"
    assert pooled.parts.year == pooled.parts.cell == 0.0


def test_a_year_without_counts_is_no_second_year():
    truth = region(9, schools=60, years=2)
    n = truth.n.copy()
    n[:, 1] = 0
    pooled = fit_pooled(np.minimum(truth.k, n), n)
    assert pooled.state == "one_year"
    assert pooled.parts.year == pooled.parts.cell == 0.0


def test_wrong_counts_are_refused():
    with pytest.raises(ValueError, match="between 0"):
        fit_pooled(np.full((6, 1, 1), 3), np.full((6, 1, 1), 2))


def test_large_regions_take_the_mode_of_a_sample():
    truth = region(2, schools=1200, years=2, procedures=3)
    pooled = fit_pooled(truth.k, truth.n)
    assert len(pooled.points) == 1
    level = pooled.level()
    inside = (truth.level > level.low) & (truth.level < level.high)
    assert 0.93 <= inside.mean() <= 0.97


def test_parts_of_one_procedure():
    parts = VarianceParts(0.1, 0.05, 0.02, 0.03)
    assert parts.lasting == pytest.approx(0.15)
    assert parts.one_off == pytest.approx(0.05)


def test_chance_of_a_year_to_come_is_what_new_classes_show(fitted):
    truth, pooled = fitted
    random = np.random.default_rng(6)
    n = np.maximum(truth.n[:, 0], 1)
    need = np.ceil(0.3 * n)
    chance = pooled.chance_next(0, n, need)
    from scipy.special import ndtr

    seen = np.zeros(n.shape)
    for _time in range(60):
        year = random.normal(0, VARIANCE[2] ** 0.5, (len(n), 1))
        cell = random.normal(0, VARIANCE[3] ** 0.5, n.shape)
        share = ndtr(truth.cut[0] - truth.school[:, None] - truth.procedure - year - cell)
        seen += random.binomial(n, share) >= need
    seen /= 60
    assert chance.mean() == pytest.approx(seen.mean(), abs=0.015)
    high = chance > 0.5
    assert chance[high].mean() == pytest.approx(seen[high].mean(), abs=0.07)


def test_a_degenerate_region_is_answered_or_said_not_to_be():
    n = np.random.default_rng(2).poisson(12, (40, 2, 3))
    k = np.where(np.arange(40)[:, None, None] < 20, 0, n)
    k[:, 1] = 0
    pooled = fit_pooled(k, n)
    assert pooled.state in ("fitted", "not_settled")
    assert np.isfinite(pooled.p_lowest()).all() == pooled.answered


def test_equal_questions_of_counts_are_answered_once():
    truth = region(3, schools=20)
    found = fit_pooled(truth.k, truth.n)
    need = np.ceil(0.3 * truth.n)
    assert found.chance_of_count(need) is found.chance_of_count(need.copy())
    assert np.nanmin(found.chance_of_count(need) - found.chance_of_count(need + 1)) >= 0
    with pytest.raises(ValueError, match="read-only"):
        found.chance_of_count(need)[0] = 0.0
