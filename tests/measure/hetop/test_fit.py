import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from shnor_lab.measure.hetop import fit as module
from shnor_lab.measure.hetop import fit_hetop
from shnor_lab.measure.hetop.groups import Fitted
from tests.measure.hetop.regions import region

STATES = {"fitted", "too_few", "empty_category", "not_converged"}
ORDINARY = region(12)[0]


def numbers(fit):
    return np.concatenate([fit.mu, fit.sigma, fit.se, fit.cuts, [fit.log_likelihood]])


def test_truth_is_found_in_a_large_region():
    counts, mu, sigma = region(2000, sizes=(300, 400), spread=0.2)
    scale = fit_hetop(counts).standard()
    assert scale.icc == pytest.approx(0.15, abs=0.012)
    slope = np.polyfit(mu, scale.mu, 1)[0]
    assert slope == pytest.approx(1.0, abs=0.02)
    assert np.corrcoef(np.log(sigma), np.log(scale.sigma))[0, 1] > 0.9
    assert np.sqrt((((scale.mu - mu) / 0.057) ** 2).mean()) < 1.15


def test_states_of_groups():
    odd = [[3, 0, 0, 0], [0, 0, 0, 40], [0, 0, 0, 0], [5, 30, 0, 0], [2, 4, 3, 1], [0, 6, 0, 0]]
    fit = fit_hetop(np.vstack([ORDINARY, odd]))
    assert fit.state == "fitted"
    words = ["all_lowest", "all_highest", "empty", "sigma_pooled", "sigma_pooled", "sigma_pooled"]
    assert fit.states[12:].tolist() == words
    mu, sigma, se = fit.mu[12:], fit.sigma, fit.se[12:]
    others = np.delete(fit.mu, [12, 13, 14])
    assert mu[0] == others.min() and mu[1] == others.max()
    assert np.isnan([mu[2], sigma[14]]).all() and np.isnan(se[:3]).all() and (se[3:] > 0).all()
    assert np.unique(sigma[[12, 13, 15, 16, 17]]).size == 1
    weight = ORDINARY.sum(axis=1)
    assert np.log(sigma[12]) == pytest.approx(np.average(np.log(sigma[:12]), weights=weight))


def test_other_groups_have_no_say_in_the_cuts():
    odd = [[3, 0, 0, 0], [2, 4, 3, 1]] * 50
    one, other = fit_hetop(ORDINARY), fit_hetop(np.vstack([ORDINARY, odd]))
    assert (one.cuts == other.cuts).all() and (one.mu == other.mu[:12]).all()


def test_cuts_of_the_user_only_move_and_stretch():
    one, other = fit_hetop(ORDINARY), fit_hetop(ORDINARY, fixed_cuts=(5, 13))
    assert other.cuts[:2].tolist() == [5, 13]
    assert np.allclose(other.mu, 13 + 8 * one.mu) and np.allclose(other.se, 8 * one.se)
    assert np.allclose(other.sigma, 8 * one.sigma) and other.log_likelihood == one.log_likelihood
    assert np.allclose(other.corrected().mu, one.corrected().mu)


def test_turning_the_categories_round_turns_the_means():
    one, other = fit_hetop(ORDINARY).standard(), fit_hetop(ORDINARY[:, ::-1]).standard()
    assert np.allclose(one.mu, -other.mu, atol=1e-5) and np.allclose(one.sigma, other.sigma, atol=1e-5)


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        (ORDINARY[:4], "too_few"),
        (np.zeros((0, 4)), "too_few"),
        (np.zeros((9, 4)), "too_few"),
        (ORDINARY * [1, 1, 1, 0], "empty_category"),
        (ORDINARY * [0, 1, 1, 1], "empty_category"),
        (ORDINARY // 12, "too_few"),
    ],
)
def test_no_answer_is_a_state(counts, state):
    fit = fit_hetop(counts)
    assert fit.state == state
    assert np.isnan(numbers(fit)).all() and len(fit.states) == len(counts)
    assert np.isnan(fit.standard().mu).all() and np.isnan(fit.corrected().icc)


@pytest.mark.parametrize(
    ("name", "ties"),
    [("best_cuts", "apart"), ("best_cuts", "joint"), ("tied_together", "joint"), ("best_groups", "apart")],
)
def test_a_search_that_does_not_end_gives_no_numbers(monkeypatch, name, ties):
    whole = getattr(module, name)

    def unsettled(*args, **kwargs):
        found = whole(*args, **kwargs)
        groups = found if isinstance(found, Fitted) else found.groups
        groups = Fitted(groups.a, groups.b, False)
        return groups if isinstance(found, Fitted) else type(found)(found.cuts, groups, False)

    monkeypatch.setattr(module, name, unsettled)
    fit = fit_hetop(np.vstack([ORDINARY, [[1, 2, 0, 0]]]), ties=ties)
    assert fit.state == "not_converged" and np.isnan(numbers(fit)).all()


def test_null_counts_are_an_empty_group():
    frame = pd.DataFrame(ORDINARY).astype("Int32")
    frame.loc[3, 0] = pd.NA
    fit = fit_hetop(frame)
    assert fit.states[3] == "empty" and fit.n[3] == 0
    assert np.allclose(np.delete(fit.mu, 3), fit_hetop(np.delete(ORDINARY, 3, axis=0)).mu)


def test_the_callers_frame_stays_as_it_was():
    for counts in (pd.DataFrame(ORDINARY), pd.DataFrame(ORDINARY.astype(float))):
        counts.iloc[2, 1] = counts.iloc[2, 1] + 1
        before = counts.copy()
        fit_hetop(counts, ties="joint")
        pd.testing.assert_frame_equal(counts, before)
    floats = ORDINARY.astype(float)
    floats[0] = np.nan
    fit_hetop(floats)
    assert np.isnan(floats[0]).all()


@pytest.mark.parametrize(
    ("counts", "cuts"),
    [([[1, 2]], (-1, 0)), ([[1, -2, 3]], (-1, 0)), ([[1, np.inf, 3]], (-1, 0)), (ORDINARY, (0, 0)), (ORDINARY, (1, 0))],
)
def test_wrong_input_is_refused(counts, cuts):
    with pytest.raises(ValueError, match="count|cuts"):
        fit_hetop(counts, fixed_cuts=cuts)


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.int64, st.tuples(st.integers(0, 12), st.integers(3, 5)), elements=st.integers(0, 40)),
    st.sampled_from([0, 20]),
    st.sampled_from(["apart", "joint"]),
)
def test_any_counts_get_an_answer(counts, pooled_below, ties):
    fit = fit_hetop(counts, pooled_below=pooled_below, ties=ties)
    assert fit.state in STATES
    if fit.state == "fitted":
        there = counts.sum(axis=1) > 0
        assert np.isfinite(fit.mu[there]).all() and (fit.sigma[there] > 0).all() and (np.diff(fit.cuts) > 0).all()
        assert (fit.se[fit.states == "free"] > 0).all()
        assert abs(np.nansum(fit.n * fit.standard().mu)) < 1e-6 * fit.n.sum()
