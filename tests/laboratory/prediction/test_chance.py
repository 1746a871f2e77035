"""Bounds by chance hold for several rules at once."""

import numpy as np

from shnor_lab.laboratory.prediction.chance import add_bounds, reshuffled


def test_outcomes_stay_in_their_band_and_keep_their_number():
    outcome, band = np.arange(60) % 3 == 0, np.repeat([0, 1, 2], 20)
    drawn = reshuffled(outcome, band, seed=1)
    for one in range(3):
        assert (drawn[:, band == one].sum(axis=1) == outcome[band == one].sum()).all()
    assert np.allclose(drawn.mean(axis=0), [outcome[band == one].mean() for one in band], atol=0.06)


def test_twenty_lists_by_lot_pass_their_bounds_seldom():
    """Each by itself would pass its 97.5 % bound in one region of forty, one of the twenty in four of ten."""
    crossed = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        lots = rng.normal(size=(2001, 20))
        judged = [({"precision": lot[0]}, {"placebo": lot[1:]}) for lot in lots.T]
        add_bounds(judged, 0.95)
        crossed.append(any(row["precision"] > row["placebo_to"] for row, _drawn in judged))
    assert 0.005 <= np.mean(crossed) <= 0.05


def test_a_figure_that_a_rule_lacks_gets_no_bounds():
    draws = np.random.default_rng(1).normal(size=2000)
    with_area, without = {}, {}
    add_bounds([(with_area, {"placebo": draws, "auc_placebo": draws}), (without, {"placebo": draws})], 0.95)
    assert set(with_area) - set(without) == {"auc_placebo_from", "auc_placebo_to"}
    assert without["placebo_to"] == with_area["placebo_to"]
