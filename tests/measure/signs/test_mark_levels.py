import numpy as np
import pytest

from shnor_lab.measure.signs import fit_mark_levels

from .conftest import CUTS, drawn_marks


def test_known_cuts_levels_and_spread_are_found_again():
    counts, level = drawn_marks(5, np.full(400, 300))
    fitted = fit_mark_levels(counts)
    assert fitted.cuts == pytest.approx(CUTS - level.mean(), abs=0.03)
    assert fitted.variance == pytest.approx(0.16, rel=0.2)
    assert np.corrcoef(fitted.level, level)[0, 1] > 0.97
    away = (fitted.level - (level - level.mean())) / fitted.error
    assert np.abs(away).mean() == pytest.approx(np.sqrt(2 / np.pi), rel=0.1)


def test_cuts_of_statsmodels_where_schools_do_not_differ():
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    counts, _level = drawn_marks(6, np.full(40, 50), level_sd=0.0)
    whole = counts.sum(axis=0).astype(int)
    marks = np.repeat([2, 3, 4, 5], whole)
    model = OrderedModel(marks, np.zeros((len(marks), 0)), distr="probit")
    theirs = model.transform_threshold_params(model.fit(method="bfgs", disp=False).params)[1:-1]
    assert fit_mark_levels(counts).cuts == pytest.approx(theirs, abs=0.01)


def test_expected_marks_of_the_region_are_those_given():
    counts, _level = drawn_marks(7, np.random.default_rng(0).integers(1, 90, 80))
    fitted = fit_mark_levels(counts)
    score = (fitted.cuts[:, None] - fitted.level) / np.sqrt(1 + fitted.error**2)
    from scipy.special import ndtr

    expected = np.diff(ndtr(score), prepend=0, append=1, axis=0) @ counts.sum(axis=1)
    assert expected == pytest.approx(counts.sum(axis=0), rel=1e-3)


def test_a_level_from_upper_marks_does_not_see_the_lowest():
    counts, _level = drawn_marks(8, np.full(60, 80))
    fitted = fit_mark_levels(counts)
    emptied = counts.copy()
    emptied[:, 0] = 0
    for one, other in zip(fitted.above(counts), fitted.above(emptied), strict=True):
        np.testing.assert_array_equal(one, other)


def test_edges():
    counts = np.array([[0, 5, 3, 2], [0, 0, 0, 0], [0, 9, 0, 1.0]])
    before = counts.copy()
    fitted = fit_mark_levels(counts)
    np.testing.assert_array_equal(counts, before)
    assert np.isfinite(fitted.cuts).all() and np.isfinite(fitted.level).all()
    assert fitted.level[1] == pytest.approx(0.0, abs=1e-6)
    assert fitted.shares([0.0]).sum() == pytest.approx(1.0)
    nothing_delivered = np.array([[0, 5, 3, 2], [np.nan, 7, 7, 7], [0, 9, 0, 1.0]])
    np.testing.assert_array_equal(fit_mark_levels(nothing_delivered).cuts, fitted.cuts)
    for wrong in (np.zeros((3, 4)), np.ones((3, 2))):
        with pytest.raises(ValueError, match="three marks"):
            fit_mark_levels(wrong)
