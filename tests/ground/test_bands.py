"""Fifths and lists of a given length."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from shnor_lab.ground.bands import fifths, greatest_part, of_length, ordered, part_of

NUMBERS = st.lists(st.one_of(st.integers(0, 9).map(float), st.just(np.nan)), max_size=40).map(np.array)


@given(NUMBERS)
def test_fifths_keep_the_order_and_ties_together(values):
    band = fifths(values)
    known = ~np.isnan(values)
    assert (band[~known] == 0).all() and ((band[known] >= 1) & (band[known] <= 5)).all()
    for one in np.flatnonzero(known):
        for other in np.flatnonzero(known):
            assert values[one] != values[other] or band[one] == band[other]
            assert values[one] >= values[other] or band[one] <= band[other]


def test_fifths_of_different_numbers_are_equal_in_length():
    band = fifths(np.random.default_rng(1).permutation(103).astype("float64"))
    assert set(np.bincount(band)[1:]) <= {20, 21}


@given(NUMBERS, st.integers(0, 45), st.integers(0, 3))
def test_a_list_holds_the_highest_scores(score, length, seed):
    chosen = of_length(score, length, seed=seed)
    known = ~np.isnan(score)
    assert chosen.sum() == min(length, known.sum()) and not chosen[~known].any()
    if chosen.any() and (known & ~chosen).any():
        assert score[chosen].min() >= score[known & ~chosen].max()


def test_equal_scores_are_drawn_by_seed_and_rule_alone():
    score = np.zeros(50)
    drawn = {tuple(ordered(score, seed=seed, rule=rule)) for seed in range(5) for rule in ("", "a", "b")}
    assert len(drawn) == 15
    assert (ordered(score, seed=3) == ordered(score, seed=3)).all()
    late = np.mean([ordered(score, seed=seed)[:10].mean() for seed in range(200)])
    assert abs(late - 24.5) < 1.5, "no place is preferred"


def test_a_sum_in_another_order_is_the_same_score():
    apart = np.array([0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1] * 10)
    assert apart[0] != apart[1]
    assert (ordered(apart, seed=1) == ordered(np.full(20, 0.6), seed=1)).all()


@given(NUMBERS, st.floats(0.01, 0.99), st.integers(0, 100))
def test_a_school_keeps_its_lot_whatever_the_order_and_the_other_schools(values, part, seed):
    score = pd.Series(values, index=[f"s{place:02d}" for place in range(len(values))])
    chosen = set(score.index[greatest_part(score, part, seed=1)])
    assert len(chosen) == part_of(int(score.notna().sum()), part)
    turned = score.iloc[np.random.default_rng(seed).permutation(len(score))]
    assert set(turned.index[greatest_part(turned, part, seed=1)]) == chosen
    fewer = turned.iloc[: len(turned) // 2]
    order = score.index[ordered(score, seed=1)]
    assert fewer.index[ordered(fewer, seed=1)].tolist() == order[order.isin(fewer.index)].tolist()


def test_the_part_of_few_schools():
    assert [part_of(n, 0.1) for n in (0, 1, 14, 16, 299)] == [0, 1, 1, 2, 30]
