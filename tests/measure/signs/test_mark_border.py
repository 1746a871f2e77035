import numpy as np
import pytest
from scipy.special import bdtr, ndtr

from shnor_lab.measure.signs import MarkLevels, fit_mark_levels, mark_border
from shnor_lab.measure.signs.spread import widened

from .conftest import CUTS, drawn_marks


def lifted(counts, school):
    moved = counts.copy()
    moved[school, 1] += moved[school, 0]
    moved[school, 0] = 0
    return moved


def test_a_school_whose_lowest_marks_became_the_next_stands_out(region):
    school = int(np.argsort(region[:, 0])[-15])
    found = mark_border(lifted(region, school))
    assert found["p"].idxmin() == school
    assert found.loc[school, "p"] < 1e-4
    assert found.loc[school, "value"] == 0 and found.loc[school, "region"] > 0.12


def test_lifting_only_makes_the_chance_smaller(region):
    levels = fit_mark_levels(region)
    chances = []
    for pupils in range(0, int(region[0, 0]) + 1):
        moved = region.copy()
        moved[0, :2] += (-pupils, pupils)
        chances.append(mark_border(moved, levels=levels)["p"][0])
    assert len(chances) > 3 and (np.diff(chances) < 0).all()


def test_binomial_where_the_level_is_certain():
    counts, _level = drawn_marks(2, np.full(200, 100), level_sd=0.0)
    certain = MarkLevels(CUTS, 1e-12, np.zeros(200), np.zeros(200))
    upto, under = (bdtr(counts[:, 0] - step, 100, ndtr(CUTS[0])) for step in (0, 1))
    expected = widened(upto, (upto + under) / 2)
    assert mark_border(counts, levels=certain)["p"].to_numpy() == pytest.approx(expected, abs=1e-6)


def test_clean_schools_get_no_smaller_chances_than_they_should():
    chances = np.concatenate(
        [
            mark_border(drawn_marks(seed, np.random.default_rng(seed).integers(20, 200, 150))[0])["p"]
            for seed in range(8)
        ]
    )
    for bound in (0.2, 0.05, 0.01):
        assert (chances <= bound).mean() <= bound * 1.2


def test_counts_are_not_changed_and_unknown_ones_are_said(region):
    counts = region.copy()
    counts[3] = np.nan
    counts[4] = [1, 2, 3, 4]
    before = counts.copy()
    found = mark_border(counts)
    np.testing.assert_array_equal(counts, before)
    assert found["state"].tolist()[3:6] == ["not_delivered", "too_few", "run"]
    assert found["p"].isna().sum() == 2


def test_nothing_delivered_at_all():
    assert set(mark_border(np.full((30, 4), np.nan))["state"]) == {"not_delivered"}
