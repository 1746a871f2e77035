import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from shnor_lab.laboratory.agreement import bootstrap, redrawn
from shnor_lab.laboratory.agreement.joint import JOINT

ANSWERS = arrays(
    "float64",
    st.tuples(st.integers(2, 30), st.integers(2, 4)),
    elements=st.sampled_from([0.0, 1.0, 1.0, np.nan]),
)


@pytest.mark.parametrize("name", JOINT)
@settings(deadline=None, max_examples=40)
@given(answers=ANSWERS)
def test_with_every_school_once_it_is_the_coefficient_itself(name, answers):
    value, drawn = JOINT[name]
    used = answers[(~np.isnan(answers)).sum(axis=1) >= 1]
    whole = used if name in ("krippendorff", "ac1") else used[~np.isnan(used).any(axis=1)]
    found = drawn(used, np.ones((1, len(used))))
    assert found == pytest.approx([value(whole)], nan_ok=True)


@pytest.mark.parametrize("name", JOINT)
def test_a_school_drawn_twice_counts_twice(name, region):
    value, drawn = JOINT[name]
    answers = np.random.default_rng(1).integers(0, 2, (20, 3)).astype(float)
    times = np.random.default_rng(2).integers(0, 4, 20)
    repeated = np.repeat(answers, times, axis=0)
    assert drawn(answers, times[None, :].astype(float)) == pytest.approx([value(repeated)])


def test_draws_are_fixed_by_the_seed_and_not_by_the_size_of_blocks(monkeypatch):
    answers = np.random.default_rng(3).integers(0, 2, (80, 2)).astype(float)
    answers[::7, 0] = np.nan
    before = answers.copy()

    def counted(patterns, weights):
        assert weights.sum(axis=1).tolist() == [80] * len(weights)
        return weights @ np.nan_to_num(patterns)

    one = bootstrap.redrawn(answers, counted, seed=5, draws=50)
    monkeypatch.setattr(bootstrap, "_BLOCK", 30)
    assert np.array_equal(one, bootstrap.redrawn(answers, counted, seed=5, draws=50))
    assert not np.array_equal(one, bootstrap.redrawn(answers, counted, seed=6, draws=50))
    assert one.shape == (50, 2)
    assert one.mean(axis=0) == pytest.approx(np.nansum(answers, axis=0), rel=0.1)
    np.testing.assert_array_equal(answers, before)


def test_cells_of_a_table_may_be_drawn_too():
    cells = np.array([[300.0], [0.0], [np.nan], [300.0]])
    one = bootstrap.redrawn(cells, lambda patterns, weights: weights @ (patterns == 300), seed=1, draws=500)
    assert one.max() == 4 and one.mean() == pytest.approx(2, abs=0.2)


def test_one_interval_is_the_percentile_interval():
    drawn = np.random.default_rng(1).normal(size=(4000, 1))
    low, high = bootstrap.simultaneous(drawn)
    assert [low[0], high[0]] == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.01)


def test_several_intervals_hold_together():
    drawn = np.random.default_rng(2).normal(size=(4000, 20)) ** 3
    low, high = bootstrap.simultaneous(drawn)
    inside = ((drawn >= low) & (drawn <= high)).all(axis=1).mean()
    assert 0.95 <= inside <= 0.96
    alone = [bootstrap.simultaneous(drawn[:, [place]]) for place in range(20)]
    assert all(low[place] < own[0] and own[1] < high[place] for place, own in enumerate(alone))


def test_equal_coefficients_need_no_correction():
    drawn = np.random.default_rng(3).normal(size=(2000, 1))
    one, several = bootstrap.simultaneous(drawn), bootstrap.simultaneous(np.tile(drawn, 9))
    assert several[0] == pytest.approx(np.tile(one[0], 9)) and several[1] == pytest.approx(np.tile(one[1], 9))


def test_undefined_draws_are_left_out_and_none_is_no_interval():
    low, high = bootstrap.simultaneous(np.array([[1.0], [np.nan], [1.0]]))
    assert (low[0], high[0]) == (1.0, 1.0)
    assert np.isnan(bootstrap.simultaneous(np.full((3, 2), np.nan))).all()


@pytest.mark.parametrize(
    ("schools", "listed", "answer"), [(60, 10, True), (59, 10, False), (60, 9, False), (400, 40, True)]
)
def test_the_gate(schools, listed, answer):
    answers = np.zeros((schools, 2))
    answers[:listed, 0] = answers[-listed:, 1] = 1
    assert bootstrap.enough(answers) is answer
    unknown = np.vstack([answers, np.column_stack([np.full(100, np.nan), np.ones(100)])])
    assert bootstrap.enough(unknown) is answer, "a school that one rule cannot answer is not compared"


def test_intervals_cover():
    """Kappa of two lists of a tenth of 300 schools: the interval holds the true kappa in about 95 of 100 regions."""
    cells = np.array([0.06, 0.04, 0.04, 0.86])
    truth = (0.92 - 0.82) / (1 - 0.82)
    patterns = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    random = np.random.default_rng(11)
    held = 0
    for counts in random.multinomial(300, cells, size=400):
        weights = random.multinomial(300, counts / 300, size=400).astype(float)
        low, high = bootstrap.simultaneous(redrawn.light(patterns, weights)[:, None])
        held += low[0] <= truth <= high[0]
    assert 0.91 <= held / 400 <= 0.98


def test_forty_five_intervals_hold_together_in_draws_they_have_not_seen():
    random = np.random.default_rng(4)
    low, high = bootstrap.simultaneous(random.normal(size=(bootstrap.DRAWS, 45)))
    fresh = random.normal(size=(20_000, 45))
    assert 0.94 <= ((fresh >= low) & (fresh <= high)).all(axis=1).mean() <= 0.96


def test_a_value_that_chance_allows_lies_within():
    """Precision of a list of 20 under reshuffling, 30 of 300 schools with the outcome: few values, large atoms."""
    drawn = np.random.default_rng(5).hypergeometric(30, 270, 20, size=(bootstrap.DRAWS, 1)) / 20
    low, high = bootstrap.simultaneous(drawn)
    fresh = np.random.default_rng(6).hypergeometric(30, 270, 20, size=20_000) / 20
    assert np.mean((fresh < low) | (fresh > high)) <= 0.05
