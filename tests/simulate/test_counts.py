"""Drawn counts have the parts of variance they were asked for, and the truth that is told."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from shnor_lab.simulate.counts import draw_counts

PARTS = SimpleNamespace(school=0.16, procedure=0.04, year=0.03, cell=0.02)
CUT = np.array([[-1.2, -0.8, -1.0], [-1.0, -0.9, -1.1]])


def drawn(schools=4000, seed=1, n=30, **more):
    return draw_counts(np.full((schools, 2, 3), n), parts=PARTS, cut=CUT, seed=seed, **more)


def test_parts_of_variance_are_those_asked_for():
    region = drawn()
    cells = CUT - ndtri(region.share)
    one, other = cells[:, 0], cells[:, 1]
    assert np.cov(one[:, 0], one[:, 1])[0, 1] == pytest.approx(PARTS.school + PARTS.year, abs=0.02)
    assert np.cov(one[:, 0], other[:, 1])[0, 1] == pytest.approx(PARTS.school, abs=0.02)
    assert np.cov(one[:, 0], other[:, 0])[0, 1] == pytest.approx(PARTS.school + PARTS.procedure, abs=0.02)
    assert one[:, 0].var() == pytest.approx(0.25, abs=0.02)
    assert region.level.var() == pytest.approx(PARTS.school + PARTS.procedure / 3, abs=0.02)


def test_counts_follow_the_true_shares():
    region = drawn(n=200)
    away = (region.k - 200 * region.share) / np.sqrt(200 * region.share * (1 - region.share))
    assert away.mean() == pytest.approx(0, abs=0.03)
    assert away.std() == pytest.approx(1, abs=0.03)


def test_lasting_share_is_the_one_without_noise_of_years():
    still = SimpleNamespace(school=0.2, procedure=0.0, year=0.0, cell=0.0)
    region = draw_counts(np.full((50, 2, 3), 5), parts=still, cut=CUT, seed=3)
    np.testing.assert_allclose(region.lasting, ndtr(CUT.mean(axis=0) - region.level[:, None]))
    np.testing.assert_allclose(region.share, ndtr(CUT - region.level[:, None, None]))


def test_overall_level_rests_on_the_procedures_that_apply():
    n = np.full((400, 2, 3), 9)
    n[::2, :, 2] = 0
    n[0] = 0
    region = draw_counts(n, parts=PARTS, cut=CUT, seed=2)
    assert np.isnan(region.level[0]) and not np.isnan(region.level[1:]).any()
    assert np.isnan(region.share[2, :, 2]).all() and (region.k[2, :, 2] == 0).all()
    levels = CUT.mean(axis=0) - ndtri(region.lasting)
    np.testing.assert_allclose(region.level[1:], np.nanmean(levels[1:], axis=1))
    chosen = np.zeros((400, 3), dtype=bool)
    chosen[:, 0] = True
    one = draw_counts(n, parts=PARTS, cut=CUT, seed=2, applies=chosen)
    np.testing.assert_allclose(one.level[1:], levels[1:, 0])
    assert np.isnan(one.lasting[:, 1:]).all()


def test_conditions_move_the_level():
    mean = np.linspace(-1, 1, 4000)
    np.testing.assert_allclose(drawn(level_mean=mean).level - drawn().level, mean)
    np.testing.assert_allclose(drawn(level_mean=0.5).level - drawn().level, 0.5)


def test_equal_seeds_give_equal_counts_and_levels_do_not_hang_on_participants():
    assert (drawn(seed=[7, 3]).k == drawn(seed=[7, 3]).k).all()
    assert (drawn(seed=[7, 3]).k != drawn(seed=[7, 4]).k).any()
    assert (drawn(n=5).level == drawn(n=50).level).all()


def test_drift_keeps_the_variance_and_lowers_the_correlation_of_years():
    parts = SimpleNamespace(school=0.25, procedure=0.0, year=0.0, cell=0.0)
    n, cut = np.full((6000, 4, 1), 10), np.full((4, 1), -1.0)
    levels = (cut - ndtri(draw_counts(n, parts=parts, cut=cut, seed=1, drift=0.9).share))[:, :, 0]
    np.testing.assert_allclose(levels.var(axis=0), 0.25, atol=0.02)
    assert np.corrcoef(levels[:, 0], levels[:, 3])[0, 1] == pytest.approx(0.9**3, abs=0.02)
    region = draw_counts(n, parts=parts, cut=cut, seed=1, drift=0.9)
    np.testing.assert_allclose(region.level, levels[:, -1])
    same = draw_counts(n, parts=parts, cut=cut, seed=1, drift=1.0)
    np.testing.assert_allclose(same.share, np.repeat(same.share[:, :1], 4, axis=1))


def test_lasting_low_counts_procedures():
    region = drawn(schools=300)
    expected = [(row >= 0.3).sum() >= 2 for row in region.lasting]
    assert region.lasting_low(0.3).tolist() == expected
    assert 0 < sum(expected) < 300


def test_a_year_not_held_has_no_share():
    n, cut = np.full((10, 2, 3), 8), CUT.copy()
    n[:, 1, 0], cut[1, 0] = 0, np.nan
    region = draw_counts(n, parts=PARTS, cut=cut, seed=1)
    assert np.isnan(region.share[:, 1, 0]).all() and (region.k[:, 1, 0] == 0).all()
    assert not np.isnan(region.lasting).any()


@pytest.mark.parametrize(
    ("n", "parts", "cut", "more"),
    [
        (np.ones((2, 3)), PARTS, CUT, {}),
        (np.ones((2, 3, 3)), PARTS, CUT, {}),
        (np.ones((2, 2, 3)), PARTS, CUT * np.nan, {}),
        (np.ones((2, 2, 3)), PARTS, CUT, {"drift": 1.1}),
        (np.ones((2, 2, 3)), SimpleNamespace(school=-1.0, procedure=0.0, year=0.0, cell=0.0), CUT, {}),
    ],
)
def test_what_cannot_be_drawn_is_refused(n, parts, cut, more):
    with pytest.raises(ValueError):
        draw_counts(n, parts=parts, cut=cut, seed=1, **more)


def test_the_arrays_given_are_not_changed():
    n, cut = np.full((5, 2, 3), 4), CUT.copy()
    draw_counts(n, parts=PARTS, cut=cut, seed=1, drift=0.5)
    assert (n == 4).all() and (cut == CUT).all()
