"""ROC against scikit-learn, and the draws around the area."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score
from sklearn.metrics import roc_curve as reference

from shnor_lab.laboratory.prediction import roc
from shnor_lab.laboratory.prediction.roc import area, area_drawn, area_reshuffled, roc_curve


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40))
def test_area_and_curve_are_those_of_the_reference(rows):
    score, outcome = np.array([row[0] for row in rows], dtype="float64"), np.array([row[1] for row in rows])
    if outcome.all() or not outcome.any():
        return
    assert area(score, outcome) == pytest.approx(roc_auc_score(outcome, score))
    false_share, true_share, least = reference(outcome, score, drop_intermediate=False)
    found = roc_curve(score, outcome)
    np.testing.assert_allclose(found["false_share"], false_share)
    np.testing.assert_allclose(found["true_share"], true_share)
    np.testing.assert_array_equal(found["score"], least)
    assert found["listed"].tolist() == [(score >= one).sum() for one in found["score"]]


def data(schools=200, seed=1):
    rng = np.random.default_rng(seed)
    outcome = rng.random(schools) < 0.3
    return rng.normal(outcome * 1.0).round(1), outcome


def test_bootstrap_interval_covers_the_true_area():
    from scipy.stats import norm

    true, inside = norm.cdf(1 / np.sqrt(2)), []
    for seed in range(80):
        drawn = area_drawn(*data(seed=seed), draws=300, seed=seed)
        low, high = np.quantile(drawn, [0.025, 0.975])
        inside.append(low <= true <= high)
    assert 0.88 <= np.mean(inside) <= 0.99


def test_chunks_do_not_change_the_draws(monkeypatch):
    score, outcome = data()
    rows = np.random.default_rng(2).permuted(np.tile(outcome, (50, 1)), axis=1)
    whole = area_reshuffled(score, rows)
    monkeypatch.setattr(roc, "_AT_ONCE", 7 * len(score))
    np.testing.assert_allclose(area_reshuffled(score, rows), whole)
    assert len(area_drawn(score, outcome, draws=50, seed=1)) == 50
    assert whole.tolist() == pytest.approx([area(score, row) for row in rows])
